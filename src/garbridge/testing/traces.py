"""The contract of :class:`garbridge.ports.TraceStore`.

Subclass with the fixtures ``traces``, empty, ``lookups``, ``queue``, ``journal``, ``ledger``,
``writer``, ``leases``, ``rolls``, ``years`` and ``notifications`` over the same tables,
``transaction``, and ``enrol(person)``, which puts somebody into the directory.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.identifiers import PersonId
from garbridge.core.operations import OperationKind
from garbridge.core.people import Profile
from garbridge.core.permissions import OPERATOR
from garbridge.core.queue import Entry, EntryKind, EntryState, Notification
from garbridge.core.retention import Kept, Over, RetentionAct, nobody
from garbridge.core.rolls import Place as RollPlace
from garbridge.core.traces import OwnKeptSeat, OwnLease, OwnMovement, OwnNotice, OwnPlace, Traces
from garbridge.core.years import Place as YearPlace
from garbridge.core.years import Snapshot
from garbridge.errors import StoreError
from garbridge.ports import (
    EntitlementWriter,
    LaunchJournal,
    LeaseStore,
    Ledger,
    LookupJournal,
    NotificationLog,
    QueueStore,
    RollStore,
    TraceStore,
    Transaction,
    YearPlans,
)
from garbridge.testing.entitlements import Enrol
from garbridge.testing.journal import numbered
from garbridge.testing.leases import FLOATING, lease
from garbridge.testing.ledger import act, give
from garbridge.testing.lookups import LOOKUP
from garbridge.testing.world import ALICE, ATLAS, COLLEGE, LYCEE, NOW, SUBSCRIPTION, pupil
from garbridge.testing.years import PLAN, SNAPSHOT, YEAR

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

    def test_nothing_is_told_of_a_stranger(self, traces: TraceStore) -> None:
        """Nor of somebody who is known by another table alone."""
        assert traces.of_person(ALICE) == Traces()

    def test_what_was_done_to_licences_is_told(
        self, traces: TraceStore, ledger: Ledger, writer: EntitlementWriter, enrol: Enrol
    ) -> None:
        """In the order of time; of that person alone, and not by whom."""
        enrol(pupil(ALICE))
        enrol(pupil(BOB))
        writer.write(subscriptions=[SUBSCRIPTION])
        ledger.commit(act("first", give(), give(BOB)))
        back = replace(give(), gives=False)
        ledger.commit(act("second", back, at=NOW + TICK, undoes="first"))

        given = OwnMovement(
            at=NOW, school=LYCEE.id, resource=ATLAS.id, kind=OperationKind.ASSIGN, gives=True
        )
        taken = replace(given, at=NOW + TICK, kind=OperationKind.UNDO, gives=False)
        assert traces.of_person(ALICE).movements == (given, taken)
        assert traces.of_person(BOB).movements == (given,)

    def test_where_somebody_was_is_told(
        self, traces: TraceStore, rolls: RollStore, years: YearPlans
    ) -> None:
        """By the last look at the school, and by each year that was prepared."""
        codes = ("division:2DE4", "level:2211")
        rolls.write(
            LYCEE.id, {ALICE: RollPlace(Profile.PUPIL, codes), BOB: RollPlace(Profile.HEAD)}
        )
        years.begin(PLAN, SNAPSHOT)
        years.begin(replace(PLAN, school=COLLEGE.id), Snapshot((YearPlace(ALICE, ""),)))

        found = traces.of_person(ALICE)

        place = OwnPlace(school=LYCEE.id, year=None, profile="elv", codes=codes)
        prepared = replace(place, year=YEAR, profile="", codes=("level:2211", "division:2DE4"))
        elsewhere = replace(prepared, school=COLLEGE.id, codes=())
        assert found.places == (
            place,
            *sorted((prepared, elsewhere), key=lambda one: one.school),
        )
        assert found.kept == (OwnKeptSeat(school=LYCEE.id, year=YEAR, resource=ATLAS.id),)

    def test_what_is_in_use_and_what_was_told_is_told(
        self,
        traces: TraceStore,
        leases: LeaseStore,
        writer: EntitlementWriter,
        notifications: NotificationLog,
        enrol: Enrol,
    ) -> None:
        """To whom it was told, and not about whom."""
        enrol(pupil(ALICE))
        writer.write(subscriptions=[FLOATING])
        leases.take(lease(), now=NOW)
        said = Notification(
            school=LYCEE.id, recipient=ALICE, kind=EntryKind.ARRIVAL, person=BOB, at=NOW
        )
        notifications.tell(said)
        notifications.tell(replace(said, recipient=BOB, person=ALICE))
        traces.note_missing([ALICE], since=NOW)

        found = traces.of_person(ALICE)

        used = OwnLease(school=LYCEE.id, subscription=FLOATING.id, until=lease().until)
        assert found.leases == (used,)
        assert found.notices == (OwnNotice(at=NOW, school=LYCEE.id, kind=EntryKind.ARRIVAL),)
        assert found.missing == NOW

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
