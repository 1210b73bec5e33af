"""A switch that is killed: each resource is as before or as after; again finishes it."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from tests.killing import killed_in_a_fork, killed_itself
from tests.services.test_undoing_a_switch import by_hand
from tests.services.turning import (
    CONFIRMED,
    JULY,
    YEAR,
    Turn,
    assert_sums,
    bought,
    class_of,
    expect,
    holders,
    year_service,
)
from tests.stores.backends import sql_stores
from tests.stores.filling import People

from garbridge.core.entitlements import Licences, Seat, Subscription
from garbridge.core.identifiers import PersonId
from garbridge.core.operations import Operation, OperationKind
from garbridge.core.people import Person
from garbridge.core.permissions import OPERATOR
from garbridge.core.seats import Obstacle
from garbridge.core.years import YearState
from garbridge.errors import StoreError
from garbridge.services.new_year import Outlook
from garbridge.services.turning import YearService
from garbridge.services.year_answers import Checked, Report
from garbridge.stores.sql.database import Database
from garbridge.testing.world import COLLEGE, TENANT

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")

KILLS, UNDOING = 60, 6
"""On each database, and one in how many is of an undo: a hundred are of a switch."""
BOOKS = [
    bought(name, 2025, 2029, licences=Licences(overall=4))
    for name in ("algebre", "atlas", "grammaire", "latin")
]
OLD = [str(person.id) for person in class_of(5, "A")]
NEW = [str(person.id) for person in class_of(6, "A")]


@pytest.fixture(name="service")
def _service(database: Database) -> YearService:
    """Return the service on a checked plan: four books go from the 5e to the next 5e."""
    stores, people = sql_stores(database), People(database, TENANT)
    people.put_school(COLLEGE)
    pupils: list[Person] = [*class_of(6, "A"), *class_of(5, "A")]
    for person in pupils:
        people.put(person, JULY)
    seats = [
        Seat(
            subscription=book.id,
            resource=book.resource,
            school=book.school,
            person=person,
        )
        for book in BOOKS
        for person in map(PersonId, OLD)
    ]
    stores.writer.write(subscriptions=BOOKS, seats=seats)
    service = year_service(
        Turn(pupils, BOOKS),
        directory=stores.directory,
        plans=stores.years,
        ledger=stores.ledger,
        store=stores.store,
        transaction=stores.transaction,
    )
    service = replace(service, desk=replace(service.desk, tokens=lambda: os.urandom(9).hex()))
    expect(service.prepare(OPERATOR, COLLEGE.id, CONFIRMED, year=YEAR), Outlook)
    expect(service.check(OPERATOR, COLLEGE.id), Checked)
    return service


def _held(service: YearService, book: Subscription) -> list[str]:
    return sorted(holders(service.desk.ledger, book))


def _switch(service: YearService) -> None:
    expect(service.switch(OPERATOR, COLLEGE.id), Report)


def test_a_switch_that_fails_in_the_middle_is_finished_by_the_next(service: YearService) -> None:
    """Two books are with the new 5e and stay there; the other two follow, each once."""
    ledger = service.desk.ledger
    commit, left = ledger.commit, [2]

    def fails(operation: Operation) -> None:
        commit(operation)
        if not left[0]:
            raise StoreError("the database went away after it had written")
        left[0] -= 1

    ledger.commit = fails  # type: ignore[method-assign]  # a fault
    with pytest.raises(StoreError):
        service.switch(OPERATOR, COLLEGE.id)
    ledger.commit = commit  # type: ignore[method-assign]  # and its end
    assert [_held(service, book) for book in BOOKS] == [NEW, NEW, OLD, OLD]
    assert_sums(ledger, COLLEGE.id)

    _switch(service)

    assert [_held(service, book) for book in BOOKS] == [NEW] * 4
    assert [portion.given for portion in service.desk.years.portions(COLLEGE.id, YEAR)] == [4] * 4
    assert_sums(ledger, COLLEGE.id)


def test_an_undo_leaves_what_was_given_since(service: YearService) -> None:
    """A look says so before, and writes nothing on any store."""
    _switch(service)
    ledger, book = service.desk.ledger, BOOKS[0]
    for kind in (OperationKind.WITHDRAW, OperationKind.ASSIGN):
        by_hand(ledger, kind, book, NEW[:1])

    looked = expect(service.undo(OPERATOR, COLLEGE.id, rehearse=True), Report)
    assert [_held(service, one) for one in BOOKS] == [NEW] * 4
    done = expect(service.undo(OPERATOR, COLLEGE.id), Report)

    assert looked.undone == done.undone
    assert _held(service, book) == sorted([*OLD[1:], NEW[0]])
    assert sorted(one.left for one in done.undone) == [0, 0, 0, 1]
    assert [one.obstacle for one in done.lost] == [Obstacle.NO_LICENCE_LEFT]
    assert_sums(ledger, COLLEGE.id)


def test_killed_while_switching_and_while_undoing(service: YearService) -> None:
    """At random moments: every book is with the old 5e or with the new one, never between."""
    points = random.Random(20270705)  # noqa: S311 - when to kill is no secret
    began = time.perf_counter()
    _switch(service)
    whole = time.perf_counter() - began
    _undo(service)
    done: Counter[int] = Counter()
    for number in range(KILLS):
        expect(service.check(OPERATOR, COLLEGE.id), Checked)
        undoes = number % UNDOING == 0
        if undoes:
            _switch(service)
        act, now = (_undo, OLD) if undoes else (_switch, NEW)
        killed_in_a_fork(partial(act, service), points.uniform(0, whole * 1.3))

        found = [_held(service, book) for book in BOOKS]
        assert all(people in (OLD, NEW) for people in found)
        assert_sums(service.desk.ledger, COLLEGE.id)
        done[found.count(now)] += 1
        act(service)
        assert [_held(service, book) for book in BOOKS] == [now] * 4
        _undo(service)
        assert [_held(service, book) for book in BOOKS] == [OLD] * 4

    assert sum(done.values()) > done[len(BOOKS)], "no kill came before the end"
    _assert_undone(service)


@pytest.mark.parametrize("books", range(1, len(BOOKS)))
def test_killed_between_two_portions(service: YearService, books: int) -> None:
    """Books that were done when it was killed stay done; the next run does the others."""
    for act, now in ((_switch, NEW), (_undo, OLD)):
        before = [_held(service, book) for book in BOOKS]
        killed_itself(partial(_until, service, act, books))
        found = [_held(service, book) for book in BOOKS]
        assert sorted(found) == sorted([now] * books + before[books:])
        assert_sums(service.desk.ledger, COLLEGE.id)

        act(service)

        assert [_held(service, book) for book in BOOKS] == [now] * 4
    _assert_undone(service)


def _until(service: YearService, act: Callable[[YearService], None], books: int) -> None:
    """Do *act*, and die once so many books are done."""
    commit, left = service.desk.ledger.commit, [books]

    def stops(operation: Operation) -> None:
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        commit(operation)
        left[0] -= 1

    service.desk.ledger.commit = stops  # type: ignore[method-assign]  # where it is killed
    act(service)


def _assert_undone(service: YearService) -> None:
    """Everything is as it was, in the sums and in the plan."""
    assert_sums(service.desk.ledger, COLLEGE.id)
    plan = service.desk.years.latest(COLLEGE.id)
    assert plan is not None
    assert plan.state is YearState.UNDONE


def _undo(service: YearService) -> None:
    expect(service.undo(OPERATOR, COLLEGE.id), Report)
