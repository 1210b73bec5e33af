"""The queue of arrivals and departures: what is proposed, accepted, dismissed and signalled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from tests.services.licences import classmate, counted, give
from tests.services.ruled import Ruling
from tests.services.test_ruling import DOC, HEAD, OTHER, RULE

from garbridge.core.entitlements import Origin
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.operations import OperationKind
from garbridge.core.people import Group, GroupKind, Person
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied, Grant
from garbridge.core.queue import Entry, EntryKind, EntryState
from garbridge.core.roles import Role
from garbridge.core.seats import Stock
from garbridge.errors import ValueRefusedError
from garbridge.services.accepting import Handled
from garbridge.services.assigning import Applied
from garbridge.services.queue_answers import Waiting
from garbridge.services.queueing import QueueService
from garbridge.stores.memory import MemoryLedger, MemoryNotifications, MemoryQueue
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, NOW, SUBSCRIPTION

SECOND = replace(SUBSCRIPTION, id=SubscriptionId("second"), resource=OTHER.id)
PUPIL = Actor(PersonId("a"))


@dataclass
class Queueing(Ruling):
    """The lycée of the rules, with its queue."""

    def __post_init__(self) -> None:
        """Put it together."""
        super().__post_init__()
        self.store_of_queue = MemoryQueue(self.database)
        self.queue = QueueService(
            queue=self.store_of_queue,
            ledger=self.ledger,
            permissions=self.assigning.permissions,
            serving=self.serving,
            notifications=MemoryNotifications(self.database),
            notifier=None,
            transaction=self.database.transaction,
            clock=lambda: self.now,
            tokens=self.assigning.tokens,
        )

    def waits(self, kind: EntryKind, person: str, *, gone: str = "", come: str = "") -> None:
        """Let an entry wait, as an import does."""
        codes = [tuple(f"division:{one}" for one in codes.split()) for codes in (gone, come)]
        entry = Entry(school=LYCEE.id, kind=kind, person=PersonId(person), at=self.now)
        self.store_of_queue.add([replace(entry, gone=codes[0], come=codes[1])])

    def waiting(self) -> tuple[Waiting, ...]:
        """Return what waits."""
        found = self.queue.listing(HEAD, LYCEE.id)
        assert not isinstance(found, Denied)
        return found.waiting

    def accept(self) -> tuple[Handled, ...]:
        """Accept all that waits."""
        done = self.queue.accept(HEAD, LYCEE.id)
        assert not isinstance(done, Denied)
        return done


def in_class(name: str, code: str) -> Person:
    """Return a pupil of another class."""
    person = classmate(name)
    place = replace(person.memberships[0], groups=(Group(GroupKind.DIVISION, code, code),))
    return replace(person, memberships=(place,))


def two(**more: object) -> Queueing:
    """Return a lycée with two resources: five of six classmates hold the first."""
    world = Queueing(
        people=[*map(classmate, "abcdef")],
        bought=[SUBSCRIPTION, SECOND],
        resources=[ATLAS, OTHER],
        **more,  # type: ignore[arg-type]  # fields by name
    )
    world.apply(give(*"abcde"))
    world.apply(give("a", resources=(OTHER.id,)))
    return world


def test_an_arrival_is_offered_what_half_of_the_class_holds() -> None:
    """And nothing that only some hold; accepting it gives it, and closes the entry."""
    world = two()
    world.waits(EntryKind.ARRIVAL, "f", come="2DE4")

    (one,) = world.waiting()
    assert (one.proposal.give, one.proposal.back) == ((ATLAS.id,), ())
    (done,) = world.accept()

    assert done.closed
    assert world.held() == "abcdef"
    assert world.waiting() == ()
    assert done.operation is not None
    undone = world.assigning.undo(HEAD, done.operation)
    assert isinstance(undone, Applied)
    assert world.held() == "abcde"


def test_what_a_rule_gave_is_not_proposed() -> None:
    """Whoever was served by a rule holds it already."""
    world = two()
    world.write(RULE)
    world.waits(EntryKind.ARRIVAL, "f", come="2DE4")

    assert world.waiting()[0].proposal.give == ()


def test_half_of_the_class_is_enough() -> None:
    """Exactly half of the others."""
    world = Queueing(people=[*map(classmate, "abf")])
    world.apply(give("a"))
    world.waits(EntryKind.ARRIVAL, "f", come="2DE4")

    assert world.waiting()[0].proposal.give == (ATLAS.id,)


def test_a_departure_gives_back_what_may_come_back() -> None:
    """What their order locks stays with them, and is told."""
    world = Queueing(
        bought=[SUBSCRIPTION, replace(SECOND, transferable=False)], resources=[ATLAS, OTHER]
    )
    world.apply(give("a", resources=(ATLAS.id, OTHER.id)))
    left = replace(classmate("a").memberships[0], ends=NOW, groups=())
    world.arrive(replace(classmate("a"), memberships=(left,)))
    world.waits(EntryKind.DEPARTURE, "a", gone="2DE4")

    (one,) = world.waiting()
    assert (one.proposal.back, one.proposal.locked) == ((ATLAS.id,), (OTHER.id,))
    (done,) = world.accept()

    assert done.closed
    assert (world.held(), world.held(OTHER.id)) == ("", "a")
    (latest,) = world.ledger.journal(LYCEE.id, limit=1)
    assert latest.signed.kind is OperationKind.RECLAIM


def test_who_is_there_again_keeps_what_they_have() -> None:
    """Missing from one export and back in the next: accepting closes the entry, and no more."""
    world = Queueing(people=[*map(classmate, "ab")])
    world.apply(give("a"))
    world.directory.remove(PersonId("a"), at=NOW)
    world.waits(EntryKind.DEPARTURE, "a", gone="2DE4")
    assert world.waiting()[0].proposal.back == (ATLAS.id,)
    world.arrive(classmate("a"))

    assert not world.waiting()[0].proposal
    (done,) = world.accept()

    assert (done.closed, done.operation, world.held()) == (True, None, "a")


def test_a_change_of_class_gives_what_the_new_one_has_and_takes_what_only_the_old_one_had() -> None:
    """Both in one operation."""
    world = Queueing(
        people=[*map(classmate, "abc"), *(in_class(name, "2DE5") for name in "xyz")],
        bought=[SUBSCRIPTION, SECOND],
        resources=[ATLAS, OTHER],
    )
    world.apply(give(*"abc"))
    world.apply(give(*"xy", resources=(OTHER.id,)))
    world.arrive(in_class("c", "2DE5"))
    world.waits(EntryKind.MOVE, "c", gone="2DE4", come="2DE5")

    (one,) = world.waiting()
    assert (one.proposal.give, one.proposal.back) == ((OTHER.id,), (ATLAS.id,))
    (done,) = world.accept()

    assert done.closed
    assert (world.held(), world.held(OTHER.id)) == ("ab", "cxy")


def test_too_few_licences_leave_it_waiting() -> None:
    """Nothing is done by halves, and the shortage is told."""
    world = Queueing(people=[*map(classmate, "abf")], bought=[counted(2)])
    world.apply(give("a", "b"))
    world.waits(EntryKind.ARRIVAL, "f", come="2DE4")

    (done,) = world.accept()

    assert not done.closed
    assert done.plan.shortages
    assert len(world.waiting()) == 1


def test_rules_that_have_too_few_are_in_the_list() -> None:
    """Whom they leave without is told as long as it is so."""
    world = Queueing(bought=[counted(3)])
    world.write(RULE)

    found = world.queue.listing(HEAD, LYCEE.id)

    assert not isinstance(found, Denied)
    assert [short.people for short in found.shortages] == [("d", "e")]


def test_what_is_dismissed_waits_no_more() -> None:
    """And nothing is done."""
    world = two()
    world.waits(EntryKind.ARRIVAL, "f", come="2DE4")
    number = world.waiting()[0].entry.number

    closed = world.queue.dismiss(HEAD, LYCEE.id, [number, 999])

    assert not isinstance(closed, Denied)
    assert [one.number for one in closed] == [number]
    assert (world.waiting(), world.held()) == ((), "abcde")
    (kept,) = world.store_of_queue.of_person(LYCEE.id, PersonId("f"))
    assert (kept.state, kept.decided_by) == (EntryState.DISMISSED, "cheffe")


def test_a_rehearsal_leaves_everything() -> None:
    """It says what would be done."""
    world = two()
    world.waits(EntryKind.ARRIVAL, "f", come="2DE4")

    done = world.queue.accept(HEAD, LYCEE.id, rehearse=True)

    assert not isinstance(done, Denied)
    assert len(done[0].plan.movements) == 1
    assert (len(world.waiting()), world.held()) == (1, "abcde")


def test_an_arrival_may_be_told_before_the_directory_knows() -> None:
    """It waits until they come, and is served as any other."""
    world = two()
    told = world.queue.signal(
        DOC, LYCEE.id, EntryKind.ARRIVAL, PersonId("new"), classes=["division:2DE4"]
    )
    assert isinstance(told, Entry)
    assert told.told_by == "doc"
    assert [one.closed for one in world.accept()] == [False]

    world.arrive(classmate("new"))
    assert [one.closed for one in world.accept()] == [True]
    assert "new" in world.held()


def test_a_departure_may_be_told_for_a_day_to_come() -> None:
    """Nothing is taken back before it."""
    world = two()
    day = NOW + timedelta(days=30)
    world.queue.signal(DOC, LYCEE.id, EntryKind.DEPARTURE, PersonId("a"), due=day)
    assert [one.closed for one in world.accept()] == [False]
    assert "a" in world.held()

    world.now = day
    assert [one.closed for one in world.accept()] == [True]
    assert "a" not in world.held()


def test_those_in_charge_are_told() -> None:
    """The documentaliste, the gestionnaire and the administrator; not who told it, nor others."""
    roles = [
        Grant(role=role, person=PersonId(role.value), school=LYCEE.id)
        for role in (Role.MANAGER, Role.ENT_ADMINISTRATOR, Role.DIGITAL_LEAD)
    ]
    elsewhere = Grant(role=Role.MANAGER, person=PersonId("far"), school=COLLEGE.id)
    world = two(stated=[*roles, elsewhere])

    world.queue.signal(HEAD, LYCEE.id, EntryKind.DEPARTURE, PersonId("a"))
    world.queue.signal(Actor(PersonId("manager")), LYCEE.id, EntryKind.ARRIVAL, PersonId("n"))

    told = [(one.recipient, one.person) for one in world.queue.notifications.latest(limit=9)]
    assert sorted(told) == [
        ("doc", "a"),
        ("doc", "n"),
        ("ent_administrator", "a"),
        ("ent_administrator", "n"),
        ("manager", "a"),
    ]


@pytest.mark.parametrize(
    ("kind", "person"), [(EntryKind.MOVE, "a"), (EntryKind.DEPARTURE, "nobody")]
)
def test_what_cannot_be_told_is_refused(kind: EntryKind, person: str) -> None:
    """Only arrivals and departures, and nobody leaves who is not there."""
    with pytest.raises(ValueRefusedError):
        two().queue.signal(DOC, LYCEE.id, kind, PersonId(person))


def test_who_may_not_changes_nothing() -> None:
    """A pupil reads no queue; the documentaliste reads and signals, and accepts nothing."""
    world = two()
    world.waits(EntryKind.ARRIVAL, "f", come="2DE4")
    no, not_this = Denied(Denial.NO_ROLE), Denied(Denial.ROLE_DOES_NOT_ALLOW)

    assert world.queue.listing(PUPIL, LYCEE.id) == no
    assert world.queue.signal(PUPIL, LYCEE.id, EntryKind.ARRIVAL, PersonId("x")) == no
    assert world.queue.accept(DOC, LYCEE.id) == not_this
    assert world.queue.dismiss(DOC, LYCEE.id, [1]) == not_this
    assert world.queue.listing(HEAD, COLLEGE.id) == no
    assert world.held() == "abcde"
    assert not isinstance(world.queue.accept(OPERATOR, LYCEE.id), Denied)


def test_seats_that_the_queue_gives_are_assigned_by_a_person() -> None:
    """Their origin is not a rule."""
    world = two()
    world.waits(EntryKind.ARRIVAL, "f", come="2DE4")
    world.accept()

    (stock,) = world.ledger.stocks(LYCEE.id, [ATLAS.id])
    assert stock.holders[PersonId("f")].origin is Origin.PERSON


def test_what_one_entry_gives_back_goes_to_the_next() -> None:
    """All are planned from one look, each as if the one before had been accepted by itself."""
    world = Queueing(people=[*map(classmate, "abf")], bought=[counted(2)])
    world.apply(give("a", "b"))
    world.directory.remove(PersonId("a"), at=NOW)
    world.waits(EntryKind.DEPARTURE, "a", gone="2DE4")
    world.waits(EntryKind.ARRIVAL, "f", come="2DE4")

    rehearsed = world.queue.accept(HEAD, LYCEE.id, rehearse=True)
    done = world.accept()

    assert not isinstance(rehearsed, Denied)
    assert [len(one.plan.movements) for one in rehearsed] == [1, 1]
    assert [one.closed for one in done] == [True, True]
    assert world.held() == "bf"
    journal = world.ledger.journal(LYCEE.id, limit=2)
    assert {one.signed.id for one in journal} == {one.operation for one in done}
    arrived = done[1].operation
    assert arrived is not None
    assert isinstance(world.assigning.undo(HEAD, arrived), Applied)
    assert world.held() == "b"


def test_a_school_is_read_once_however_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not once for each entry: three hundred wait in September."""
    names = [f"n{number}" for number in range(20)]
    mates = [f"m{number}" for number in range(20)]
    world = Queueing(people=[*map(classmate, [*mates, *names])])
    world.apply(give(*mates))
    for name in names:
        world.waits(EntryKind.ARRIVAL, name, come="2DE4")
    asked = list[object]()
    stocks = MemoryLedger.stocks

    def counting(
        ledger: MemoryLedger, school: SchoolId, resources: Sequence[ResourceId] | None = None
    ) -> Sequence[Stock]:
        asked.append(school)
        return stocks(ledger, school, resources)

    monkeypatch.setattr(MemoryLedger, "stocks", counting)
    done = world.accept()

    assert len(asked) == 2, "the names to be locked, and who holds what"
    assert [one.closed for one in done] == [True] * 20


def test_an_entry_that_somebody_else_closes_meanwhile_stops_the_rest() -> None:
    """What follows was planned as if it had been done."""
    world = Queueing(people=[*map(classmate, "abf")], bought=[counted(2)])
    world.apply(give("a", "b"))
    world.directory.remove(PersonId("a"), at=NOW)
    world.waits(EntryKind.DEPARTURE, "a", gone="2DE4")
    world.waits(EntryKind.ARRIVAL, "f", come="2DE4")
    first, _ = (one.entry.number for one in world.waiting())

    class Dismissed(MemoryQueue):
        """Somebody dismisses the first one between the look and the decision."""

        def decide(
            self, school: SchoolId, number: int, state: EntryState, *, by: Actor, at: datetime
        ) -> bool:
            """Find it closed."""
            return number != first and super().decide(school, number, state, by=by, at=at)

    queue = replace(world.queue, queue=Dismissed(world.database))
    done = queue.accept(HEAD, LYCEE.id)

    assert not isinstance(done, Denied)
    assert [one.closed for one in done] == [False, False]
    assert world.held() == "ab"
