"""What a school has of each resource: how many, given, left, and until when."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from werkzeug.exceptions import NotFound

from garbridge.core.entitlements import LicenceKind, Subscription
from garbridge.core.identifiers import ResourceId, tile_key
from garbridge.core.orders import State, state_of
from garbridge.core.permissions import Denied
from garbridge.core.spelling import spelled
from garbridge.core.stock import Count, Given, counts_of
from garbridge.web.cards import HUES, initials
from garbridge.web.console.door import Desk

LAST: Final = 0
"""How many licences are left where somebody has to be told."""


@dataclass(frozen=True, slots=True)
class Line:
    """One subscription and its numbers."""

    subscription: Subscription
    state: State
    counts: tuple[Count, ...]
    openings: int

    @property
    def is_opened(self) -> bool:
        """Whether it is given to populations, and not to people."""
        return self.subscription.kind is not LicenceKind.INDIV


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRow:
    """One resource at a school.  ``title`` is its identifier where nobody registered it.

    ``limit`` and ``left`` are ``None`` where the number is unlimited, or where populations are let
    in; they and ``given`` count the named licences that run.
    """

    id: ResourceId
    key: str
    title: str
    publisher: str
    initials: str
    hue: int
    lines: tuple[Line, ...]
    state: State
    ends: datetime
    starts: datetime
    limit: int | None
    given: int
    left: int | None
    openings: int
    is_opened: bool

    @property
    def is_empty(self) -> bool:
        """Whether it runs, and nobody has it."""
        return self.state is State.RUNNING and not self.given and not self.openings

    @property
    def is_spent(self) -> bool:
        """Whether every licence is given."""
        return self.left == LAST and self.state is State.RUNNING


def resource_rows(desk: Desk) -> list[ResourceRow]:
    """Return every resource of the school that is seen, what runs first, by title."""
    found = desk.runtime.overview.bought(desk.actor, school=desk.uai)
    if isinstance(found, Denied):
        raise NotFound
    by_resource: dict[ResourceId, list[Line]] = {}
    now = desk.runtime.clock()
    for one in found:
        line = line_of(one.subscription, one.given, now)
        by_resource.setdefault(one.subscription.resource, []).append(line)
    rows = [row_of(desk, name, lines) for name, lines in by_resource.items()]
    return sorted(rows, key=lambda row: (row.state is State.ENDED, *by_title(row.title, row.id)))


def by_title(title: str, resource: ResourceId) -> tuple[bool, str, ResourceId]:
    """Return what resources are sorted by; those that nobody registered have no title, come last.

    >>> by_title("Zoologie", ResourceId("ark:/1/z")) < by_title("ark:/1/a", ResourceId("ark:/1/a"))
    True
    """
    return title == resource, spelled(title), resource


def line_of(bought: Subscription, given: Given, now: datetime) -> Line:
    """Return one subscription with its numbers."""
    return Line(bought, state_of(bought, now), counts_of(bought, given), given.openings)


def row_of(desk: Desk, name: ResourceId, lines: Iterable[Line]) -> ResourceRow:
    """Return what the school has of one resource."""
    made = sorted(lines, key=lambda line: (line.state is not State.RUNNING, line.subscription.ends))
    state = min((line.state for line in made), key=list(_ORDER).index)
    counted = [one for one in made if one.state is state]
    named = [one for one in counted if not one.is_opened]
    counts = [count for line in named for count in line.counts]
    limits, lefts = [one.limit for one in counts], [one.left for one in counts]
    known = desk.catalogue.resources.get(name)
    title = known.title if known else name
    return ResourceRow(
        id=name,
        key=tile_key(name),
        title=title,
        publisher=known.publisher if known else "",
        initials=initials(title),
        hue=zlib.crc32(name.encode()) % HUES + 1,
        lines=tuple(made),
        state=state,
        ends=max(one.subscription.ends for one in counted),
        starts=min(one.subscription.starts for one in counted),
        limit=_sum(limits) if named else None,
        given=sum(one.given for one in counts),
        left=_sum(lefts) if named else None,
        openings=sum(one.openings for one in counted if one.is_opened),
        is_opened=not named,
    )


_ORDER: Final = (State.RUNNING, State.COMING, State.ENDED)


def _sum(numbers: Iterable[int | None]) -> int | None:
    """Return the sum; ``None``, which is unlimited, where one of them is."""
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total
