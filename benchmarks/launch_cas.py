"""``launch-cas``: login and serviceValidate over HTTP, with everything they do in production.

One launch is two requests, in that order: each thread of wrk walks one launch after the other.
Measured as ``launch-saml`` is: under load, in two workers, under a policy a month old.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from benchmarks.figures import Figure
from benchmarks.launch_saml import CLICKED, clicked_cookie, install_wrk
from benchmarks.serving import Load, load, serving
from benchmarks.standing import bar, named, standing
from benchmarks.under_load import LEFT_OVER, PORT, SECONDS, in_rounds, of_round
from benchmarks.world import PORTAL, SITE, person

SIGNED_IN = 200
REQUESTS = 24_000
BAR = 5.0
EACH = 2
"""Requests of one launch."""
SECTION = "[cas]"
SERVICE = quote(f"{SITE}/resources/{CLICKED}", safe="")


def launch_cas(*, servers: bool = False) -> Iterator[Figure]:
    """Yield the launch, and what was recorded of it; on PostgreSQL with Redis where *servers*."""
    install_wrk()
    with standing(SECTION, servers=servers) as portal:
        os.environ["SERVICE"] = SERVICE
        script = Path(__file__).with_name("cas.lua")
        with serving("benchmarks.portal:create_app()", PORT) as master:
            lines = list(_requests())

            def walks(number: int) -> Load:
                os.environ["REQUESTS"] = portal.written("requests.txt", of_round(lines, number))
                return load(PORTAL, master, seconds=SECONDS, script=script, threads=2)

            rounds = in_rounds(walks)
        launches = portal.count("garbridge_launch WHERE refusal IS NULL AND protocol = 'cas'")
        told = portal.count("garbridge_redemption WHERE fault IS NULL")
    name = named("launch-cas", servers=servers)
    whole = rounds.each[0] * EACH
    yield Figure(name, whole, "RSA-2048 signatures", bar(BAR, servers=servers))
    # Of what is under way when wrk ends parts are recorded and not counted.
    lost = abs(launches + told - rounds.requests[0])
    yield Figure(f"{name}: records not counted", lost, "requests", LEFT_OVER)


def _requests() -> Iterator[str]:
    cookies = [clicked_cookie(person(number * 97)) for number in range(SIGNED_IN)]
    for number in range(REQUESTS):
        yield f"/cas/login?service={SERVICE}\t{cookies[number % SIGNED_IN]}"
