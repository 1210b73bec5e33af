"""The contract of :class:`garbridge.ports.LaunchJournal`.

Subclass it with the fixtures ``journal``, empty, and ``one_time``, the store in which the entries
of a launch are found.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.access import Refusal
from garbridge.core.attributes import Attribute
from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.errors import ReplayError, StoreError
from garbridge.ports import (
    LaunchHistory,
    LaunchJournal,
    LaunchRecord,
    LaunchSearch,
    LaunchTrail,
    OneTimeClaim,
    OneTimeEntry,
    OneTimeStore,
)
from garbridge.testing.concurrency import at_once
from garbridge.testing.onetime import ENTRY
from garbridge.testing.world import ALICE, ATLAS, LYCEE, NOW, PUBLISHER, SUBSCRIPTION

RECORD = LaunchRecord(
    reference="K7PM2Q4X",
    person=ALICE,
    school=LYCEE.id,
    resource=ATLAS.id,
    provider=PUBLISHER.id,
    protocol="saml",
    subscription=SUBSCRIPTION.id,
    refusal=None,
    attributes=(Attribute.PRO, Attribute.DIV),
    at=NOW,
)
REFUSED = replace(
    RECORD,
    reference="REFUSED1",
    school=None,
    resource=None,
    provider=None,
    subscription=None,
    refusal=Refusal.UNKNOWN_RESOURCE,
    attributes=(),
)
CLAIM = OneTimeClaim("saml:" + "b2" * 32, NOW + timedelta(minutes=10))
SECOND = replace(ENTRY, key="c3" * 32, body=b"second")


def numbered(number: int, *, minutes: float = 0) -> LaunchRecord:
    """Return another record, *minutes* after the first."""
    return replace(RECORD, reference=f"REF{number:05}", at=NOW + timedelta(minutes=minutes))


class LaunchJournalContract:
    """What every journal promises: all of a launch is kept, or nothing."""

    @pytest.mark.parametrize("record", [RECORD, REFUSED], ids=["access", "refusal"])
    def test_a_record_comes_back_as_it_was(
        self, journal: LaunchJournal, record: LaunchRecord
    ) -> None:
        """An accès and a refusal, with all that is known of each."""
        journal.commit(record)

        assert list(journal.records(limit=10)) == [record]

    def test_an_empty_journal_has_no_records(self, journal: LaunchJournal) -> None:
        """Nothing yet is an empty answer."""
        assert list(journal.records(limit=10)) == []

    def test_the_latest_records_come_first(self, journal: LaunchJournal) -> None:
        """By instant, and at one instant the one committed last."""
        for number, minutes in enumerate((2, 0, 1, 1)):
            journal.commit(numbered(number, minutes=minutes))

        found = [record.reference for record in journal.records(limit=3)]

        assert found == ["REF00000", "REF00003", "REF00002"]

    def test_entries_are_there_after_the_commit(
        self, journal: LaunchJournal, one_time: OneTimeStore
    ) -> None:
        """A ticket can be redeemed as soon as its launch is committed."""
        journal.commit(RECORD, [ENTRY, SECOND], CLAIM)

        assert one_time.redeem(ENTRY.key, now=NOW) == ENTRY.body
        assert one_time.redeem(SECOND.key, now=NOW) == SECOND.body

    def test_a_replayed_message_stores_nothing(
        self, journal: LaunchJournal, one_time: OneTimeStore
    ) -> None:
        """The second launch of one message leaves neither a record nor a ticket."""
        journal.commit(RECORD, [ENTRY], CLAIM)

        with pytest.raises(ReplayError):
            journal.commit(numbered(2), [SECOND], CLAIM)

        assert list(journal.records(limit=10)) == [RECORD]
        assert one_time.peek(SECOND.key, now=NOW) is None

    def test_a_message_is_remembered_until_its_end(self, journal: LaunchJournal) -> None:
        """However many launches pass, it cannot be replayed a microsecond before its end."""
        journal.commit(RECORD, once=CLAIM)
        for number in range(60):
            other = OneTimeClaim(f"saml:{number}", NOW)
            journal.commit(numbered(number, minutes=number / 6), once=other)
        last = replace(RECORD, reference="LAST", at=CLAIM.until - timedelta(microseconds=1))

        with pytest.raises(ReplayError):
            journal.commit(last, once=CLAIM)

    def test_a_claim_is_not_a_ticket(self, journal: LaunchJournal, one_time: OneTimeStore) -> None:
        """The identifier of a message that was seen redeems nothing."""
        journal.commit(RECORD, once=CLAIM)

        assert one_time.peek(CLAIM.key, now=NOW) is None
        assert one_time.redeem(CLAIM.key, now=NOW) is None
        with pytest.raises(ReplayError):
            journal.commit(numbered(2), once=CLAIM)

    @pytest.mark.parametrize(
        "entries",
        [(SECOND, replace(ENTRY, body=b"again")), (SECOND, SECOND)],
        ids=["key-in-use", "key-twice"],
    )
    def test_a_commit_that_fails_stores_nothing(
        self,
        journal: LaunchJournal,
        one_time: OneTimeStore,
        entries: tuple[OneTimeEntry, ...],
    ) -> None:
        """Where the last entry cannot be kept, the record, the claim and the others are undone."""
        one_time.keep(ENTRY, now=NOW)

        with pytest.raises(StoreError):
            journal.commit(RECORD, entries, CLAIM)

        assert list(journal.records(limit=10)) == []
        assert one_time.peek(SECOND.key, now=NOW) is None
        assert one_time.peek(ENTRY.key, now=NOW) == ENTRY.body
        journal.commit(RECORD, [SECOND], CLAIM)
        assert list(journal.records(limit=10)) == [RECORD]

    def test_of_many_at_once_one_launch_is_committed(
        self, journal: LaunchJournal, one_time: OneTimeStore
    ) -> None:
        """32 threads serve one message at the same instant: one record, one ticket."""
        entries = [replace(ENTRY, key=f"{number:064x}") for number in range(32)]

        done = at_once(32, lambda n: journal.commit(numbered(n), [entries[n]], CLAIM))

        assert done.count(None) == 1
        assert sum(isinstance(raised, ReplayError) for raised in done) == 31
        assert len(journal.records(limit=100)) == 1
        kept = [one_time.peek(entry.key, now=NOW) for entry in entries]
        assert kept.index(ENTRY.body) == done.index(None)
        assert kept.count(None) == 31

    def test_different_launches_at_once_are_all_committed(self, journal: LaunchJournal) -> None:
        """Launches of different messages do not hinder one another."""
        claims = [OneTimeClaim(f"saml:{number}", CLAIM.until) for number in range(16)]

        done = at_once(16, lambda number: journal.commit(numbered(number), once=claims[number]))

        assert done == [None] * 16
        assert len({record.reference for record in journal.records(limit=100)}) == 16


class LaunchTrailContract:
    """What every trail promises; fixtures ``journal``, empty, and ``trail`` of the same tables."""

    def test_the_providers_somebody_was_let_through_to(
        self, journal: LaunchJournal, trail: LaunchTrail
    ) -> None:
        """Each once; a refusal went nowhere, and others went for themselves."""
        for record in (RECORD, numbered(1), replace(REFUSED, provider=ProviderId("other"))):
            journal.commit(record)
        journal.commit(replace(numbered(2), person=PersonId("bob"), provider=ProviderId("other")))

        assert trail.providers(ALICE) == {PUBLISHER.id}
        assert trail.providers(PersonId("nobody")) == frozenset()
        assert trail.people(PUBLISHER.id) == {ALICE}
        assert trail.people(ProviderId("other")) == {PersonId("bob")}
        assert trail.people(None) == {ALICE, PersonId("bob")}
        assert trail.people(ProviderId("none")) == frozenset()


class LaunchSearchContract:
    """What every search promises; fixtures ``journal``, empty, and ``search`` of its tables."""

    def test_a_launch_is_found_by_its_reference(
        self, journal: LaunchJournal, search: LaunchSearch
    ) -> None:
        """A refusal too; to the letter, and nothing else."""
        for record in (numbered(1), REFUSED, numbered(2)):
            journal.commit(record)

        assert search.of_reference(REFUSED.reference) == REFUSED
        assert search.of_reference(numbered(2).reference) == numbered(2)
        assert search.of_reference(REFUSED.reference.lower()) is None
        assert search.of_reference("") is None

    def test_of_two_the_later_is_meant(self, journal: LaunchJournal, search: LaunchSearch) -> None:
        """Eight characters may come again in a year."""
        journal.commit(numbered(1, minutes=5))
        journal.commit(numbered(1))

        assert search.of_reference(numbered(1).reference) == numbered(1, minutes=5)


class LaunchHistoryContract:
    """What every history promises; fixtures ``journal``, empty, and ``history`` of its tables."""

    def test_everything_of_one_person_and_nothing_of_another(
        self, journal: LaunchJournal, history: LaunchHistory
    ) -> None:
        """Refusals too, oldest first; at one instant the one that was committed first."""
        for record in (numbered(3, minutes=2), numbered(1), REFUSED, numbered(2)):
            journal.commit(record)
        journal.commit(replace(numbered(4), person=PersonId("bob")))

        found = [record.reference for record in history.launches(ALICE)]

        assert found == ["REF00001", "REFUSED1", "REF00002", "REF00003"]
        assert list(history.launches(PersonId("nobody"))) == []
