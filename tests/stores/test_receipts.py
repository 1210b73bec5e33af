"""The sealed ledger over every store: tampering is found, people are erased, segments purged."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.receipts.sealed import Ledger, places
from tests.stores.backends import Stores, sql_stores

from garbridge.core.auditing import Flaw
from garbridge.core.identifiers import PersonId
from garbridge.core.ledger_acts import LedgerActKind
from garbridge.core.permissions import OPERATOR, Actor, Denied
from garbridge.core.retention import Kept
from garbridge.errors import ConfigError, StoreUnavailableError, ValueRefusedError
from garbridge.services.erasing import Erased, Purged, StillThere
from garbridge.services.sealing import Busy, SealingService
from garbridge.stores.sql.database import Database
from garbridge.testing.identifiers import ACT as NAMED
from garbridge.testing.reveals import OPENED
from garbridge.testing.traces import ACT as PURGED
from garbridge.testing.world import ALICE, LYCEE, NOW, pupil

BOB = PersonId("bob")


@pytest.fixture(name="ledger")
def _ledger(stores: Stores) -> Ledger:
    """Return six launches of three people, in three batches of two, an hour apart."""
    ledger = Ledger(stores)
    for people in (("alice", "bob"), ("alice", "carla"), ("bob", "alice")):
        ledger.launch(*people)
        ledger.seal()
        ledger.hours += 1
    return ledger


def test_a_ledger_is_whole(ledger: Ledger) -> None:
    """Nothing is found; sealing again, with nothing new, adds no batch."""
    assert (ledger.seal().records, ledger.seal().batches) == (0, 0)

    verdict = ledger.verify()

    assert (verdict.whole, verdict.records, verdict.batches) == (True, 6, 3)
    assert verdict.good == (6, "REF00006")
    assert ledger.audit_lines(ledger.lines()).whole


TAMPERED: dict[str, tuple[str, set[tuple[Flaw, int | None, int | None]]]] = {
    "changed": (
        "UPDATE garbridge_launch SET resource = 'ark:/1/b' WHERE reference = 'REF00003'",
        {(Flaw.CHANGED, 2, 3)},
    ),
    "not-a-refusal": (
        "UPDATE garbridge_launch SET refusal = 'x', attributes = 'X' WHERE reference = 'REF00003'",
        {(Flaw.CHANGED, 2, 3)},
    ),
    "called-otherwise": (
        "UPDATE garbridge_receipt SET reference = 'FORGED01' WHERE number = 3",
        {(Flaw.CHANGED, 2, 3)},
    ),
    "removed": (
        "DELETE FROM garbridge_launch WHERE reference = 'REF00004'",
        {(Flaw.REMOVED, 2, 4)},
    ),
    "removed-with-its-place": (
        "DELETE FROM garbridge_receipt WHERE number = 4",
        {(Flaw.REMOVED, 2, 4), (Flaw.INSERTED, None, None)},
    ),
    "inserted": (
        """INSERT INTO garbridge_launch (tenant, id, reference, person, protocol, attributes, at)
        VALUES ('F0', -7, 'FORGED01', 'alice', 'saml', '', 5)""",
        {(Flaw.INSERTED, None, None)},
    ),
    "another-person": (
        "UPDATE garbridge_launch SET person = 'carla' WHERE reference = 'REF00005'",
        {(Flaw.WRONG_PERSON, 3, 5)},
    ),
    "blanked-by-hand": (
        "UPDATE garbridge_launch SET person = '' WHERE reference = 'REF00005'",
        {(Flaw.WRONG_PERSON, 3, 5)},
    ),
    "salt-gone": (
        "DELETE FROM garbridge_salt WHERE person = 'carla'",
        {(Flaw.WRONG_PERSON, 2, 4)},
    ),
    "last-batch-gone": (
        "DELETE FROM garbridge_checkpoint WHERE batch = 3",
        {(Flaw.NOT_SIGNED, None, 5)},
    ),
    "purged-by-hand": (
        "DELETE FROM garbridge_receipt WHERE number < 3",
        {(Flaw.REMOVED, 1, 1), (Flaw.INSERTED, None, None)},
    ),
    "mark-made-up": (
        """INSERT INTO garbridge_ledger_act VALUES
        ('F0', 1, 'purge', '', 1, 'r', 2, 1, 2, 'nobody', '')""",
        {(Flaw.UNKNOWN_KEY, None, None)},
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_is_done_to_the_tables_is_found(database: Database, name: str) -> None:
    """By somebody who has the database and not the key: the record, its number and its batch."""
    ledger = Ledger(sql_stores(database))
    for people in (("alice", "bob"), ("alice", "carla"), ("bob", "alice")):
        ledger.launch(*people)
        ledger.seal()
    statement, expected = TAMPERED[name]
    with database.engine.begin() as connection:
        connection.execute(text(statement))

    verdict = ledger.verify()

    assert {(one.flaw, one.batch, one.number) for one in verdict.found} == expected
    numbers = [one.number for one in verdict.found if one.number is not None]
    if {one.flaw for one in verdict.found} == {Flaw.WRONG_PERSON}:
        assert verdict.good is not None
        assert verdict.good[0] == min(numbers) - 1


def test_who_was_blanked_by_hand_is_missed_in_the_journal(database: Database) -> None:
    """Salt and name of somebody are gone, and nobody wrote down that anybody was erased."""
    ledger = Ledger(sql_stores(database))
    ledger.launch("alice", "bob", "alice")
    ledger.seal()
    assert isinstance(ledger.erasing().erase(OPERATOR, BOB, reason="Demande"), Erased)
    assert ledger.verify().whole
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE garbridge_launch SET person = '' WHERE person = 'alice'"))
        connection.execute(text("DELETE FROM garbridge_salt WHERE person = 'alice'"))

    verdict = ledger.verify()

    assert [one.flaw for one in verdict.found] == [Flaw.NOT_JOURNALLED]
    assert verdict.erased == 3


def test_who_is_erased_leaves_a_chain_that_verifies(ledger: Ledger) -> None:
    """No salt, no person; the file is as it was, byte by byte; the journal does not say who."""
    before = ledger.lines()

    done = ledger.erasing().erase(OPERATOR, ALICE, reason="départ")

    verdict = ledger.verify()
    assert done == Erased(3)
    assert (verdict.whole, verdict.records, verdict.erased) == (True, 6, 3)
    assert ledger.lines() == before
    assert ALICE not in {one.person for one in ledger.stores.journal.records(limit=9)}
    assert ALICE not in dict(ledger.stores.receipts.salts(after="", limit=9))
    (act,) = ledger.stores.receipts.acts(limit=9)
    assert (act.kind, act.records, act.reason) == (LedgerActKind.ERASE, 3, "départ")


def test_who_is_erased_before_the_seal_is_nobody_in_it(stores: Stores) -> None:
    """And who comes back afterwards gets another salt: the two are not one to anybody."""
    ledger = Ledger(stores)
    ledger.launch("alice", "bob")
    ledger.erasing().erase(OPERATOR, ALICE, reason="départ")
    ledger.seal()
    ledger.launch("alice")
    ledger.seal()

    first, _, third = (one.entry.commitment for one in stores.receipts.sealed(after=0, limit=9))
    assert first != third
    assert ledger.verify().whole


def test_who_is_still_there_is_not_erased(ledger: Ledger) -> None:
    """A member of any school; nor does anybody but the operator erase, nor without a reason."""
    ledger.stores.put(pupil(), NOW)
    erasing = ledger.erasing()

    assert erasing.erase(OPERATOR, ALICE, reason="départ") == StillThere((LYCEE.id,))
    assert isinstance(erasing.erase(Actor(ALICE), ALICE, reason="départ"), Denied)
    for reason in ("", " ", "départ de alice"):
        with pytest.raises(ValueRefusedError):
            erasing.erase(OPERATOR, ALICE, reason=reason)
    assert ledger.verify().erased == 0
    ledger.stores.remove(ALICE, NOW)
    assert erasing.erase(OPERATOR, ALICE, reason="départ") == Erased(3)


def test_a_purge_shows_first_and_the_rest_verifies(ledger: Ledger) -> None:
    """Two of three batches go; the check says from where it begins; the chain goes on."""
    before = NOW + timedelta(hours=2)
    erasing = ledger.erasing()
    last = ledger.stores.receipts.checkpoints()[1]

    shown = erasing.purge(OPERATOR, before, reason="12 mois", rehearse=True)
    assert ledger.verify().records == 6
    done = erasing.purge(OPERATOR, before, reason="12 mois")

    assert shown == done == Purged(4, last)
    assert erasing.purge(OPERATOR, before, reason="12 mois") == Purged(0, None)
    ledger.launch("dora")
    ledger.seal()
    verdict = ledger.verify()
    assert (verdict.whole, verdict.start, verdict.records, verdict.batches) == (True, 5, 3, 4)
    assert ledger.audit_lines(ledger.lines()).whole
    (act,) = ledger.stores.receipts.acts(limit=9)
    assert (act.kind, act.records, act.purged is not None) == (LedgerActKind.PURGE, 4, True)


def test_everything_may_be_purged_and_the_chain_goes_on(ledger: Ledger) -> None:
    """Also where the tables give places again that were free."""
    ledger.erasing().purge(OPERATOR, NOW + timedelta(days=1), reason="12 mois")
    ledger.launch("alice", "bob")
    ledger.seal()

    verdict = ledger.verify()

    assert (verdict.whole, verdict.start, verdict.records) == (True, 7, 2)
    assert [one.entry.number for one in ledger.stores.receipts.sealed(after=0, limit=9)] == [7, 8]


ACTS: dict[str, Callable[[Ledger], object]] = {
    "seal": lambda ledger: ledger.sealing().seal(),
    "erase": lambda ledger: ledger.erasing().erase(OPERATOR, ALICE, reason="départ"),
    "purge": lambda ledger: ledger.erasing().purge(OPERATOR, NOW, reason="12 mois"),
}


@pytest.mark.parametrize("name", ACTS)
def test_one_works_on_the_ledger_and_the_other_is_told(ledger: Ledger, name: str) -> None:
    """Nothing waits, and nothing is done; an export wants it to hold still as well."""
    ledger.launch("dora")
    with ledger.stores.receipts.alone() as mine:
        assert mine
        assert ACTS[name](ledger) == Busy()
        with pytest.raises(StoreUnavailableError):
            ledger.lines()

    assert places(ledger.verify()) == []
    assert ledger.seal().records == 1


def test_without_a_key_nothing_is_sealed(stores: Stores) -> None:
    """The operator is told how to make one."""
    ledger = Ledger(stores)
    service = SealingService(
        tenant=ledger.sealing().tenant,
        receipts=stores.receipts,
        key=None,
        clock=lambda: NOW,
        tokens=lambda: "t",
    )

    with pytest.raises(ConfigError, match="garbridge keys ledger"):
        service.seal()


def test_journals_of_operators_go_when_nothing_hangs_on_them(ledger: Ledger) -> None:
    """What the check of the ledger reads stays as long as records of its time are sealed."""
    traces, later = ledger.stores.traces, NOW + timedelta(days=9)
    ledger.stores.identifiers.note(NAMED)
    traces.note([PURGED])
    for step in (OPENED, replace(OPENED, reference="REF00001", request="sealed")):
        ledger.stores.reveals.add(step)
    assert isinstance(ledger.erasing().erase(OPERATOR, BOB, reason="Demande"), Erased)

    assert traces.over(Kept.JOURNALS, NOW) == 0
    assert traces.over(Kept.JOURNALS, later) == traces.remove(Kept.JOURNALS, later) == 3

    assert [one.reference for one in ledger.stores.reveals.latest(limit=9)] == ["REF00001"]
    assert ledger.verify().whole
    assert isinstance(ledger.erasing().purge(OPERATOR, later, reason="Durée"), Purged)
    assert traces.remove(Kept.JOURNALS, later) == 2
    (mark,) = ledger.stores.receipts.acts(limit=9)
    assert mark.kind is LedgerActKind.PURGE
    assert ledger.verify().whole
