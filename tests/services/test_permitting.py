"""Where grants come from, and what ends them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.services.school import BRUNO, DRAFT, HEAD, PEOPLE, School
from tests.strategies import TICK

from garbridge.core.delegations import Declared
from garbridge.core.identifiers import PersonId
from garbridge.core.people import Membership, Profile
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied, Grant, Permitted
from garbridge.core.roles import Act, Role
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, NOW, pupil, teacher

ALICE, TEACHER = Actor(PersonId("alice")), Actor(BRUNO)


def may(school: School, actor: Actor, act: Act = Act.ASSIGN) -> bool:
    """Ask at the lycée, about every resource."""
    return isinstance(school.permissions.permit(actor, act, school=LYCEE.id), Permitted)


def test_a_head_is_one_as_long_as_the_directory_says() -> None:
    """No other list has to be kept; from the day they leave they are nobody."""
    school = School()
    head = PEOPLE[2]

    assert may(school, HEAD)
    school.move(head, ends=NOW + TICK)
    assert may(school, HEAD)
    school.move(head, ends=NOW)
    assert not may(school, HEAD)
    school.move(head, profile=Profile.TEACHER)
    assert not may(school, HEAD)


def test_a_head_here_is_nobody_elsewhere() -> None:
    """A teacher of the lycée who heads the collège heads the collège only."""
    places = (Membership(LYCEE.id, Profile.TEACHER), Membership(COLLEGE.id, Profile.HEAD))
    school = School(people=[teacher("bruno", *places)])

    assert not may(school, TEACHER)
    answer = school.permissions.permit(TEACHER, Act.ASSIGN, school=COLLEGE.id)
    assert isinstance(answer, Permitted)


def test_a_documentaliste_sees_and_signals_but_assigns_only_by_delegation() -> None:
    """Who answers for assignments decides who makes them."""
    school = School()
    librarian = Actor(PersonId("zoe-doc"))

    assert may(school, librarian, Act.SEE_STOCK)
    assert may(school, librarian, Act.SIGNAL)
    assert not may(school, librarian)
    school.give(replace(DRAFT, person=PersonId("zoe-doc")))
    assert may(school, librarian)


def test_whom_the_directory_states_may_assign_but_not_delegate() -> None:
    """The export does not tell the head's delegate from the head: the lesser is meant."""
    school = School()
    assert not may(school, TEACHER)

    school.declared.put(Declared(school=LYCEE.id, person=BRUNO, email="b@ent.example"))

    assert may(school, TEACHER)
    answer = school.permissions.permit(TEACHER, Act.DELEGATE, school=LYCEE.id)
    assert answer == Denied(Denial.NO_SUB_DELEGATION)


@pytest.mark.parametrize("given", [True, False], ids=["delegated", "declared"])
def test_a_delegation_ends_with_its_holders_place(given: bool) -> None:  # noqa: FBT001  # a case
    """Somebody who left, or whose place became that of a pupil, assigns nothing."""
    school = School()
    if given:
        school.give()
    else:
        school.declared.put(Declared(school=LYCEE.id, person=BRUNO, email="b@ent.example"))
    assert may(school, TEACHER)

    school.move(teacher(), ends=NOW)
    assert not may(school, TEACHER)
    school.move(teacher(), starts=NOW + TICK)
    assert not may(school, TEACHER)
    school.move(teacher(), profile=Profile.PUPIL)
    assert not may(school, TEACHER)
    school.move(teacher())
    assert may(school, TEACHER)


def test_a_delegation_without_a_place_at_the_school_gives_nothing() -> None:
    """Its holder moved to another school: the dates of the delegation do not matter."""
    school = School()
    school.give()

    school.move(teacher(), school=COLLEGE.id)

    assert not may(school, TEACHER)
    school.directory.remove(BRUNO, at=NOW)
    assert not may(school, TEACHER)


def test_a_delegation_expires_by_itself() -> None:
    """Nobody has to do anything at its end."""
    school = School()
    given = school.give()

    school.now = given.ends - TICK
    assert may(school, TEACHER)
    school.now = given.ends
    assert not may(school, TEACHER)


def test_a_withdrawal_holds_at_the_next_question() -> None:
    """Nothing is kept between two questions."""
    school = School()
    given = school.give()
    assert may(school, TEACHER)

    school.delegating.withdraw(HEAD, LYCEE.id, given.id, reason="Changement")

    answer = school.permissions.permit(TEACHER, Act.ASSIGN, school=LYCEE.id)
    assert answer == Denied(Denial.ROLE_WITHDRAWN)


def test_a_configured_role_needs_no_place_in_the_directory() -> None:
    """The administrator of the ENT may belong to no school; nobody else gets theirs."""
    admin = PersonId("regie")
    role = Grant(role=Role.ENT_ADMINISTRATOR, person=admin, school=None)
    school = School(stated=[role])

    assert may(school, Actor(admin), Act.MERGE)
    assert not may(school, Actor(admin))
    assert not may(school, TEACHER, Act.MERGE)
    assert not may(school, ALICE, Act.MERGE)


def test_several_places_need_a_proof_each() -> None:
    """One that is denied denies them all."""
    school = School()
    here, there = (LYCEE.id, ATLAS), (COLLEGE.id, ATLAS)

    proofs = school.permissions.permit_all(HEAD, Act.ASSIGN, [here, (LYCEE.id, None)])

    assert isinstance(proofs, tuple)
    assert [(proof.school, proof.resource) for proof in proofs] == [
        (LYCEE.id, ATLAS.id),
        (LYCEE.id, None),
    ]
    denied = school.permissions.permit_all(HEAD, Act.ASSIGN, [here, there])
    assert denied == Denied(Denial.NO_ROLE)


def test_an_act_on_no_place_is_denied() -> None:
    """There is nothing to prove it by, whoever asks; the operator needs no proof."""
    permissions = School().permissions

    assert permissions.permit_all(HEAD, Act.ASSIGN, []) == Denied(Denial.NO_ROLE)
    assert permissions.permit_all(OPERATOR, Act.ASSIGN, []) == ()


def test_a_bulk_act_is_confirmed() -> None:
    """Above the limit the portal is asked; what it does not confirm is not done."""
    school = School(confirms=True)
    places = [(LYCEE.id, ATLAS)]

    assert isinstance(school.permissions.permit_all(HEAD, Act.ASSIGN, places, people=30), tuple)
    assert school.asked == []
    assert isinstance(school.permissions.permit_all(HEAD, Act.ASSIGN, places, people=31), tuple)
    assert school.asked == [(HEAD, Act.ASSIGN)]
    school.confirms = False
    answer = school.permissions.permit_all(HEAD, Act.ASSIGN, places, people=31)
    assert answer == Denied(Denial.NOT_CONFIRMED)


def test_nobody_confirms_what_is_denied_and_the_operator_has_no_password() -> None:
    """A question that changes nothing is not asked; without a hook none is."""
    school = School(confirms=False)
    places = [(LYCEE.id, ATLAS)]

    denied = school.permissions.permit_all(ALICE, Act.ASSIGN, places, people=99)
    assert denied == Denied(Denial.NO_ROLE)
    operator = school.permissions.permit_all(OPERATOR, Act.ASSIGN, places, people=99)
    assert isinstance(operator, tuple)
    assert school.asked == []
    unasked = School().permissions.permit_all(HEAD, Act.ASSIGN, places, people=99)
    assert isinstance(unasked, tuple)


def test_a_pupil_whom_the_directory_states_assigns_nothing() -> None:
    """A mistake of the export does not open the school's licences to a pupil."""
    school = School(people=[pupil()])
    school.declared.put(Declared(school=LYCEE.id, person=PersonId("alice"), email="a@ent.example"))

    assert not may(school, ALICE)
    school.now = NOW + timedelta(days=1)
    assert not may(school, ALICE, Act.READ_AGGREGATES)
