"""An undone merge: what waits, what is planned and what is theirs is of two people again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.services.licences import classmate, counted, give, take
from tests.services.test_merging import A, B, Merging
from tests.services.test_ruling import DOC, HEAD
from tests.services.turning import expect

from garbridge.core.duplicates import Stays
from garbridge.core.entitlements import Population
from garbridge.core.identifiers import OperationId, PersonId, SubscriptionId
from garbridge.core.marks import Mark
from garbridge.core.merges import Parted
from garbridge.core.operations import Operation, OperationKind
from garbridge.core.people import Membership, Profile
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied, Grant
from garbridge.core.queue import Entry, EntryKind, EntryState
from garbridge.core.retention import nobody
from garbridge.core.roles import Role
from garbridge.core.seats import Obstacle
from garbridge.core.years import Carry, KeptSeat, Place, Snapshot, YearPlan, YearState
from garbridge.services.assigning import Applied
from garbridge.services.merging import Merged
from garbridge.services.undoing import NotUndone
from garbridge.stores.memory import MemoryTraces
from garbridge.testing.requests import ANSWERED, ASKED
from garbridge.testing.restrictions import OBJECTION
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, NOW, OPENING, seat
from garbridge.testing.years import PLAN, YEAR

MARK = Mark(LYCEE.id, ATLAS.id, NOW)
MOVED = Entry(school=LYCEE.id, kind=EntryKind.MOVE, person=A, at=NOW)
TWINS = replace(MOVED, kind=EntryKind.DUPLICATE, come=(B,))
C, DOC_ID = PersonId("c"), PersonId("doc")


class Undone(Merging):
    """The lycée, where ``a`` has a licence that goes to ``b`` and comes back."""

    def __post_init__(self) -> None:
        """Give it."""
        super().__post_init__()
        if self.bought:
            self.apply(give("a"))
        self.parting = self.merging.parting
        self.marks, self.requests = self.parting.marks, self.parting.requests

    def undo(self) -> tuple[Stays, ...]:
        """Undo the last operation; return what stays with ``b``."""
        (latest,) = self.ledger.journal(LYCEE.id, limit=1)
        return self.parted(latest.signed.id).left

    def parted(self, operation: OperationId, actor: Actor = HEAD) -> Parted:
        """Undo *operation*; return what became of what it brought over."""
        return expect(expect(self.assigning.undo(actor, operation), Applied).parted, Parted)

    def about(self) -> list[str]:
        """Return whom the open entries are about, in their order."""
        return [one.person for one in self.store_of_queue.waiting(LYCEE.id)]


def test_open_entries_are_about_the_one_again() -> None:
    """Those that were, and no other; the merge's own is open again."""
    world = Undone()
    queue = world.store_of_queue
    queue.add([MOVED, replace(MOVED, person=B), TWINS])
    before = queue.waiting(LYCEE.id)
    world.merge()
    assert world.about() == ["b", "b"]
    queue.add([replace(MOVED, person=B)])

    assert world.undo() == ()

    assert queue.waiting(LYCEE.id)[:3] == before
    assert world.about() == ["a", "b", "a", "b"]


def test_entries_that_changed_since_are_left_and_said() -> None:
    """One that somebody dismissed, and one that another merge carried on."""
    world = Undone()
    queue = world.store_of_queue
    queue.add([MOVED, MOVED])
    world.merge()
    first, second = queue.waiting(LYCEE.id)
    queue.decide(LYCEE.id, first.number, EntryState.DISMISSED, by=OPERATOR, at=world.now)
    queue.hand_back(LYCEE.id, second.number, B, C)

    assert world.undo() == (Stays.QUEUE,)

    assert world.about() == ["c"]
    assert [one.state for one in queue.of_person(LYCEE.id, B)] == [EntryState.DISMISSED]


def _planned(world: Merging) -> tuple[YearPlan, Snapshot]:
    """Prepare a year in which ``a`` has what ``b`` has not, and what both have."""
    alone = tuple(Population(person=one) for one in (A, B))
    carries = [Carry(ATLAS.id, one, "", 1, 1) for one in alone]
    plan = replace(PLAN, carries=(carries[0], *PLAN.carries, carries[1]), merged={C: A})
    seats = [
        KeptSeat(replace(seat(who), subscription=SubscriptionId(name)), None)
        for name in ("both", "one")
        for who in ((A, B) if name == "both" else (A,))
    ]
    openings = [replace(OPENING, population=alone[0])]
    places = (Place(A, "2211", "2DE4"), Place(B, "2212"), Place(C, ""))
    world.plans.begin(plan, Snapshot(places, tuple(seats), tuple(openings)))
    return plan, world.plans.snapshot(LYCEE.id, YEAR)


def test_a_plan_of_the_year_is_as_it_was() -> None:
    """Its snapshot, its populations of one person, and who went into whom."""
    world = Undone()
    plan, snapshot = _planned(world)
    world.merge()
    assert world.plans.snapshot(LYCEE.id, YEAR) != snapshot
    checked = expect(world.plans.plan(LYCEE.id, YEAR), YearPlan)
    world.plans.keep(replace(checked, state=YearState.CHECKED, seats=9))

    assert world.undo() == ()

    assert world.plans.snapshot(LYCEE.id, YEAR) == snapshot
    found = expect(world.plans.plan(LYCEE.id, YEAR), YearPlan)
    assert found == replace(plan, state=YearState.CHECKED, seats=9)


@pytest.mark.parametrize("since", ["prepared", "closed", "merged", "gone"])
def test_a_plan_that_changed_since_is_left_and_said(since: str) -> None:
    """Prepared anew, closed, or somebody else went into the one that stays."""
    world = Undone()
    plan, snapshot = _planned(world)
    world.merge()
    world.now += timedelta(hours=1)
    now = expect(world.plans.plan(LYCEE.id, YEAR), YearPlan)
    match since:
        case "prepared":
            world.plans.begin(replace(plan, at=world.now, merged={}), snapshot)
        case "closed":
            world.plans.keep(replace(now, state=YearState.CLOSED, closed=world.now))
        case "merged":
            world.plans.reassign(LYCEE.id, B, C)
        case _:
            world.database.years.drop((LYCEE.id, YEAR))
    left = world.plans.plan(LYCEE.id, YEAR), world.plans.snapshot(LYCEE.id, YEAR)

    assert world.undo() == (Stays.YEAR_PLANS,)

    assert (world.plans.plan(LYCEE.id, YEAR), world.plans.snapshot(LYCEE.id, YEAR)) == left


def test_favourites_and_requests_come_back() -> None:
    """What both had marked stays with both; nothing that one opens is remembered, again."""
    world = Undone()
    other = replace(MARK, school=LYCEE.id, at=NOW - timedelta(days=1))
    world.marks.add_favourite(A, MARK, most=9)
    world.marks.remember(A, wanted=False)
    world.marks.remember(B, wanted=False)
    asked = world.requests.add(replace(ASKED, person=A))
    both = replace(MARK, resource=PLAN.carries[1].resource)
    world.marks.add_favourite(A, both, most=9)
    world.marks.add_favourite(B, replace(both, at=other.at), most=9)
    marks = [world.marks.marks(one, since=NOW) for one in (A, B)]
    world.merge()
    assert world.requests.of_person(A) == []

    assert world.undo() == ()

    assert [world.marks.marks(one, since=NOW) for one in (A, B)] == marks
    assert list(world.requests.of_person(A)) == [asked]


def test_what_is_theirs_and_changed_since_is_left_and_said() -> None:
    """A favourite that was taken away, a request that was answered; an objection always."""
    world = Undone()
    world.marks.add_favourite(A, MARK, most=9)
    asked = world.requests.add(replace(ASKED, person=A))
    world.restrictions.record(replace(OBJECTION, person=A))
    world.merge()
    world.now += timedelta(hours=1)
    world.marks.remove_favourite(B, MARK.school, MARK.resource)
    world.requests.answer(asked.number, replace(ANSWERED, at=world.now))

    assert world.undo() == (Stays.REQUESTS, Stays.FAVOURITES, Stays.RESTRICTIONS)

    assert world.marks.marks(A, since=NOW).favourites == ()
    assert [one.number for one in world.requests.of_person(B)] == [asked.number]
    standing = [one.stands for who in (A, B) for one in world.restrictions.of_person(who)]
    assert standing == [True, True]


def test_who_did_not_mind_stays_as_the_other_wanted() -> None:
    """What is opened is remembered for neither, which is said."""
    world = Undone()
    world.marks.remember(A, wanted=False)
    world.merge()

    assert world.undo() == (Stays.FAVOURITES,)

    assert [world.marks.marks(one, since=NOW).is_remembered for one in (A, B)] == [False, False]


@pytest.mark.parametrize("since", ["erased", "removed"])
def test_of_whom_nobody_knows_any_more_nothing_comes_back(since: str) -> None:
    """The directory has them no longer; or they were erased, and nothing was kept of them."""
    world = Undone()
    world.store_of_queue.add([MOVED])
    world.merge()
    if since == "erased":
        MemoryTraces(world.database).erase({A: nobody("n")})
    else:
        world.parting.merges.note(world.ledger.journal(LYCEE.id, limit=1)[0].signed.id, [], at=NOW)

    assert set(world.undo()) == set(Stays)

    assert world.about() == ["b"]


def test_a_second_undo_finds_nothing_to_bring_back() -> None:
    """It was undone, and what was kept for it is forgotten."""
    world = Undone()
    world.store_of_queue.add([MOVED])
    done = world.merge()
    world.undo()
    assert done.operation is not None

    assert list(world.parting.merges.brought(done.operation, now=world.now)) == []
    assert world.about() == ["a"]


def test_one_merge_after_another_is_undone_in_the_other_order() -> None:
    """``a`` into ``b`` into ``c``, and back: each step leaves what was before it."""
    world = Undone()
    plan, snapshot = _planned(world)
    world.plans.begin(replace(plan, merged={}), snapshot)
    world.store_of_queue.add([MOVED])
    first = world.merge()
    world.now += timedelta(minutes=1)
    second = expect(world.merging.merge(HEAD, B, C), type(first))
    assert world.about() == ["c"]

    for done in (second, first):
        assert done.operation is not None
        assert world.parted(done.operation).left == ()

    assert world.about() == ["a"]
    assert world.plans.plan(LYCEE.id, YEAR) == replace(plan, merged={})
    assert world.plans.snapshot(LYCEE.id, YEAR) == snapshot


def test_a_merge_that_moves_no_licence_is_undone_too() -> None:
    """It is in the journal of both schools, and what it brought over comes back."""
    there = replace(classmate("b"), memberships=(Membership(COLLEGE.id, Profile.PUPIL),))
    world = Undone(people=[classmate("a"), there], bought=[])
    world.store_of_queue.add([MOVED])
    done = expect(world.merging.merge(OPERATOR, A, B, reason="Doublon"), Merged)
    assert done.operation is not None
    kind = (OperationKind.MERGE, 0, 0)

    assert world.merging.merge(OPERATOR, A, B) == replace(done, operation=None)
    assert world.parted(done.operation, OPERATOR) == Parted((Stays.QUEUE,), ())

    assert world.about() == ["a"]
    for school in (LYCEE.id, COLLEGE.id):
        undo, merge = world.ledger.journal(school, limit=9)
        assert (merge.signed.kind, merge.given, merge.returned) == kind
        assert (undo.signed.undoes, merge.undone) == (done.operation, undo.signed.id)
        assert world.assigning.undo(OPERATOR, done.operation) is NotUndone.UNDONE_BEFORE
        again = expect(world.assigning.undo(OPERATOR, undo.signed.id), Applied)
        assert again.operation is None


def test_where_every_licence_changed_since_the_rest_comes_back() -> None:
    """The licence is another's by now, and stays there."""
    world = Undone(bought=[counted(1)])
    world.store_of_queue.add([MOVED])
    done = world.merge()
    world.apply(take("b"))
    world.apply(give("c"))
    assert done.operation is not None

    undone = expect(world.assigning.undo(HEAD, done.operation), Applied)

    assert (undone.plan.movements, undone.plan.already) == ((), 2)
    assert undone.operation is not None
    assert undone.parted == Parted((Stays.QUEUE,), ())
    assert (world.held(), world.about()) == ("c", ["a"])


def test_a_licence_that_has_gone_to_another_keeps_nothing_else_back() -> None:
    """Both had one, and that of the first is another's by now: it is told that none is left."""
    world = Undone(bought=[counted(2)])
    world.apply(give("b"))
    world.store_of_queue.add([MOVED])
    first = world.merge()
    world.apply(give("c"))
    assert first.operation is not None

    undone = expect(world.assigning.undo(HEAD, first.operation), Applied)

    assert [(one.who, one.obstacle) for one in undone.plan.impossible] == [
        (A, Obstacle.NO_LICENCE_LEFT)
    ]
    assert undone.parted == Parted((Stays.QUEUE,), ())
    assert (world.held(), world.about()) == ("bc", ["a"])


def test_a_merge_that_only_moved_what_is_given_away_is_not_undone() -> None:
    """Nothing would come back: one licence less somewhere, and it can be."""
    world = Undone(bought=[counted(2)])
    world.apply(give("b"))
    first = world.merge()
    world.apply(give("c"))
    assert first.operation is not None

    refused = world.assigning.undo(HEAD, first.operation)
    world.apply(take("c"))

    assert refused is NotUndone.GIVEN_AWAY
    expect(world.assigning.undo(HEAD, first.operation), Applied)
    assert world.held() == "ab"


def test_nobody_loses_a_licence_to_somebody_who_is_gone() -> None:
    """The directory dropped the first, as it should after a merge: the other keeps the licence."""
    world = Undone()
    world.store_of_queue.add([MOVED])
    first = world.merge()
    world.directory.remove(A, at=world.now)
    assert first.operation is not None

    undone = expect(world.assigning.undo(HEAD, first.operation), Applied)

    assert (undone.operation, undone.parted) == (None, Parted((), (Stays.QUEUE,)))
    assert [one.obstacle for one in undone.plan.impossible] == [Obstacle.NOT_THERE_THEN]
    assert (world.held(), world.about()) == ("b", ["b"])


def test_where_nothing_can_come_back_the_merge_is_not_undone() -> None:
    """A later merge took all of it on: once that is undone, the first can be."""
    world = Undone()
    world.store_of_queue.add([MOVED])
    first = world.merge()
    second = expect(world.merging.merge(HEAD, B, C), Merged)
    assert first.operation is not None
    assert second.operation is not None

    early = expect(world.assigning.undo(HEAD, first.operation), Applied)
    for name in (second.operation, first.operation):
        expect(world.assigning.undo(HEAD, name), Applied)

    assert (early.operation, early.parted) == (None, Parted((), (Stays.QUEUE,)))
    assert (world.held(), world.about()) == ("a", ["a"])


def test_somebody_who_was_merged_twice_is_who_they_were_after_the_first() -> None:
    """``a`` into ``b``, and what came to ``a`` since into ``c``: the second is undone."""
    world = Undone()
    plan, _ = _planned(world)
    world.plans.keep(replace(plan, merged={}))
    world.merge()
    merged = expect(world.plans.plan(LYCEE.id, YEAR), YearPlan)
    again = expect(world.merging.merge(HEAD, A, C), Merged)
    assert again.operation is not None
    assert expect(world.plans.plan(LYCEE.id, YEAR), YearPlan).merged == {A: C}

    assert world.parted(again.operation) == Parted((Stays.YEAR_PLANS,), ())

    assert world.plans.plan(LYCEE.id, YEAR) == merged
    assert merged.merged == {A: B}


def test_whoever_may_merge_may_undo_it_and_nobody_else() -> None:
    """An assigner takes back licences, and not what waits about two people."""
    stated = [
        Grant(role=Role.ENT_ADMINISTRATOR, person=C, school=None),
        Grant(role=Role.ASSIGNER, person=DOC_ID, school=LYCEE.id),
    ]
    world = Undone(stated=stated)
    done = world.merge()
    assert done.operation is not None
    found = expect(world.ledger.operation(done.operation), Operation)

    denied = world.assigning.undo(DOC, done.operation)
    assert denied == Denied(Denial.ROLE_DOES_NOT_ALLOW)
    assert [world.assigning.may_undo(one, found) for one in (DOC, HEAD)] == [False, True]
    undone = world.assigning.undo(Actor(C), done.operation)

    assert isinstance(undone, Applied)
    assert world.held() == "a"


def test_of_two_people_of_no_school_no_journal_knows() -> None:
    """What is theirs goes over; there is nobody who could undo it."""
    nobodies = [replace(classmate(one), memberships=()) for one in "ab"]
    world = Merging(people=nobodies, bought=[])
    marks = world.merging.parting.marks
    marks.add_favourite(A, MARK, most=9)

    done = expect(world.merging.merge(OPERATOR, A, B), Merged)

    assert done.operation is None
    assert marks.marks(B, since=NOW).favourites == (MARK,)
