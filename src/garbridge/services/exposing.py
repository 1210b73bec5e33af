"""What would they learn?  Of a population, counted."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from garbridge.core.access import Granted, check_access
from garbridge.core.catalogue import Catalogue
from garbridge.core.coverage import Shelves
from garbridge.core.exposure import Exposure, Exposures, Joint, Tuple, tuple_of
from garbridge.core.identifiers import PersonId, ProviderId, SchoolId
from garbridge.core.people import Person, is_current
from garbridge.core.release import release
from garbridge.ports import ActivationStore, Clock, Directory, EntitlementStore
from garbridge.services.checking import facts_of_school

Told = Mapping[ProviderId, Tuple]


@dataclass(frozen=True, slots=True)
class Exposed:
    """How far people can be told apart, by each provider and by each two of them."""

    singly: Sequence[Exposure]
    jointly: Sequence[Joint]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureService:
    """Computes with the launch's own gate and filter, and answers about nobody."""

    directory: Directory
    entitlements: EntitlementStore
    activations: ActivationStore
    catalogue: Callable[[], Catalogue]
    clock: Clock

    def expose(self, schools: Iterable[SchoolId] | None = None) -> Exposed:
        """Return what would be told today if everybody opened everything they may.

        Somebody of several schools is one person, about whom a provider is told all of it.

        Args:
            schools: Those whose people are looked at; ``None`` is all.
        """
        now = self.clock()
        asked = set(schools if schools is not None else (s.id for s in self.directory.schools()))
        counted = Exposures()
        several: dict[PersonId, dict[ProviderId, Tuple]] = {}
        for school in sorted(asked):
            for person, told in self._told(school, now):
                if len(asked.intersection(person.schools())) == 1:
                    counted.add(told)
                    continue
                known = several.setdefault(person.id, {})
                for provider, tuples in told.items():
                    known[provider] = known.get(provider, frozenset()) | tuples
        for told in several.values():
            counted.add(told)
        return Exposed(counted.exposures(), counted.joints())

    def _told(self, school: SchoolId, now: datetime) -> Iterator[tuple[Person, Told]]:
        """Yield everybody of *school* with what each provider would be told through it."""
        catalogue = self.catalogue()
        facts = facts_of_school(self.entitlements, self.activations, school)
        shelves = Shelves(facts, since=now, only=None)
        for person in self.directory.members(school):
            place = person.at(school)
            if place is None or not is_current(place, now):
                continue
            told: defaultdict[ProviderId, Tuple] = defaultdict(frozenset)
            for name, right in shelves.given_to(person, place).items():
                resource = catalogue.resources.get(name)
                if resource is None:
                    continue
                provider = catalogue.provider_of(resource)
                answer = check_access(person, school, resource, provider, right, now=now)
                if isinstance(answer, Granted):
                    told[provider.id] |= tuple_of(release(answer, subject="").released.claims)
            yield person, told
