"""Problems that somebody follows up, in memory."""

from collections.abc import Sequence
from datetime import datetime

from garbridge.core.identifiers import SchoolId
from garbridge.core.problems import KEPT, ProblemRecord, ProblemState
from garbridge.stores.memory.database import MemoryDatabase


class MemoryProblems:
    """The reference of :class:`garbridge.ports.ProblemStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def claim(self) -> None:
        """Do nothing: the transaction holds the lock of everything."""

    def keep(self, problem: ProblemRecord, *, now: datetime) -> None:
        """Keep *problem*, and forget what was solved long before."""
        problems = self._database.upkeep.problems
        with self._database.transaction():
            for key, one in problems.all().items():
                if one.state is ProblemState.SOLVED and one.changed < now - KEPT:
                    problems.drop(key)
            problems.put(problem.reference, problem)

    def problem(self, reference: str) -> ProblemRecord | None:
        """Return what is kept under *reference*."""
        with self._database.transaction():
            return self._database.upkeep.problems.get(reference)

    def in_state(self, state: ProblemState, most: int) -> Sequence[ProblemRecord]:
        """Return the *most* that changed last of those in *state*."""
        with self._database.transaction():
            found = self._database.upkeep.problems.all().values()
        there = [one for one in found if one.state is state]
        return sorted(there, key=lambda one: (one.changed, one.reference), reverse=True)[:most]

    def at_school(
        self, school: SchoolId, state: ProblemState, most: int
    ) -> Sequence[ProblemRecord]:
        """Return those that people of *school* reported."""
        found = self.in_state(state, len(self._database.upkeep.problems.all()))
        return [one for one in found if one.report and one.report.school == school][:most]
