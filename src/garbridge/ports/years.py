"""The port of the turns of the school year: a plan for each, its snapshot, and its portions."""

from collections.abc import Sequence
from typing import Protocol

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.years import Place, Portion, Snapshot, YearPlan


class YearPlans(Protocol):
    """The plans of one tenant, one for each school and school year."""

    def latest(self, school: SchoolId) -> YearPlan | None:
        """Return the plan of *school* for the latest year there is one for; ``None`` without."""
        ...

    def plan(self, school: SchoolId, year: int) -> YearPlan | None:
        """Return one plan; ``None`` if there is none."""
        ...

    def claim(self, school: SchoolId, year: int) -> YearPlan | None:
        """Inside a transaction: return one plan, which nobody else changes until its end."""
        ...

    def claim_all(self, school: SchoolId) -> Sequence[YearPlan]:
        """Inside a transaction: return every plan of *school*, by year.

        Nobody else changes one of them until its end.
        """
        ...

    def keep(self, plan: YearPlan) -> None:
        """Put *plan* in the place of the one for its school and year."""
        ...

    def begin(self, plan: YearPlan, snapshot: Snapshot) -> None:
        """Keep *plan* with *snapshot*, and forget what an earlier one had, all or nothing.

        What it moved stays in the journal.
        """
        ...

    def rewrite(self, plan: YearPlan, snapshot: Snapshot) -> None:
        """Put both in the place of what there was for its school and year, all or nothing.

        The portions stay.
        """
        ...

    def snapshot(self, school: SchoolId, year: int) -> Snapshot:
        """Return what was given when the plan was prepared; nothing where there is no plan.

        Places are by person, seats by subscription and person, openings by subscription and
        population.
        """
        ...

    def places(self, school: SchoolId, year: int) -> Sequence[Place]:
        """Return the places of the snapshot alone, by person."""
        ...

    def reassign(self, school: SchoolId, gone: PersonId, kept: PersonId) -> None:
        """Let what the plans of *school* say of *gone* be said of *kept*, all or nothing.

        Snapshots, populations of one person, and whom an undo is about.
        """
        ...

    def portions(self, school: SchoolId, year: int) -> Sequence[Portion]:
        """Return the portions of a plan, by number."""
        ...

    def expect(self, school: SchoolId, year: int, portions: Sequence[Portion]) -> None:
        """Put *portions* in the place of those that are not done, all or nothing."""
        ...

    def settle(self, school: SchoolId, year: int, portion: Portion) -> None:
        """Put *portion* in the place of the one with its number."""
        ...
