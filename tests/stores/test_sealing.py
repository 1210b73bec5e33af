"""Sealing while others launch, and while something kills it."""

import os
import random
import signal
import threading
from dataclasses import replace

import pytest
from tests.killing import killed_in_a_fork, killed_itself
from tests.receipts.sealed import Ledger
from tests.stores.backends import sql_stores

from garbridge.core.identifiers import PersonId
from garbridge.services.sealing import Busy
from garbridge.stores.sql.database import Database
from garbridge.testing.journal import numbered

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def _references(ledger: Ledger) -> list[str]:
    return [one.entry.reference for one in ledger.stores.receipts.sealed(after=0, limit=9_999)]


def test_a_launch_that_commits_late_is_sealed(postgresql: Database) -> None:
    """It took a lower place than one that was sealed before it was there: the next run has it.

    A second connection holds the launch open, over one run and over the look at who still writes.
    """
    ledger = Ledger(sql_stores(postgresql))
    written, end = threading.Event(), threading.Event()

    def late() -> None:
        stores = sql_stores(postgresql)
        with stores.transaction():
            stores.journal.commit(replace(numbered(90), person=PersonId("late")))
            written.set()
            assert end.wait(30)

    other = threading.Thread(target=late)
    other.start()
    assert written.wait(30)
    ledger.launch("alice", "bob")

    first = ledger.seal()
    assert (first.records, _references(ledger)) == (2, ["REF00001", "REF00002"])
    end.set()
    other.join()
    second = ledger.seal()

    assert (second.records, _references(ledger)[-1]) == (1, "REF00090")
    assert ledger.seal().records == 0
    verdict = ledger.verify()
    assert (verdict.whole, verdict.records) == (True, 3)


def test_many_launches_at_once_are_all_sealed_once(database: Database) -> None:
    """Eight threads launch while one seals again and again: none is missed, none is twice."""
    ledger = Ledger(sql_stores(database))

    def launch(first: int) -> None:
        stores = sql_stores(database)
        for number in range(first, first + 20):
            stores.journal.commit(numbered(number))

    threads = [threading.Thread(target=launch, args=(100 * n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        ledger.seal(7)
    ledger.seal()

    expected = {f"REF{100 * n + number:05}" for n in range(8) for number in range(20)}
    assert sorted(_references(ledger)) == sorted(expected)
    assert ledger.verify().whole


def test_a_kill_at_any_moment_leaves_a_chain_that_goes_on(database: Database) -> None:
    """Killed at random points of a run of many batches; what is there is whole each time."""
    ledger = Ledger(sql_stores(database))
    ledger.launch(*(f"p-{number % 50}" for number in range(400)))
    chance, sealed = random.Random(4), 0  # noqa: S311 - moments, the same in each run

    for turn in range(12):
        # Later and later, for a machine that is busy seals nothing in the first moments.
        killed_in_a_fork(lambda: ledger.seal(2), chance.uniform(0.005, 0.05) * (1 + turn))
        verdict = ledger.verify()
        assert verdict.whole, verdict.found
        assert verdict.records >= sealed
        sealed = verdict.records

    while isinstance(ledger.sealing().seal(), Busy):
        pass  # the server has not noticed yet that the other end is gone
    assert sealed > 0, "every kill came before the first batch"
    assert (ledger.verify().records, ledger.verify().whole) == (400, True)
    assert len(set(_references(ledger))) == 400


def test_the_lock_of_a_killed_run_is_free(database: Database) -> None:
    """Nobody has to clean up after ``kill -9``."""
    ledger = Ledger(sql_stores(database))
    ledger.launch("alice")

    def die() -> None:
        with ledger.stores.receipts.alone() as mine:
            assert mine
            os.kill(os.getpid(), signal.SIGKILL)

    killed_itself(die)

    while isinstance(done := ledger.sealing().seal(), Busy):
        pass  # the server has not noticed yet that the other end is gone
    assert done.records == 1
