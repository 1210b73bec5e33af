"""What is counted of launches and what was published of it, in memory."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.receipts import micros
from garbridge.core.statistics.counting import Counted
from garbridge.core.statistics.periods import Period, parse_period
from garbridge.core.statistics.publications import Publication
from garbridge.core.statistics.tallies import Tally
from garbridge.errors import StoreError
from garbridge.ports import Reckoned
from garbridge.stores.memory.database import MemoryDatabase

_PLACE = "place"


class MemoryTallies:
    """The reference of :class:`garbridge.ports.TallyStore`.

    Args:
        database: Where they are kept, beside the launches themselves.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def reckoned(self) -> Reckoned:
        """Return how far counting has come."""
        return self._database.reckoned.get(_PLACE) or Reckoned()

    def launches(self, *, after: int, upto: int, limit: int) -> Sequence[Counted]:
        """Return launches by place."""
        with self._database.transaction():
            records = sorted(self._database.records.all().items())
        return [
            Counted(
                *(place, one.school, one.person, one.resource, one.provider),
                None if one.refusal is None else str(one.refusal),
                micros(one.at),
            )
            for place, one in records
            if after < place <= upto
        ][:limit]

    def add(self, tallies: Iterable[Tally], *, before: Reckoned, upto: int) -> Reckoned:
        """Add *tallies*, and note that all is counted up to *upto*.

        Raises:
            StoreError: nothing was added.
        """
        with self._database.transaction():
            if self.reckoned().place != before.place:
                raise StoreError("somebody else counted launches at the same moment")
            for one in tallies:
                self._grow(one)
            now = replace(self.reckoned(), place=max(upto, before.place))
            self._database.reckoned.put(_PLACE, now)
        return now

    def tallies(self, school: SchoolId, months: Sequence[str]) -> Sequence[Tally]:
        """Return the tallies of *school* from the first to the last of *months*."""
        return [one for one in self._of(school) if months[0] <= one.month <= months[-1]]

    def months(self, school: SchoolId) -> Sequence[str]:
        """Return the months of which *school* has tallies."""
        return sorted({one.month for one in self._of(school)})

    def named_schools(self, *, before: str) -> Sequence[SchoolId]:
        """Return schools with tallies of months before *before* that name somebody."""
        return sorted({one.school for one in self._all() if _names(one, before)})

    def named(self, school: SchoolId, *, before: str) -> Sequence[PersonId]:
        """Return who is named by tallies of *school* of months before *before*."""
        return sorted({one.person for one in self._of(school) if _names(one, before)})

    def rename(self, school: SchoolId, person: PersonId, new: PersonId, *, before: str) -> None:
        """Let *new* stand for *person* in tallies of *school* before *before*."""
        self._rename(
            [one for one in self._of(school) if one.person == person and one.month < before], new
        )

    def all_renamed(self, before: str) -> None:
        """Note that nobody is named any more before *before*."""
        with self._database.transaction():
            self._database.reckoned.put(_PLACE, replace(self.reckoned(), named=before))

    def erase(self, people: Mapping[PersonId, PersonId]) -> int:
        """Let others stand for *people* at every school."""
        count = 0
        for person, new in people.items():
            theirs = [one for one in self._all() if one.person == person]
            self._rename(theirs, new)
            count += len(theirs)
        return count

    def drop(self, school: SchoolId, months: Sequence[str]) -> int:
        """Remove the tallies of *school* from the first to the last of *months*."""
        with self._database.transaction():
            gone = self.tallies(school, months)
            for one in gone:
                self._database.tallies.drop(_key(one))
        return len(gone)

    def missed(self, last: int) -> bool:
        """Say whether a launch that is sealed under a number up to *last* is not counted."""
        with self._database.transaction():
            sealed = self._database.receipts.all().items()
        place = self.reckoned().place
        return any(number <= last and at > place for number, (at, _) in sealed)

    def _all(self) -> Sequence[Tally]:
        with self._database.transaction():
            return list(self._database.tallies.all().values())

    def _of(self, school: SchoolId) -> Sequence[Tally]:
        return [one for one in self._all() if one.school == school]

    def _grow(self, one: Tally) -> None:
        there = self._database.tallies.get(_key(one))
        more = 0 if there is None else there.times
        self._database.tallies.put(_key(one), one._replace(times=one.times + more))

    def _rename(self, theirs: Iterable[Tally], new: PersonId) -> None:
        with self._database.transaction():
            for one in theirs:
                self._database.tallies.drop(_key(one))
                self._grow(one._replace(person=new))


class MemoryPublications:
    """The reference of :class:`garbridge.ports.PublicationStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def keep(self, publication: Publication) -> None:
        """Keep *publication*.

        Raises:
            StoreError: one of its school and period is there.
        """
        key = publication.school, publication.period.name
        with self._database.transaction():
            if self._database.publications.get(key) is not None:
                raise StoreError("this period was published before")
            self._database.publications.put(key, publication)

    def publication(self, school: SchoolId, period: Period) -> Publication | None:
        """Return what was published of *school* and *period*."""
        return self._database.publications.get((school, period.name))

    def periods(self, school: SchoolId) -> Sequence[Period]:
        """Return the periods of *school* that were published, by name."""
        with self._database.transaction():
            found = sorted(self._database.publications.all())
        return [parse_period(name) for uai, name in found if uai == school]

    def published(self, *, months: AbstractSet[str]) -> AbstractSet[tuple[SchoolId, str]]:
        """Return the schools and those of *months* that a published period holds."""
        with self._database.transaction():
            found = self._database.publications.all()
        return {
            (school, month)
            for school, name in found
            for month in months & set(parse_period(name).months())
        }


def _key(one: Tally) -> tuple[object, ...]:
    return one.school, one.person, one.month, one.resource, one.provider, one.refusal


def _names(one: Tally, before: str) -> bool:
    return one.month < before and one.person >= " "
