"""Attacks on orders: by people with a right elsewhere, on something else, before, or none."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.services.ordering import Ordering
from tests.services.school import BRUNO, DRAFT, PEOPLE

from garbridge.core.delegations import Delegation, DelegationAct, DelegationId
from garbridge.core.identifiers import PersonId, ResourceId, SubscriptionId
from garbridge.core.ordering import Decline, Declined, Kept
from garbridge.core.orders import Order, order_of
from garbridge.core.people import Identity, Membership, Person, Profile
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied, Grant, Reach, Scope
from garbridge.core.roles import Role
from garbridge.testing.orders import BOTH, OFFER
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, NOW, SUBSCRIPTION, YEAR_ENDS

HEAD, PUPIL, TEACHER = (Actor(PersonId(name)) for name in ("cheffe", "alice", "bruno"))
MANAGER, EVERYWHERE = Actor(PersonId("gestion")), Actor(PersonId("dane"))
MATHS = replace(ATLAS, id=ResourceId("ark:/99999/maths"), textbook=True)
ORDER = order_of(SUBSCRIPTION)
BOOKS = replace(ORDER, id=SubscriptionId("books"), resource=MATHS.id)
THERE = replace(ORDER, id=SubscriptionId("there"), schools=(COLLEGE.id,))
TOGETHER = replace(BOTH, id=SubscriptionId("together"))
TEXTBOOKS = Scope(Reach.TEXTBOOKS)
NATIONAL = replace(OFFER, natures=("300", "340"))


def manager(**changes: object) -> Grant:
    """Return a grant of the lycée’s manager."""
    facts = {"role": Role.MANAGER, "person": MANAGER.person, "school": LYCEE.id}
    return Grant(**{**facts, **changes})  # type: ignore[arg-type]  # fields by name


def world(*stated: Grant) -> Ordering:
    """Return a world with an order of the lycée, one of the collège, and one of both."""
    other = Membership(COLLEGE.id, Profile.HEAD)
    principal = Person(PersonId("principal"), Identity("Principal", "P"), (other,))
    made = Ordering(people=(*PEOPLE, principal), stated=stated, resources=(ATLAS, MATHS))
    made.keep(ORDER, BOOKS, THERE, TOGETHER)
    return made


ACTS: Mapping[str, Callable[[Ordering, Actor, Order], object]] = {
    "load": lambda w, who, order: w.subscriptions.load(who, [order]),
    "load a part": lambda w, who, order: w.subscriptions.load(who, [order], partial=True),
    "create": lambda w, who, order: w.subscriptions.create(
        who, replace(order, id=SubscriptionId("new"))
    ),
    "change": lambda w, who, order: w.subscriptions.change(who, replace(order, comment="mine")),
    "change unnamed": lambda w, who, order: w.subscriptions.change(
        who, replace(order, comment="mine", schools=())
    ),
    "end": lambda w, who, order: w.subscriptions.end(who, order.id),
    "renew": lambda w, who, order: w.subscriptions.renew(who, order.id),
    "renew the school": lambda w, who, order: w.subscriptions.renew_school(who, order.schools[0]),
    "list": lambda w, who, order: w.overview.bought(who, school=order.schools[0]),
    "alerts": lambda w, who, order: w.overview.alerts(who, order.schools[0]),
    "ends": lambda w, who, order: w.overview.ends(who, order.schools[0]),
}
WRITING = [name for name in ACTS if name not in {"list", "alerts", "ends", "renew the school"}]


@pytest.mark.parametrize("act", ACTS)
def test_the_head_of_another_school_is_denied_everything(act: str) -> None:
    """A right at the lycée is none at the collège; nothing is written."""
    attacked = world()
    before = attacked.there()

    assert ACTS[act](attacked, HEAD, THERE) == Denied(Denial.NO_ROLE)
    assert attacked.there() == before


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", [PUPIL, Actor(PersonId("nobody"))], ids=["pupil", "nobody"])
def test_a_pupil_is_denied_everything(who: Actor, act: str) -> None:
    """Who has no right at all learns nothing and writes nothing."""
    attacked = world()
    before = attacked.there()

    assert ACTS[act](attacked, who, ORDER) == Denied(Denial.NO_ROLE)
    assert attacked.there() == before


@pytest.mark.parametrize("act", WRITING)
def test_an_order_of_several_schools_needs_all_of_them(act: str) -> None:
    """The head of one of them does not decide for the other."""
    attacked = world()
    before = attacked.there()

    assert ACTS[act](attacked, HEAD, TOGETHER) == Denied(Denial.NO_ROLE)
    assert attacked.there() == before


def test_a_school_ends_its_own_part_of_an_order_of_several() -> None:
    """And not that of the other school."""
    attacked = world()

    denied = attacked.subscriptions.end(HEAD, SubscriptionId(f"together@{COLLEGE.id}"))
    attacked.subscriptions.end(HEAD, SubscriptionId(f"together@{LYCEE.id}"))

    assert denied == Denied(Denial.NO_ROLE)
    there = attacked.there()
    assert there[SubscriptionId(f"together@{LYCEE.id}")].ends == NOW
    assert there[SubscriptionId(f"together@{COLLEGE.id}")].ends == YEAR_ENDS


@pytest.mark.parametrize("act", WRITING)
def test_who_orders_textbooks_orders_nothing_else(act: str) -> None:
    """The scope is held to the resource: of the order that is there, and of what it would be."""
    attacked = world(manager(scope=TEXTBOOKS))
    before = attacked.there()

    assert ACTS[act](attacked, MANAGER, ORDER) == Denied(Denial.OUT_OF_SCOPE)
    assert attacked.there() == before
    assert not isinstance(ACTS[act](attacked, MANAGER, BOOKS), Denied)


def test_an_order_cannot_be_turned_into_another_scope() -> None:
    """Neither an atlas into a textbook, to change it, nor a textbook into an atlas."""
    attacked = world(manager(scope=TEXTBOOKS))
    before = attacked.there()

    for order, resource in ((ORDER, MATHS), (BOOKS, ATLAS)):
        turned = replace(order, resource=resource.id)
        for answer in (
            attacked.subscriptions.load(MANAGER, [turned]),
            attacked.subscriptions.change(MANAGER, turned),
        ):
            assert answer == Denied(Denial.OUT_OF_SCOPE)
    assert attacked.there() == before


def test_a_resource_that_nobody_registered_is_in_no_scope() -> None:
    """Nobody knows whether it is a textbook."""
    unknown = replace(ORDER, id=SubscriptionId("new"), resource=ResourceId("ark:/99999/new"))

    limited = world(manager(scope=TEXTBOOKS)).subscriptions.create(MANAGER, unknown)
    whole = world(manager()).subscriptions.create(MANAGER, unknown)

    assert limited == Denied(Denial.OUT_OF_SCOPE)
    assert not isinstance(whole, Denied)


@pytest.mark.parametrize("act", WRITING)
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ends": NOW}, Denial.ROLE_ENDED),
        ({"starts": NOW + timedelta(microseconds=1)}, Denial.ROLE_NOT_STARTED),
        ({"withdrawn": NOW}, Denial.ROLE_WITHDRAWN),
        ({"role": Role.ASSIGNER}, Denial.ROLE_DOES_NOT_ALLOW),
    ],
    ids=["ended", "coming", "withdrawn", "assigner"],
)
def test_a_grant_that_does_not_hold_orders_nothing(
    act: str, changes: dict[str, object], reason: Denial
) -> None:
    """To the instant; and who gives licences out does not buy them."""
    attacked = world(manager(**changes))
    before = attacked.there()

    assert ACTS[act](attacked, MANAGER, ORDER) == Denied(reason)
    assert attacked.there() == before


def delegate(attacked: Ordering, **changes: object) -> None:
    """Let the teacher assign at the lycée."""
    facts = {"id": DelegationId("d"), "school": LYCEE.id, "person": BRUNO, "scope": TEXTBOOKS}
    facts |= {"email": "", "starts": DRAFT.starts, "ends": DRAFT.ends, "reason": "r"}
    given = {**facts, "given_by": HEAD, "given_at": NOW, **changes}
    attacked.stores.delegations.give(Delegation(**given), DelegationAct.GIVEN)  # type: ignore[arg-type]  # fields by name


def test_a_delegate_sees_what_the_delegation_is_about_and_orders_nothing() -> None:
    """The textbooks of the lycée: not the atlas, and not the textbooks of the collège."""
    attacked = world()
    attacked.keep(replace(BOOKS, id=SubscriptionId("elsewhere"), schools=(COLLEGE.id,)))
    delegate(attacked)

    assert seen(attacked, TEACHER) == ["books"]
    found = attacked.overview.ends(TEACHER)
    assert not isinstance(found, Denied)
    assert [one.name for one in found] == ["books"]
    answer = attacked.subscriptions.create(TEACHER, replace(BOOKS, id=SubscriptionId("new")))
    assert answer == Denied(Denial.ROLE_DOES_NOT_ALLOW)


def test_an_expired_delegation_shows_nothing() -> None:
    """From the instant at which it ends."""
    attacked = world()
    delegate(attacked, ends=NOW)

    assert attacked.overview.bought(TEACHER) == Denied(Denial.ROLE_ENDED)
    assert attacked.overview.alerts(TEACHER, LYCEE.id) == Denied(Denial.ROLE_ENDED)


def seen(attacked: Ordering, actor: Actor) -> list[str]:
    """Return what *actor* is shown without naming a school."""
    found = attacked.overview.bought(actor)
    assert not isinstance(found, Denied)
    return [one.subscription.id for one in found]


def test_a_head_who_names_no_school_sees_the_own_ones() -> None:
    """Of an order of several, the own part; the operator sees everything."""
    attacked = world()

    assert seen(attacked, HEAD) == ["atlas-2026", f"together@{LYCEE.id}", "books"]
    assert len(seen(attacked, OPERATOR)) == len(attacked.there())
    found = attacked.overview.ends(HEAD)
    assert not isinstance(found, Denied)
    assert {one.schools for one in found} == {(LYCEE.id,)}


def test_an_order_by_nature_needs_every_school_there_will_be() -> None:
    """A head of every school there is would decide for the one that comes next."""
    places = tuple(Membership(school.id, Profile.HEAD) for school in (LYCEE, COLLEGE))
    both = Person(PersonId("both"), Identity("B", "B"), places)
    attacked = Ordering(people=[both], stated=[manager(person=EVERYWHERE.person, school=None)])
    attacked.stores.natures.state({LYCEE.id: "300"})

    for who in (Actor(both.id), PUPIL):
        for orders in ([NATIONAL], [replace(NATIONAL, natures=("999",))]):
            assert attacked.subscriptions.load(who, orders) == Denied(Denial.NO_ROLE)
    assert attacked.there() == {}
    assert not isinstance(attacked.subscriptions.load(EVERYWHERE, [NATIONAL]), Denied)
    assert list(attacked.there()) == [f"{OFFER.id}@{LYCEE.id}"]
    for act in ("change", "end", "renew"):
        assert ACTS[act](attacked, Actor(both.id), NATIONAL) == Denied(Denial.NO_ROLE)


def test_one_order_that_is_denied_denies_the_file() -> None:
    """Also where a part would do: nobody hides a foreign order among own ones."""
    attacked = world()
    before = attacked.there()
    mine, theirs = (replace(one, comment="mine") for one in (ORDER, THERE))

    for partial in (False, True):
        answer = attacked.subscriptions.load(HEAD, [mine, theirs], partial=partial)
        assert answer == Denied(Denial.NO_ROLE)
    assert attacked.there() == before


def test_a_school_named_nothing_is_no_way_in() -> None:
    """What stands for every school is nobody’s school, whatever a directory says."""
    place = Membership(type(LYCEE.id)(""), Profile.HEAD)
    forged = Person(PersonId("forged"), Identity("F", "F"), (place,))
    attacked = Ordering(people=[forged])
    attacked.keep(ORDER)

    assert attacked.subscriptions.load(Actor(forged.id), [NATIONAL]) == Denied(Denial.NO_ROLE)
    assert attacked.overview.bought(Actor(forged.id)) == Denied(Denial.NO_ROLE)


def test_renewing_a_school_renews_what_is_in_scope() -> None:
    """The textbooks; the atlas stays as it is."""
    attacked = world(manager(scope=TEXTBOOKS))
    attacked.now = YEAR_ENDS - timedelta(days=9)

    answer = attacked.subscriptions.renew_school(MANAGER, LYCEE.id)

    assert not isinstance(answer, Denied)
    assert [one.order.follows for one in answer if isinstance(one, Kept)] == ["books"]
    assert len(answer) == 1


@pytest.mark.parametrize("who", [Actor(PersonId("ghost")), MANAGER], ids=["nobody", "manager"])
def test_an_order_of_others_is_as_one_that_is_not_there(who: Actor) -> None:
    """Whoever may not touch it does not learn that it exists."""
    here = world(manager())
    theirs = replace(ORDER, id=SubscriptionId("theirs"), schools=(COLLEGE.id,))
    assert isinstance(here.subscriptions.create(OPERATOR, theirs), Kept)
    nothing = replace(theirs, id=SubscriptionId("nothing"))

    for act in (here.subscriptions.end, here.subscriptions.renew):
        assert act(who, theirs.id) == act(who, nothing.id)
        assert isinstance(act(who, nothing.id), Denied)
    assert here.subscriptions.change(who, theirs) == here.subscriptions.change(who, nothing)
    unknown = here.subscriptions.end(OPERATOR, nothing.id)
    assert isinstance(unknown, Declined)
    assert unknown.why is Decline.UNKNOWN
