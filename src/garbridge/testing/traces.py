"""The contract of :class:`garbridge.ports.TraceStore`.

Subclass with the fixtures ``traces``, empty, ``lookups``, ``queue`` and ``journal`` over the
same tables, and ``transaction``.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.identifiers import PersonId
from garbridge.core.permissions import OPERATOR
from garbridge.core.queue import Entry, EntryKind, EntryState
from garbridge.core.retention import Kept, Over, RetentionAct, nobody
from garbridge.errors import StoreError
from garbridge.ports import (
    LaunchJournal,
    LookupJournal,
    QueueStore,
    TraceStore,
    Transaction,
)
from garbridge.testing.journal import numbered
from garbridge.testing.lookups import LOOKUP
from garbridge.testing.world import ALICE, COLLEGE, LYCEE, NOW

TICK = timedelta(microseconds=1)
BOB = PersonId("bob")
ENTRY = Entry(school=LYCEE.id, kind=EntryKind.ARRIVAL, person=ALICE, at=NOW)
ACT = RetentionAct(by="", at=NOW, over=Over(kept=Kept.LOOKUPS, before=NOW - TICK, records=3))


class TraceStoreContract:
    """What every store of traces promises."""

    def test_nobody_is_named_at_first(self, traces: TraceStore) -> None:
        """Nor missing, nor is anything over or was removed."""
        assert traces.named() == set()
        assert traces.missing() == {}
        assert [traces.over(kept, NOW + timedelta(days=9)) for kept in Kept] == [0] * len(Kept)
        assert list(traces.acts(limit=9)) == []

    def test_people_are_named_once(
        self, traces: TraceStore, lookups: LookupJournal, queue: QueueStore
    ) -> None:
        """Whoever stands for somebody erased is none of them."""
        names = [f"p{number}" for number in range(7)]
        lookups.note([replace(LOOKUP, person=PersonId(name)) for name in names])
        lookups.note([replace(LOOKUP, person=nobody(str(number))) for number in range(5)])
        queue.add([replace(ENTRY, person=PersonId(name)) for name in names[2:]])

        found = traces.named()

        assert found == set(names)

    def test_an_erased_person_is_named_nowhere(
        self,
        traces: TraceStore,
        lookups: LookupJournal,
        queue: QueueStore,
    ) -> None:
        """What is a line of somebody else's journal stays, about nobody; the rest goes."""
        lookups.note([LOOKUP, replace(LOOKUP, person=BOB)])
        duplicate = replace(ENTRY, person=BOB, kind=EntryKind.DUPLICATE, come=("carla", ALICE))
        other = replace(ENTRY, person=BOB, kind=EntryKind.DUPLICATE, come=("alicette",))
        queue.add([ENTRY, duplicate, other, replace(ENTRY, person=PersonId("alicette"))])
        traces.note_missing([ALICE, BOB], since=NOW)

        records = traces.erase({ALICE: nobody("5a17")})

        assert records == 4
        assert traces.named() == {"alicette", "bob"}
        assert {one.person for one in lookups.lookups(LYCEE.id, limit=9)} == {"bob", " 5a17"}
        assert [one.come for one in queue.waiting(LYCEE.id)] == [("alicette",), ()]
        assert traces.missing() == {BOB: NOW}
        assert traces.erase({ALICE: nobody("again")}) == 0

    def test_erasing_is_all_or_nothing(
        self, traces: TraceStore, lookups: LookupJournal, transaction: Transaction
    ) -> None:
        """A transaction that fails erases nobody."""
        lookups.note([LOOKUP])

        def erase() -> None:
            with transaction():
                traces.erase({ALICE: nobody("5a17")})
                raise StoreError("something else failed")

        with pytest.raises(StoreError):
            erase()

        assert traces.named() == {ALICE}

    def test_what_is_over_goes_and_nothing_younger(
        self, traces: TraceStore, lookups: LookupJournal
    ) -> None:
        """The instant itself is not before it; another kind is not touched."""
        lookups.note([LOOKUP, replace(LOOKUP, at=NOW - TICK), replace(LOOKUP, at=NOW + TICK)])

        assert traces.remove(Kept.QUEUE, NOW) == 0
        assert traces.over(Kept.LOOKUPS, NOW) == 1
        assert traces.remove(Kept.LOOKUPS, NOW) == 1

        assert [one.at for one in lookups.lookups(LYCEE.id, limit=9)] == [NOW + TICK, NOW]
        assert traces.over(Kept.LOOKUPS, NOW) == 0

    def test_an_open_entry_of_the_queue_is_never_over(
        self, traces: TraceStore, queue: QueueStore
    ) -> None:
        """However old: a closed one is, from the day on it was closed."""
        queue.add([ENTRY, replace(ENTRY, person=BOB)])
        first, _ = queue.waiting(LYCEE.id)
        queue.decide(LYCEE.id, first.number, EntryState.DISMISSED, by=OPERATOR, at=NOW + TICK)

        assert traces.remove(Kept.QUEUE, NOW + TICK) == 0
        assert traces.remove(Kept.QUEUE, NOW + 2 * TICK) == 1

        assert [one.person for one in queue.waiting(LYCEE.id)] == [BOB]

    def test_launches_that_are_in_no_ledger_go(
        self, traces: TraceStore, journal: LaunchJournal
    ) -> None:
        """Before the instant, exclusive."""
        for number, at in enumerate((NOW - TICK, NOW, NOW + TICK)):
            journal.commit(replace(numbered(number), at=at))

        assert traces.over(Kept.LAUNCHES, NOW) == 1
        assert traces.remove(Kept.LAUNCHES, NOW) == 1

        assert traces.over(Kept.LAUNCHES, NOW + timedelta(days=1)) == 2

    def test_who_is_missing_is_so_since_the_first_time(self, traces: TraceStore) -> None:
        """Until they are found."""
        traces.note_missing([ALICE, BOB], since=NOW)
        traces.note_missing([ALICE], since=NOW + TICK)
        traces.note_found([BOB, PersonId("nobody")])
        traces.note_missing([], since=NOW)
        traces.note_found([])

        assert traces.missing() == {ALICE: NOW}

    def test_the_journal_of_purges_has_the_latest_first(self, traces: TraceStore) -> None:
        """At one instant the one that was written last; no more than were asked for."""
        other = replace(ACT, by="anne", over=replace(ACT.over, kept=Kept.DEPARTED))
        later = replace(ACT, at=NOW + TICK)
        traces.note([later])
        traces.note([ACT, other])
        traces.note([])

        assert list(traces.acts(limit=9)) == [later, other, ACT]
        assert list(traces.acts(limit=1)) == [later]

    def test_another_school_is_no_other_person(
        self, traces: TraceStore, lookups: LookupJournal
    ) -> None:
        """Erased at every school at once."""
        lookups.note([LOOKUP, replace(LOOKUP, school=COLLEGE.id)])

        assert traces.erase({ALICE: nobody("5a17")}) == 2
        assert traces.named() == set()
