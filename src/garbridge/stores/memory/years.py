"""The turns of the school year, in memory."""

from collections.abc import Sequence
from dataclasses import replace

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.rules import population_key
from garbridge.core.years import Place, Portion, Snapshot, YearPlan
from garbridge.stores.memory.database import MemoryDatabase


class MemoryYearPlans:
    """The reference of :class:`garbridge.ports.YearPlans`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def latest(self, school: SchoolId) -> YearPlan | None:
        """Return the plan of *school* for the latest year there is one for."""
        there = [plan for plan in self._database.years.all().values() if plan.school == school]
        return max(there, key=lambda plan: plan.year, default=None)

    def plan(self, school: SchoolId, year: int) -> YearPlan | None:
        """Return one plan; ``None`` if there is none."""
        return self._database.years.get((school, year))

    def claim(self, school: SchoolId, year: int) -> YearPlan | None:
        """Return one plan: the transaction itself lets nobody else in."""
        return self.plan(school, year)

    def claim_all(self, school: SchoolId) -> Sequence[YearPlan]:
        """Return every plan of *school*, by year: the transaction itself lets nobody else in."""
        every = self._database.years.all().values()
        return sorted((one for one in every if one.school == school), key=lambda one: one.year)

    def keep(self, plan: YearPlan) -> None:
        """Put *plan* in the place of the one for its school and year."""
        with self._database.transaction():
            self._database.years.put((plan.school, plan.year), plan)

    def begin(self, plan: YearPlan, snapshot: Snapshot) -> None:
        """Keep *plan* with *snapshot*, and forget what an earlier one had, all or nothing."""
        key = plan.school, plan.year
        with self._database.transaction():
            self._database.years.put(key, plan)
            self._database.year_snapshots.put(key, _sorted(snapshot))
            self._database.year_portions.put(key, ())

    def rewrite(self, plan: YearPlan, snapshot: Snapshot) -> None:
        """Put both in the place of what there was, and leave the portions, all or nothing."""
        with self._database.transaction():
            self.keep(plan)
            self._database.year_snapshots.put((plan.school, plan.year), _sorted(snapshot))

    def snapshot(self, school: SchoolId, year: int) -> Snapshot:
        """Return what was given when the plan was prepared."""
        return self._database.year_snapshots.get((school, year)) or Snapshot()

    def places(self, school: SchoolId, year: int) -> Sequence[Place]:
        """Return the places of the snapshot alone, by person."""
        return self.snapshot(school, year).places

    def reassign(self, school: SchoolId, gone: PersonId, kept: PersonId) -> None:
        """Let what the plans of *school* say of *gone* be said of *kept*, all or nothing."""
        with self._database.transaction():
            for plan in self.claim_all(school):
                merged = self.snapshot(school, plan.year).merged(gone, kept)
                self.rewrite(plan.after_merge(gone, kept), merged)

    def portions(self, school: SchoolId, year: int) -> Sequence[Portion]:
        """Return the portions of a plan, by number."""
        return self._database.year_portions.get((school, year)) or ()

    def expect(self, school: SchoolId, year: int, portions: Sequence[Portion]) -> None:
        """Put *portions* in the place of those that are not done, all or nothing."""
        with self._database.transaction():
            done = [one for one in self.portions(school, year) if one.done]
            self._put(school, year, [*done, *portions])

    def settle(self, school: SchoolId, year: int, portion: Portion) -> None:
        """Put *portion* in the place of the one with its number."""
        with self._database.transaction():
            others = [one for one in self.portions(school, year) if one.number != portion.number]
            self._put(school, year, [*others, portion])

    def _put(self, school: SchoolId, year: int, portions: Sequence[Portion]) -> None:
        ordered = tuple(sorted(portions, key=lambda portion: portion.number))
        self._database.year_portions.put((school, year), ordered)


def _sorted(snapshot: Snapshot) -> Snapshot:
    return replace(
        snapshot,
        places=tuple(sorted(snapshot.places, key=lambda place: place.person)),
        seats=tuple(
            sorted(snapshot.seats, key=lambda kept: (kept.seat.subscription, kept.seat.person))
        ),
        openings=tuple(
            sorted(
                snapshot.openings,
                key=lambda one: (one.subscription, population_key(one.population)),
            )
        ),
    )
