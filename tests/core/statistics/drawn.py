"""Schools that are drawn, as large as real ones: who opened what in which month.

About five accès for each accédant and year is the national mean (data.education.gouv.fr, 2024-2025:
54 096 270 for 10 829 562); a few titles make most of it, and the summer makes nearly none.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from garbridge.core.access import Refusal
from garbridge.core.catalogue import Resource
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.core.people import Profile
from garbridge.core.statistics.periods import Period
from garbridge.core.statistics.tallies import Standing, Tally

UAI = SchoolId("0750001A")
YEAR = Period(2026)
_WEIGHTS = (10, 13, 12, 10, 12, 8, 12, 9, 10, 7, 1.5, 0.1)
_STAFF = (Profile.LIBRARIAN, Profile.HEAD, Profile.SCHOOL_LIFE, Profile.SCHOOL_LIFE)
_TITLES_EACH = 4


@dataclass(frozen=True)
class Drawn:
    """A school by its size; ``each`` is the mean number of accès of a person in the year."""

    pupils: int = 500
    staff: int = 40
    titles: int = 30
    levels: int = 4
    each: float = 5.0
    seed: int = 1

    def standings(self) -> dict[PersonId, Standing]:
        """Return who there is: pupils level by level; three teachers in four of the staff."""
        found = {
            PersonId(f"pupil-{n}"): Standing(Profile.PUPIL, f"N{n % self.levels}")
            for n in range(self.pupils)
        }
        teachers = max(1, self.staff * 3 // 4)
        for n in range(self.staff):
            profile = Profile.TEACHER if n < teachers else _STAFF[(n - teachers) % len(_STAFF)]
            found[PersonId(f"staff-{n}")] = Standing(profile)
        return found

    def catalogue(self) -> Mapping[ResourceId, Resource]:
        """Return the resources, three of each discipline."""
        disciplines = max(2, self.titles // 3)
        names = [ResourceId(f"ark:/12345/r{n}") for n in range(self.titles)]
        return {
            name: Resource(
                id=name,
                provider=ProviderId("editions"),
                title=f"Titre {n}",
                url="https://editions.example/",
                discipline=f"Discipline {n % disciplines}",
            )
            for n, name in enumerate(names)
        }

    def tallies(self) -> list[Tally]:
        """Return a year of it, the same for the same school."""
        counted: Counter[tuple[PersonId, str, ResourceId, Refusal | None]] = Counter(self._events())
        standings = self.standings()
        return [
            Tally(
                school=UAI,
                month=month,
                person=person,
                resource=resource,
                refusal=refusal,
                standing=standings[person],
                times=count,
            )
            for (person, month, resource, refusal), count in counted.items()
        ]

    def _events(self) -> Iterator[tuple[PersonId, str, ResourceId, Refusal | None]]:
        chance = Random(self.seed)  # noqa: S311  # a sample, the same each time
        names = list(self.catalogue())
        popular = [1 / (n + 1) for n in range(len(names))]
        for person in self.standings():
            mine = chance.choices(names, popular, k=_TITLES_EACH)
            for _ in range(int(chance.expovariate(1 / self.each))):
                month = chance.choices(YEAR.months(), _WEIGHTS)[0]
                refused = chance.random() < 0.02  # one launch in fifty
                yield person, month, chance.choice(mine), Refusal.NOT_ASSIGNED if refused else None


MEDIAN_COLLEGE = Drawn()
SMALL_ECOLE = Drawn(pupils=60, staff=4, titles=5, levels=5)
