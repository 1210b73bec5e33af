"""Learning who exists elsewhere: somebody of another school and nobody at all get one answer."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.services.licences import asked, classmate, give, take
from tests.services.school import adult
from tests.services.test_merging import Merging

from garbridge.core.identifiers import PersonId
from garbridge.core.operations import OperationKind
from garbridge.core.people import Membership, Person, Profile
from garbridge.core.permissions import OPERATOR, Actor, Denied, Grant
from garbridge.core.queue import Entry, EntryKind
from garbridge.core.roles import Role
from garbridge.core.seats import Obstacle
from garbridge.errors import ValueRefusedError
from garbridge.services.delegating import DelegatingService, Draft
from garbridge.services.planning import Preview
from garbridge.services.selecting import Request
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, NOW

HEAD, ASSIGNER, PUPIL = (Actor(PersonId(name)) for name in ("cheffe", "assigner", "a"))
FAR, NOBODY = PersonId("far"), PersonId("nobody")
BOTH = (FAR, NOBODY)
EVERYWHERE = Grant(role=Role.ASSIGNER, person=PersonId("assigner"), school=None)


def far() -> Person:
    """Return a teacher of the collège, with an address."""
    place = Membership(COLLEGE.id, Profile.TEACHER)
    return replace(adult("far", Profile.TEACHER, email="f@ent.example"), memberships=(place,))


@pytest.fixture(name="world")
def _world() -> Merging:
    world = Merging(people=[*map(classmate, "ab"), far()], stated=[EVERYWHERE])
    world.apply(give("b"))
    return world


def _same(answers: list[object]) -> object:
    """Return the one answer, whichever of the two was named."""
    told = [repr(one).replace("far", "?").replace("nobody", "?") for one in answers]
    assert told[0] == told[1]
    return answers[0]


@pytest.mark.parametrize(
    "requests",
    [
        tuple(give(one) for one in BOTH),
        tuple(take(one) for one in BOTH),
        tuple(asked(OperationKind.MOVE, "b", to=(one,)) for one in BOTH),
    ],
)
def test_a_head_who_names_a_stranger(world: Merging, requests: tuple[Request, ...]) -> None:
    """Whoever it is, it is not somebody of the school."""
    found = [world.preview(one, HEAD) for one in requests]

    first = _same([one.plan for one in found])
    assert first == found[0].plan


@pytest.mark.parametrize("actor", [OPERATOR, ASSIGNER])
def test_who_may_act_everywhere_is_told_that_somebody_is_unknown(
    world: Merging, actor: Actor
) -> None:
    """They may see everybody: a typing error is told from a wrong school."""
    found = world.assigning.preview(actor, give(*BOTH))

    assert isinstance(found, Preview)
    told = {one.who: one.obstacle for one in found.plan.impossible}
    assert told == {FAR: Obstacle.NOT_A_MEMBER, NOBODY: Obstacle.UNKNOWN_PERSON}


@pytest.mark.parametrize("actor", [HEAD, PUPIL, Actor(PersonId("doc"))])
@pytest.mark.parametrize("kept", [False, True])
def test_merging_with_a_stranger_is_denied(world: Merging, actor: Actor, *, kept: bool) -> None:
    """Before anybody is looked up, on either side of the merge."""
    pairs = [("a", one) if kept else (one, "a") for one in BOTH]

    answers = [world.merging.merge(actor, PersonId(g), PersonId(k)) for g, k in pairs]

    assert isinstance(_same(list(answers)), Denied)


def test_who_may_merge_everywhere_is_told_who_is_unknown(world: Merging) -> None:
    """The operator has no use for a denial."""
    with pytest.raises(ValueRefusedError):
        world.merging.merge(OPERATOR, NOBODY, FAR)


def test_a_delegation_tells_no_address_of_a_stranger(world: Merging) -> None:
    """That an address is missing was said of nobody, and not of somebody elsewhere."""
    delegating = DelegatingService(
        permissions=world.assigning.permissions,
        directory=world.directory,
        delegations=world.assigning.permissions.delegations,
        declared=world.assigning.permissions.declared,
        zone=ZoneInfo("Europe/Paris"),
        clock=lambda: NOW,
    )
    drafts = [
        Draft(person=one, starts=NOW, ends=NOW + timedelta(days=90), reason="r") for one in BOTH
    ]

    _same([delegating.delegate(HEAD, LYCEE.id, one) for one in drafts])


@pytest.mark.parametrize("known", BOTH)
def test_a_stranger_who_is_told_to_arrive_waits(world: Merging, known: PersonId) -> None:
    """The queue does not say whether they are elsewhere."""
    entry = world.queue.signal(HEAD, LYCEE.id, EntryKind.ARRIVAL, known, classes=["division:2DE4"])
    assert isinstance(entry, Entry)

    done = world.queue.accept(HEAD, LYCEE.id)

    assert not isinstance(done, Denied)
    (one,) = done
    assert not one.closed
    assert [(i.resource, i.obstacle) for i in one.plan.impossible] == [
        (ATLAS.id, Obstacle.NOT_A_MEMBER)
    ]
