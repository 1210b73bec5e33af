"""The port of the turns of the school year: a plan for each, its snapshot, and its portions."""

from collections.abc import Sequence
from typing import Protocol

from garbridge.core.identifiers import SchoolId
from garbridge.core.years import Portion, Snapshot, YearPlan


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

    def keep(self, plan: YearPlan) -> None:
        """Put *plan* in the place of the one for its school and year."""
        ...

    def begin(self, plan: YearPlan, snapshot: Snapshot) -> None:
        """Keep *plan* with *snapshot*, and forget what an earlier one had, all or nothing.

        What it moved stays in the journal.
        """
        ...

    def snapshot(self, school: SchoolId, year: int) -> Snapshot:
        """Return what was given when the plan was prepared; nothing where there is no plan.

        Places are by person, seats by subscription and person, openings by subscription and
        population.
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
