"""A merge and its undo on a database: all of it or nothing, and once, whoever is killed."""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any

import pytest
from tests.forks import in_forks
from tests.killing import killed_itself
from tests.stores.backends import sql_stores
from tests.stores.filling import People
from tests.stores.licensing import assigning, enrol, pupil_number

from garbridge.core.identifiers import OperationId
from garbridge.core.marks import Mark
from garbridge.core.permissions import OPERATOR
from garbridge.core.queue import Entry, EntryKind
from garbridge.services.assigning import Applied
from garbridge.services.merging import Merged, MergingService
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.testing.requests import ASKED
from garbridge.testing.world import ATLAS, LYCEE, NOW, SUBSCRIPTION, TENANT, seat
from garbridge.testing.years import PLAN, SNAPSHOT, YEAR

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")

GONE, KEPT = pupil_number(0), pupil_number(1)
TOGETHER = 4
STRIDE = 5
"""Every fifth statement: each costs a process."""


@pytest.fixture(name="url")
def _url(database: Database) -> str:
    """Return where two accounts are, with what waits, is planned and is theirs."""
    stores = sql_stores(database)
    People(database, TENANT).put_school(LYCEE)
    enrol(database, [0, 1])
    stores.queue.add([Entry(school=LYCEE.id, kind=EntryKind.MOVE, person=GONE, at=NOW)])
    stores.marks.add_favourite(GONE, Mark(LYCEE.id, ATLAS.id, NOW), most=9)
    stores.requests.add(replace(ASKED, person=GONE))
    places = tuple(replace(one, person=GONE) for one in SNAPSHOT.places[:1])
    stores.years.begin(PLAN, replace(SNAPSHOT, places=places))
    return database.engine.url.render_as_string(hide_password=False)


def _merging(database: Database) -> MergingService:
    stores, giving = sql_stores(database), assigning(database)
    return MergingService(
        directory=stores.directory,
        ledger=stores.ledger,
        queue=stores.queue,
        years=stores.years,
        trail=stores.trail,
        restrictions=stores.restrictions,
        requests=stores.requests,
        marks=stores.marks,
        parting=giving.parting,
        permissions=giving.permissions,
        transaction=stores.transaction,
        clock=giving.clock,
        tokens=giving.tokens,
    )


def _merge(database: Database) -> str:
    done = _merging(database).merge(OPERATOR, GONE, KEPT)
    assert isinstance(done, Merged)
    assert done.operation is not None
    return done.operation


def _undo(operation: str, database: Database) -> str:
    done = assigning(database).undo(OPERATOR, OperationId(operation))
    return "done" if isinstance(done, Applied) and done.operation else str(done)


def _state(database: Database) -> dict[str, Any]:
    """Return all that a merge brings over, and how many lines the journal has."""
    stores = sql_stores(database)
    stocks = stores.ledger.stocks(LYCEE.id)
    return {
        "held": sorted(one for stock in stocks for one in stock.holders),
        "queue": [one.person for one in stores.queue.waiting(LYCEE.id)],
        "marks": [stores.marks.marks(one, since=NOW).favourites for one in (GONE, KEPT)],
        "requests": [len(stores.requests.of_person(one)) for one in (GONE, KEPT)],
        "plan": stores.years.plan(LYCEE.id, YEAR),
        "places": stores.years.places(LYCEE.id, YEAR),
        "acts": len(stores.ledger.journal(LYCEE.id, limit=99)),
    }


def _killed_at(statement: int, url: str, act: Callable[[Database], object]) -> None:
    """Do *act*, and be killed as that many statements were begun; else in the end."""
    database = Database(open_engine(url))
    numbers = count()

    def counted(real: Any, *parameters: Any) -> Any:  # noqa: ANN401 - either method's own
        if next(numbers) == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*parameters)

    for name in ("_call", "change_many"):
        setattr(Database, name, partial(counted, getattr(database, name)))
    act(database)
    os.kill(os.getpid(), signal.SIGKILL)


def test_killed_anywhere_it_is_as_before_or_done(url: str, database: Database) -> None:
    """Of a merge and of its undo; and the next who tries does it."""
    sql_stores(database).writer.write(subscriptions=[SUBSCRIPTION], seats=[seat(GONE)])
    before, operation = _state(database), ""
    for undoes in (False, True):
        points = 0
        while _state(database) == before:
            act = partial(_undo, operation) if undoes else _merge
            killed_itself(partial(_killed_at, points, url, act))
            points += STRIDE
        after = _state(database)
        assert points > 20, "there are more statements than that"
        assert after["acts"] == before["acts"] + 1
        if not undoes:
            (latest,) = sql_stores(database).ledger.journal(LYCEE.id, limit=1)
            operation, first, before = latest.signed.id, before, after
    assert {**after, "acts": first["acts"]} == first


def test_of_many_who_undo_it_at_once_one_does(url: str, database: Database) -> None:
    """The others are told that it was undone before, and nothing comes back twice.

    Without a licence, which all of them would wait for.
    """
    before = _state(database)
    operation = _merge(database)

    def undo() -> str:
        return _undo(operation, Database(open_engine(url, lock_seconds=60)))

    told = in_forks([undo] * TOGETHER)

    assert sorted(map(str, told)) == ["done", *["undone_before"] * (TOGETHER - 1)]
    assert {**_state(database), "acts": before["acts"]} == before
