"""``launch-lti``: the click and the token, over HTTP, with everything they do in production.

A tool starts at the portal only, so both requests are ours: the click that sends the browser to
the tool's login, and the authentication request that it comes back with.  They are loaded one
after the other, because the tool in between is not ours, and their costs are added.

Measured as ``launch-saml`` is: under load, in two workers, under a policy a month old.
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from flask.testing import FlaskClient
from tests.protocols.lti.platform import tool_asks

from benchmarks.figures import Figure
from benchmarks.launch_saml import install_wrk
from benchmarks.portal import create_app
from benchmarks.serving import Load, LoadFailedError, load, serving
from benchmarks.standing import bar, named, standing
from benchmarks.under_load import LEFT_OVER, PORT, SECONDS, in_rounds, of_round
from benchmarks.world import PORTAL, SITE, person, resource
from garbridge.core.identifiers import ResourceId, tile_key

SIGNED_IN = 200
REQUESTS = 21_000
BAR = 7.0
CLICKED = 3
TILE = f"/mediacentre/ouvrir/{tile_key(ResourceId(resource(CLICKED)))}"
SECTION = f"""[lti]
client_id = "bench"
initiate_login_url = "{SITE}/login"
redirect_uris = ["{SITE}/launch"]
level = "pseudonym"
"""


def launch_lti(*, servers: bool = False) -> Iterator[Figure]:
    """Yield the launch and, beside it, its click; on PostgreSQL with Redis where *servers*."""
    install_wrk()
    with standing(SECTION, servers=servers) as portal:
        clicks, asked = _requests()
        script = Path(__file__).with_name("requests.lua")
        with serving("benchmarks.portal:create_app()", PORT) as master:

            def launches(number: int) -> Load:
                os.environ["REQUESTS"] = portal.written("asked.txt", of_round(asked, number))
                return load(f"{PORTAL}/lti/authorize", master, seconds=SECONDS, script=script)

            def begins(number: int) -> Load:
                os.environ["REQUESTS"] = portal.written("clicks.txt", of_round(clicks, number))
                return load(f"{PORTAL}{TILE}", master, seconds=SECONDS, script=script)

            rounds = in_rounds(launches, begins)
        recorded = portal.count("garbridge_launch WHERE refusal IS NULL AND protocol = 'lti'")
    name = named("launch-lti", servers=servers)
    token, click = rounds.each
    yield Figure(name, token + click, "RSA-2048 signatures", bar(BAR, servers=servers))
    yield Figure(f"{name}: the click of it", click, "RSA-2048 signatures")
    yield Figure(f"{name}: the token of it", token, "RSA-2048 signatures")
    # What is under way when wrk ends is recorded and not counted.
    lost = abs(recorded - rounds.requests[0])
    yield Figure(f"{name}: records not counted", lost, "launches", LEFT_OVER)


def _requests() -> tuple[list[str], list[str]]:
    """Return clicks, and what a tool asks after others: each click is good for one launch."""
    app = create_app()
    visitors = [_visitor(app.test_client(), person(number * 97)) for number in range(SIGNED_IN)]
    asked = [_asked(*visitors[number % SIGNED_IN]) for number in range(REQUESTS)]
    clicks = [f"{TILE}\t{visitors[number % SIGNED_IN][1]}" for number in range(3 * REQUESTS)]
    return clicks, asked


def _visitor(client: FlaskClient, who: str) -> tuple[FlaskClient, str]:
    """Sign in and click once, so that the session has its name."""
    client.get(f"/in/{who}")
    client.get(TILE)
    cookie = client.get_cookie("session")
    if cookie is None:
        raise LoadFailedError("no session")
    return client, f"session={cookie.value}"


def _asked(client: FlaskClient, cookie: str) -> str:
    started = client.get(TILE)
    if started.status_code != HTTPStatus.FOUND:
        raise LoadFailedError(started.text)
    sent = {name: values[0] for name, values in parse_qs(urlsplit(started.location).query).items()}
    return f"/lti/authorize?{urlencode(answer_to(sent))}\t{cookie}"


def answer_to(sent: Mapping[str, str]) -> dict[str, str]:
    """Return what a tool asks that was started with *sent*."""
    drawn = {name: secrets.token_urlsafe(32) for name in ("state", "nonce")}
    return {**tool_asks(sent, f"{SITE}/launch"), **drawn}
