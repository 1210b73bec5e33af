"""What the portal says of a school beside the directory: opening, switches, labels, contacts.

Each school has a rule of its own, or that of all the others.  Rights never come from here: a rule
only closes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from garbridge.core.identifiers import SchoolId
from garbridge.core.owners import Owner
from garbridge.core.roles import Act
from garbridge.errors import ValueRefusedError


class Function(StrEnum):
    """What can be switched off at a school.  Values are stable: they are keys of the file."""

    WIDGET = "widget"
    """The médiacentre's tiles on the portal's own pages."""
    FAVOURITES = "favourites"
    STATISTICS = "statistics"
    """Figures of the school are shown and published; launches are counted either way."""
    ACTIVATION = "activation"
    """Resources with pupil–teacher interaction are activated, and open where they are."""


def parse_function(text: str) -> Function:
    """Return the function of that name.

    Raises:
        ValueRefusedError: there is none.
    """
    if text not in set(Function):
        raise ValueRefusedError("function", text, ", ".join(Function))
    return Function(text)


_ACTS: Final[Mapping[Act, Function]] = MappingProxyType(
    {
        Act.READ_AGGREGATES: Function.STATISTICS,
        Act.PUBLISH_AGGREGATES: Function.STATISTICS,
        Act.ACTIVATE: Function.ACTIVATION,
    }
)
"""Acts that are part of a function."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolRule:
    """What is said of one school, or of every other.

    ``is_open`` is whether it opens at all, ``opens`` from when on, inclusive; ``None`` is always.
    ``name`` stands in the place of the directory's and ``mediacentre`` in that of the page's;
    ``degree`` in that of the directory's, 1 for an école.  Empty and ``None`` leave them.
    ``off`` is what is switched off; ``contacts`` are whom to ask, by who can mend it.
    ``is_training`` says that it is there to practise (*bac à sable*): its people are made up.
    """

    is_open: bool = True
    opens: datetime | None = None
    name: str = ""
    mediacentre: str = ""
    degree: int | None = None
    off: frozenset[Function] = frozenset()
    contacts: Mapping[Owner, str] = field(default_factory=dict[Owner, str])
    is_training: bool = False

    def is_shut(self, now: datetime) -> bool:
        """Say whether nobody of the school opens anything at *now*."""
        return not self.is_open or (self.opens is not None and now < self.opens)


@dataclass(frozen=True, slots=True)
class SchoolBook:
    """The rules of all schools: of those in ``schools``, and of every other.

    >>> book = SchoolBook(SchoolRule(is_open=False), {SchoolId("0750001A"): SchoolRule()})
    >>> book.of(SchoolId("0750001A")).is_open, book.of(SchoolId("0750002B")).is_open
    (True, False)
    """

    others: SchoolRule = field(default_factory=SchoolRule)
    schools: Mapping[SchoolId, SchoolRule] = field(default_factory=dict[SchoolId, SchoolRule])

    def of(self, school: SchoolId) -> SchoolRule:
        """Return the rule of *school*."""
        return self.schools.get(school, self.others)

    def offers(self, function: Function, school: SchoolId) -> bool:
        """Say whether *function* is in service at *school*."""
        return function not in self.of(school).off

    def forbids(self, act: Act, school: SchoolId) -> bool:
        """Say whether *act* is part of a function that is off at *school*."""
        function = _ACTS.get(act)
        return function is not None and not self.offers(function, school)

    def contact(self, owner: Owner, schools: Iterable[SchoolId]) -> str:
        """Return whom to ask at *schools*; empty where nobody said, or they do not agree.

        Without any school it is whom to ask at every other.
        """
        found = {self.of(school).contacts.get(owner, "") for school in schools}
        if not found:
            return self.others.contacts.get(owner, "")
        return found.pop() if len(found) == 1 else ""

    def mediacentre(self, schools: Iterable[SchoolId]) -> str:
        """Return what *schools* call the médiacentre; empty where they do not agree."""
        found = {self.of(school).mediacentre for school in schools}
        if not found:
            return self.others.mediacentre
        return found.pop() if len(found) == 1 else ""


ALL_OPEN: Final = SchoolBook()
"""Nothing is said of any school."""


def all_open() -> SchoolBook:
    """Return that nothing is said of any school."""
    return ALL_OPEN
