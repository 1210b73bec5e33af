"""The attribute filter: the one place that turns a person into claims.

The launch, ``explain`` and the pages about a person's data all call :func:`release`: what they
say and what leaves cannot differ.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from garbridge.core.access import Granted
from garbridge.core.attributes import (
    CATALOGUE,
    Attribute,
    AttributeFacts,
    AttributeType,
    Sensitivity,
)
from garbridge.core.identifiers import ResourceId
from garbridge.core.leaving import may_tell, receives
from garbridge.core.national_access import NationalClaims
from garbridge.core.people import Group, GroupKind
from garbridge.core.policy import PolicyEntry, Transformation
from garbridge.core.records import quick

IDENTIFYING: Final = frozenset({AttributeType.NAME, AttributeType.EMAIL, AttributeType.LABELLED})
"""What never leaves for somebody who is protected, cut or whole: a name, where a name stands in it,
a class or a group."""
SEPARATOR = "##"
"""Between the code and the label of a division or group, as the GAR writes it."""


class Withholding(StrEnum):
    """Why an attribute does not leave.  Values are stable."""

    NOT_IN_POLICY = "not_in_policy"
    """The provider's policy does not name it."""
    NARROWED = "narrowed"
    """The policy names it, but this resource does not receive it."""
    PROFILE_NOT_COVERED = "profile_not_covered"
    """The policy names it, but not for this person's profile."""
    STAFF_ONLY = "staff_only"
    """It never leaves for a pupil."""
    VALIDATION_ENDED = "validation_ended"
    """The policy names it, but what was validated has ended and nobody validated it anew."""
    PROTECTED = "protected"
    """The person is protected: it tells their name, or a class or group of theirs."""
    NO_VALUE = "no_value"
    """The directory has no value."""


@quick
@dataclass(frozen=True, slots=True)
class Claim:
    """One attribute that leaves: at least one value, in a stable order, and the purpose."""

    attribute: Attribute
    values: tuple[str, ...]
    purpose: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """One attribute of the catalogue that does not leave, and why."""

    attribute: Attribute
    why: Withholding


@quick
@dataclass(frozen=True, slots=True)
class ReleasedClaims:
    """All that may leave the portal for one launch (*données transmises*).

    Adapters receive this and never a person, so an adapter cannot leak what it was never given.
    ``subject`` is empty where the provider must not recognise anybody: not even an adapter knows.
    ``known_as`` is under what they are signed in there already, for a provider that may be given
    the same once more.
    """

    subject: str
    resource: ResourceId
    claims: tuple[Claim, ...]
    known_as: "KnownAs | None" = None

    def values(self) -> Mapping[str, tuple[str, ...]]:
        """Return the values by attribute name, in the order of the catalogue."""
        return {str(claim.attribute): claim.values for claim in self.claims}


@dataclass(frozen=True, slots=True)
class KnownAs:
    """The name that was made for somebody at a provider, and the index of their session there.

    Both are random, and end with the session of the portal.
    """

    name: str
    index: str


@quick
@dataclass(frozen=True, slots=True)
class Release:
    """The account of one launch: every attribute of the catalogue, released or withheld."""

    released: ReleasedClaims
    withheld: tuple[Withheld, ...]


def release(granted: Granted, *, subject: str) -> Release:
    """Filter down to what the provider's policy allows.

    Takes the :class:`~garbridge.core.access.Granted` proof, so that claims cannot be built before
    the access check, nor about anybody else.  Values are those of the launch's school only.

    Args:
        granted: The proof.
        subject: The person's pairwise identifier at this provider, which leaves unless the
            provider is an anonymous one.
    """
    profile = granted.membership.profile
    policy = granted.provider.policy
    subject = "" if granted.provider.anonymous else subject
    claims: list[Claim] = []
    withheld: list[Withheld] = []
    for attribute in policy.catalogue:
        if attribute not in policy.by_attribute:
            withheld.append(_SILENT.get(attribute) or _silent(attribute))
            continue
        entry = policy.entry_for(attribute, profile)
        outcome = _account(entry, granted, subject)
        if isinstance(outcome, Claim):
            claims.append(outcome)
        else:
            withheld.append(Withheld(attribute, outcome))
    released = ReleasedClaims(subject, granted.resource.id, tuple(claims))
    return Release(released, tuple(withheld))


ID_ENT: Final = Attribute("idEnt")
GAR_PERSON: Final = Attribute("GARPersonIdentifiant")
_TO_THE_GAR: Final = "reconnaître au GAR la personne que l’export lui a déclarée"


def release_national(claims: NationalClaims, known_as: KnownAs | None = None) -> ReleasedClaims:
    """Return what leaves for the State's GAR: *claims*, two values, whatever any policy says.

    There is no subject: the GAR knows people by the identifier of the export.  *known_as* tells it
    nothing more then, and one question at the logout ends all their sessions there.
    """
    told = ((ID_ENT, claims.tenant), (GAR_PERSON, claims.person))
    made = tuple(Claim(attribute, (value,), _TO_THE_GAR) for attribute, value in told)
    return ReleasedClaims(subject="", resource=ResourceId(""), claims=made, known_as=known_as)


def _account(entry: PolicyEntry | None, granted: Granted, subject: str) -> Claim | Withholding:
    """Say what becomes of an attribute some entry names; *entry* is the one for this profile."""
    if entry is None:
        return Withholding.PROFILE_NOT_COVERED
    attribute = entry.attribute
    if not receives(granted.resource, attribute):
        return Withholding.NARROWED
    if not may_tell(granted.provider.policy.facts(attribute), granted.membership.profile):
        return Withholding.STAFF_ONLY
    if entry.ends is not None and entry.ends <= granted.at:
        return Withholding.VALIDATION_ENDED
    if granted.protected and _identifies(entry, granted.provider.policy.facts(attribute)):
        return Withholding.PROTECTED
    if attribute == Attribute.IDO:
        found: Iterable[str] = (subject,)
    else:
        found = _FORMS[entry.transformation](entry, granted)
    values = tuple(dict.fromkeys(filter(None, found)))
    return Claim(attribute, values, entry.purpose) if values else Withholding.NO_VALUE


def _identifies(entry: PolicyEntry, facts: AttributeFacts) -> bool:
    """Say whether what leaves by *entry* tells a name or a group.

    An address of a member of staff holds the name; a code of the portal's own may be that of a
    class, unless it is said to tell little.  A text that is the same for everybody of a profile
    tells nothing, and to leave it out would mark whoever is protected.
    """
    if entry.transformation is Transformation.CONSTANT:
        return False
    if facts.type in IDENTIFYING or facts.sensitivity is Sensitivity.DIRECT:
        return True
    return entry.attribute not in CATALOGUE and facts.sensitivity is Sensitivity.MEDIUM


def _as_is(entry: PolicyEntry, granted: Granted) -> Iterable[str]:
    if entry.attribute in _POPULATIONS:
        return [f"{group.code}{SEPARATOR}{group.label}" for group in _groups(entry, granted)]
    return _known(entry, granted)


def _code_only(entry: PolicyEntry, granted: Granted) -> Iterable[str]:
    if entry.attribute in _POPULATIONS:
        return [group.code for group in _groups(entry, granted)]
    return [value.partition(SEPARATOR)[0] for value in _known(entry, granted)]


def _first_letter(entry: PolicyEntry, granted: Granted) -> Iterable[str]:
    return [first_letter(value) for value in _known(entry, granted)]


def _constant(entry: PolicyEntry, granted: Granted) -> Iterable[str]:
    return (entry.constant(granted.membership.profile),)


def _known(entry: PolicyEntry, granted: Granted) -> Iterable[str]:
    """Return what the directory knows: of an attribute of the portal's own, at this school."""
    reader = _VALUES.get(entry.attribute)
    return granted.membership.own_values(entry.attribute) if reader is None else reader(granted)


def _groups(entry: PolicyEntry, granted: Granted) -> Sequence[Group]:
    return granted.membership.of_kind(_POPULATIONS[entry.attribute])


def first_letter(name: str) -> str:
    """Return the first letter of *name* in capitals, with its accents, or nothing of nothing.

    >>> [first_letter(name) for name in ("élodie", "  d’Arc", "-", "")]
    ['É', 'D', '', '']
    """
    for character in unicodedata.normalize("NFC", name):
        if character.isalpha():
            return character.upper()
    return ""


_FORMS: Mapping[Transformation, Callable[[PolicyEntry, Granted], Iterable[str]]] = MappingProxyType(
    {
        Transformation.AS_IS: _as_is,
        Transformation.CODE_ONLY: _code_only,
        Transformation.FIRST_LETTER: _first_letter,
        Transformation.CONSTANT: _constant,
    }
)


def _silent(attribute: Attribute) -> Withheld:
    return Withheld(attribute, Withholding.NOT_IN_POLICY)


_SILENT: Mapping[Attribute, Withheld] = MappingProxyType(
    {attribute: _silent(attribute) for attribute in CATALOGUE}
)

_POPULATIONS: Mapping[Attribute, GroupKind] = MappingProxyType(
    {Attribute.DIV: GroupKind.DIVISION, Attribute.GRO: GroupKind.GROUP}
)
"""The attributes that carry a label after the code."""

_VALUES: Mapping[Attribute, Callable[[Granted], Iterable[str]]] = MappingProxyType(
    {
        Attribute.PRO: lambda g: (f"National_{g.membership.profile}",),
        Attribute.UAI: lambda g: (g.membership.school,),
        Attribute.NOM: lambda g: (g.person.identity.family_name,),
        Attribute.PRE: lambda g: (g.person.identity.given_name,),
        Attribute.CIV: lambda g: (g.person.identity.civility,),
        Attribute.P_MEL: lambda g: (g.person.identity.email,),
        Attribute.P_MAT: lambda g: [s.code for s in g.membership.of_kind(GroupKind.SUBJECT)],
        Attribute.P_MS4: lambda g: sorted(
            level.mefstat4 for level in g.membership.of_kind(GroupKind.LEVEL)
        ),
    }
)
