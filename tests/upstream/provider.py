"""An OpenID provider in memory, honest until a test changes one thing, and its client."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import RSAKey
from tests.protocols.oidc.provider import key

from garbridge.config.tables import web_address
from garbridge.formats.jose import Algorithm
from garbridge.ports import (
    Authenticated,
    Begun,
    Declined,
    Fetched,
    Redirect,
    Unfetched,
    UpstreamEnded,
    WireRequest,
    Wish,
)
from garbridge.testing.world import NOW
from garbridge.upstream.oidc_discovery import OpDiscovery
from garbridge.upstream.oidc_exchange import OpExchange
from garbridge.upstream.oidc_proof import BasicProof, ClientProof
from garbridge.upstream.oidc_rp import OidcRelyingParty

ISSUER = "https://idp.example/realms/ent"
CLIENT = "portail"
SECRET = "a:made%up+secret~"  # noqa: S105 - made up
BACK = "https://ent.example/upstream/callback"
SUBJECT = "f3a1-0007"
ACCESS = "an-access-token"
GONE = object()
"""A claim or a member that is taken away."""

Change = Mapping[str, object]


def jwks(*names: str) -> bytes:
    """Return the key set of the keys of these names."""
    keys = [
        RSAKey.import_key(key(name).public_key(), {"kid": name, "use": "sig"}).as_dict(
            private=False
        )
        for name in names
    ]
    return json.dumps({"keys": keys}).encode()


def signed(
    claims: Mapping[str, object],
    *,
    by: str = "op",
    alg: str = "RS256",
    header: Mapping[str, object] | None = None,
) -> str:
    """Return *claims* signed by the key of a name, with any header: no library has a say."""
    first = {"alg": alg, "kid": by, "typ": "JWT", **(header or {})}
    parts = [
        base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=")
        for one in ({n: v for n, v in first.items() if v is not GONE}, dict(claims))
    ]
    octets = b".".join(parts)
    scheme = padding.PKCS1v15() if alg == "RS256" else padding.PSS(padding.MGF1(SHA256()), 32)
    signature = base64.urlsafe_b64encode(key(by).sign(octets, scheme, SHA256())).rstrip(b"=")
    return f"{octets.decode()}.{signature.decode()}"


def at_hash(access: str) -> str:
    """Return what an ID token says of its access token."""
    half = hashlib.sha256(access.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()


@dataclass
class Op:
    """The provider; what it answers can be changed, and it notes what it was asked."""

    now: datetime = NOW
    metadata: dict[str, object] = field(
        default_factory=lambda: {
            "issuer": ISSUER,
            "authorization_endpoint": "https://idp.example/authorize?tenant=1",
            "token_endpoint": "https://idp.example/token",
            "jwks_uri": "https://idp.example/keys",
            "userinfo_endpoint": "https://idp.example/userinfo",
            "end_session_endpoint": "https://idp.example/end",
            "authorization_response_iss_parameter_supported": True,
        }
    )
    keys: bytes = field(default_factory=lambda: jwks("op"))
    claims: dict[str, object] = field(default_factory=dict[str, object])
    """What an ID token says otherwise."""
    id_token: str | None = None
    sign: Callable[[Mapping[str, object]], str] = signed
    token: dict[str, object] = field(default_factory=dict[str, object])
    """What the token endpoint says otherwise."""
    userinfo: dict[str, object] = field(default_factory=lambda: {"sub": SUBJECT, "uid": "alice"})
    answers: dict[str, Fetched | Unfetched] = field(default_factory=dict[str, Fetched | Unfetched])
    """By the end of an address: what comes instead."""
    asked: list[tuple[str, Mapping[str, str], Mapping[str, str]]] = field(
        default_factory=list[tuple[str, Mapping[str, str], Mapping[str, str]]]
    )
    nonce: str = ""

    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, limit: int | None = None
    ) -> Fetched | Unfetched:
        """Answer a question."""
        del limit
        return self._answer(url, {}, headers or {})

    def post(
        self, url: str, form: Mapping[str, str], *, headers: Mapping[str, str] | None = None
    ) -> Fetched | Unfetched:
        """Answer a form."""
        return self._answer(url, form, headers or {})

    def count(self, end: str) -> int:
        """Return how often an address that ends so was asked."""
        return sum(url.endswith(end) for url, _, _ in self.asked)

    def _answer(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> Fetched | Unfetched:
        self.asked.append((url, form, headers))
        for end, answer in self.answers.items():
            if url.endswith(end):
                return answer
        if url.endswith("/.well-known/openid-configuration"):
            return _json(self.metadata)
        if url.endswith("/keys"):
            return Fetched(200, self.keys)
        if url.endswith("/userinfo"):
            assert headers["Authorization"] == f"Bearer {ACCESS}"
            return _json(self.userinfo)
        assert url.endswith("/token"), url
        said: dict[str, object] = {
            "access_token": ACCESS,
            "token_type": "Bearer",
            "id_token": self.id_token or self.sign(self.said()),
            **self.token,
        }
        return _json({name: one for name, one in said.items() if one is not GONE})

    def said(self) -> dict[str, object]:
        """Return the claims of an ID token."""
        at = int(self.now.timestamp())
        said: dict[str, object] = {
            "iss": ISSUER,
            "sub": SUBJECT,
            "aud": CLIENT,
            "exp": at + 300,
            "iat": at,
            "nonce": self.nonce,
            "at_hash": at_hash(ACCESS),
            "auth_time": at - 20,
            "sid": "session-1",
            "uid": "alice",
            **self.claims,
        }
        return {name: one for name, one in said.items() if one is not GONE}


def _json(said: Mapping[str, object]) -> Fetched:
    return Fetched(200, json.dumps(said).encode())


@dataclass
class Ticks:
    """A clock that only goes forward."""

    at: float = 1000.0

    def __call__(self) -> float:
        """Return seconds."""
        return self.at


@dataclass
class Party:
    """The portal as the client of an :class:`Op`."""

    op: Op = field(default_factory=Op)
    ticks: Ticks = field(default_factory=Ticks)
    made: int = 0
    more: dict[str, Any] = field(default_factory=dict[str, Any])
    proof: ClientProof = field(default_factory=lambda: BasicProof(CLIENT, SECRET))

    def __post_init__(self) -> None:
        self.party = OidcRelyingParty(
            discovery=OpDiscovery(
                ISSUER, self.op, web_address(insecure_loopback=False), self.ticks
            ),
            client_id=CLIENT,
            exchange=OpExchange(redirect_uri=BACK, proof=self.proof, fetcher=self.op),
            redirect_uri=BACK,
            algorithm=self.more.get("algorithm", Algorithm.RS256),
            scopes=("openid", "profile"),
            asks_userinfo=self.more.get("asks_userinfo", False),
            tokens=self._token,
            leaves_by_form=self.more.get("leaves_by_form", False),
        )

    def _token(self) -> str:
        self.made += 1
        return f"token-{self.made:03}-" + "r" * 30

    def begin(self, *, is_fresh: bool = False) -> tuple[Wish, Begun, dict[str, str]]:
        """Set out; return what was wished, what came of it, and what the provider is asked."""
        wish = Wish(flow="the-flow", is_fresh=is_fresh)
        begun = self.party.begin(wish, now=NOW)
        assert isinstance(begun, Begun), begun
        assert isinstance(begun.response, Redirect)
        query = parse_qs(urlsplit(begun.response.url).query, strict_parsing=True)
        return wish, begun, {name: values[0] for name, values in query.items()}

    def finish(
        self, *, is_fresh: bool = False, now: datetime = NOW, **said: object
    ) -> Authenticated | Declined:
        """Set out and come back; *said* is what the browser brings otherwise."""
        wish, begun, asked = self.begin(is_fresh=is_fresh)
        self.op.nonce = asked["nonce"]
        brought = {"code": "c1", "state": asked["state"], "iss": ISSUER, **said}
        query = urlencode([(k, str(v)) for k, v in brought.items() if v is not GONE])
        return self.party.finish(WireRequest("GET", BACK, query), begun.kept, wish, now=now)

    def why(self, **said: object) -> str:
        """Come back and be declined; return why."""
        outcome = self.finish(**said)  # type: ignore[arg-type]  # what a test says otherwise
        assert isinstance(outcome, Declined), outcome
        return f"{outcome.fault}: {outcome.why}"

    def ended(self, token: str, **more: str) -> UpstreamEnded | None:
        """Hear of a logout."""
        form = (("logout_token", token), *more.items())
        request = WireRequest("POST", "https://ent.example/upstream/logout", form=form)
        return self.party.ended(request, now=NOW)


def logout_claims(**changed: object) -> dict[str, object]:
    """Return what a logout token says."""
    at = int(NOW.timestamp())
    said: dict[str, object] = {
        "iss": ISSUER,
        "aud": CLIENT,
        "iat": at,
        "exp": at + 120,
        "jti": "j1",
        "sub": SUBJECT,
        "sid": "session-1",
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        **changed,
    }
    return {name: one for name, one in said.items() if one is not GONE}


LATER = timedelta(minutes=10)
