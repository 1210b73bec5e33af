"""Other people's relying parties take what we issue, and refuse it once it was tampered with."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey
from tests.npm import NODE, installed
from tests.protocols.oidc.provider import key
from tests.wiring.oidc_portal import CLIENT, RETURN, SECRET, Served, served

RELYING_PARTY = Path(__file__).parent / "relying_party"
PROFILE = {"PRO": "National_elv"}


def _signed() -> str:
    """Return the section of a client that signs, its key set in the file itself."""
    public = RSAKey.import_key(key("client").public_key()).as_dict()
    one = f'kty = "RSA"\nn = "{public["n"]}"\ne = "{public["e"]}"\nkid = "c1"'
    return f'authentication = "private_key_jwt"\n[[oidc.jwks]]\n{one}'


SECTIONS = {
    "client_secret_basic": 'client_secret = "parc.secret"',
    "client_secret_post": 'client_secret = "parc.secret"\nauthentication = "client_secret_post"',
    "private_key_jwt": _signed(),
}
METHODS = list(SECTIONS)


@dataclass
class OpenIdClient:
    """openid-client in a process of its own."""

    to: IO[str]
    back: IO[str]

    def ask(self, said: Mapping[str, object]) -> Mapping[str, Any]:
        """Hand it one thing and return what it says."""
        self.to.write(json.dumps(said) + "\n")
        self.to.flush()
        answer = self.back.readline()
        assert answer, "openid-client ended"
        found: Mapping[str, Any] = json.loads(answer)
        return found


@contextmanager
def openid_client(portal: Served, method: str, **more: object) -> Iterator[OpenIdClient]:
    """Start openid-client for *portal*."""
    home = installed(RELYING_PARTY)
    program = home / "relying_party.mjs"
    program.write_bytes((RELYING_PARTY / program.name).read_bytes())
    process = subprocess.Popen(
        [NODE, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    private = RSAKey.import_key(key("client"), {"kid": "c1"}).as_dict(private=True)
    try:
        process.stdin.write(
            json.dumps(
                {
                    "issuer": portal.issuer,
                    "client_id": CLIENT,
                    "secret": SECRET,
                    "method": method,
                    "jwk": {**private, "alg": "RS256"},
                    "redirect_uri": RETURN,
                    **more,
                }
            )
            + "\n"
        )
        process.stdin.flush()
        yield OpenIdClient(process.stdin, process.stdout)
    finally:
        process.kill()
        process.communicate()


def _signed_in(portal: Served, method: str, **more: object) -> Mapping[str, Any]:
    """Sign the pupil in at openid-client; return what it understood."""
    with openid_client(portal, method, **more) as relying:
        (asked,) = json.loads(relying.back.readline()).values()
        return relying.ask({"url": portal.browser().sent_to(asked)})


@pytest.mark.parametrize("method", METHODS)
def test_openid_client_takes_us(tmp_path: Path, method: str) -> None:
    """With its own checks of nonce, issuer, hashes and signature, by each of its three methods."""
    with served(tmp_path, proof=SECTIONS[method], more="") as portal:
        told = _signed_in(portal, method)

    assert told["userinfo"] == {"sub": told["claims"]["sub"], **PROFILE}
    assert len(told["claims"]["sub"]) == 128
    assert told["claims"]["aud"] == CLIENT
    assert told["refresh"] is None


@pytest.mark.parametrize("tamper", ["claims", "signature", "none"])
def test_openid_client_refuses_a_tampered_id_token(tmp_path: Path, tamper: str) -> None:
    """What somebody between the two changed is not believed."""
    with served(tmp_path) as portal:
        told = _signed_in(portal, "client_secret_basic", tamper=tamper)

    assert "claims" not in told
    assert told["error"].startswith("OAUTH_"), told


def test_openid_client_is_told_how_fresh_the_sign_in_is(tmp_path: Path) -> None:
    """It asks with ``max_age`` and checks ``auth_time`` itself."""
    with served(tmp_path) as portal:
        told = _signed_in(portal, "client_secret_basic", more={"max_age": "600"}, maxAge=600)

    assert told["claims"]["auth_time"] <= told["claims"]["iat"]


def test_openid_client_reads_why_nobody_came(tmp_path: Path) -> None:
    """``prompt=none`` in a browser where nobody is signed in."""
    with (
        served(tmp_path) as portal,
        openid_client(portal, "client_secret_basic", more={"prompt": "none"}) as relying,
    ):
        (asked,) = json.loads(relying.back.readline()).values()
        stranger = requests.get(asked, allow_redirects=False, timeout=10)
        told = relying.ask({"url": stranger.headers["Location"]})

    assert told["said"] == "login_required"
    assert "claims" not in told


def _session(portal: Served, method: str) -> OAuth2Session:
    """Return Authlib's own client."""
    pem = key("client").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    secret = pem.decode() if method == "private_key_jwt" else SECRET
    session = OAuth2Session(
        CLIENT,
        secret,
        scope="openid",
        redirect_uri=RETURN,
        code_challenge_method="S256",
        token_endpoint_auth_method=method,
    )
    if method == "private_key_jwt":
        session.register_client_auth_method(
            PrivateKeyJWT(f"{portal.issuer}/token", headers={"kid": "c1"})
        )
    return session


def _validated(portal: Served, token: str, nonce: str, access_token: str) -> Mapping[str, Any]:
    """Return the claims of an ID token as Authlib validates it."""
    there = requests.get(f"{portal.issuer}/.well-known/openid-configuration", timeout=10).json()
    keys = KeySet.import_key_set(requests.get(there["jwks_uri"], timeout=10).json())
    read = jwt.decode(token, keys, ["RS256"])
    options = {
        "iss": {"essential": True, "value": portal.issuer},
        "aud": {"essential": True, "value": CLIENT},
    }
    params = {"nonce": nonce, "client_id": CLIENT, "access_token": access_token}
    claims = CodeIDToken(read.claims, read.header, options, params)
    claims.validate(leeway=0)
    found: Mapping[str, Any] = claims
    return found


@pytest.mark.parametrize("method", METHODS)
def test_authlib_takes_us(tmp_path: Path, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its client, its PKCE, its three ways to prove itself, its validation of the ID token."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # loopback
    with served(tmp_path, proof=SECTIONS[method]) as portal, _session(portal, method) as session:
        verifier = "verifier-" + "0123456789" * 4
        url, state = session.create_authorization_url(
            f"{portal.issuer}/authorize", code_verifier=verifier, nonce="a-nonce"
        )
        back = portal.browser().sent_to(url)
        told = session.fetch_token(
            f"{portal.issuer}/token",
            authorization_response=back,
            state=state,
            code_verifier=verifier,
        )
        claims = _validated(portal, told["id_token"], "a-nonce", told["access_token"])
        profile = session.get(f"{portal.issuer}/userinfo").json()

    assert profile == {"sub": claims["sub"], **PROFILE}


@pytest.mark.parametrize("part", [0, 1, 2])
def test_authlib_refuses_a_tampered_id_token(
    tmp_path: Path, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of its three parts was changed."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # loopback
    with served(tmp_path) as portal, _session(portal, METHODS[0]) as session:
        verifier = "verifier-" + "0123456789" * 4
        url, state = session.create_authorization_url(
            f"{portal.issuer}/authorize", code_verifier=verifier, nonce="a-nonce"
        )
        told = session.fetch_token(
            f"{portal.issuer}/token",
            authorization_response=portal.browser().sent_to(url),
            state=state,
            code_verifier=verifier,
        )
        segments = told["id_token"].split(".")
        segments[part] = segments[part][:-6] + "AAAAAA"
        with pytest.raises((JoseError, ValueError)):
            _validated(portal, ".".join(segments), "a-nonce", told["access_token"])
        with pytest.raises(JoseError):
            _validated(portal, told["id_token"], "another", told["access_token"])
