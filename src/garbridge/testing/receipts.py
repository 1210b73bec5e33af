"""The contract of :class:`garbridge.ports.ReceiptStore`.

Subclass with the fixtures ``receipts``, empty, and ``journal`` of the same tables.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.identifiers import PersonId
from garbridge.core.ledger_acts import LedgerAct, LedgerActKind
from garbridge.core.permissions import OPERATOR
from garbridge.core.receipts import START, Checkpoint, Entry, PurgeMark
from garbridge.errors import StoreError
from garbridge.ports import LaunchJournal, ReceiptStore, Unsealed, facts_of
from garbridge.testing.journal import RECORD, REFUSED, numbered
from garbridge.testing.world import ALICE, NOW, TENANT

BOB = PersonId("bob")
BATCH = Checkpoint(
    tenant=TENANT,
    batch=1,
    first=1,
    last=2,
    at=NOW,
    head=b"h" * 32,
    previous=START,
    key="0123456789abcdef",
    signature=b"s" * 64,
)
MARK = PurgeMark(tenant=TENANT, batch=1, last=2, at=NOW, key=BATCH.key, signature=b"p" * 64)
PURGE = LedgerAct(
    kind=LedgerActKind.PURGE, by=OPERATOR, at=NOW, reason="12 mois", records=2, purged=MARK
)


def placed(found: Unsealed, number: int) -> tuple[int, Entry]:
    """Return *found* as the entry of that number, with octets that tell it from others."""
    octets = bytes([number]) * 32
    return found.id, Entry(number, found.facts.reference, found.facts, octets, octets)


def sealed_two(receipts: ReceiptStore, journal: LaunchJournal) -> list[Unsealed]:
    """Commit one launch of Alice and one of Bob, and seal both."""
    journal.commit(RECORD)
    journal.commit(replace(numbered(2), person=BOB))
    found = list(receipts.unsealed(after=0, limit=9))
    entries = [placed(one, number) for number, one in enumerate(found, start=1)]
    receipts.seal(BATCH, entries, {ALICE: "5a17", BOB: "bb17"})
    return found


class ReceiptStoreContract:
    """What every store of the sealed ledger promises."""

    def test_what_is_committed_waits_to_be_sealed(
        self, receipts: ReceiptStore, journal: LaunchJournal
    ) -> None:
        """In the order of their places, refusals too, with every fact."""
        records = [RECORD, REFUSED, replace(numbered(2), policy="v1")]
        for record in records:
            journal.commit(record)

        found = receipts.unsealed(after=0, limit=9)

        assert [one.facts for one in found] == [facts_of(record) for record in records]
        assert [(one.person, one.salt) for one in found] == [(ALICE, None)] * 3
        assert list(receipts.unsealed(after=0, limit=2)) == list(found[:2])
        assert list(receipts.unsealed(after=found[1].id, limit=9)) == [found[2]]

    def test_what_was_sealed_comes_back_as_it_was(
        self, receipts: ReceiptStore, journal: LaunchJournal
    ) -> None:
        """The chain, the checkpoint and the salts; nothing waits any more."""
        assert receipts.last() is None
        assert list(receipts.sealed(after=0, limit=9)) == []

        found = sealed_two(receipts, journal)

        places = receipts.sealed(after=0, limit=9)
        assert [one.entry for one in places] == [placed(o, n)[1] for n, o in enumerate(found, 1)]
        assert [(one.person, one.salt) for one in places] == [(ALICE, "5a17"), (BOB, "bb17")]
        assert list(receipts.sealed(after=1, limit=9)) == [places[1]]
        assert list(receipts.sealed(after=0, limit=1)) == [places[0]]
        assert list(receipts.unsealed(after=0, limit=9)) == []
        assert (receipts.last(), list(receipts.checkpoints())) == (BATCH, [BATCH])
        assert list(receipts.salts(after="", limit=9)) == [(ALICE, "5a17"), (BOB, "bb17")]
        assert list(receipts.salts(after=ALICE, limit=9)) == [(BOB, "bb17")]

    def test_the_salt_of_somebody_is_told_with_their_next_launch(
        self, receipts: ReceiptStore, journal: LaunchJournal
    ) -> None:
        """One salt for each person: a second launch is committed to under the same."""
        sealed_two(receipts, journal)
        journal.commit(numbered(3))

        assert [one.salt for one in receipts.unsealed(after=0, limit=9)] == ["5a17"]

    @pytest.mark.parametrize("same", ["batch", "number", "place", "salt"])
    def test_what_is_there_is_not_written_twice(
        self, receipts: ReceiptStore, journal: LaunchJournal, same: str
    ) -> None:
        """Whatever of it is there already: nothing of the second batch is kept."""
        (first, _) = sealed_two(receipts, journal)
        journal.commit(numbered(3))
        (third,) = receipts.unsealed(after=0, limit=9)
        batch = replace(BATCH, batch=1 if same == "batch" else 2, first=3, last=3)
        entry = placed(third, 2 if same == "number" else 3)
        place = first.id if same == "place" else third.id
        salts = {ALICE: "other"} if same == "salt" else {}

        with pytest.raises(StoreError):
            receipts.seal(batch, [(place, entry[1])], salts)

        assert list(receipts.checkpoints()) == [BATCH]
        assert list(receipts.unsealed(after=0, limit=9)) == [third]
        assert len(receipts.sealed(after=0, limit=9)) == 2
        assert list(receipts.salts(after="", limit=1)) == [(ALICE, "5a17")]

    def test_a_place_that_is_settled_is_not_looked_at_again(
        self, receipts: ReceiptStore, journal: LaunchJournal
    ) -> None:
        """What is put there all the same is told as a stray; what comes after it waits."""
        assert receipts.settled() == 0
        sealed_two(receipts, journal)
        place = receipts.settled()
        receipts.settle(place)
        assert list(receipts.strays(limit=9)) == []

        journal.commit(numbered(3))
        (waiting,) = receipts.unsealed(after=0, limit=9)
        assert waiting.id > place
        receipts.settle(receipts.settled())

        assert list(receipts.unsealed(after=0, limit=9)) == []
        assert list(receipts.strays(limit=9)) == ["REF00003"]

    def test_erasing_leaves_the_record_and_nobody(
        self, receipts: ReceiptStore, journal: LaunchJournal
    ) -> None:
        """Sealed or not; the salt is gone, and everybody else is as they were."""
        sealed_two(receipts, journal)
        journal.commit(numbered(3))

        assert receipts.erase(ALICE) == 2
        assert receipts.erase(ALICE) == 0

        assert [one.person for one in journal.records(limit=9)] == ["", BOB, ""]
        (waiting,) = receipts.unsealed(after=0, limit=9)
        assert (waiting.person, waiting.salt) == ("", None)
        assert list(receipts.salts(after="", limit=9)) == [(BOB, "bb17")]
        first, second = receipts.sealed(after=0, limit=9)
        assert (first.person, first.salt, first.entry.facts) == ("", None, facts_of(RECORD))
        assert (second.person, second.salt) == (BOB, "bb17")

    def test_a_purge_removes_a_segment_and_keeps_its_checkpoint(
        self, receipts: ReceiptStore, journal: LaunchJournal
    ) -> None:
        """The launches go with it, and salts of people who have none left."""
        sealed_two(receipts, journal)
        journal.commit(numbered(3))
        (third,) = receipts.unsealed(after=0, limit=9)
        later = replace(BATCH, batch=2, first=3, last=3)
        receipts.seal(later, [placed(third, 3)], {})
        receipts.settle(receipts.settled())
        assert receipts.purged() is None

        assert receipts.purge(MARK) == 2
        receipts.note(PURGE)

        assert receipts.purged() == MARK
        assert [one.reference for one in journal.records(limit=9)] == ["REF00003"]
        assert [one.entry.number for one in receipts.sealed(after=0, limit=9)] == [3]
        assert list(receipts.checkpoints()) == [BATCH, later]
        assert list(receipts.salts(after="", limit=9)) == [(ALICE, "5a17")]

    def test_what_comes_after_everything_was_purged_is_sealed(
        self, receipts: ReceiptStore, journal: LaunchJournal
    ) -> None:
        """Even where the table gives the place of a removed launch again."""
        sealed_two(receipts, journal)
        receipts.settle(receipts.settled())
        receipts.purge(MARK)

        journal.commit(numbered(3))

        found = [one.facts.reference for one in receipts.unsealed(after=0, limit=9)]
        assert found == ["REF00003"]
        assert list(receipts.strays(limit=9)) == []

    def test_what_was_done_is_listed_newest_first(self, receipts: ReceiptStore) -> None:
        """Purges and erasures, as they were noted; of several purges the last one counts."""
        erased = replace(PURGE, kind=LedgerActKind.ERASE, reason="départ", purged=None)
        at = NOW + timedelta(days=1)
        mark = replace(MARK, batch=2, last=9, at=at)
        later = replace(PURGE, at=at, records=7, purged=mark)
        for act in (PURGE, erased, later, erased):
            receipts.note(act)

        assert list(receipts.acts(limit=9)) == [erased, later, erased, PURGE]
        assert list(receipts.acts(limit=1)) == [erased]
        assert receipts.purged() == mark

    def test_one_at_a_time(self, receipts: ReceiptStore) -> None:
        """The second is told, and does not wait; once the first has ended it may."""
        with receipts.alone() as first, receipts.alone() as second:
            assert (first, second) == (True, False)
        with receipts.alone() as again:
            assert again is True
