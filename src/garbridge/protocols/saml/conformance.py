"""What a provider's metadata ask of us, and what will come of it: before it is registered.

Facts only; which of them is an error is said here, the words stand in the command that prints them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa

from garbridge.core.attributes import Attribute, AttributeCatalogue
from garbridge.formats.keys import NEW_KEY_BITS, PublicKey
from garbridge.formats.saml.names import HTTP_POST, PERSISTENT, TRANSIENT, UNSPECIFIED
from garbridge.protocols.saml.peers import SamlPeer, SubjectRequest
from garbridge.protocols.saml.requested import RequestedAttribute

SOON: Final = timedelta(days=30)


class Level(StrEnum):
    """What somebody must do about it."""

    ERROR = "error"
    """It cannot be registered so, or nobody could sign in there."""
    WARNING = "warning"
    """It works, and not as somebody there may think."""
    NOTE = "note"
    """What we will do."""


class Topic(StrEnum):
    """What a finding is about."""

    UNUSABLE = "unusable"
    ENTITY = "entity"
    CONSUMER_SERVICE = "consumer_service"
    SIGNED_REQUESTS = "signed_requests"
    UNSIGNED_REQUESTS = "unsigned_requests"
    NO_SIGNING_KEY = "no_signing_key"
    SIGNING_KEY = "signing_key"
    SHORT_KEY = "short_key"
    CERTIFICATE_ENDED = "certificate_ended"
    CERTIFICATE_ENDS = "certificate_ends"
    PERSISTENT = "persistent"
    TRANSIENT = "transient"
    OTHER_FORMATS = "other_formats"
    PAIRWISE_ID = "pairwise_id"
    SUBJECT_ID = "subject_id"
    ENCRYPTION = "encryption"
    NO_ENCRYPTION = "no_encryption"
    LOGOUT = "logout"
    NO_LOGOUT = "no_logout"
    VALID_UNTIL = "valid_until"
    VALID_SHORTLY = "valid_shortly"
    WITHOUT_END = "without_end"
    KNOWN_ATTRIBUTE = "known_attribute"
    STAFF_ATTRIBUTE = "staff_attribute"
    UNKNOWN_ATTRIBUTE = "unknown_attribute"
    REQUIRED_UNKNOWN = "required_unknown"
    NO_ATTRIBUTE = "no_attribute"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; ``subject`` is what it was found at, an address, a date or a name."""

    level: Level
    topic: Topic
    subject: str = ""


def examine(
    peer: SamlPeer,
    requested: Sequence[RequestedAttribute],
    catalogue: AttributeCatalogue,
    *,
    now: datetime,
) -> tuple[Finding, ...]:
    """Return what there is to say of *peer*, in the order of a sign-in.

    Args:
        peer: Its metadata, which could be read.
        requested: The attributes it asks for.
        catalogue: Those there are in this portal.
        now: Ends are counted from here.
    """
    return (
        Finding(Level.NOTE, Topic.ENTITY, peer.entity_id),
        *_ends(peer, now),
        *_requests(peer),
        *_keys(peer, now),
        *_consumer_services(peer),
        *_identifiers(peer),
        *_attributes(requested, catalogue),
        *_encryption(peer),
        *_logout(peer),
    )


def _ends(peer: SamlPeer, now: datetime) -> Iterator[Finding]:
    if peer.valid_until is None:
        yield Finding(Level.NOTE, Topic.WITHOUT_END)
    else:
        soon = peer.valid_until <= now + SOON
        topic = Topic.VALID_SHORTLY if soon else Topic.VALID_UNTIL
        yield Finding(Level.WARNING if soon else Level.NOTE, topic, _day(peer.valid_until))


def _requests(peer: SamlPeer) -> Iterator[Finding]:
    if peer.authn_requests_signed and peer.signing_keys:
        yield Finding(Level.NOTE, Topic.SIGNED_REQUESTS)
    elif peer.authn_requests_signed:
        yield Finding(Level.ERROR, Topic.NO_SIGNING_KEY)
    else:
        yield Finding(Level.WARNING, Topic.UNSIGNED_REQUESTS)


def _keys(peer: SamlPeer, now: datetime) -> Iterator[Finding]:
    for key in peer.signing_keys:
        kind, bits = _kind(key)
        short = kind == "RSA" and bits < NEW_KEY_BITS
        topic = Topic.SHORT_KEY if short else Topic.SIGNING_KEY
        yield Finding(Level.NOTE, topic, f"{kind} {bits}")
    for end in sorted(set(peer.certificate_ends)):
        if end <= now:
            yield Finding(Level.WARNING, Topic.CERTIFICATE_ENDED, _day(end))
        elif end <= now + SOON:
            yield Finding(Level.WARNING, Topic.CERTIFICATE_ENDS, _day(end))


def _kind(key: PublicKey) -> tuple[str, int]:
    return ("RSA", key.key_size) if isinstance(key, rsa.RSAPublicKey) else ("EC", key.key_size)


def _consumer_services(peer: SamlPeer) -> Iterator[Finding]:
    default = peer.default_consumer_service()
    for one in (default, *(each for each in peer.consumer_services if each != default)):
        yield Finding(Level.NOTE, Topic.CONSUMER_SERVICE, one.url)


def _identifiers(peer: SamlPeer) -> Iterator[Finding]:
    formats = peer.name_id_formats - {UNSPECIFIED}
    if not formats or PERSISTENT in formats:
        yield Finding(Level.NOTE, Topic.PERSISTENT)
    elif TRANSIENT in formats:
        yield Finding(Level.WARNING, Topic.TRANSIENT)
    else:
        yield Finding(Level.WARNING, Topic.OTHER_FORMATS, ", ".join(sorted(map(_short, formats))))
    match peer.subject_request:
        case SubjectRequest.SUBJECT:
            yield Finding(Level.ERROR, Topic.SUBJECT_ID)
        case SubjectRequest.PAIRWISE | SubjectRequest.ANY:
            yield Finding(Level.NOTE, Topic.PAIRWISE_ID)
        case SubjectRequest.NONE:
            pass


def _attributes(
    requested: Sequence[RequestedAttribute], catalogue: AttributeCatalogue
) -> Iterator[Finding]:
    if not requested:
        yield Finding(Level.NOTE, Topic.NO_ATTRIBUTE)
    for one in requested:
        named = next((n for n in (one.name, one.friendly_name) if n in catalogue), None)
        if named is not None:
            staff_only = catalogue[Attribute(named)].staff_only
            topic = Topic.STAFF_ATTRIBUTE if staff_only else Topic.KNOWN_ATTRIBUTE
            yield Finding(Level.NOTE, topic, named)
        elif one.required:
            yield Finding(Level.WARNING, Topic.REQUIRED_UNKNOWN, one.friendly_name or one.name)
        else:
            yield Finding(Level.NOTE, Topic.UNKNOWN_ATTRIBUTE, one.friendly_name or one.name)


def _encryption(peer: SamlPeer) -> Iterator[Finding]:
    if peer.recipient is None:
        yield Finding(Level.NOTE, Topic.NO_ENCRYPTION)
    else:
        content = peer.recipient.content.rpartition("#")[2]
        bits = peer.recipient.key.key_size
        yield Finding(Level.NOTE, Topic.ENCRYPTION, f"RSA {bits}, {content}")


def _logout(peer: SamlPeer) -> Iterator[Finding]:
    if not peer.logout_services:
        yield Finding(Level.WARNING, Topic.NO_LOGOUT)
    for one in peer.logout_services:
        way = "POST" if one.binding == HTTP_POST else "Redirect"
        yield Finding(Level.NOTE, Topic.LOGOUT, f"{way}, {one.url}")


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


def _short(name: str) -> str:
    return name.rpartition(":")[2] or name
