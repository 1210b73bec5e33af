"""The port that remembers for which state of a school its standing rules were served."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from garbridge.core.identifiers import SchoolId


class Served(NamedTuple):
    """Up to where the rules of a school were served.

    ``changes`` counts the changes of its people, ``seen`` is what it was when the rules were last
    served, and ``digest`` stands for the rules and licences of that moment; empty before the first
    time.
    """

    changes: int = 0
    seen: int = 0
    digest: str = ""


class ServingLog(Protocol):
    """What was served for, school by school.

    The import of the directory counts a change of a school in the transaction that makes it, so
    that whatever ends the process before the rules are served is made up for the next time.
    """

    def served(self, school: SchoolId) -> Served:
        """Return up to where *school* was served; nothing is known of it before the first time."""
        ...

    def note(self, school: SchoolId, *, seen: int, digest: str) -> None:
        """Remember that *school* was served; changes counted meanwhile stay to be seen."""
        ...

    def count_changes(self, schools: Sequence[SchoolId]) -> None:
        """Count a change of the people of each of *schools*, as an import does."""
        ...
