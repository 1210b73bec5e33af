"""The port of problems that somebody follows up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import SchoolId
from garbridge.core.problems import ProblemRecord, ProblemState


class ProblemStore(Protocol):
    """The problems of one tenant: none names a person, and none must."""

    def claim(self) -> None:
        """Inside a transaction: let whoever else claims wait until its end.

        What is read after it nobody changes who claims first, too.

        Raises:
            StoreError: somebody else held it for too long.
        """
        ...

    def keep(self, problem: ProblemRecord, *, now: datetime) -> None:
        """Keep *problem* in the place of what was kept under its reference.

        What was solved longer than :data:`garbridge.core.problems.KEPT` before *now* is forgotten.

        Raises:
            StoreError: it could not be kept.
        """
        ...

    def problem(self, reference: str) -> ProblemRecord | None:
        """Return what is kept under *reference*; ``None`` if nothing is."""
        ...

    def in_state(self, state: ProblemState, most: int) -> Sequence[ProblemRecord]:
        """Return the *most* that changed last of those in *state*, the latest first."""
        ...

    def at_school(
        self, school: SchoolId, state: ProblemState, most: int
    ) -> Sequence[ProblemRecord]:
        """Return likewise those that people of *school* reported."""
        ...
