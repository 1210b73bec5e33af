"""The contracts of :class:`garbridge.ports.QueueStore` and ``NotificationLog``.

Subclass the first with the fixture ``queue``, the second with ``notifications``; both empty.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.identifiers import PersonId
from garbridge.core.permissions import OPERATOR, Actor
from garbridge.core.queue import Entry, EntryKind, EntryState, Notification
from garbridge.ports import NotificationLog, QueueStore
from garbridge.testing.concurrency import at_once
from garbridge.testing.world import ALICE, COLLEGE, LYCEE, NOW

MOVED = Entry(
    school=LYCEE.id,
    kind=EntryKind.MOVE,
    person=ALICE,
    at=NOW,
    gone=("division:2DE4",),
    come=("division:2DE5", "group:Théâtre ##1 % ' 🎭"),
)
TOLD = Entry(
    school=LYCEE.id,
    kind=EntryKind.DEPARTURE,
    person=PersonId("bob"),
    at=NOW,
    due=NOW + timedelta(days=30),
    told_by="doc",
)
NEWS = Notification(
    school=LYCEE.id, recipient=PersonId("doc"), kind=EntryKind.ARRIVAL, person=ALICE, at=NOW
)


class QueueStoreContract:
    """What every queue promises."""

    def test_an_empty_queue_answers(self, queue: QueueStore) -> None:
        """Nothing waits, and nobody is known."""
        assert list(queue.waiting(LYCEE.id)) == []
        assert list(queue.of_person(LYCEE.id, ALICE)) == []

    def test_entries_come_back_as_they_were(self, queue: QueueStore) -> None:
        """In the order in which they came, each under a number of its own."""
        queue.add([MOVED, TOLD])

        found = queue.waiting(LYCEE.id)

        assert [replace(one, number=0) for one in found] == [MOVED, TOLD]
        first, second = (one.number for one in found)
        assert 0 < first < second
        assert list(queue.of_person(LYCEE.id, ALICE)) == [found[0]]
        assert list(queue.waiting(COLLEGE.id)) == []
        assert list(queue.of_person(COLLEGE.id, ALICE)) == []

    def test_what_somebody_told_is_known(self, queue: QueueStore) -> None:
        """At any school, whatever became of it; what is about them is not what they told."""
        elsewhere = replace(TOLD, school=COLLEGE.id, person=PersonId("doc"))
        others = [replace(TOLD, told_by=one) for one in ("other", "")]
        queue.add([elsewhere, MOVED, TOLD, *others])
        first, *_ = queue.waiting(COLLEGE.id)
        queue.decide(COLLEGE.id, first.number, EntryState.DISMISSED, by=OPERATOR, at=NOW)

        found = queue.told_by(PersonId("doc"))

        assert [(one.school, one.person) for one in found] == [
            (COLLEGE.id, "doc"),
            (LYCEE.id, TOLD.person),
        ]
        assert found[0].state is EntryState.DISMISSED
        assert list(queue.told_by(PersonId("nobody"))) == []

    @pytest.mark.parametrize("state", [EntryState.ACCEPTED, EntryState.DISMISSED])
    def test_an_entry_is_decided_once(self, queue: QueueStore, state: EntryState) -> None:
        """With by whom and when; it waits no more, and is not forgotten."""
        queue.add([MOVED])
        (entry,) = queue.waiting(LYCEE.id)
        number, head = entry.number, Actor(PersonId("cheffe"))
        assert not queue.decide(COLLEGE.id, number, state, by=head, at=NOW)

        assert queue.decide(LYCEE.id, number, state, by=head, at=NOW)
        assert not queue.decide(LYCEE.id, number, state, by=OPERATOR, at=NOW)

        assert list(queue.waiting(LYCEE.id)) == []
        closed = replace(entry, state=state, decided_by="cheffe", decided_at=NOW)
        assert list(queue.of_person(LYCEE.id, ALICE)) == [closed]

    def test_open_entries_may_be_about_somebody_else(self, queue: QueueStore) -> None:
        """Two accounts became one; what is closed stays as it was, and so do other schools."""
        queue.add([MOVED, MOVED, replace(MOVED, school=COLLEGE.id)])
        first = queue.waiting(LYCEE.id)[0]
        queue.decide(LYCEE.id, first.number, EntryState.DISMISSED, by=OPERATOR, at=NOW)

        queue.reassign(LYCEE.id, ALICE, PersonId("bob"))

        assert [one.person for one in queue.waiting(LYCEE.id)] == ["bob"]
        assert [one.number for one in queue.of_person(LYCEE.id, ALICE)] == [first.number]
        assert [one.person for one in queue.waiting(COLLEGE.id)] == [ALICE]

    def test_an_open_entry_is_handed_back(self, queue: QueueStore) -> None:
        """By its number, its school and whom it is about; not once it is closed."""
        bob = PersonId("bob")
        queue.add([MOVED, MOVED, MOVED])
        first, second, third = (one.number for one in queue.waiting(LYCEE.id))
        queue.reassign(LYCEE.id, ALICE, bob)
        queue.decide(LYCEE.id, second, EntryState.ACCEPTED, by=OPERATOR, at=NOW)

        assert queue.hand_back(LYCEE.id, first, bob, ALICE)
        refused = [
            queue.hand_back(LYCEE.id, first, bob, ALICE),
            queue.hand_back(LYCEE.id, second, bob, ALICE),
            queue.hand_back(COLLEGE.id, third, bob, ALICE),
            queue.hand_back(LYCEE.id, third + 1, bob, ALICE),
        ]

        assert refused == [False] * 4
        assert [one.person for one in queue.waiting(LYCEE.id)] == [ALICE, "bob"]

    def test_what_was_accepted_is_opened_again(self, queue: QueueStore) -> None:
        """As it was: by whom and when is no more; what somebody else decided is not."""
        queue.add([MOVED, MOVED])
        (entry, other) = queue.waiting(LYCEE.id)
        head = Actor(PersonId("cheffe"))
        queue.decide(LYCEE.id, entry.number, EntryState.ACCEPTED, by=head, at=NOW)
        queue.decide(LYCEE.id, other.number, EntryState.DISMISSED, by=head, at=NOW)
        later = NOW + timedelta(microseconds=1)

        refused = [
            queue.reopen(LYCEE.id, entry.number, by=OPERATOR, at=NOW),
            queue.reopen(LYCEE.id, entry.number, by=head, at=later),
            queue.reopen(COLLEGE.id, entry.number, by=head, at=NOW),
            queue.reopen(LYCEE.id, other.number, by=head, at=NOW),
        ]

        assert refused == [False] * 4
        assert queue.reopen(LYCEE.id, entry.number, by=head, at=NOW)
        assert list(queue.waiting(LYCEE.id)) == [entry]

    def test_of_many_who_decide_one_does(self, queue: QueueStore) -> None:
        """The others are told that it is done."""
        queue.add([MOVED])
        (entry,) = queue.waiting(LYCEE.id)
        done: list[bool] = []

        def decide(_: int) -> None:
            state = EntryState.ACCEPTED
            done.append(queue.decide(LYCEE.id, entry.number, state, by=OPERATOR, at=NOW))

        assert at_once(8, decide) == [None] * 8
        assert sorted(done) == [False] * 7 + [True]


class NotificationLogContract:
    """What every list of notifications promises."""

    def test_what_is_told_is_listed(self, notifications: NotificationLog) -> None:
        """Newest first, at most as many as are asked for."""
        assert list(notifications.latest(limit=9)) == []
        later = replace(NEWS, person=PersonId("bob"), at=NOW + timedelta(minutes=1))

        notifications.tell(NEWS)
        notifications.tell(later)

        assert list(notifications.latest(limit=9)) == [later, NEWS]
        assert list(notifications.latest(limit=1)) == [later]
