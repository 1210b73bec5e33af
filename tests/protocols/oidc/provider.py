"""An OpenID Provider in memory, a client's questions to it, and an independent reader."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from tests.protocols.cas.server import CLAIMS, SUBJECT, NotedMemory, OneTimeMemory

from garbridge.config.oidc import Authentication, secret_digest
from garbridge.core.attributes import CATALOGUE
from garbridge.core.identifiers import ProviderId
from garbridge.core.proving import Mismatch
from garbridge.core.release import ReleasedClaims
from garbridge.formats.jose import Algorithm, JwtKeys, JwtSigner, read_peer_keys
from garbridge.ports import (
    Answer,
    AutoPostForm,
    Document,
    OneTimeEntry,
    ProtocolAdapter,
    Redirect,
    SignInRequest,
    WireRequest,
    WireResponse,
)
from garbridge.protocols.oidc import (
    AuthenticationRequest,
    ClientAuthentication,
    KeyProof,
    OidcAdapter,
    OidcClient,
    OidcDiscovery,
    OidcKeys,
    OidcToken,
    OidcUserinfo,
    SecretProof,
    Teller,
    register_clients,
)
from garbridge.testing.world import ATLAS, NOW, PUBLISHER

ISSUER = "https://ent.example/oidc"
REFERENCE = "k7pm2q4x"
"""Of the record of every launch here."""
RETURN = "https://parc.example/retour"
RESOURCE_RETURN = "https://parc.example/atlas/retour?depuis=ent"
CLIENT = "parc"
SECRET = "S3cret-" + "a1_~." * 6
NEXT_SECRET = "Next-" + "b2_~." * 6
VERIFIER = "verifier-" + "0123456789" * 4

Given: TypeAlias = Any
"""A parameter that a test changes, by name; ``None`` removes it."""

RELEASED: Mapping[str, object] = {
    "IDO": SUBJECT,
    "PRO": "National_ens",
    "UAI": "0561641E",
    "DIV": ["1S1##1S1", "2NDE04##Seconde 4"],
}


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """Return the key of that name, made once for all tests."""
    assert name
    return rsa.generate_private_key(65537, 2048)


@cache
def signer(name: str = "portal") -> JwtSigner:
    """Return a signer with the key of that name."""
    return JwtSigner(key(name))


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of *verifier* (RFC 7636 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def authentication_request(client_id: str, redirect_uri: str) -> dict[str, str]:
    """Return what *client_id* asks for a code, which comes back to *redirect_uri*."""
    return {
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": "openid",
        "state": "s",
        "nonce": "n",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    }


def client(**changes: Any) -> OidcClient:  # noqa: ANN401 - the fields of a client
    """Return a registered client with *changes*."""
    registered = OidcClient(
        client_id=CLIENT,
        provider=PUBLISHER.id,
        redirect_uris=MappingProxyType({RETURN: None, RESOURCE_RETURN: ATLAS.id}),
        proof=SecretProof(Authentication.BASIC, (secret_digest(SECRET),)),
    )
    return replace(registered, **changes)


def by_post() -> SecretProof:
    """Return the proof of a client that shows its secret in the form."""
    return SecretProof(Authentication.POST, (secret_digest(SECRET),))


def by_key() -> KeyProof:
    """Return the proof of a client that signs."""
    public = RSAKey.import_key(key("client"), {"kid": "c1"})
    return KeyProof(read_peer_keys(json.dumps(KeySet([public]).as_dict())), Algorithm.RS256)


def assertion(typ: str | None = None, /, **changes: object) -> str:
    """Return a client's assertion with *changes* to its claims; ``None`` removes one.

    *typ*: what its header says that it is; ``None``: nothing.
    """
    now = int(NOW.timestamp())
    claims: dict[str, object] = {
        "iss": CLIENT,
        "sub": CLIENT,
        "aud": f"{ISSUER}/token",
        "jti": secrets.token_hex(8),
        "exp": now + 60,
        "iat": now,
    }
    claims |= changes
    header = {"alg": "RS256", "kid": "c1"} | ({} if typ is None else {"typ": typ})
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(header, kept, RSAKey.import_key(key("client")))


def basic(client_id: str = CLIENT, secret: str = SECRET) -> str:
    """Return the header of ``client_secret_basic``, each part form-encoded (RFC 6749 2.3.1)."""
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


@dataclass
class OidcServer:
    """Every endpoint around one store."""

    clients: tuple[OidcClient, ...] = field(default_factory=lambda: (client(),))
    store: OneTimeMemory = field(default_factory=OneTimeMemory)
    journal: NotedMemory = field(default_factory=NotedMemory)
    sounded: list[Mismatch] = field(default_factory=list[Mismatch])
    reused: list[datetime] = field(default_factory=list[datetime])
    keys: JwtKeys = field(default_factory=lambda: JwtKeys(signer()))
    drawn: int = 0
    closed: frozenset[str] = frozenset()
    restricted: datetime | None = None

    def sound(self, mismatch: Mismatch) -> None:
        """Note an alarm."""
        self.sounded.append(mismatch)

    def registered(self) -> Mapping[str, OidcClient]:
        """Return the clients as they are now."""
        return register_clients(self.clients)

    def _token(self) -> str:
        self.drawn += 1
        return f"{self.drawn:022}-_Az09aZ-__-"

    @property
    def adapter(self) -> ProtocolAdapter[AuthenticationRequest]:
        """The front channel."""
        return OidcAdapter(
            issuer=ISSUER, clients=self.registered, keys=lambda: self.keys, tokens=self._token
        )

    @property
    def teller(self) -> Teller:
        """Who writes claims."""
        return Teller(
            issuer=ISSUER,
            catalogue=CATALOGUE,
            is_open=lambda resource: resource not in self.closed,
            has_lapsed=lambda _, at: self.restricted is not None and at <= self.restricted,
        )

    def token_endpoint(self) -> OidcToken:
        """Return ``/oidc/token``."""
        return OidcToken(
            teller=self.teller,
            authentication=ClientAuthentication(
                clients=self.registered,
                one_time=self.store,
                audiences=frozenset({ISSUER, f"{ISSUER}/token"}),
            ),
            one_time=self.store,
            journal=self.journal,
            transaction=nullcontext,
            alarms=self,
            on_reuse=self.reused.append,
            keys=lambda: self.keys,
            tokens=self._token,
        )

    def userinfo_endpoint(self) -> OidcUserinfo:
        """Return ``/oidc/userinfo``."""
        return OidcUserinfo(
            teller=self.teller,
            clients=self.registered,
            one_time=self.store,
            journal=self.journal,
            alarms=self,
        )

    def asked(
        self,
        **changes: Given,
    ) -> str:
        """Return the query of a request with *changes*; ``None`` removes a parameter."""
        said: dict[str, str | None] = {
            **authentication_request(CLIENT, RETURN),
            "state": "s & t=é",
            "nonce": "n-0S6",
        }
        return urlencode({n: v for n, v in (said | changes).items() if v is not None})

    def parse_query(
        self, query: str, *, now: datetime = NOW, path: str = "authorize"
    ) -> SignInRequest[AuthenticationRequest]:
        """Ask the authorization endpoint with *query* as it is."""
        request = WireRequest("GET", f"{ISSUER}/{path}", query)
        return self.adapter.parse(request, now=now)

    def parse(
        self,
        **changes: Given,
    ) -> SignInRequest[AuthenticationRequest]:
        """Ask the authorization endpoint."""
        return self.parse_query(self.asked(**changes))

    def launch(
        self,
        released: ReleasedClaims = CLAIMS,
        authenticated: datetime | None = None,
        **changes: Given,
    ) -> Answer[WireResponse]:
        """Launch, as far as OpenID Connect is concerned, and keep what can be redeemed."""
        answer = self.adapter.respond(
            self.parse(**changes),
            released,
            reference=REFERENCE,
            authenticated=authenticated,
            now=NOW,
        )
        for entry in answer.entries:
            self.store.keep(entry, now=NOW)
        return answer

    def code(
        self,
        released: ReleasedClaims = CLAIMS,
        **changes: Given,
    ) -> str:
        """Launch and return the code that the browser carries."""
        return fields_of(self.launch(released, **changes).response)["code"]

    def exchange(
        self,
        code: str,
        *,
        authorization: str | None = None,
        now: datetime = NOW,
        **changes: Given,
    ) -> "Answered":
        """Exchange *code* as a client does; ``None`` removes a field."""
        said: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": RETURN,
            "code_verifier": VERIFIER,
        }
        form = [(n, v) for n, v in (said | changes).items() if v is not None]
        header = basic() if authorization is None else authorization
        return self.post(form, header, now=now)

    def post(
        self, form: list[tuple[str, str]], authorization: str = "", *, now: datetime = NOW
    ) -> "Answered":
        """Ask the token endpoint with *form* as it is."""
        request = WireRequest("POST", f"{ISSUER}/token", "", tuple(form), authorization)
        return Answered.of(self.token_endpoint().answer(request, now=now))

    def userinfo(
        self,
        access_token: str,
        *,
        query: str = "",
        scheme: str = "Bearer",
        now: datetime = NOW,
        path: str = "userinfo",
    ) -> "Answered":
        """Ask userinfo as a client does."""
        request = WireRequest(
            "GET", f"{ISSUER}/{path}", query, authorization=f"{scheme} {access_token}"
        )
        return Answered.of(self.userinfo_endpoint().answer(request, now=now))

    def discovery(self) -> Mapping[str, Any]:
        """Return the discovery document."""
        request = WireRequest("GET", f"{ISSUER}/.well-known/openid-configuration")
        found: Mapping[str, Any] = json.loads(OidcDiscovery(ISSUER).answer(request, now=NOW).body)
        return found

    def jwks(self) -> Any:  # noqa: ANN401 - JSON
        """Return the published keys."""
        request = WireRequest("GET", f"{ISSUER}/jwks")
        return json.loads(OidcKeys(lambda: self.keys).answer(request, now=NOW).body)

    def id_token(self, token: str) -> Mapping[str, Any]:
        """Return the claims of an ID token as joserfc reads it with the published keys."""
        keys = KeySet.import_key_set(self.jwks())
        return jwt.decode(token, keys, ["RS256"]).claims

    def tokens(
        self,
        released: ReleasedClaims = CLAIMS,
        **changes: Given,
    ) -> Mapping[str, Any]:
        """Launch, exchange, and return what the token endpoint said."""
        answered = self.exchange(self.code(released, **changes))
        assert answered.status == 200, answered.body
        return answered.body


@dataclass(frozen=True)
class Answered:
    """The JSON answer of a back channel."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str]

    @classmethod
    def of(cls, document: Document) -> "Answered":
        """Read *document* with the standard library."""
        assert document.media_type == "application/json"
        return cls(document.status, json.loads(document.body), document.headers)

    @property
    def error(self) -> str | None:
        """The protocol's word for what is wrong."""
        return self.body.get("error")


def fields_of(response: WireResponse) -> dict[str, str]:
    """Return what a response brings back to the client."""
    if isinstance(response, AutoPostForm):
        return dict(response.fields)
    assert isinstance(response, Redirect)
    pairs = parse_qsl(urlsplit(response.url).query, keep_blank_values=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def kept(entry: OneTimeEntry) -> bytes:
    """Return everything of *entry* that a thief of the store reads."""
    return entry.key.encode() + entry.body


OTHER = ProviderId("calculo")
