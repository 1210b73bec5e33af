"""How the portal proves to a token endpoint that it is the client (Core 9, RFC 6749 2.3.1)."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol
from urllib.parse import quote_plus

from garbridge.formats.jose import JwtSigner
from garbridge.ports import TokenSource

_BEARER: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LASTS: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Proof:
    """What goes along with one request."""

    form: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


class ClientProof(Protocol):
    """One client's one way to prove who it is."""

    def of(self, now: datetime) -> Proof:
        """Return the proof of one request."""
        ...


@dataclass(frozen=True, slots=True)
class BasicProof:
    """``client_secret_basic``: both halves are encoded as a form, then joined."""

    client_id: str
    secret: str = field(repr=False)

    def of(self, now: datetime) -> Proof:
        """Return the header."""
        del now
        pair = f"{quote_plus(self.client_id)}:{quote_plus(self.secret)}"
        return Proof({}, {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"})


@dataclass(frozen=True, slots=True)
class PostProof:
    """``client_secret_post``."""

    client_id: str
    secret: str = field(repr=False)

    def of(self, now: datetime) -> Proof:
        """Return the two fields."""
        del now
        return Proof({"client_id": self.client_id, "client_secret": self.secret}, {})


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyProof:
    """``private_key_jwt`` (RFC 7523 3): signed for the issuer alone, for a minute, used once."""

    client_id: str
    issuer: str
    signer: JwtSigner = field(repr=False)
    tokens: TokenSource = field(repr=False)

    def of(self, now: datetime) -> Proof:
        """Return the assertion."""
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.issuer,
            "jti": self.tokens(),
            "iat": int(now.timestamp()),
            "exp": int((now + _LASTS).timestamp()),
        }
        assertion = self.signer.sign(claims)
        form = {
            "client_id": self.client_id,
            "client_assertion_type": _BEARER,
            "client_assertion": assertion,
        }
        return Proof(form, {})
