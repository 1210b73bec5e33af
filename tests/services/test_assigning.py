"""Affectation: what is planned, what is applied, and what is taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.services.licences import PUPILS, Licensed, asked, classmate, counted, give, take

from garbridge.core.catalogue import Catalogue, Edition
from garbridge.core.entitlements import LicenceKind, Licences, Population, Seat
from garbridge.core.identifiers import OperationId, PersonId, ResourceId, SubscriptionId
from garbridge.core.operations import OperationKind
from garbridge.core.people import GroupKind, Membership, Profile, Public
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied
from garbridge.core.seats import Doubt, Obstacle
from garbridge.core.texts import LONGEST_CODE
from garbridge.errors import ValueRefusedError
from garbridge.services.assigning import Applied, Short, Shortfall, Stale
from garbridge.services.planning import Preview
from garbridge.services.undoing import NotUndone
from garbridge.testing.world import (
    ATLAS,
    COLLEGE,
    LYCEE,
    NOW,
    PUBLISHER,
    SCHOOL_WIDE,
    SUBSCRIPTION,
    YEAR_ENDS,
    teacher,
)

HEAD, DOC, PUPIL = (Actor(PersonId(name)) for name in ("cheffe", "doc", "a"))
CLASS_2DE4 = Population(kind=GroupKind.DIVISION, code="2DE4")
OTHER = replace(ATLAS, id=ResourceId("ark:/99999/other"), title="Autre")
NEXT = replace(
    SUBSCRIPTION,
    id=SubscriptionId("next"),
    starts=YEAR_ENDS,
    ends=YEAR_ENDS + timedelta(days=365),
    licences=Licences(overall=9),
)


def obstacles(world: Licensed, *people: str, **changes: object) -> list[Obstacle]:
    """Return why each of *people* cannot be given the atlas."""
    return [one.obstacle for one in world.preview(give(*people, **changes)).plan.impossible]


def test_a_preview_writes_nothing() -> None:
    """What would happen: who would get one, who has one, who cannot and why, what is missing."""
    world = Licensed(bought=[counted(2)])
    world.apply(give("a"))

    found = world.preview(give("a", "b", "c", "nobody"))

    assert [m.right.person for m in found.plan.movements] == ["b"]  # type: ignore[union-attr]  # seats
    assert found.plan.already == 1
    assert [(i.who, i.obstacle) for i in found.plan.impossible] == [
        ("nobody", Obstacle.UNKNOWN_PERSON)
    ]
    (short,) = found.plan.shortages
    assert (short.wanted, short.left, short.missing, short.people) == (2, 1, 1, ("c",))
    assert world.held() == "a"


def test_a_shortage_stops_unless_asked() -> None:
    """Nothing by default; in the order of the list where somebody said so."""
    world = Licensed(bought=[counted(2)])
    token = world.preview(give("c", "a", "b")).token

    stopped = world.assigning.apply(HEAD, give("c", "a", "b"), token)

    assert isinstance(stopped, Short)
    assert world.held() == ""
    world.apply(give("c", "a", "b"), shortfall=Shortfall.SERVE)
    assert world.held() == "ac"


def test_the_stock_has_changed_since_the_preview() -> None:
    """Somebody else gave one meanwhile: nothing is done, and the new preview is returned."""
    world = Licensed(bought=[counted(5)])
    token = world.preview(give("a", "b")).token
    world.apply(give("c"))

    stale = world.assigning.apply(HEAD, give("a", "b"), token)

    assert isinstance(stale, Stale)
    assert world.held() == "c"
    again = world.assigning.apply(HEAD, give("a", "b"), stale.preview.token)
    assert isinstance(again, Applied)
    assert world.held() == "abc"


def test_a_class_of_as_many_others_is_another_plan() -> None:
    """Whom an opening lets in is what was looked at, though no seat of theirs is in the plan."""
    world = Licensed(bought=[SCHOOL_WIDE])
    token = world.preview(give(populations=(PUPILS,))).token
    assert world.preview(give(populations=(PUPILS,))).token == token
    world.directory.remove(PersonId("e"), at=world.now)
    world.directory.put(classmate("f"), at=world.now)

    stale = world.assigning.apply(HEAD, give(populations=(PUPILS,)), token)

    assert isinstance(stale, Stale)
    assert stale.preview.reach == 5


def test_a_token_is_for_its_request_only() -> None:
    """The preview of one person does not let another in."""
    world = Licensed()

    answer = world.assigning.apply(HEAD, give("b"), world.preview(give("a")).token)

    assert isinstance(answer, Stale)
    assert world.held() == ""


def test_a_population_is_served_by_name() -> None:
    """As on the class list: accents and case do not matter, two of one name by identifier."""
    names = {"d": "abel", "b": "Élan", "a": "Eland", "c": "Zola", "e": "elan"}
    people = [classmate(name, family) for name, family in names.items()]
    world = Licensed(people=people, bought=[counted(3)])

    plan = world.preview(give(populations=(CLASS_2DE4,))).plan

    assert [m.right.person for m in plan.movements] == ["d", "b", "e"]  # type: ignore[union-attr]  # seats
    assert plan.shortages[0].people == ("a", "c")


@pytest.mark.parametrize(
    ("populations", "served"),
    [
        ((PUPILS,), "abcde"),
        ((Population(profile=Profile.TEACHER),), "bruno"),
        ((Population(kind=GroupKind.SUBJECT, code="061300"),), "bruno"),
        ((CLASS_2DE4,), "abbcderuno"),
        ((Population(profile=Profile.PUPIL, kind=GroupKind.DIVISION, code="2DE4"),), "abcde"),
        ((Population(kind=GroupKind.LEVEL, code="nobody"),), ""),
        ((PUPILS, CLASS_2DE4), "abbcderuno"),
    ],
)
def test_each_sort_of_population(populations: tuple[Population, ...], served: str) -> None:
    """By division, subject, profile, several at once; nobody twice, nobody else."""
    world = Licensed()

    world.apply(give(populations=populations))

    assert sorted(world.held()) == sorted(served)


def test_why_somebody_cannot_be_served() -> None:
    """Each obstacle, in the order in which they are tried."""
    there = Membership(LYCEE.id, Profile.PUPIL)
    people = [
        classmate("here"),
        replace(classmate("gone"), memberships=(replace(there, ends=NOW),)),
        replace(classmate("soon"), memberships=(replace(there, starts=NOW + timedelta(days=1)),)),
        classmate("elsewhere", school=COLLEGE.id),
    ]
    teachers = replace(SUBSCRIPTION, publics=frozenset({Public.TEACHERS}))

    world = Licensed(people=people, bought=[teachers], resources=[ATLAS, OTHER])

    assert obstacles(world, "unknown", "elsewhere", "gone", "soon", "here") == [
        Obstacle.UNKNOWN_PERSON,
        Obstacle.NOT_A_MEMBER,
        Obstacle.NOT_THERE_THEN,
        Obstacle.NOT_THERE_THEN,
        Obstacle.PUBLIC_NOT_COVERED,
    ]
    assert obstacles(world, "here", resources=(OTHER.id,)) == [Obstacle.NO_SUBSCRIPTION]
    later = give("here").at or YEAR_ENDS
    assert obstacles(world, "here", at=later) == [Obstacle.SUBSCRIPTION_EXPIRED]
    lost = ResourceId("ark:/99999/lost")
    assert obstacles(world, "here", resources=(lost,)) == [Obstacle.UNKNOWN_RESOURCE]


def test_several_subscriptions_are_used_in_their_order() -> None:
    """What ends last, then the smallest name; what is to come is not used while one runs."""
    long = counted(1, id=SubscriptionId("z-long"), ends=YEAR_ENDS + timedelta(days=99))
    first, second = counted(1, id=SubscriptionId("a")), counted(1, id=SubscriptionId("b"))
    world = Licensed(bought=[NEXT, second, first, long])

    plan = world.preview(give("a", "b", "c", "d")).plan

    used = [m.right.subscription for m in plan.movements]  # type: ignore[union-attr]  # seats
    assert used == ["z-long", "a", "b"]
    assert plan.shortages[0].people == ("d",)
    assert [m.right.subscription for m in world.preview(give("d", at=NEXT.starts)).plan.movements]  # type: ignore[union-attr]  # seats


def test_next_years_licence_is_given_in_july() -> None:
    """Who holds this year's is not served already, where next year is wanted."""
    world = Licensed(bought=[SUBSCRIPTION, NEXT])
    world.apply(give("a"))

    world.apply(give("a", at=YEAR_ENDS))

    holders = {s.subscription.id: list(s.holders) for s in world.ledger.stocks(LYCEE.id)}
    assert holders == {SUBSCRIPTION.id: ["a"], NEXT.id: ["a"]}
    assert world.preview(give("a", at=YEAR_ENDS)).plan.already == 1


def test_publics_have_their_own_licences() -> None:
    """A pupil does not take a teacher's."""
    each = Licences(((Public.PUPILS, 1), (Public.TEACHERS, 1)))
    world = Licensed(bought=[replace(SUBSCRIPTION, licences=each)])

    plan = world.preview(give("a", "b", "bruno")).plan

    assert len(plan.movements) == 2
    assert plan.shortages[0].people == ("b",)


class TestOpenings:
    """Licences of the whole school: populations are let in, and counted."""

    def test_a_population_is_let_in_once(self) -> None:
        """No seat is given, and a second time there is nothing to do."""
        world = Licensed(bought=[replace(SCHOOL_WIDE, licences=Licences(overall=5))])

        world.apply(give(populations=(PUPILS,)))

        (stock,) = world.ledger.stocks(LYCEE.id)
        assert [one.population for one in stock.openings] == [PUPILS]
        assert not stock.holders
        assert world.preview(give(populations=(PUPILS,))).plan.already == 1

    def test_people_are_counted_against_the_global_number(self) -> None:
        """Somebody in two populations counts once; the sixth person is one too many."""
        world = Licensed(bought=[replace(SCHOOL_WIDE, licences=Licences(overall=5))])
        pupils_of_class = replace(CLASS_2DE4, profile=Profile.PUPIL)
        world.apply(give(populations=(pupils_of_class,)))

        (short,) = world.preview(give(populations=(CLASS_2DE4,))).plan.shortages

        assert (short.wanted, short.left) == (1, 0)
        assert len(world.preview(give(populations=(PUPILS,))).plan.movements) == 1

    def test_a_number_of_people_at_once_limits_no_population(self) -> None:
        """Floating: everybody may be let in, and a lease counts who is there."""
        one = replace(SCHOOL_WIDE, kind=LicenceKind.FLOATING, licences=Licences(overall=1))
        world = Licensed(bought=[one])

        plan = world.preview(give(populations=(PUPILS, CLASS_2DE4))).plan

        assert (len(plan.movements), plan.shortages) == (2, ())

    def test_one_person_is_a_population_too(self) -> None:
        """Where the school has licences for populations only, a person is let in alone."""
        world = Licensed(bought=[SCHOOL_WIDE])

        world.apply(give("a"))

        (stock,) = world.ledger.stocks(LYCEE.id)
        assert [one.population for one in stock.openings] == [Population(person=PersonId("a"))]
        world.apply(take("a"))
        assert not world.ledger.stocks(LYCEE.id)[0].openings

    def test_an_empty_group_may_be_let_in(self) -> None:
        """Groups come before their pupils."""
        world = Licensed(bought=[replace(SCHOOL_WIDE, licences=Licences(overall=0))])
        empty = Population(kind=GroupKind.GROUP, code="NEW")

        assert len(world.preview(give(populations=(empty,))).plan.movements) == 1

    def test_only_what_was_let_in_can_be_shut_out(self) -> None:
        """A class of an opened school is not an opening of its own."""
        world = Licensed(bought=[SCHOOL_WIDE])
        world.apply(give(populations=(PUPILS,)))

        plan = world.preview(take(populations=(CLASS_2DE4,))).plan

        assert [one.obstacle for one in plan.impossible] == [Obstacle.NOT_HELD]
        world.apply(take(populations=(PUPILS,)))
        assert not world.ledger.stocks(LYCEE.id)[0].openings


class TestTakingBack:
    """Withdraw, move, reclaim."""

    def test_withdrawing(self) -> None:
        """By person and by population; who has nothing is told by name, not within a class."""
        world = Licensed()
        world.apply(give("a", "b", "c"))

        by_name = world.preview(take("a", "d")).plan
        of_class = world.preview(take(populations=(CLASS_2DE4,))).plan

        assert [(i.who, i.obstacle) for i in by_name.impossible] == [("d", Obstacle.NOT_HELD)]
        assert (len(of_class.movements), of_class.already, of_class.impossible) == (3, 3, ())
        world.apply(take(populations=(CLASS_2DE4,)))
        assert world.held() == ""

    def test_what_is_not_transferable_stays(self) -> None:
        """The order says so."""
        world = Licensed(bought=[replace(SUBSCRIPTION, transferable=False)])
        world.apply(give("a"))

        plan = world.preview(take("a")).plan

        assert [one.obstacle for one in plan.impossible] == [Obstacle.NOT_TRANSFERABLE]
        assert not plan.movements

    def test_moving_needs_no_licence_more(self) -> None:
        """The last licence goes from one to another in one operation."""
        world = Licensed(bought=[counted(1)])
        world.apply(give("a"))

        world.apply(asked(OperationKind.MOVE, "a", to=(PersonId("b"),)))

        assert world.held() == "b"

    def test_reclaiming_from_those_who_left(self) -> None:
        """A licence of somebody who left stays locked until it is reclaimed; others' stay."""
        world = Licensed(bought=[counted(2), SCHOOL_WIDE])
        world.apply(give("a", "b"))
        world.directory.remove(PersonId("a"), at=NOW)
        assert world.preview(give("c", "d")).plan.shortages

        done = world.apply(asked(OperationKind.RECLAIM, resources=()))

        assert world.held() == "b"
        assert [m.right.person for m in done.plan.movements] == ["a"]  # type: ignore[union-attr]  # seats


class TestUndo:
    """For 24 hours, once, and never more licences than there are."""

    def test_each_operation_can_be_undone(self) -> None:
        """And the undo itself."""
        world = Licensed()
        given = world.apply(give("a", "b"))
        taken = world.apply(take("a"))
        assert given.operation is not None
        assert taken.operation is not None

        back = world.assigning.undo(HEAD, taken.operation)

        assert world.held() == "ab"
        assert isinstance(back, Applied)
        assert back.operation is not None
        world.assigning.undo(HEAD, back.operation)
        assert world.held() == "b"
        world.assigning.undo(HEAD, given.operation)
        assert world.held() == ""

    def test_what_has_come_back_since_is_left_alone(self) -> None:
        """Undoing gives and takes only what still stands."""
        world = Licensed()
        given = world.apply(give("a", "b"))
        world.apply(take("a"))
        world.apply(give("c"))
        assert given.operation is not None

        done = world.assigning.undo(HEAD, given.operation)

        assert isinstance(done, Applied)
        assert (len(done.plan.movements), done.plan.already) == (1, 1)
        assert world.held() == "c"

    def test_a_licence_that_was_given_away_does_not_come_back(self) -> None:
        """Nothing is done: half of an undo would be a third state."""
        world = Licensed(bought=[counted(2)])
        world.apply(give("a", "b"))
        taken = world.apply(take("a", "b"))
        world.apply(give("c"))
        assert taken.operation is not None

        assert world.assigning.undo(HEAD, taken.operation) is NotUndone.GIVEN_AWAY
        assert world.held() == "c"

    def test_when_it_cannot_be_undone(self) -> None:
        """Unknown, before, too late; the last microsecond still is in time."""
        world = Licensed()
        given = world.apply(give("a"))
        assert given.operation is not None
        assert world.assigning.undo(HEAD, OperationId("x")) is NotUndone.UNKNOWN
        world.now = NOW + timedelta(hours=24)
        assert world.assigning.undo(HEAD, given.operation) is NotUndone.TOO_LATE
        world.now -= timedelta(microseconds=1)
        assert isinstance(world.assigning.undo(HEAD, given.operation), Applied)
        assert world.assigning.undo(HEAD, given.operation) is NotUndone.UNDONE_BEFORE


class TestRights:
    """Every act asks the one permission function."""

    @pytest.mark.parametrize("actor", [DOC, PUPIL, Actor(PersonId("nobody"))])
    def test_without_the_right_nothing_is_told_or_done(self, actor: Actor) -> None:
        """Preview, apply, undo, stock and journal alike."""
        world = Licensed()
        done = world.apply(give("a"), actor=HEAD)
        token = world.preview(give("b")).token
        assert done.operation is not None

        answers = [
            world.assigning.preview(actor, give("b")),
            world.assigning.apply(actor, give("b"), token),
            world.assigning.undo(actor, done.operation),
        ]

        assert all(isinstance(answer, Denied) for answer in answers[:2])
        assert isinstance(answers[2], Denied) or answers[2] is NotUndone.UNKNOWN
        assert world.held() == "a"

    def test_the_second_school_is_asked_for_too(self) -> None:
        """Who assigns at one school does not assign at another in the same operation."""
        both = (LYCEE.id, COLLEGE.id)
        world = Licensed()

        answer = world.assigning.preview(HEAD, give("a", schools=both))

        assert answer == Denied(Denial.NO_ROLE)

    def test_a_bulk_act_is_confirmed(self) -> None:
        """More people than the limit: the portal is asked again, and its no is a no."""
        world = Licensed(confirms=False)
        request = give("a", "b", "c", "d")
        token = world.preview(request).token

        answer = world.assigning.apply(HEAD, request, token)

        assert answer == Denied(Denial.NOT_CONFIRMED)
        assert world.held() == ""
        world.confirms = True
        assert isinstance(world.assigning.apply(HEAD, request, token), Applied)

    def test_the_journal_says_who_and_why(self) -> None:
        """The head reads it."""
        world = Licensed()
        world.apply(give("a"), actor=HEAD)

        journal = world.assigning.journal(HEAD, LYCEE.id, limit=5)

        assert not isinstance(journal, Denied)
        (line,) = journal
        assert (line.signed.actor, line.signed.reason, line.given) == ("cheffe", "r", 1)
        assert isinstance(world.assigning.journal(PUPIL, LYCEE.id, limit=5), Denied)
        assert isinstance(world.assigning.stocks(PUPIL, LYCEE.id), Denied)

    def test_a_reason_has_a_length(self) -> None:
        """What the journal cannot keep is refused before anything is done."""
        world = Licensed()

        with pytest.raises(ValueRefusedError):
            world.assigning.apply(HEAD, give("a"), "", reason="x" * 256)


def test_several_schools_in_one_operation() -> None:
    """Each school's people get that school's licence; who is at neither is a stranger."""
    there = counted(None, school=COLLEGE.id, id=SubscriptionId("there"))
    people = [classmate("a"), classmate("b", school=COLLEGE.id)]
    world = Licensed(people=people, bought=[SUBSCRIPTION, there])
    both = (LYCEE.id, COLLEGE.id)

    done = world.apply(give("a", "b", schools=both))

    assert not done.plan.impossible
    assert (world.held(), world.held(school=COLLEGE.id)) == ("a", "b")


class TestDoubts:
    """What can be done and should perhaps not: told, and nothing is stopped."""

    MEMBER = replace(OTHER, family=ATLAS.id)
    TEACHERS = replace(
        ATLAS, id=ResourceId("ark:/99999/t"), edition=Edition.TEACHER, family=ResourceId("ark:/1/x")
    )
    BOUGHT = tuple(
        counted(None, resource=one, id=SubscriptionId(one))
        for one in (ATLAS.id, OTHER.id, TEACHERS.id)
    )

    def test_one_title_twice(self) -> None:
        """Held already, or in the same request; who holds none of it is no doubt."""
        world = Licensed(bought=self.BOUGHT, resources=[ATLAS, self.MEMBER, self.TEACHERS])
        world.apply(give("a"))

        found = world.preview(give("a", "b", resources=(OTHER.id,)))
        together = world.preview(give("c", resources=(ATLAS.id, OTHER.id)))

        assert [(d.who, d.doubt, d.other) for d in found.doubts] == [
            ("a", Doubt.DOUBLE_TITLE, ATLAS.id)
        ]
        assert [d.other for d in together.doubts] == [OTHER.id, ATLAS.id]
        world.apply(give("a", resources=(OTHER.id,)))
        assert world.held(OTHER.id) == "a"

    def test_the_edition_of_somebody_else(self) -> None:
        """The teacher's book for a pupil."""
        world = Licensed(bought=self.BOUGHT, resources=[ATLAS, self.MEMBER, self.TEACHERS])

        found = world.preview(give("a", "bruno", resources=(self.TEACHERS.id,)))

        assert [(d.who, d.doubt, d.other) for d in found.doubts] == [
            ("a", Doubt.WRONG_EDITION, None)
        ]
        assert not world.preview(take("a")).doubts


def test_somebody_named_twice_is_meant_once() -> None:
    """A list with a line twice takes one licence, and gives one back."""
    world = Licensed(bought=[counted(2)])

    world.apply(give("a", "a", "b"))
    world.apply(asked(OperationKind.MOVE, "a", "a", to=(PersonId("c"), PersonId("c"))))

    assert world.held() == "bc"
    world.apply(take("b", "b", populations=(CLASS_2DE4, CLASS_2DE4)))
    assert world.held() == ""


class TestWhatAnAttackFound:
    """Each was possible once."""

    def test_an_undone_move_between_the_same_people_loses_nothing(self) -> None:
        """Who gives and gets keeps what they have; the undo brings all back."""
        world = Licensed()
        world.apply(give("a", "b"))

        done = world.apply(asked(OperationKind.MOVE, "a", "b", to=(PersonId("b"), PersonId("c"))))
        assert world.held() == "bc"
        assert done.operation is not None
        world.assigning.undo(HEAD, done.operation)

        assert world.held() == "ab"

    def test_a_move_gives_only_what_came_back(self) -> None:
        """Nothing from who has nothing, and not beside what is not transferable."""
        world = Licensed()
        world.apply(give("a"))
        fixed = Licensed(bought=[replace(SUBSCRIPTION, transferable=False)])
        fixed.apply(give("a"))

        empty = world.preview(asked(OperationKind.MOVE, "d", to=(PersonId("c"),))).plan
        kept = fixed.preview(asked(OperationKind.MOVE, "a", to=(PersonId("b"),))).plan

        assert (empty.movements, kept.movements) == ((), ())
        assert [one.obstacle for one in kept.impossible] == [
            Obstacle.NOT_TRANSFERABLE,
            Obstacle.NO_LICENCE_LEFT,
        ]

    @pytest.mark.parametrize(
        ("source", "to", "obstacle"),
        [
            ("a", "typo", Obstacle.UNKNOWN_PERSON),
            ("a", "b", Obstacle.ALREADY_HELD),
            ("ab", "b", Obstacle.ALREADY_HELD),
            ("ab", "bx", Obstacle.UNKNOWN_PERSON),
            ("ab", "cx", Obstacle.UNKNOWN_PERSON),
        ],
    )
    def test_a_move_to_who_cannot_get_takes_nothing(
        self, source: str, to: str, obstacle: Obstacle
    ) -> None:
        """A typo, or somebody who has one: the licence stays where it is."""
        world = Licensed()
        world.apply(give("a", "b"))
        takers = (to,) if to == "typo" else tuple(to)

        done = world.apply(asked(OperationKind.MOVE, *source, to=tuple(map(PersonId, takers))))

        assert (done.operation, world.held()) == (None, "ab")
        assert {one.obstacle for one in done.plan.impossible} == {obstacle}

    def test_a_move_takes_back_only_what_it_gives_on(self) -> None:
        """Two give and one gets: the second keeps theirs; a public that is full takes nothing."""
        world = Licensed()
        world.apply(give("a", "b"))
        limits = ((Public.PUPILS, 1), (Public.TEACHERS, 1))
        full = Licensed(bought=[replace(SUBSCRIPTION, licences=Licences(limits))])
        full.apply(give("a", teacher().id))

        world.apply(asked(OperationKind.MOVE, "a", "b", to=(PersonId("c"),)))
        none = full.apply(asked(OperationKind.MOVE, teacher().id, to=(PersonId("b"),)))
        full.apply(asked(OperationKind.MOVE, teacher().id, "a", to=(PersonId("c"),)))

        assert world.held() == "bc"
        assert none.operation is None
        assert full.held() == "".join(sorted([teacher().id, "c"]))

    def test_a_move_takes_both_years_along(self) -> None:
        """The licence of next year goes to the same person as this year's."""
        world = Licensed(bought=[SUBSCRIPTION, NEXT])
        world.apply(give("a"))
        world.apply(give("a", at=YEAR_ENDS))

        world.apply(asked(OperationKind.MOVE, "a", to=(PersonId("b"),)))

        holders = {s.subscription.id: list(s.holders) for s in world.ledger.stocks(LYCEE.id)}
        assert holders == {SUBSCRIPTION.id: ["b"], NEXT.id: ["b"]}

    def test_an_exchange_of_as_many_is_a_change(self) -> None:
        """One licence came back and another was given: the counts are the same, the stock not."""
        world = Licensed()
        world.apply(give("a"))
        token = world.preview(give("c")).token
        world.apply(take("a"))
        world.apply(give("b"))

        assert isinstance(world.assigning.apply(HEAD, give("c"), token), Stale)

    def test_a_move_over_two_subscriptions_gives_one_licence_each(self) -> None:
        """Two licences of the same days go to two people, whatever they were bought with."""
        second = replace(SUBSCRIPTION, id=SubscriptionId("second"))
        world = Licensed(bought=[counted(1), replace(second, licences=Licences(overall=1))])
        world.apply(give("a", "b"))

        done = world.apply(asked(OperationKind.MOVE, "a", "b", to=(PersonId("c"), PersonId("d"))))

        holders = [list(stock.holders) for stock in world.ledger.stocks(LYCEE.id)]
        assert sorted(holders) == [["c"], ["d"]]
        assert done.plan.shortages == ()

    def test_a_move_over_two_subscriptions_tells_who_is_left_without(self) -> None:
        """Two licences for three: one shortage of one, and not one for each subscription."""
        second = replace(SUBSCRIPTION, id=SubscriptionId("second"), licences=Licences(overall=1))
        world = Licensed(bought=[counted(1), second])
        world.apply(give("a", "b"))
        three = tuple(map(PersonId, "cde"))

        (short,) = world.preview(asked(OperationKind.MOVE, "a", "b", to=three)).plan.shortages

        assert (short.wanted, short.left, short.people) == (3, 2, ("e",))

    def test_a_move_of_two_licences_of_one_person_gives_nobody_two(self) -> None:
        """Who had two by an old mistake gives one on: the other has nobody to go to."""
        second = replace(SUBSCRIPTION, id=SubscriptionId("second"))
        world = Licensed(bought=[SUBSCRIPTION, second])
        seats = [
            Seat(subscription=one.id, resource=ATLAS.id, school=LYCEE.id, person=PersonId("a"))
            for one in (SUBSCRIPTION, second)
        ]
        world.store.write(seats=seats)

        world.apply(asked(OperationKind.MOVE, "a", to=(PersonId("b"),)))

        assert world.held() == "ab"

    def test_who_is_still_to_come_has_not_left(self) -> None:
        """Books come in July, people in September: nothing is reclaimed from them."""
        soon = Membership(LYCEE.id, Profile.PUPIL, starts=NOW + timedelta(days=30))
        world = Licensed(people=[replace(classmate("a"), memberships=(soon,))])
        world.apply(give("a", at=NOW + timedelta(days=40)))

        plan = world.preview(asked(OperationKind.RECLAIM, resources=())).plan

        assert (world.held(), plan.movements) == ("a", ())

    def test_an_undo_does_not_let_too_many_in(self) -> None:
        """A class is shut out, another let in: the first does not come back beside it."""
        world = Licensed(bought=[replace(SCHOOL_WIDE, licences=Licences(overall=5))])
        world.apply(give(populations=(PUPILS,)))
        shut = world.apply(take(populations=(PUPILS,)))
        world.apply(give(populations=(Population(profile=Profile.TEACHER),)))
        assert shut.operation is not None

        assert world.assigning.undo(HEAD, shut.operation) is NotUndone.GIVEN_AWAY

    def test_an_undo_gives_nothing_to_who_has_left(self) -> None:
        """A licence nobody uses would be locked again; the others get theirs."""
        world = Licensed()
        world.apply(give("a", "b"))
        taken = world.apply(take("a", "b"))
        world.directory.remove(PersonId("a"), at=NOW)
        assert taken.operation is not None

        done = world.assigning.undo(HEAD, taken.operation)

        assert isinstance(done, Applied)
        assert world.held() == "b"
        assert [(i.who, i.obstacle) for i in done.plan.impossible] == [
            ("a", Obstacle.NOT_THERE_THEN)
        ]

    def test_a_population_of_a_fixed_licence_stays(self) -> None:
        """Not transferable holds for populations too."""
        world = Licensed(bought=[replace(SCHOOL_WIDE, transferable=False)])
        world.apply(give(populations=(PUPILS,)))

        plan = world.preview(take(populations=(PUPILS,))).plan

        assert [one.obstacle for one in plan.impossible] == [Obstacle.NOT_TRANSFERABLE]

    def test_letting_many_in_is_a_bulk_act(self) -> None:
        """The portal is asked again for a population as for a list."""
        world = Licensed(bought=[SCHOOL_WIDE], confirms=False)
        request = give(populations=(PUPILS,))

        answer = world.assigning.apply(HEAD, request, world.preview(request).token)

        assert answer == Denied(Denial.NOT_CONFIRMED)

    def test_what_the_portal_no_longer_knows_can_be_taken_back(self) -> None:
        """A resource that was taken out still has its licences."""
        lost = counted(None, resource=OTHER.id, id=SubscriptionId("lost"))
        world = Licensed(bought=[lost], resources=[ATLAS, OTHER])
        world.apply(give("a", resources=(OTHER.id,)))
        known = Catalogue([PUBLISHER], [ATLAS])
        service = replace(world.assigning, catalogue=lambda: known)
        request = take("a", resources=(OTHER.id,))
        preview = service.preview(OPERATOR, request)
        assert isinstance(preview, Preview)

        service.apply(OPERATOR, request, preview.token)

        assert world.held(OTHER.id) == ""

    def test_an_operation_of_another_school_is_not_there(self) -> None:
        """The answer does not tell that it exists."""
        there = counted(None, school=COLLEGE.id, id=SubscriptionId("there"))
        world = Licensed(people=[classmate("a", school=COLLEGE.id)], bought=[there])
        done = world.apply(give("a", schools=(COLLEGE.id,)))
        assert done.operation is not None

        assert world.assigning.undo(HEAD, done.operation) is NotUndone.UNKNOWN
        assert world.assigning.undo(HEAD, OperationId("x")) is NotUndone.UNKNOWN


def test_the_stock_is_told_in_one_order() -> None:
    """By resource and name, in whichever order a store has them: two evenings are compared."""
    world = Licensed(bought=[counted(3, id=SubscriptionId(name)) for name in ("b", "c", "a")])

    found = world.assigning.stocks(OPERATOR, LYCEE.id)

    assert not isinstance(found, Denied)
    assert [one.subscription.id for one in found] == ["a", "b", "c"]


@pytest.mark.parametrize("kind", [GroupKind.DIVISION, GroupKind.LEVEL])
def test_a_code_that_no_journal_keeps_is_refused_by_name(kind: GroupKind) -> None:
    """Of a portal's own directory: before anything is planned, whatever the store."""
    code = "x" * LONGEST_CODE
    request = asked(OperationKind.ASSIGN, populations=(Population(kind=kind, code=code),))
    world = Licensed()
    world.preview(request)

    longer = replace(request, populations=(Population(kind=kind, code=code + "x"),))
    with pytest.raises(ValueRefusedError, match=f"{kind} at {LYCEE.id} 'x+' is not valid"):
        world.assigning.preview(OPERATOR, longer)
    with pytest.raises(ValueRefusedError):
        world.assigning.apply(OPERATOR, longer, "")
