"""What a school has bought, and to whom it has given it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.people import GroupKind, Membership, Profile, Public
from garbridge.core.records import quick
from garbridge.core.texts import require_kept_code


class LicenceKind(StrEnum):
    """How the licences of a subscription are given out (GAR: *typeAffectation*)."""

    INDIV = "INDIV"
    """Each licence to one named person."""
    ETABL = "ETABL"
    """To populations of the school; nobody enters before an opening names them."""
    FLOATING = "FLOTTANTE"
    """So many people at once, each with a lease (ours, not GAR's); openings say who may."""


@dataclass(frozen=True, slots=True)
class Licences:
    """How many licences there are, for each public or for all together.

    ``None`` as a count means unlimited (GAR: ``ILLIMITE``).  With ``overall`` set the
    counts per public are not used: the two forms exclude each other (GAR: RG1).
    """

    per_public: tuple[tuple[Public, int | None], ...] = ()
    overall: int | None = 0

    def limit_for(self, public: Public) -> int | None:
        """Return the count that binds *public*; ``None`` is unlimited, 0 is none at all."""
        return dict(self.per_public).get(public, 0) if self.per_public else self.overall

    def overdrawn(self, taken: Mapping[Public | None, int]) -> bool:
        """Say whether more seats are given than there are licences.

        A seat whose public nobody knows counts where all publics are counted together.

        >>> Licences(((Public.PUPILS, 30),)).overdrawn({Public.PUPILS: 30})
        False
        """
        if not self.per_public:
            return self.overall is not None and sum(taken.values()) > self.overall
        return any(
            limit is not None and taken.get(public, 0) > limit
            for public, limit in ((public, self.limit_for(public)) for public in Public)
        )


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A school's right to use a resource (GAR: *abonnement*).

    ``starts`` is inclusive and ``ends`` exclusive; both are aware UTC datetimes.
    ``publics`` are those the licence may be given to; an empty set covers nobody.
    """

    id: SubscriptionId
    resource: ResourceId
    school: SchoolId
    kind: LicenceKind
    publics: frozenset[Public]
    starts: datetime
    ends: datetime
    licences: Licences = field(default_factory=Licences)
    transferable: bool = True
    comment: str = ""


class Origin(StrEnum):
    """What gave a seat."""

    PERSON = "person"
    """Somebody assigned it."""
    RULE = "rule"
    """A standing rule served it."""


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One licence held by one person (GAR: *exemplaire attribué*)."""

    subscription: SubscriptionId
    resource: ResourceId
    school: SchoolId
    person: PersonId
    origin: Origin = Origin.PERSON


@dataclass(frozen=True, slots=True)
class Population:
    """Some of the people of a school.

    Without anything it is the whole school.  ``profile`` keeps one profile; ``kind`` and ``code``
    keep one division, group, level or subject; ``person`` keeps one person.  All that is set must
    hold.
    """

    profile: Profile | None = None
    kind: GroupKind | None = None
    code: str = ""
    person: PersonId | None = None

    def covers(self, person: PersonId, membership: Membership) -> bool:
        """Say whether *person*, by this *membership*, belongs to this population.

        >>> Population(profile=Profile.PUPIL).covers(
        ...     PersonId("p-1"), Membership(SchoolId("0750001A"), Profile.TEACHER))
        False
        """
        if self.person is not None and self.person != person:
            return False
        if self.profile is not None and membership.profile is not self.profile:
            return False
        return self.kind is None or any(
            group.kind is self.kind and group.code == self.code for group in membership.groups
        )

    def require_kept(self, school: SchoolId) -> None:
        """Refuse what no journal keeps, before anything at *school* is planned with it.

        Raises:
            ValueRefusedError: its code is too long, which a directory of the portal's own may say.
        """
        require_kept_code(self.kind or "population", self.code, school)

    def merged(self, gone: PersonId, kept: PersonId) -> "Population":
        """Return it once *gone* is *kept*: another one only where it is about that person."""
        return replace(self, person=kept) if self.person == gone else self


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A population that may enter under an ETABL or a floating subscription.

    GAR: *affectation d'une licence d'établissement*.
    """

    subscription: SubscriptionId
    resource: ResourceId
    school: SchoolId
    population: Population


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A standing assignment (*règle d'affectation*): *resource* for whoever is in *population*."""

    resource: ResourceId
    school: SchoolId
    population: Population
