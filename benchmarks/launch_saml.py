"""``launch-saml``: the whole launch over HTTP, with everything it does in production.

The unit is measured where the launch is: in two workers of gunicorn under the same load.  A
signature alone on an idle processor costs a third less than one between two workers and a client
that share two processors, and the difference would be counted as ours; it stands beside.

The provider's policy is a month old: one launch of a hundred is proved, as in most of a year.

Beside it stands the barest launch (``bare_launch.py``), which is loaded in the same rounds: it
tells what of a figure is Flask, SQLite and the processor of this machine.
"""

import base64
import os
import secrets
import subprocess
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote_plus, urlencode

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from benchmarks.bare_launch import write_bare
from benchmarks.figures import Figure
from benchmarks.satosa import ENDPOINT, launch_satosa
from benchmarks.serving import Load, load, serving
from benchmarks.standing import PEOPLE, bar, named, standing
from benchmarks.under_load import LEFT_OVER, PORT, SECONDS, in_rounds, of_round
from benchmarks.unit import signature_seconds
from benchmarks.world import PORTAL, SITE, person, resource
from garbridge.core.identifiers import ResourceId, tile_key

SIGNED_IN = 200
REQUESTS = 24_000
BAR = 5.0
SSO = f"{PORTAL}/saml/sso"
BARE_PORT = 8797
BARE = f"http://127.0.0.1:{BARE_PORT}/saml/sso"
CLICKED = 3
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


def launch_saml(*, servers: bool = False) -> Iterator[Figure]:
    """Yield the launch and, beside it, Flask's hello world and another proxy's launch.

    *servers*: on PostgreSQL with Redis, in the place of SQLite; the barest launch stays on SQLite.
    """
    install_wrk()
    with standing(servers=servers) as portal:
        script = Path(__file__).with_name("requests.lua")
        database = portal.folder / "bare.sqlite"
        write_bare(database, PEOPLE)
        with (
            serving("benchmarks.portal:create_app()", PORT) as master,
            serving(
                "benchmarks.bare_launch:create_app()", BARE_PORT, BARE_DATABASE=str(database)
            ) as bare,
        ):
            lines = list(_requests(portal.key))

            def launches(number: int) -> Load:
                written = portal.written("requests.txt", of_round(lines, number))
                os.environ["REQUESTS"] = written
                return load(SSO, master, seconds=SECONDS, script=script)

            def bare_launches(_: int) -> Load:
                # With the requests of this round, which ours were just asked with.
                return load(BARE, bare, seconds=SECONDS, script=script)

            rounds = in_rounds(launches, bare_launches)
        idle = signature_seconds()
        recorded = portal.count("garbridge_launch WHERE refusal IS NULL")
    name = named("launch-saml", servers=servers)
    most = bar(BAR, servers=servers)
    yield Figure(name, rounds.each[0], "RSA-2048 signatures", most)
    yield Figure(
        f"{name}: a launch in SQLite that checks nothing", rounds.each[1], "RSA-2048 signatures"
    )
    yield Figure(f"{name}: Flask hello world", rounds.hello, "RSA-2048 signatures")
    yield Figure(f"{name}: signature under load", rounds.unit / idle, "idle signatures")
    # What is under way when wrk ends is recorded and not counted.
    lost = abs(recorded - rounds.requests[0])
    yield Figure(f"{name}: records not counted", lost, "launches", LEFT_OVER)
    if not servers:
        yield from launch_satosa(rounds.unit, portal.key, signed_request(portal.key, ENDPOINT))


def _requests(key: rsa.RSAPrivateKey) -> Iterator[str]:
    cookies = [clicked_cookie(person(number * 97)) for number in range(SIGNED_IN)]
    for number in range(REQUESTS):
        yield f"/saml/sso?{signed_request(key)}\t{cookies[number % SIGNED_IN]}"


def signed_request(key: rsa.RSAPrivateKey, to: str = SSO) -> str:
    """Return the query of an AuthnRequest to the address *to* for the resource that was clicked."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    message = (
        '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
        f' ID="_{secrets.token_hex(16)}" Version="2.0" IssueInstant="{now}"'
        f' Destination="{to}" AssertionConsumerServiceURL="{SITE}/acs"'
        ' ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST">'
        '<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">'
        f"{SITE}/metadata</saml:Issuer></samlp:AuthnRequest>"
    )
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = base64.b64encode(deflate.compress(message.encode()) + deflate.flush())
    query = urlencode(
        {"SAMLRequest": packed, "RelayState": f"{SITE}/resources/{CLICKED}", "SigAlg": RSA_SHA256}
    )
    signature = base64.b64encode(key.sign(query.encode(), padding.PKCS1v15(), SHA256()))
    return f"{query}&Signature={quote_plus(signature)}"


class _Stay(urllib.request.HTTPRedirectHandler):
    """The click ends at the provider, where nobody listens."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


def clicked_cookie(who: str) -> str:
    """Sign in and click the resource, as everybody does who is sent to the portal afterwards."""
    cookies = urllib.request.HTTPCookieProcessor()
    opener = urllib.request.build_opener(cookies, _Stay())
    opener.open(f"{PORTAL}/in/{who}").close()
    try:
        opener.open(f"{PORTAL}/mediacentre/ouvrir/{tile_key(ResourceId(resource(CLICKED)))}")
    except urllib.error.HTTPError as redirected:
        if redirected.code != HTTPStatus.FOUND:
            raise
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies.cookiejar)


def install_wrk() -> None:
    """Install wrk where we are root and it is not there."""
    if subprocess.run(["which", "wrk"], capture_output=True, check=False).returncode:
        subprocess.run(["apt-get", "install", "-y", "-q", "wrk"], check=True)
