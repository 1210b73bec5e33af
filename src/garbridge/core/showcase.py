"""What a school puts forward in its médiacentre: *mises en avant*, own sections, announcements.

Nothing of it gives a right: what is put forward and was not assigned is not shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NewType

from garbridge.core.entitlements import Population
from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.people import Membership, Person
from garbridge.core.texts import require_text
from garbridge.errors import ValueRefusedError

SectionId = NewType("SectionId", str)
"""A section that a school made, as addresses and forms call it."""

PINNED: Final = SectionId("")
"""The section that every school has (*mises en avant*): it comes first and has no own name."""
MOST_SECTIONS: Final = 12
MOST_SHOWN: Final = 12
"""Resources of one section."""
MOST_ANNOUNCEMENTS: Final = 20
LONGEST_TITLE: Final = 60
LONGEST_TEXT: Final = 500
FORGOTTEN: Final = timedelta(days=30)
"""For so long an announcement that has ended can still be looked at by who writes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSection:
    """A section with a name; ``position`` says where it stands among those of its school.

    Raises:
        ValueRefusedError: ``title`` is empty, too long or no single line.
    """

    school: SchoolId
    id: SectionId
    title: str
    position: int

    def __post_init__(self) -> None:
        _require("title", self.title, LONGEST_TITLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A resource in a section, for those whom ``population`` covers: everybody, unless it says."""

    school: SchoolId
    section: SectionId
    resource: ResourceId
    population: Population = field(default_factory=Population)
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A sentence or two for everybody at a school, shown while ``starts <= now < ends``.

    ``school`` may be every school of the portal
    (:data:`garbridge.core.permissions.EVERYWHERE`).  The text is text, and never markup.

    Raises:
        ValueRefusedError: ``text`` is empty, too long or no single line, or it ends before it
            starts.
    """

    school: SchoolId
    id: str
    text: str
    starts: datetime
    ends: datetime

    def __post_init__(self) -> None:
        _require("text", self.text, LONGEST_TEXT)
        if self.ends <= self.starts:
            raise ValueRefusedError("ends", None, "a day on or after the first one")

    def is_shown(self, now: datetime) -> bool:
        """Say whether it is shown at *now*."""
        return self.starts <= now < self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Showcase:
    """Everything that one school puts forward, each in its order."""

    sections: tuple[LocalSection, ...] = ()
    shown: tuple[Shown, ...] = ()
    announcements: tuple[Announcement, ...] = ()

    def of(self, section: SectionId) -> tuple[Shown, ...]:
        """Return what stands in *section*."""
        return tuple(one for one in self.shown if one.section == section)

    def for_place(
        self, person: Person, place: Membership
    ) -> Sequence[tuple[SectionId, str, Sequence[Shown]]]:
        """Return what *person* is to be shown as of *place*: section, title, resources, in order.

        The *mises en avant* come first, without a title; an empty section is left out.
        """
        named = [(PINNED, ""), *((one.id, one.title) for one in self.sections)]
        found = (
            (name, title, [one for one in self.of(name) if one.population.covers(person.id, place)])
            for name, title in named
        )
        return [one for one in found if one[-1]]


def moved(names: Sequence[str], name: str, *, is_up: bool) -> list[str]:
    """Return *names* with *name* one place earlier or later; at the end it stays.

    >>> moved(["a", "b", "c"], "c", is_up=True), moved(["a", "b"], "b", is_up=False)
    (['a', 'c', 'b'], ['a', 'b'])
    """
    found = list(names)
    if name not in found:
        return found
    at = found.index(name)
    other = at - 1 if is_up else at + 1
    if 0 <= other < len(found):
        found[at], found[other] = found[other], found[at]
    return found


def next_position(positions: Iterable[int]) -> int:
    """Return the position after all of *positions*."""
    return max(positions, default=0) + 1


def _require(what: str, text: str, longest: int) -> None:
    require_text(what, text)
    if not text.strip() or len(text) > longest:
        raise ValueRefusedError(what, None, f"1 to {longest} characters")
