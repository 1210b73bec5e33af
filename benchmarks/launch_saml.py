"""``launch-saml``: the whole launch over HTTP, with everything it does in production.

The unit is measured where the launch is: in two workers of gunicorn under the same load.  A
signature alone on an idle processor costs a third less than one between two workers and a client
that share two processors, and the difference would be counted as ours; it stands beside.

The provider's policy is a month old: one launch of a hundred is proved, as in most of a year.
"""

import base64
import os
import secrets
import sqlite3
import subprocess
import tempfile
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

from benchmarks.figures import Figure
from benchmarks.serving import load, serving
from benchmarks.under_load import PORT, SECONDS, unit_under_load
from benchmarks.unit import signature_seconds
from benchmarks.world import PORTAL, SITE, person, resource, write_world
from garbridge.core.identifiers import ResourceId, tile_key

PEOPLE = 100_000
SEATS = 1_000_000
SIGNED_IN = 200
REQUESTS = 24_000
BAR = 5.0
CLICKED = 3
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


def launch_saml() -> Iterator[Figure]:
    """Yield the launch and, beside it, Flask's hello world."""
    install_wrk()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        key = write_world(folder, people=PEOPLE, seats=SEATS)
        unit, hello = unit_under_load()
        environment = {"GARBRIDGE_CONFIG": str(folder / "garbridge.toml")}
        with serving("benchmarks.portal:create_app()", PORT, **environment) as master:
            requests = folder / "requests.txt"
            requests.write_text("\n".join(_requests(key)), encoding="ascii")
            os.environ["REQUESTS"] = str(requests)
            script = Path(__file__).with_name("requests.lua")
            launched = load(f"{PORTAL}/saml/sso", master, seconds=SECONDS, script=script)
        idle = signature_seconds()
        recorded = _recorded(folder / "garbridge.sqlite")
    yield Figure("launch-saml", launched.cpu_each / unit, "RSA-2048 signatures", BAR)
    yield Figure("launch-saml: Flask hello world", hello / unit, "RSA-2048 signatures")
    yield Figure("launch-saml: signature under load", unit / idle, "idle signatures")
    # wrk ends with up to two requests under way: they are recorded and not counted.
    lost = abs(recorded - launched.requests)
    yield Figure("launch-saml: records not counted", lost, "launches", 2)


def _recorded(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        (count,) = connection.execute(
            "SELECT count(*) FROM garbridge_launch WHERE refusal IS NULL"
        ).fetchone()
    return int(count)


def _requests(key: rsa.RSAPrivateKey) -> Iterator[str]:
    cookies = [clicked_cookie(person(number * 97)) for number in range(SIGNED_IN)]
    for number in range(REQUESTS):
        yield f"/saml/sso?{signed_request(key)}\t{cookies[number % SIGNED_IN]}"


def signed_request(key: rsa.RSAPrivateKey, portal: str = PORTAL) -> str:
    """Return the query of an AuthnRequest to *portal* for the resource that was clicked."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    message = (
        '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
        f' ID="_{secrets.token_hex(16)}" Version="2.0" IssueInstant="{now}"'
        f' Destination="{portal}/saml/sso" AssertionConsumerServiceURL="{SITE}/acs"'
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
    """Sign in and click the resource, as everybody does who comes to ``/saml/sso`` afterwards."""
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
