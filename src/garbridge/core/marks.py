"""What somebody marked in the médiacentre (*favoris*), and what they opened there lately.

Both are for that person's own eyes: nobody else is shown them, and no figure is made of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from garbridge.core.identifiers import ResourceId, SchoolId

MOST_FAVOURITES: Final = 200
"""Of one person; whoever has more is helped by the search and not by marks."""
MOST_OPENED: Final = 8
"""Remembered of one person; the oldest goes when another comes."""
OPENED_SHOWN: Final = 4
LATELY: Final = timedelta(days=30)
"""For so long something was opened lately."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A resource through a school, and since when it is marked or when it was opened last.

    One that the GAR lists stands under its :func:`~garbridge.core.national.national_name`: nothing
    else is kept of it, its title is that of the list in which it is found again.
    """

    school: SchoolId
    resource: ResourceId
    at: datetime

    @property
    def place(self) -> tuple[SchoolId, ResourceId]:
        """What is marked."""
        return self.school, self.resource


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything of one person, the latest first.

    ``is_remembered`` says whether what they open is remembered; they may choose that it is not.
    """

    favourites: tuple[Mark, ...] = ()
    opened: tuple[Mark, ...] = ()
    is_remembered: bool = True


def latest_first(marks: Collection[Mark]) -> tuple[Mark, ...]:
    """Return *marks* in the order in which they are shown: of one instant by their names."""
    return tuple(sorted(marks, key=lambda one: (one.at, one.place), reverse=True))


def too_many(opened: Sequence[Mark], most: int = MOST_OPENED) -> tuple[Mark, ...]:
    """Return which of *opened* are forgotten, so that the latest *most* stay."""
    return latest_first(opened)[most:]
