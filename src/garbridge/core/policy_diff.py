"""What one version of the policies lets providers learn that another did not, and the reverse."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType

from garbridge.core.attributes import Attribute
from garbridge.core.catalogue import Provider, Resource
from garbridge.core.identifiers import ProviderId, ResourceId
from garbridge.core.leaving import may_tell, receives
from garbridge.core.linting import LEAST_PURPOSE
from garbridge.core.people import Profile
from garbridge.core.policy import PolicyEntry, Transformation

DEPTH: Mapping[Transformation, int] = MappingProxyType(
    {
        Transformation.CONSTANT: 0,
        Transformation.FIRST_LETTER: 1,
        Transformation.CODE_ONLY: 1,
        Transformation.AS_IS: 2,
    }
)
"""How much of a value is told; two forms of one depth are never forms of one attribute."""
_EVER = datetime.max.replace(tzinfo=UTC)


class Direction(StrEnum):
    """Whether a provider learns more or less.  Values are stable."""

    MORE = "more"
    LESS = "less"


class Fault(StrEnum):
    """Why a change that tells more must not go out as it is.  Values are stable."""

    NO_PURPOSE = "no_purpose"
    """The purpose is missing, or too short to be one."""
    NOT_VALIDATED = "not_validated"
    """It tells more than what was validated, and nobody validated it since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How one attribute of people of one profile is told to one provider.

    ``resources`` are those that let it leave, as far as they are switched on; ``at_once`` those of
    them that nobody has to activate at a school first.
    """

    entry: PolicyEntry
    resources: frozenset[ResourceId]
    at_once: frozenset[ResourceId]

    def exceeds(self, other: "Told") -> bool:
        """Say whether this tells more of the value than *other*, longer, or to more resources."""
        mine, theirs = self.entry, other.entry
        return (
            DEPTH[mine.transformation] > DEPTH[theirs.transformation]
            or (mine.ends or _EVER) > (theirs.ends or _EVER)
            or not self.resources <= other.resources
            or not self.at_once <= other.at_once
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One attribute of one profile that a provider learns in another way than before.

    ``before`` and ``after`` are ``None`` where it learns nothing.  A change may go both ways: it
    tells more of the value, for a shorter time; then there are two, one for each direction.
    ``stretched`` is an entry that stood there before, word and validation alike, for others.
    """

    provider: ProviderId
    attribute: Attribute
    profile: Profile
    direction: Direction
    before: Told | None
    after: Told | None
    stretched: bool = False

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is missing where more is told."""
        if self.direction is Direction.LESS or self.after is None:
            return ()
        entry = self.after.entry
        found: list[Fault] = []
        if len(entry.purpose.strip()) < LEAST_PURPOSE:
            found.append(Fault.NO_PURPOSE)
        before = self.before
        if self.stretched or (before and entry.validated_on <= before.entry.validated_on):
            found.append(Fault.NOT_VALIDATED)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Policies:
    """The providers of one state of the files, each with its resources."""

    of: Mapping[ProviderId, tuple[Provider, Sequence[Resource]]]

    def resources_of(self, provider: ProviderId) -> Sequence[Resource]:
        """Return the resources of *provider*; nothing where it is not there."""
        return self.of[provider][1] if provider in self.of else ()


def policies(pairs: Iterable[tuple[Provider, Sequence[Resource]]]) -> Policies:
    """Return *pairs* by provider."""
    return Policies({provider.id: (provider, resources) for provider, resources in pairs})


def compare(old: Policies, new: Policies) -> Iterator[Change]:
    """Yield what changes from *old* to *new*: by provider, in the order of the catalogue.

    A provider that one of the two does not have learns nothing there, and one that is switched off
    learns nothing either.  What each resource receives counts as told to its provider, which owns
    them all; where an entry reaches another resource, that is a change too.
    """
    for name in sorted(old.of.keys() | new.of.keys()):
        before, after = _told(old, name), _told(new, name)
        stood = {_signed(told) for told in before.values()}
        for attribute in _catalogue(old, new, name):
            for profile in Profile:
                was, now = before.get((attribute, profile)), after.get((attribute, profile))
                for direction in _directions(was, now):
                    yield Change(
                        provider=name,
                        attribute=attribute,
                        profile=profile,
                        direction=direction,
                        before=was,
                        after=now,
                        stretched=was is None and now is not None and _signed(now) in stood,
                    )


def _signed(told: Told) -> tuple[object, ...]:
    """Return what somebody validated once, whoever it is about."""
    entry = told.entry
    return entry.attribute, entry.purpose, entry.validated_by, entry.validated_on


def _catalogue(old: Policies, new: Policies, name: ProviderId) -> Iterable[Attribute]:
    """Return every attribute that either state could name, each once."""
    states = [state.of[name][0].policy.catalogue for state in (new, old) if name in state.of]
    return dict.fromkeys(attribute for catalogue in states for attribute in catalogue)


def _told(policies_: Policies, name: ProviderId) -> dict[tuple[Attribute, Profile], Told]:
    if name not in policies_.of or not policies_.of[name][0].enabled:
        return {}
    provider, resources = policies_.of[name]
    found: dict[tuple[Attribute, Profile], Told] = {}
    there = [one for one in resources if one.enabled]
    for entry in provider.policy.entries:
        if entry.attribute == Attribute.IDO and provider.anonymous:
            continue
        reached = [one for one in there if receives(one, entry.attribute)]
        told = Told(
            entry=entry,
            resources=frozenset(one.id for one in reached),
            at_once=frozenset(one.id for one in reached if one.interaction is None),
        )
        facts = provider.policy.facts(entry.attribute)
        for profile in entry.profiles:
            if reached and may_tell(facts, profile):
                found[entry.attribute, profile] = told
    return found


def _directions(was: Told | None, now: Told | None) -> Iterator[Direction]:
    if was is None or now is None:
        if was is not now:
            yield Direction.MORE if was is None else Direction.LESS
        return
    if now.exceeds(was):
        yield Direction.MORE
    if was.exceeds(now):
        yield Direction.LESS
