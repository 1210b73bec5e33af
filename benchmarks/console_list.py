"""``console-list``: the CPU of one page of the console with 2,000 people behind it."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.web.console_portal import (
    BOUGHT,
    CLASS_A,
    HEAD,
    KEY,
    UAI,
    VIDEOS,
    Console,
    adult,
    console_portal,
    pupil,
)

from benchmarks.figures import Figure
from garbridge.core.entitlements import Licences, Seat
from garbridge.core.people import Group, GroupKind, Person, Profile

PEOPLE = 2_000
BAR = 100.0
"""Milliseconds."""

_TIMES = 21
_CLASSES = 60


def console_list() -> Iterator[Figure]:
    """Yield what a page of those who have a resource costs, the first one and the last one."""
    people = (*map(_pupil, range(PEOPLE)), adult(HEAD, Profile.HEAD))
    with tempfile.TemporaryDirectory() as scratch, console_portal(Path(scratch), people) as made:
        _give(made)
        for name, page in (("console-list", 1), ("console-list: last page", PEOPLE)):
            yield Figure(name, _page(made, page), "ms of CPU", BAR)


def _pupil(number: int) -> Person:
    """Return somebody in a class, a level and a group, as in a large lycée."""
    one = pupil(number)
    (place,) = one.memberships
    here = number % _CLASSES
    groups = (
        replace(CLASS_A, code=f"C{here}", label=f"Classe {here}"),
        Group(GroupKind.LEVEL, "10010012110", "Sixième", statistical="2111"),
        Group(GroupKind.GROUP, f"G{number % (2 * _CLASSES)}", f"Groupe {number % 120}"),
    )
    return replace(one, memberships=(replace(place, groups=groups),))


def _give(made: Console) -> None:
    """Let every pupil have the resource."""
    bought = replace(BOUGHT, licences=Licences(overall=PEOPLE))
    made.runtime.writer.write(subscriptions=[bought])
    made.runtime.writer.write(
        seats=[
            Seat(subscription=bought.id, resource=VIDEOS, school=UAI, person=_pupil(number).id)
            for number in range(PEOPLE)
        ]
    )


def _page(made: Console, number: int) -> float:
    """Return the median CPU of one page, in milliseconds."""
    browser, taken = made.browser(), list[float]()
    for _ in range(_TIMES):
        before = time.process_time()
        answer = browser.get(f"ressources/{KEY}?page={number}")
        taken.append((time.process_time() - before) * 1000)
        if answer.status_code != 200 or f"{PEOPLE} personnes" not in answer.text:  # noqa: PLR2004 - HTTP
            raise RuntimeError("the page does not list those who have it")
    return statistics.median(taken)
