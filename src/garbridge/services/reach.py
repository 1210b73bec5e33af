"""For how many people a change of the policies matters, without a name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.core.people import Profile, Public, is_current, public_of
from garbridge.ports import Clock, Directory, EntitlementStore


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people of a profile come to a provider, from how many schools."""

    people: int
    schools: int


NOBODY = Reach(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachService:
    """Counts; it is not asked about anybody, and answers about nobody."""

    directory: Directory
    entitlements: EntitlementStore
    clock: Clock

    def reach(
        self, owned: Mapping[ProviderId, Iterable[ResourceId]]
    ) -> Mapping[tuple[ProviderId, Profile], Reach]:
        """Return how many people each provider can learn about, by profile.

        They are those who are now at a school with a running subscription to one of the provider's
        resources which is for their public, each counted once: whoever may open it today, or
        tomorrow by an assignment.

        Args:
            owned: The resources of each provider, those of an old and of a new state together.
        """
        now = self.clock()
        providers_of: defaultdict[ResourceId, set[ProviderId]] = defaultdict(set)
        for provider, resources in owned.items():
            for resource in resources:
                providers_of[resource].add(provider)
        people: defaultdict[tuple[ProviderId, Profile], set[PersonId]] = defaultdict(set)
        schools: defaultdict[tuple[ProviderId, Profile], set[SchoolId]] = defaultdict(set)
        for school in self.directory.schools():
            bought = self._bought(school.id, providers_of, now)
            if not bought:
                continue
            for person in self.directory.members(school.id):
                place = person.at(school.id)
                if place is None or not is_current(place, now):
                    continue
                for provider, publics in bought.items():
                    if public_of(place.profile) not in publics:
                        continue
                    people[provider, place.profile].add(person.id)
                    schools[provider, place.profile].add(school.id)
        return {place: Reach(len(found), len(schools[place])) for place, found in people.items()}

    def _bought(
        self,
        school: SchoolId,
        providers_of: Mapping[ResourceId, set[ProviderId]],
        now: datetime,
    ) -> Mapping[ProviderId, AbstractSet[Public]]:
        """Return the publics of what runs at *school*, by provider."""
        found: defaultdict[ProviderId, set[Public]] = defaultdict(set)
        for one in self.entitlements.of_school(school).subscriptions:
            if one.starts <= now < one.ends:
                for provider in providers_of.get(one.resource, ()):
                    found[provider] |= one.publics
        return found
