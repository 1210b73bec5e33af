"""What the verification is given, and what it proves."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa

from garbridge.errors import ValueRefusedError
from garbridge.formats.keys import PublicKey
from garbridge.formats.saml.logout_writing import SubjectName
from garbridge.formats.saml.metadata import LogoutService
from garbridge.formats.signature import ALGORITHMS, ECDSA_SHA256, RSA_SHA256
from garbridge.ports import OneTimeClaim

USUAL_ALGORITHMS: Final = frozenset({RSA_SHA256, ECDSA_SHA256})
SKEW: Final = timedelta(minutes=3)
"""How far the clocks of the two machines may differ (SAML2Int SDP-G01: three to five minutes)."""
MOST_SKEW: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOnService:
    """A SingleSignOnService (Metadata 2.4.3)."""

    binding: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdpPeer:
    """What the metadata of the identity provider says, as far as it is used here.

    ``sign_on_services`` and ``signing_keys`` are never empty.  ``valid_until`` is exclusive;
    ``None`` is for ever.  ``scopes`` are those it may speak for (*shibmd:Scope*).  ``recipient``
    and the rest as for service providers.
    """

    entity_id: str
    sign_on_services: tuple[SignOnService, ...]
    signing_keys: tuple[PublicKey, ...]
    logout_services: tuple[LogoutService, ...] = ()
    want_authn_requests_signed: bool = False
    valid_until: datetime | None = None
    cache_duration: timedelta | None = None
    certificate_ends: tuple[datetime, ...] = ()
    scopes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Us:
    """Who we are to the identity provider, and what we insist on.

    Args:
        entity_id: Our name: the audience, compared exactly.
        acs_url: Our consumer service: Destination and Recipient, compared exactly.
        decryption_keys: Each of our private keys to which something may have been encrypted.
        algorithms: The signature algorithms that are taken; a digest comes with each.
        accept_unsigned_response: Whether a signed assertion is enough, in a Response that nobody
            signed: somebody on the way can then change what stands around it.
        require_signed_assertion: Whether the assertion must be signed also in a signed Response.
        skew: How far the clocks may differ.

    Raises:
        ValueRefusedError: no algorithm, or one that is not known; a skew beyond five minutes.
    """

    entity_id: str
    acs_url: str
    decryption_keys: tuple[rsa.RSAPrivateKey, ...] = field(default=(), repr=False)
    algorithms: frozenset[str] = USUAL_ALGORITHMS
    accept_unsigned_response: bool = False
    require_signed_assertion: bool = False
    skew: timedelta = SKEW

    def __post_init__(self) -> None:
        """Refuse what would weaken the verification."""
        if not self.algorithms or not self.algorithms <= ALGORITHMS:
            raise ValueRefusedError("algorithms", None, f"some of {', '.join(sorted(ALGORITHMS))}")
        if not timedelta(0) <= self.skew <= MOST_SKEW:
            raise ValueRefusedError("skew", str(self.skew), "at most five minutes")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequest:
    """An AuthnRequest of ours that this browser session still waits to have answered.

    Args:
        id: Its name.
        issued: When it was sent.
        force_authn: Whether the person had to prove anew who they are.
        contexts: The classes of authentication that were asked for, any of which will do; empty
            is any at all.
    """

    id: str
    issued: datetime
    force_authn: bool = False
    contexts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedAttribute:
    """An attribute as it was stated; values that are more than text are left out."""

    name: str
    name_format: str | None
    values: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedAssertion:
    """Proof that the identity provider signed somebody in, for us, now, for this request.

    Only :func:`garbridge.upstream.saml_sp.verifying.verify_response` makes one.  ``issuer`` belongs
    to every identifier: the same one of two identity providers is two people.  ``subject`` may be
    ``None``.  ``session_index`` is what a logout will name; ``session_ends`` is when the session
    there ends, exclusive, ``None`` if not said.  ``authorities`` are who else had a part in it.
    ``encrypted_attributes`` is how many were stated and are not opened here.
    ``once`` must be claimed before anything is done on the strength of this: who comes second
    brings a replay.
    """

    id: str
    issuer: str
    subject: SubjectName | None = field(repr=False)
    attributes: tuple[StatedAttribute, ...] = field(repr=False)
    authenticated: datetime
    authn_context: str | None
    authorities: tuple[str, ...]
    session_index: str | None
    session_ends: datetime | None
    in_response_to: str
    once: OneTimeClaim
    encrypted_attributes: int = 0

    def values_of(self, name: str) -> tuple[str, ...]:
        """Return the values of the attribute called *name*, compared exactly.

        Nothing where it is not stated, and nothing where it is stated twice: which one would be
        meant is anybody's guess.
        """
        found = [one for one in self.attributes if one.name == name]
        return found[0].values if len(found) == 1 else ()
