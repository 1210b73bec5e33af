"""Standing rules: written, served in order while stock lasts, taken back, undone."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.services.licences import classmate, counted, give, take
from tests.services.ruled import Ruling

from garbridge.core.catalogue import Catalogue, Resource
from garbridge.core.entitlements import LicenceKind, Opening, Origin, Population, Rule, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.operations import OperationKind
from garbridge.core.people import Group, GroupKind, Identity, Membership, Person, Profile
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied, Grant, Reach, Scope
from garbridge.core.roles import Role
from garbridge.core.rules import StandingRule
from garbridge.core.seats import Obstacle
from garbridge.errors import ValueRefusedError
from garbridge.services.assigning import Applied
from garbridge.services.ruling import Ruled
from garbridge.services.serving import Roster, Round, ServingService
from garbridge.services.undoing import NotUndone
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, NOW, PUBLISHER, SUBSCRIPTION

HEAD, DOC = (Actor(PersonId(name)) for name in ("cheffe", "doc"))
CLASS_2DE4 = Population(Profile.PUPIL, GroupKind.DIVISION, "2DE4")
RULE = Rule(resource=ATLAS.id, school=LYCEE.id, population=CLASS_2DE4)
OTHER = replace(ATLAS, id=ResourceId("ark:/99999/other"), title="Autre")
EMPTY = Population(kind=GroupKind.GROUP, code="LATIN")
LATIN = Group(GroupKind.GROUP, "LATIN", "Latin")
TEXTBOOK = replace(ATLAS, id=ResourceId("ark:/99999/textbook"), textbook=True)
OF_TEXTBOOK = replace(SUBSCRIPTION, id=SubscriptionId("textbook"), resource=TEXTBOOK.id)
YEAR = timedelta(days=365)
BRUNO = Actor(PersonId("bruno"))
TEXTBOOKS_ONLY = Grant(
    role=Role.DELEGATE, person=PersonId("bruno"), school=LYCEE.id, scope=Scope(Reach.TEXTBOOKS)
)


def of(population: Population, resource: Resource = ATLAS, school: SchoolId = LYCEE.id) -> Rule:
    """Return the rule that gives *resource* to *population*."""
    return Rule(resource=resource.id, school=school, population=population)


def latinist(name: str, *schools: SchoolId) -> Person:
    """Return a pupil of the teaching group, at the lycée or at several schools."""
    places = tuple(
        Membership(school, Profile.PUPIL, groups=(LATIN,)) for school in schools or (LYCEE.id,)
    )
    return Person(PersonId(name), Identity(name, name), places)


def test_a_rule_is_served_when_it_is_written() -> None:
    """To everybody of the class, by name, and it is journalled with its origin."""
    world = Ruling()

    done = world.write(RULE, actor=HEAD)

    assert world.held() == "abcde"
    (stock,) = world.ledger.stocks(LYCEE.id, [ATLAS.id])
    assert {held.origin for held in stock.holders.values()} == {Origin.RULE}
    journal = world.ledger.journal(LYCEE.id, limit=9)
    assert {(one.signed.kind, one.signed.actor, one.given) for one in journal} == {
        (OperationKind.SERVE, "cheffe", 5),
        (OperationKind.RULES, "cheffe", 1),
    }
    assert done.changed == (RULE,)


def test_stock_that_runs_out_serves_by_name() -> None:
    """In the middle of a class: those who come first have one, the others are told."""
    world = Ruling(
        people=[classmate("e", "Aubry"), classmate("a", "Zola"), classmate("c", "Écart")],
        bought=[counted(2)],
    )

    (served,) = world.write(RULE).rounds

    assert world.held() == "ce"
    (short,) = served.plan.shortages
    assert (short.wanted, short.left, short.people) == (3, 2, ("a",))


def test_rules_are_served_in_the_order_in_which_they_were_written() -> None:
    """The first that was written takes what there is."""
    world = Ruling(people=[classmate("a"), latinist("z")], bought=[counted(1)])
    world.directory.put(replace(latinist("z")), at=NOW)
    world.store.write(subscriptions=[counted(0)])
    world.write(of(EMPTY))
    world.later()
    world.write(RULE)

    world.store.write(subscriptions=[counted(1)])
    world.serving.follow()

    assert world.held() == "z"


def test_an_empty_group_that_fills_later_is_served_then() -> None:
    """At the first import after somebody came into it."""
    world = Ruling()
    assert world.write(of(EMPTY)).rounds[0].plan.movements == ()

    world.arrive(latinist("z"))
    world.later()
    world.serving.follow()

    assert world.held() == "z"


def test_what_a_kill_left_is_made_up_for_by_the_next_import() -> None:
    """The import was applied, its follower never ran: the next one serves, though nothing moved."""
    world = Ruling()
    world.write(RULE)
    world.arrive(classmate("f"))

    assert [one.school for one in world.serving.follow()] == [LYCEE.id]
    assert world.held() == "abcdef"
    assert world.serving.follow() == ()


def test_new_licences_are_given_at_the_next_import() -> None:
    """A shortage ends when more are bought, though nobody moved."""
    world = Ruling(bought=[counted(2)])
    world.write(RULE)
    assert world.serving.follow() == ()

    world.store.write(subscriptions=[counted(5)])
    world.serving.follow()

    assert world.held() == "abcde"


def test_licences_that_come_back_are_given_at_the_next_import() -> None:
    """To those who were missing; and not to whom they were taken from."""
    world = Ruling(bought=[counted(4)])
    world.write(RULE)
    assert world.held() == "abcd"
    world.later()

    world.apply(take("b"))
    world.later()
    world.serving.follow()

    assert world.held() == "acde"


@pytest.mark.parametrize("again", [True, False])
def test_who_had_one_withdrawn_by_hand_is_not_served_again(*, again: bool) -> None:
    """Until somebody assigns it to them again."""
    world = Ruling()
    world.write(RULE)
    world.later()
    world.apply(take("b"))
    world.later()
    world.serving.serve(LYCEE.id)
    assert world.held() == "acde"

    if again:
        world.apply(give("b"))
        world.later()
    world.serving.serve(LYCEE.id)

    assert world.held() == ("abcde" if again else "acde")


def test_who_got_back_what_was_withdrawn_is_served_again() -> None:
    """The withdrawal was undone, or somebody assigned it again: next year's licence comes."""
    world = Ruling()
    world.write(RULE)
    world.later()
    withdrawn = world.apply(take("a")).operation
    assert withdrawn is not None
    world.later()
    world.assigning.undo(OPERATOR, withdrawn)
    world.later()
    world.apply(take("b"))
    world.later()
    world.apply(give("b"))
    ends = SUBSCRIPTION.ends
    following = replace(SUBSCRIPTION, id=SubscriptionId("next"), starts=ends, ends=ends + YEAR)
    world.store.write(subscriptions=[following])

    world.now = ends
    world.serving.follow()

    assert world.held() == "aabbccddee"


def test_what_somebody_undid_is_not_served_again() -> None:
    """Until the undo itself is undone, or they are assigned it."""
    world = Ruling()
    (served,) = world.write(RULE).rounds
    assert served.operation is not None
    world.later()

    undone = world.assigning.undo(HEAD, served.operation)
    world.later()
    world.serving.serve(LYCEE.id)
    assert world.held() == ""

    assert isinstance(undone, Applied)
    assert undone.operation is not None
    world.assigning.undo(HEAD, undone.operation)
    world.later()
    world.arrive(classmate("f"))
    world.serving.follow()
    assert world.held() == "abcdef"


def test_a_rule_that_comes_back_keeps_its_rank() -> None:
    """Removed and undone, it is still whose it was and first served."""
    world = Ruling(people=[classmate("a"), latinist("z")], bought=[counted(0)])
    world.write(of(EMPTY), actor=HEAD)
    world.later()
    world.write(RULE)
    before = list(world.ledger.rules(LYCEE.id))
    world.later()
    removed = world.rules.take_back(OPERATOR, [of(EMPTY)])
    assert isinstance(removed, Ruled)
    assert removed.operation is not None
    world.later()

    world.assigning.undo(OPERATOR, removed.operation)

    assert list(world.ledger.rules(LYCEE.id)) == before
    world.store.write(subscriptions=[counted(1)])
    world.serving.follow()
    assert world.held() == "z"


def test_two_schools_are_served_each_from_its_own_stock() -> None:
    """Somebody at both gets one at each; who leaves one keeps that of the other."""
    there = counted(1, replace(SUBSCRIPTION, id=SubscriptionId("there"), school=COLLEGE.id))
    both = latinist("z", LYCEE.id, COLLEGE.id)
    world = Ruling(people=[both], bought=[SUBSCRIPTION, there])

    world.write(of(EMPTY), of(EMPTY, school=COLLEGE.id))
    assert world.held() == world.held(school=COLLEGE.id) == "z"

    left = replace(both, memberships=(both.memberships[0], replace(both.memberships[1], ends=NOW)))
    world.arrive(left)
    world.later()
    world.serving.follow()
    assert world.held() == "z"


def test_who_is_not_there_any_more_is_not_served() -> None:
    """Nor who comes next month."""
    place = classmate("x").memberships[0]
    world = Ruling(
        people=[
            replace(classmate("x"), memberships=(replace(place, ends=NOW),)),
            replace(classmate("y"), memberships=(replace(place, starts=NOW + timedelta(30)),)),
        ]
    )

    world.write(RULE)

    assert world.held() == ""


def test_a_resource_that_is_no_longer_registered_is_told() -> None:
    """Nobody is served, and nothing stops; a new rule on it is refused."""
    world = Ruling(resources=[ATLAS, OTHER])
    world.write(of(CLASS_2DE4, OTHER), RULE)
    world.registered = Catalogue([PUBLISHER], [ATLAS])

    served = world.serving.serve(LYCEE.id)

    assert {(one.resource, one.obstacle) for one in served.plan.impossible} == {
        (OTHER.id, Obstacle.UNKNOWN_RESOURCE)
    }
    with pytest.raises(ValueRefusedError):
        world.write(of(EMPTY, OTHER))


@pytest.mark.parametrize("kind", [one for one in LicenceKind if one is not LicenceKind.INDIV])
def test_on_a_licence_for_populations_a_rule_is_an_opening(kind: LicenceKind) -> None:
    """Also of an empty population; closed by hand it stays closed."""
    world = Ruling(bought=[counted(30, kind=kind)])
    rule = of(EMPTY)

    world.write(RULE, rule)

    (stock,) = world.ledger.stocks(LYCEE.id, [ATLAS.id])
    assert {one.population for one in stock.openings} == {CLASS_2DE4, EMPTY}
    world.later()
    world.apply(take(populations=(CLASS_2DE4,)))
    world.later()
    world.serving.serve(LYCEE.id)
    assert _opened(world) == {EMPTY}


def _opened(world: Ruling) -> set[Population]:
    stocks: Sequence[object] = [s.openings for s in world.ledger.stocks(LYCEE.id, [ATLAS.id])]
    found = [one for openings in stocks for one in openings]  # type: ignore[attr-defined]  # openings
    return {one.population for one in found if isinstance(one, Opening)}


def test_taking_a_rule_back_takes_no_licence() -> None:
    """What it gave stays given, and it is served no more."""
    world = Ruling()
    world.write(RULE)

    done = world.rules.take_back(HEAD, [RULE, of(EMPTY)])

    assert isinstance(done, Ruled)
    assert (done.changed, done.before) == ((RULE,), (of(EMPTY),))
    world.arrive(classmate("f"))
    assert world.serving.follow() == ()
    assert world.held() == "abcde"


def test_a_rule_that_is_taken_back_as_it_is_served_gives_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever serves waits for the lock, and what stood before that may stand no more."""
    world = Ruling()
    world.write(RULE)
    world.arrive(classmate("f"))
    lock = ServingService.lock

    def wait(serving: ServingService, rules: Iterable[StandingRule]) -> None:
        monkeypatch.setattr(ServingService, "lock", lock)
        world.rules.take_back(OPERATOR, [RULE])
        lock(serving, rules)

    monkeypatch.setattr(ServingService, "lock", wait)

    (done,) = world.serving.follow()

    assert done.plan.movements == ()
    assert list(world.ledger.rules(LYCEE.id)) == []
    assert world.held() == "abcde"


def test_a_rule_is_undone_like_everything_else() -> None:
    """Written or taken back, once, and only as far as it still holds."""
    world = Ruling()
    written = world.write(RULE).operation
    assert written is not None

    undone = world.assigning.undo(HEAD, written)
    assert isinstance(undone, Applied)
    assert list(world.ledger.rules(LYCEE.id)) == []
    assert world.assigning.undo(HEAD, written) is NotUndone.UNDONE_BEFORE

    again = world.write(RULE).operation
    world.rules.take_back(HEAD, [RULE])
    assert again is not None
    nothing = world.assigning.undo(HEAD, again)
    assert isinstance(nothing, Applied)
    assert nothing.operation is None


def test_a_rule_is_written_once() -> None:
    """The second time it stood before; its people are served all the same."""
    world = Ruling()
    world.write(RULE)

    again = world.write(RULE)

    assert (again.operation, again.changed, again.before) == (None, (), (RULE,))


def test_a_rehearsal_writes_nothing() -> None:
    """It says whom a rule would serve, and who would be missing."""
    world = Ruling(bought=[counted(2)])

    done = world.rules.write(HEAD, [RULE], rehearse=True)

    assert isinstance(done, Ruled)
    assert len(done.rounds[0].plan.movements) == 2
    assert done.rounds[0].plan.shortages
    assert world.held() == ""
    assert list(world.ledger.journal(LYCEE.id, limit=9)) == []


def test_who_may_not_write_rules_changes_nothing() -> None:
    """A documentaliste without a delegation; a head who does not confirm a bulk act."""
    world = Ruling()
    assert world.rules.write(DOC, [RULE]) == Denied(Denial.ROLE_DOES_NOT_ALLOW)
    assert world.rules.take_back(DOC, [RULE]) == Denied(Denial.ROLE_DOES_NOT_ALLOW)
    assert world.rules.serve(DOC, [LYCEE.id]) == Denied(Denial.ROLE_DOES_NOT_ALLOW)
    assert world.rules.listing(HEAD, COLLEGE.id) == Denied(Denial.NO_ROLE)

    unsure = Ruling(confirms=False)
    assert unsure.rules.write(HEAD, [RULE]) == Denied(Denial.NOT_CONFIRMED)
    assert list(unsure.ledger.rules(LYCEE.id)) == []


@pytest.mark.parametrize("rehearse", [True, False])
def test_a_delegate_serves_and_sees_no_rule_beyond_the_scope(*, rehearse: bool) -> None:
    """A rule on a textbook serves the textbook; the others wait for the next import."""
    world = Ruling(
        resources=[ATLAS, TEXTBOOK], bought=[counted(0), OF_TEXTBOOK], stated=[TEXTBOOKS_ONLY]
    )
    world.write(RULE)
    world.store.write(subscriptions=[SUBSCRIPTION])

    done = world.rules.write(BRUNO, [of(CLASS_2DE4, TEXTBOOK)], rehearse=rehearse)

    assert isinstance(done, Ruled)
    (served,) = done.rounds
    assert {one.right.resource for one in served.plan.movements} == {TEXTBOOK.id}
    assert world.held() == ""
    world.serving.follow()
    assert world.held() == "abcde"


def test_only_whom_the_written_rules_serve_are_counted_for_confirmation() -> None:
    """Five wait for another rule: a rule on an empty group is no bulk act; the others' is."""
    world = Ruling(resources=[ATLAS, TEXTBOOK], bought=[counted(0), OF_TEXTBOOK], confirms=False)
    world.write(RULE)
    world.store.write(subscriptions=[SUBSCRIPTION])

    assert isinstance(world.rules.write(HEAD, [of(EMPTY, TEXTBOOK)]), Ruled)
    assert world.rules.write(HEAD, [RULE]) == Denied(Denial.NOT_CONFIRMED)
    assert world.held() == ""


def test_who_has_no_role_is_denied_where_no_rule_stands() -> None:
    """Not told that there was nothing to do."""
    nobody = Actor(PersonId("a"))

    assert Ruling().rules.serve(nobody) == Denied(Denial.NO_ROLE)
    assert Ruling().rules.serve(OPERATOR) == ()


def test_a_school_nobody_knows_has_no_rules() -> None:
    """A typing error is told, not kept."""
    with pytest.raises(ValueRefusedError):
        Ruling().write(of(EMPTY, school=SchoolId("0750009Z")))


def test_all_schools_are_served_when_somebody_asks() -> None:
    """Whether something changed or not."""
    world = Ruling()
    world.write(RULE)

    done = world.rules.serve(OPERATOR)

    assert not isinstance(done, Denied)
    assert [(one.school, one.operation) for one in done] == [(LYCEE.id, None)]
    listed = world.rules.listing(DOC, LYCEE.id)
    assert not isinstance(listed, Denied)
    assert [one.rule for one in listed] == [RULE]


def test_a_subscription_that_begins_is_a_change() -> None:
    """Who has one of the year that ended is served from the new one, though nobody moved."""
    following: Subscription = replace(
        SUBSCRIPTION,
        id=SubscriptionId("next"),
        starts=SUBSCRIPTION.ends,
        ends=SUBSCRIPTION.ends + timedelta(days=365),
    )
    world = Ruling()
    world.write(RULE)
    world.store.write(subscriptions=[following])
    world.serving.follow()
    assert world.held() == "abcde"

    world.now = following.starts
    world.serving.follow()

    assert world.held() == "aabbccddee"


def test_who_begins_by_date_between_two_imports_is_served_then() -> None:
    """Hired for the third, imported on the first: nothing but the date changes."""
    place = replace(classmate("f").memberships[0], starts=NOW + timedelta(days=2))
    world = Ruling()
    world.write(RULE)
    world.arrive(replace(classmate("f"), memberships=(place,)))
    world.serving.follow()
    assert (world.held(), world.serving.follow()) == ("abcde", ())

    world.now = NOW + timedelta(days=2)
    (served,) = world.serving.follow()

    assert (served.school, world.held()) == (LYCEE.id, "abcdef")
    assert world.serving.follow() == ()


def test_a_daily_timer_serves_who_begins_by_date() -> None:
    """``rules serve`` looks at everybody, in a portal whose directory counts no change."""
    place = replace(classmate("f").memberships[0], starts=NOW + timedelta(days=2))
    world = Ruling()
    world.write(RULE)
    world.directory.put(replace(classmate("f"), memberships=(place,)), at=NOW)
    world.rules.serve(OPERATOR)
    assert world.held() == "abcde"

    world.now = NOW + timedelta(days=2)
    world.rules.serve(OPERATOR)

    assert world.held() == "abcdef"


def test_a_rule_that_is_written_is_planned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is applied is what was counted, under one lock."""
    world, asked = Ruling(), list[SchoolId]()
    look = ServingService.look

    def counting(
        service: ServingService, roster: Roster, rules: Sequence[StandingRule], now: datetime
    ) -> Round:
        asked.append(roster.school)
        return look(service, roster, rules, now)

    monkeypatch.setattr(ServingService, "look", counting)
    world.write(RULE)

    assert (asked, world.held()) == ([LYCEE.id], "abcde")


def test_a_rule_whose_code_no_store_keeps_is_refused_by_name() -> None:
    """Before it is written or served, also where it is only rehearsed."""
    world = Ruling()
    long = of(Population(kind=GroupKind.DIVISION, code="x" * 256))

    for rehearse in (True, False):
        with pytest.raises(ValueRefusedError, match=f"division at {LYCEE.id} 'x+' is not valid"):
            world.rules.write(OPERATOR, [long], rehearse=rehearse)

    assert list(world.ledger.rules(LYCEE.id)) == []
