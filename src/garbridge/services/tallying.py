"""Counts launches that were committed, outside of any launch, before they are purged or erased.

Tallies name people for as long as their school year lasts, as the launches themselves do for a
year: who opened something in two months is one person in both.  A day after it ends a stand-in that
nobody can lead back takes the place of each, and people remain distinct without being anybody.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import timedelta, tzinfo
from typing import Final

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.statistics.counting import count
from garbridge.core.statistics.periods import year_of
from garbridge.core.statistics.tallies import Standing, Tally, stand_in, standing_of
from garbridge.ports import (
    Clock,
    Directory,
    PublicationStore,
    ReceiptStore,
    Reckoned,
    TallyStore,
    TokenSource,
    Transaction,
)
from garbridge.services.sealing import Busy

CHUNK: Final = 20_000
"""Launches of one transaction, at most: they are held in memory."""
_GRACE: Final = timedelta(days=1)
"""After the end of a year: what was launched at its last moment is counted by then."""
_MANY: Final = 30
"""From so many people of a school on it is read as a whole."""
_KEPT: Final = 100_000
"""People whose standing is remembered from one chunk to the next."""


@dataclass(frozen=True, slots=True)
class RolledUp:
    """How many launches were counted, and how many came after their month was published.

    Those are in no figure: what is published stays as it was told.
    """

    launches: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyingService:
    """Rolls launches up into tallies; each chunk is one transaction, so that a kill loses none."""

    receipts: ReceiptStore
    tallies: TallyStore
    publications: PublicationStore
    directory: Directory
    transaction: Transaction
    zone: tzinfo
    clock: Clock
    tokens: TokenSource = field(repr=False)

    def roll_up(self) -> RolledUp | Busy:
        """Count everything that is committed and not counted; made for a timer.

        Raises:
            StoreError: the chunk that could not be counted was not; those before it were.
        """
        with self.receipts.alone() as mine:
            return self.count_all() if mine else Busy()

    def count_all(self, *, chunk: int = CHUNK) -> RolledUp:
        """Do so for whoever works on the ledger alone (:meth:`garbridge.ports.ReceiptStore.alone`).

        Raises:
            StoreError: as above.
        """
        # Asked first: what is committed later, below it, there is none.
        upto, now = self.receipts.settled(), self.tallies.reckoned()
        standings = _Standings(self.directory)
        done = RolledUp(0, 0)
        while found := self.tallies.launches(after=now.place, upto=upto, limit=chunk):
            counted = list(count(found, self.zone, standings.of))
            kept = self._in_time(counted, now)
            late = 0
            if kept is not counted:
                late = sum(one.times for one in counted) - sum(one.times for one in kept)
            now = self.tallies.add(kept, before=now, upto=found[-1].place)
            done = RolledUp(done.launches + len(found) - late, done.late + late)
        self._forget_names(self.tallies.add((), before=now, upto=upto))
        return done

    def _in_time(self, counted: Sequence[Tally], now: Reckoned) -> Sequence[Tally]:
        months = {one.month for one in counted}
        closed = self.publications.published(months=months)
        if not closed and min(months, default=now.named) >= now.named:
            return counted
        return list(self._kept(counted, closed, now))

    def _kept(
        self, counted: Iterable[Tally], closed: AbstractSet[tuple[SchoolId, str]], now: Reckoned
    ) -> Iterator[Tally]:
        unnamed: dict[tuple[SchoolId, PersonId], PersonId] = {}
        for one in counted:
            if (one.school, one.month) in closed:
                continue
            if one.month < now.named and one.person:
                key = one.school, one.person
                new = unnamed.setdefault(key, stand_in(self.tokens()))
                yield one._replace(person=new)
            else:
                yield one

    def _forget_names(self, now: Reckoned) -> None:
        today = (self.clock() - _GRACE).astimezone(self.zone).date()
        before = year_of(today).months()[0]
        if now.named >= before:
            return
        for school in self.tallies.named_schools(before=before):
            with self.transaction():
                for person in self.tallies.named(school, before=before):
                    new = stand_in(self.tokens())
                    self.tallies.rename(school, person, new, before=before)
        self.tallies.all_renamed(before)


class _Standings:
    """What people are counted as, read from the directory once for each of them."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._known: dict[SchoolId, dict[PersonId, Standing]] = {}

    def of(self, school: SchoolId, persons: Iterable[PersonId]) -> Callable[[PersonId], Standing]:
        """Return what those at *school* are counted as; *persons* are all that will be asked."""
        if sum(map(len, self._known.values())) > _KEPT:
            self._known.clear()
        known = self._known.setdefault(school, {PersonId(""): Standing()})
        unknown = [one for one in persons if one not in known]
        if len(unknown) > _MANY:
            for member in self._directory.members(school):
                known[member.id] = standing_of(member.at(school))
        for name in unknown:
            if name not in known:
                found = self._directory.person(name)
                known[name] = standing_of(None if found is None else found.at(school))
        return known.__getitem__
