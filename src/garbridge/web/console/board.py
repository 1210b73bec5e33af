"""What awaits somebody at a school."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Response

from garbridge.core.activations import Standing
from garbridge.core.identifiers import tile_key
from garbridge.core.orders import State
from garbridge.core.permissions import Denied
from garbridge.core.queue import EntryKind
from garbridge.core.roles import Act
from garbridge.services.overview import Ending
from garbridge.web.console.door import SEEN_BY, Desk, console
from garbridge.web.console.frame import console_page
from garbridge.web.console.stock_rows import ResourceRow, resource_rows
from garbridge.wiring import reporting_service


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: how many, where, and what it is about."""

    text: str
    number: int
    url: str
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """A subscription that ends soon."""

    title: str
    url: str
    ends: datetime
    days: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The school in four numbers; ``None`` is unlimited."""

    resources: int
    given: int
    limit: int | None
    left: int | None


@console(SEEN_BY)
def affectation_board(desk: Desk) -> Response:
    """Show what is to be done, and the school in figures."""
    rows = resource_rows(desk)
    running = [row for row in rows if row.state is State.RUNNING]
    return console_page(
        desk,
        "board.html",
        tasks=[task for task in _tasks(desk, running, rows) if task.number],
        due=_due(desk),
        figures=_figures(running),
        spent=[row for row in running if row.is_spent],
        has_resources=bool(rows),
    )


def _tasks(desk: Desk, running: list[ResourceRow], rows: Iterable[ResourceRow]) -> list[Task]:
    unused = [row for row in running if row.is_empty]
    found = [*_queue_tasks(desk), *_over_task(desk, rows), *_activation_task(desk, running)]
    found += _problem_task(desk)
    titles = tuple(row.title for row in unused)
    found.append(Task("task_unused", len(unused), desk.link("resources", voir="libres"), titles))
    return found


def _queue_tasks(desk: Desk) -> list[Task]:
    if not desk.may(Act.READ_QUEUE):
        return []
    queue = desk.runtime.queue.counts(desk.actor, desk.uai)
    if isinstance(queue, Denied):
        return []
    found = [
        Task(f"task_{kind}", queue.waiting.get(kind, 0), desk.link("queue", voir=kind))
        for kind in EntryKind
    ]
    short = tuple(desk.title(one.resource) for one in queue.shortages)
    missing = sum(one.missing for one in queue.shortages)
    return [*found, Task("task_short", missing, desk.link("resources", voir="epuises"), short)]


def _over_task(desk: Desk, rows: Iterable[ResourceRow]) -> list[Task]:
    opened = [row.id for row in rows if any(line.is_opened for line in row.lines)]
    crowds = desk.runtime.assigning.crowds(desk.actor, desk.uai, opened) if opened else ()
    if isinstance(crowds, Denied):
        return []
    over = [one for one in crowds if one.over]
    titles = tuple(desk.title(one.subscription.resource) for one in over)
    return [Task("task_over", len(over), desk.link("resources"), titles)]


def _activation_task(desk: Desk, running: list[ResourceRow]) -> list[Task]:
    listed = desk.runtime.activating.listing(desk.actor, desk.uai)
    if isinstance(listed, Denied):
        return []
    bought = {row.id for row in running}
    off = [
        one.resource
        for one in listed
        if one.standing is not Standing.ON and one.resource.id in bought
    ]
    titles = tuple(resource.title for resource in off)
    return [Task("task_activate", len(off), desk.link("activations"), titles)]


def _problem_task(desk: Desk) -> list[Task]:
    found = reporting_service(desk.runtime).at_school(desk.actor, desk.uai)
    if isinstance(found, Denied):
        return []
    titles = dict.fromkeys(desk.title(one.report.resource) for one in found if one.report)
    return [Task("task_problem", len(found), desk.link("problems"), tuple(titles))]


def _due(desk: Desk) -> list[Due]:
    alerts = desk.runtime.overview.alerts(desk.actor, desk.uai)
    if isinstance(alerts, Denied):
        return []
    return [_due_of(desk, one) for one in alerts]


def _due_of(desk: Desk, one: Ending) -> Due:
    name = one.order.resource
    return Due(
        desk.title(name), desk.link("resource", key=tile_key(name)), one.order.ends, one.days_left
    )


def _figures(running: list[ResourceRow]) -> Figures:
    named = [row for row in running if not row.is_opened]
    limits, lefts = [row.limit for row in named], [row.left for row in named]
    return Figures(
        len(running),
        sum(row.given for row in named),
        None if None in limits else sum(one for one in limits if one is not None),
        None if None in lefts else sum(one for one in lefts if one is not None),
    )
