"""Whom an export of identities to the GAR tells of, and what had to be left out of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from garbridge.core.delegations import Delegation
from garbridge.core.identifiers import SchoolId
from garbridge.core.labels import is_name, label_of
from garbridge.core.people import Identity, Person, Profile, School, is_current
from garbridge.core.permissions import EVERYTHING

DEGREES: Final = (1, 2)
PROFILES: Final[Mapping[Profile, str]] = MappingProxyType(
    {profile: f"National_{profile.value}" for profile in Profile}
)
"""What each profile is called in an export, where nobody says anything else."""
_KEPT: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRules:
    """Which schools and people are exported, as what.

    ``schools`` are those that are opened to the GAR, ``None`` is every school of the directory;
    ``degrees`` narrows them down.  ``profiles`` has the text for each profile; whoever has one that
    is not in it is left out.  ``heads`` says that every head of school is stated as *responsable
    d'affectation*, beside delegates; ``protected`` that people are exported too of whom no name
    leaves the portal otherwise.
    """

    schools: frozenset[SchoolId] | None = None
    degrees: tuple[int, ...] = DEGREES
    profiles: Mapping[Profile, str] = field(default_factory=lambda: PROFILES)
    heads: bool = False
    protected: bool = False

    def takes(self, school: School) -> bool:
        """Say whether *school* is opened to the GAR."""
        opened = self.schools is None or school.id in self.schools
        return opened and school.degree in self.degrees

    def places(
        self, person: Person, schools: Mapping[SchoolId, School], now: datetime
    ) -> dict[SchoolId, str]:
        """Return the exported profile of *person* at each of *schools* where they are at *now*."""
        return {
            place.school: self.profiles[place.profile]
            for place in person.memberships
            if place.school in schools and place.profile in self.profiles and is_current(place, now)
        }


class Omission(StrEnum):
    """Why something is not in an export.  Values are stable."""

    SCHOOL_WITHOUT_NAME = "school_without_name"
    BAD_SCHOOL = "bad_school"
    UNKNOWN_SCHOOL = "unknown_school"
    """Opened to the GAR by the configuration, and not in the directory."""
    BAD_IDENTIFIER = "bad_identifier"
    NO_NAME = "no_name"
    PROTECTED = "protected"
    TOO_LONG = "too_long"
    BAD_CODE = "bad_code"
    SHARED_CODE = "shared_code"
    UNKNOWN_PARENT = "unknown_parent"
    NO_MEFSTAT4 = "no_mefstat4"
    SUBJECT_WITHOUT_GROUP = "subject_without_group"
    UNKNOWN_FUNCTION = "unknown_function"
    BAD_DATE = "bad_date"
    DELEGATE_WITHOUT_EMAIL = "delegate_without_email"
    DELEGATE_IN_PART = "delegate_in_part"
    """A delegation of some resources only: the GAR knows no such limit, and would take it for all.
    """
    DELEGATE_NOT_STAFF = "delegate_not_staff"


@dataclass(frozen=True, slots=True, order=True)
class LeftOut:
    """One thing that is not in an export: ``what`` is the person's identifier, or a code.

    It is for the eyes of whoever keeps the directory, and stands in no message.
    """

    school: SchoolId
    why: Omission
    what: str


class LeftOuts:
    """Gathers what is left out: the first ones by name, all of them counted by school.

    ``silent`` are schools without anybody who may assign: their licences wait for somebody.

    Args:
        keep: How many are kept by name.
    """

    def __init__(self, keep: int = _KEPT) -> None:
        self._keep = keep
        self.counts: Counter[tuple[SchoolId, Omission]] = Counter()
        self.found: list[LeftOut] = []
        self.silent: set[SchoolId] = set()

    def add(self, school: SchoolId, why: Omission, what: str) -> None:
        """Note that something of *school* is left out."""
        self.counts[school, why] += 1
        if len(self.found) < self._keep:
            self.found.append(LeftOut(school, why, what))

    def by_school(self) -> Iterator[tuple[SchoolId, Omission, int]]:
        """Yield what is left out where, and how often, by school."""
        for (school, why), count in sorted(self.counts.items()):
            yield school, why, count

    @property
    def total(self) -> int:
        """How much is left out in all."""
        return self.counts.total()


def stated_names(identity: Identity) -> tuple[str, str]:
    """Return the family name and the given name as an export states them."""
    return label_of(identity.family_name), label_of(identity.given_name)


def is_stated(identity: Identity) -> bool:
    """Say whether an export can hold *identity*: it takes nobody without either name."""
    return all(map(is_name, stated_names(identity)))


def is_whole(delegation: Delegation) -> bool:
    """Say whether *delegation* is for all resources: the only sort that the GAR knows."""
    return delegation.scope == EVERYTHING


def holds(delegation: Delegation, now: datetime) -> bool:
    """Say whether *delegation* holds at *now*."""
    if delegation.withdrawn_at is not None and delegation.withdrawn_at <= now:
        return False
    return delegation.starts <= now < delegation.ends


class Declaration(StrEnum):
    """Where a delegation stands at the GAR, as far as our own exports say.  Values are stable."""

    DECLARED = "declared"
    """In the last export that was sent."""
    NEXT = "next"
    """It will be in the next one."""
    LAPSING = "lapsing"
    """In the last one, and in the next one no longer: the GAR believes it until then."""
    IN_PART = "in_part"
    """Never: it is for some resources only."""
    NOT = "not"
    """Never, or not yet: the school is not opened to the GAR, or whoever holds it cannot be told.
    """


def declaration_of(
    delegation: Delegation,
    person: Person | None,
    rules: ExportRules,
    *,
    protected: datetime | None = None,
    sent: datetime | None,
    now: datetime,
) -> Declaration:
    """Return where *delegation*, of a school that is opened to the GAR, stands there.

    What an export said of each is not kept: it is worked out from when the last one was made, by
    the rules that made it, as the directory and the configuration are now.

    Args:
        delegation: What a head gave.
        person: Who holds it; ``None`` where the directory has nobody of that name.
        rules: Who is exported.
        protected: Since when no name of theirs leaves; ``None`` where it may.
        sent: When the last export that was sent was made; ``None`` where none is known.
        now: The instant.
    """
    if not is_whole(delegation):
        return Declaration.IN_PART

    def is_told(at: datetime) -> bool:
        named = person is not None and _can_be_told(delegation.school, person, rules, at)
        return named and holds(delegation, at) and (protected is None or at < protected)

    was = sent is not None and delegation.given_at <= sent and is_told(sent)
    if is_told(now):
        return Declaration.DECLARED if was else Declaration.NEXT
    return Declaration.LAPSING if was else Declaration.NOT


def _can_be_told(school: SchoolId, person: Person, rules: ExportRules, at: datetime) -> bool:
    place = person.at(school)
    if place is None or place.profile is Profile.PUPIL or place.profile not in rules.profiles:
        return False
    return is_current(place, at) and is_stated(person.identity)
