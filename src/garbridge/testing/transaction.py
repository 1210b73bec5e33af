"""The contract of :class:`garbridge.ports.Transaction`.

Subclass it with the fixtures ``transaction`` and the stores that take part in it, all empty:
``pending``, ``one_time`` and ``journal``.
"""
# A block that raises is what these tests are about, so it stands inside ``raises`` as a whole.
# ruff: noqa: PT012

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from garbridge.errors import ReplayError, StoreError
from garbridge.ports import (
    LaunchJournal,
    OneTimeStore,
    PendingLaunches,
    SessionId,
    Transaction,
)
from garbridge.testing.journal import CLAIM, RECORD, SECOND, numbered
from garbridge.testing.onetime import ENTRY
from garbridge.testing.pending import CLICK, SESSION
from garbridge.testing.world import NOW, PUBLISHER


class FaultError(Exception):
    """What a test throws into a transaction."""


class TransactionContract:
    """What every transaction promises to the calling thread."""

    def test_what_a_block_wrote_is_there_after_it(
        self, transaction: Transaction, pending: PendingLaunches, journal: LaunchJournal
    ) -> None:
        """Inside the block and after its end alike."""
        with transaction():
            pending.remember(CLICK)
            journal.commit(RECORD)
            assert pending.recall(SESSION, PUBLISHER.id, now=NOW) == CLICK
            assert list(journal.records(limit=1)) == [RECORD]

        assert pending.recall(SESSION, PUBLISHER.id, now=NOW) == CLICK
        assert list(journal.records(limit=1)) == [RECORD]

    def test_a_block_that_raises_undoes_every_store(
        self,
        transaction: Transaction,
        pending: PendingLaunches,
        one_time: OneTimeStore,
        journal: LaunchJournal,
    ) -> None:
        """What was dropped is back, what was replaced is as before, what is new is gone."""
        pending.remember(CLICK)
        one_time.keep(ENTRY, now=NOW)

        with pytest.raises(FaultError), transaction():
            pending.remember(replace(CLICK, until=CLICK.until.replace(hour=23)))
            pending.forget(SESSION, PUBLISHER.id)
            one_time.redeem(ENTRY.key, now=NOW)
            journal.commit(RECORD, [SECOND], CLAIM)
            raise FaultError

        assert pending.recall(SESSION, PUBLISHER.id, now=NOW) == CLICK
        assert one_time.peek(ENTRY.key, now=NOW) == ENTRY.body
        assert one_time.peek(SECOND.key, now=NOW) is None
        assert list(journal.records(limit=10)) == []
        journal.commit(RECORD, once=CLAIM)

    def test_a_block_inside_a_block_joins_it(
        self, transaction: Transaction, journal: LaunchJournal
    ) -> None:
        """What the inner block wrote stands or falls with the outer one."""
        with pytest.raises(FaultError), transaction():
            with transaction():
                journal.commit(RECORD)
            raise FaultError
        assert list(journal.records(limit=10)) == []

        with transaction(), transaction():
            journal.commit(RECORD)
        assert list(journal.records(limit=10)) == [RECORD]

    def test_a_replay_undoes_what_the_block_wrote_before(
        self, transaction: Transaction, pending: PendingLaunches, journal: LaunchJournal
    ) -> None:
        """A replayed message does not drop the click of an honest one."""
        pending.remember(CLICK)
        journal.commit(RECORD, once=CLAIM)

        with pytest.raises(ReplayError), transaction():
            pending.forget(SESSION, PUBLISHER.id)
            journal.commit(numbered(2), once=CLAIM)

        assert pending.recall(SESSION, PUBLISHER.id, now=NOW) == CLICK
        assert list(journal.records(limit=10)) == [RECORD]

    def test_an_error_that_is_caught_inside_still_undoes_the_block(
        self, transaction: Transaction, pending: PendingLaunches, journal: LaunchJournal
    ) -> None:
        """Half a launch is never committed because somebody swallowed an exception."""
        journal.commit(RECORD, once=CLAIM)

        with pytest.raises(StoreError), transaction():
            pending.remember(CLICK)
            with pytest.raises(ReplayError):
                journal.commit(numbered(2), once=CLAIM)

        assert pending.recall(SESSION, PUBLISHER.id, now=NOW) is None
        assert list(journal.records(limit=10)) == [RECORD]

    def test_a_refused_entry_that_is_caught_inside_undoes_the_block(
        self, transaction: Transaction, pending: PendingLaunches, one_time: OneTimeStore
    ) -> None:
        """Any store that refuses ends the whole block."""
        one_time.keep(ENTRY, now=NOW)

        with pytest.raises(StoreError), transaction():
            pending.remember(CLICK)
            with pytest.raises(StoreError):
                one_time.keep(ENTRY, now=NOW)

        assert pending.recall(SESSION, PUBLISHER.id, now=NOW) is None

    def test_after_a_failed_block_the_next_one_works(
        self, transaction: Transaction, journal: LaunchJournal
    ) -> None:
        """A thread that serves the next request finds nothing of the last."""
        with pytest.raises(FaultError), transaction():
            journal.commit(RECORD)
            raise FaultError

        with transaction():
            journal.commit(numbered(1))

        assert list(journal.records(limit=10)) == [numbered(1)]

    def test_another_thread_is_not_part_of_the_block(
        self, transaction: Transaction, pending: PendingLaunches
    ) -> None:
        """What another request wrote meanwhile survives when this one is undone."""
        theirs = replace(CLICK, session=SessionId("of another request"))

        with ThreadPoolExecutor(1) as thread:
            with pytest.raises(FaultError), transaction():
                pending.remember(CLICK)
                other = thread.submit(pending.remember, theirs)
                raise FaultError
            other.result(timeout=30)

        assert pending.recall(SESSION, PUBLISHER.id, now=NOW) is None
        assert pending.recall(theirs.session, PUBLISHER.id, now=NOW) == theirs
