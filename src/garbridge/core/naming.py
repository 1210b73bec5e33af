"""Pairs of a person and an identifier that another portal gave: which may be taken over."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.people import Identity
from garbridge.core.permissions import Actor

LONGEST: Final = 255
"""Characters of an identifier: the least of what SAML (256), OpenID Connect (255) and CAS take."""
SHORTEST: Final = 16
"""An identifier with fewer characters can be guessed, or is a number that means something."""

_SHOWN: Final = re.compile(rf"[!-~]{{1,{LONGEST}}}")
_DERIVED: Final = re.compile(r"[0-9a-f]{128}")
_SCOPED: Final = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9=-]{0,126})@[A-Za-z0-9][A-Za-z0-9.-]{0,126}", re.ASCII
)
_NAME: Final = 4
_READABLE: Final = 32


class Fault(StrEnum):
    """Why a pair is not taken over.  Values are stable."""

    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_PROVIDER = "unknown_provider"
    FORM = "form"
    """Not 1 to 255 printable ASCII characters without a space."""
    SCOPE = "scope"
    """With an ``@``, but no ``pairwise-id`` of SAML (Subject Identifier Attributes 3.4)."""
    PERSONAL = "personal"
    """It is, or holds, a name, an e-mail address or the portal's own identifier of somebody."""
    TWICE = "twice"
    """Another line gives this person, or somebody else, an identifier at the same provider."""
    TAKEN = "taken"
    """Somebody else has it there."""
    DERIVED = "derived"
    """It is the one that is derived for somebody else there."""
    ENDED = "ended"
    """It was revoked: it is nobody's any more."""
    OTHER = "other"
    """This person has another imported one there."""
    KNOWN = "known"
    """The provider knows this person under the derived one already."""


class Doubt(StrEnum):
    """What is told about a pair that is taken over all the same.  Values are stable."""

    SHORT = "short"
    """It can be guessed, or means something elsewhere."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The identifier of *person* in *sector*, as another portal gave it.

    A sector is a provider, or ``ent`` where the portal has one identifier for all of them.
    """

    person: PersonId
    sector: ProviderId
    identifier: str

    @property
    def folded(self) -> str:
        """Return what it is compared by: two that differ by case only are the same one."""
        return fold(self.identifier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """An identifier that is nobody's any more, and was *person*'s until *at*.

    ``person`` is empty once they were erased; the identifier stays, so that nobody is given it.
    ``replaced`` says that the provider was told which one follows: nothing of theirs is to go.
    """

    sector: ProviderId
    person: PersonId
    identifier: str
    by: Actor
    at: datetime
    reason: str
    replaced: bool = False


class NamingActKind(StrEnum):
    """What was done to identifiers.  Values are stable: the journal keeps them."""

    IMPORT = "import"
    EXPORT = "export"
    REVOKE = "revoke"
    TELL = "tell"
    """A provider was told new identifiers, as the key turns."""
    ACKNOWLEDGE = "acknowledge"
    ROLL_BACK = "roll_back"
    SWITCH = "switch"
    FINISH = "finish"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingAct:
    """One act, as whoever answers for the portal reads it: never an identifier.

    ``sector`` is empty where it is about all of them; ``count`` is of identifiers.
    """

    kind: NamingActKind
    sector: ProviderId
    by: Actor
    at: datetime
    reason: str
    count: int


def fold(identifier: str) -> str:
    """Return *identifier* as it is compared with others: ASCII, without case."""
    return identifier.lower()


def looks_derived(identifier: str) -> bool:
    """Say whether it has the shape of what garbridge, and the GAR, derive."""
    return _DERIVED.fullmatch(identifier.lower()) is not None


def faults_of(pair: Pair, identity: Identity | None) -> Iterator[Fault]:
    """Yield what is wrong with the identifier by itself.

    Args:
        pair: What is to be taken over.
        identity: The person's, as far as it is known.

    >>> from garbridge.core.identifiers import PersonId, ProviderId
    >>> list(faults_of(Pair(PersonId("p"), ProviderId("x"), "zoe@ent.example"), None))
    [<Fault.PERSONAL: 'personal'>]
    """
    text = pair.identifier
    if not _SHOWN.fullmatch(text):
        yield Fault.FORM
        return
    if _personal(pair, identity):
        yield Fault.PERSONAL
    elif "@" in text and not _SCOPED.fullmatch(text):
        yield Fault.SCOPE


def doubts_of(pair: Pair) -> Iterator[Doubt]:
    """Yield what whoever takes *pair* over should know."""
    if len(pair.identifier.partition("@")[0]) < SHORTEST:
        yield Doubt.SHORT


def _personal(pair: Pair, identity: Identity | None) -> bool:
    text = pair.folded
    if looks_derived(text):
        return False
    local, at, _ = text.partition("@")
    if at and (len(local) < SHORTEST or not any(one.isdigit() for one in local)):
        return True
    own = fold(pair.person)
    if own in {text, local} or (len(own) >= _NAME and own in _words(text)):
        return True
    if identity is None:
        return False
    if identity.email and fold(identity.email) == text:
        return True
    names = [_plain(one) for one in (identity.family_name, identity.given_name)]
    told = [name for name in names if len(name) >= _NAME]
    short = len(text) < _READABLE
    return any(name in _words(text) or (short and name in _plain(text)) for name in told)


def _words(text: str) -> list[str]:
    return re.split(r"[^a-z]+", text)


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text).lower()
    return "".join(one for one in parts if one.isascii() and one.isalpha())
