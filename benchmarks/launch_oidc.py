"""``launch-oidc``: authorize, token and userinfo over HTTP, with everything they do in production.

One launch is three requests, in that order: each thread of wrk walks one launch after the other.
Measured as ``launch-saml`` is: under load, in two workers, under a policy a month old.
"""

import base64
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.figures import Figure
from benchmarks.launch_saml import clicked_cookie, install_wrk
from benchmarks.serving import Load, load, serving
from benchmarks.standing import bar, named, standing
from benchmarks.under_load import LEFT_OVER, PORT, SECONDS, in_rounds, of_round
from benchmarks.world import PORTAL, SITE, person

SIGNED_IN = 200
REQUESTS = 16_000
BAR = 9.0
EACH = 3
"""Requests of one launch."""
VERIFIER = "verifier-" + "0123456789" * 4
SECRET = "a-made-up-secret-" + "0123456789" * 3
SECTION = f"""[oidc]
client_id = "bench"
client_secret = "env:BENCH_SECRET"
redirect_uris = ["{SITE}/back"]
attributes = "userinfo"
"""


def launch_oidc(*, servers: bool = False) -> Iterator[Figure]:
    """Yield the launch, and what was recorded of it; on PostgreSQL with Redis where *servers*."""
    install_wrk()
    os.environ["BENCH_SECRET"] = SECRET
    with standing(SECTION, servers=servers) as portal:
        pair = base64.b64encode(f"bench:{SECRET}".encode()).decode()
        said = {"redirect_uri": f"{SITE}/back", "code_verifier": VERIFIER}
        os.environ |= {"BASIC": f"Basic {pair}", "FORM": f"&{urlencode(said)}"}
        script = Path(__file__).with_name("oidc.lua")
        with serving("benchmarks.portal:create_app()", PORT) as master:
            lines = list(_requests())

            def walks(number: int) -> Load:
                os.environ["REQUESTS"] = portal.written("requests.txt", of_round(lines, number))
                return load(PORTAL, master, seconds=SECONDS, script=script, threads=2)

            rounds = in_rounds(walks)
        launches = portal.count("garbridge_launch WHERE refusal IS NULL AND protocol = 'oidc'")
        told = portal.count("garbridge_redemption WHERE fault IS NULL")
    name = named("launch-oidc", servers=servers)
    whole = rounds.each[0] * EACH
    yield Figure(name, whole, "RSA-2048 signatures", bar(BAR, servers=servers))
    # Of what is under way when wrk ends parts are recorded and not counted.
    lost = abs(launches + told - rounds.requests[0])
    yield Figure(f"{name}: records not counted", lost, "requests", LEFT_OVER)


def _requests() -> Iterator[str]:
    cookies = [clicked_cookie(person(number * 97)) for number in range(SIGNED_IN)]
    for number in range(REQUESTS):
        query = urlencode(asked(str(number)))
        yield f"/oidc/authorize?{query}\t{cookies[number % SIGNED_IN]}"


def asked(name: str) -> dict[str, str]:
    """Return what a client asks for; *name* is in what must be new each time."""
    digest = hashlib.sha256(VERIFIER.encode()).digest()
    return {
        "client_id": "bench",
        "redirect_uri": f"{SITE}/back",
        "response_type": "code",
        "scope": "openid",
        "state": f"state-{name}",
        "nonce": f"nonce-{name}",
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
