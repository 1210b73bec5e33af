"""``console-list``: the CPU of pages of the console with 2,000 people behind them.

The list of those who have a resource; and, where many rules stand, many people came and went, and
thousands of licences are given: the first page, which says what is to be done, arrivals, the rules
with a new one, and the classes.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from http import HTTPStatus
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
from garbridge.core.entitlements import Licences, Population, Rule, Seat
from garbridge.core.identifiers import ResourceId, SubscriptionId
from garbridge.core.people import Group, GroupKind, Person, Profile
from garbridge.core.permissions import OPERATOR
from garbridge.core.queue import EntryKind

PEOPLE = 2_000
BAR = 100.0
"""Milliseconds."""

_TIMES = 21
_CLASSES = 60
_TITLES, _WIDE = 40, 8
_WAITING = 150
_TITLE = """
[[resources]]
ark = "ark:/12345/busy-{number}"
title = "Titre {number}"
url = "https://studio.example/busy-{number}"
"""


def console_list() -> Iterator[Figure]:
    """Yield what a page of those who have a resource costs, the first one and the last one."""
    people = (*map(_pupil, range(PEOPLE)), adult(HEAD, Profile.HEAD))
    more = "".join(_TITLE.format(number=number) for number in range(_TITLES))
    with (
        tempfile.TemporaryDirectory() as scratch,
        console_portal(Path(scratch), people, titles=more) as made,
    ):
        _give(made)
        for name, page in (("console-list", 1), ("console-list: last page", PEOPLE)):
            path, told = f"ressources/{KEY}?page={page}", f"{PEOPLE} personnes"
            yield Figure(name, _page(made, path, told), "ms of CPU", BAR)
        _busy(made)
        for name, path, told in (
            ("console-list: board", "", f"{_WAITING // 2}</strong> <span>arrivées"),
            ("console-list: arrivals", "arrivees", "Arrivées et départs"),
            ("console-list: rules", "regles?q=", f"Classe {_CLASSES - 1}"),
            ("console-list: populations", "populations", f"Classe {_CLASSES - 1}"),
        ):
            yield Figure(name, _page(made, path, told), "ms of CPU", BAR)


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


def _busy(made: Console) -> None:
    """Let thousands of licences be given, rules stand on classes, and many people wait."""
    runtime = made.runtime
    bought = [
        replace(
            BOUGHT,
            id=SubscriptionId(f"busy-{number}"),
            resource=ResourceId(f"ark:/12345/busy-{number}"),
            licences=Licences(overall=PEOPLE if number < _WIDE else _CLASSES),
        )
        for number in range(_TITLES)
    ]
    runtime.writer.write(subscriptions=bought)
    runtime.writer.write(
        seats=[
            Seat(subscription=one.id, resource=one.resource, school=UAI, person=_pupil(number).id)
            for one in bought[:_WIDE]
            for number in range(PEOPLE)
        ]
    )
    for number, one in enumerate(bought[_WIDE:]):
        codes = [f"C{(2 * number + more) % _CLASSES}" for more in range(3)]
        classes = [Population(Profile.PUPIL, GroupKind.DIVISION, code) for code in codes]
        rules = [Rule(resource=one.resource, school=UAI, population=each) for each in classes]
        runtime.rules.write(OPERATOR, rules, reason="")
    for number in range(_WAITING):
        kind = EntryKind.DEPARTURE if number % 2 else EntryKind.ARRIVAL
        runtime.queue.signal(OPERATOR, UAI, kind, _pupil(number * 7).id)


def _page(made: Console, path: str, told: str) -> float:
    """Return the median CPU of one page, in milliseconds; it must say what is *told*."""
    browser, taken = made.browser(), list[float]()
    for _ in range(_TIMES):
        before = time.process_time()
        answer = browser.get(path)
        taken.append((time.process_time() - before) * 1000)
        if answer.status_code != HTTPStatus.OK or told not in unescape(answer.text):
            raise RuntimeError(f"the page does not say {told!r}")
    return statistics.median(taken)
