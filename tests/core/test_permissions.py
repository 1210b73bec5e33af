"""Who may do what: the whole table, and everything beside it denied."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import PEOPLE, SCHOOLS, TICK, instants, mostly

from garbridge.core.catalogue import Resource
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.permissions import (
    OPERATOR,
    Actor,
    Denial,
    Denied,
    Grant,
    Permitted,
    Reach,
    Scope,
    actor_of,
    permit,
)
from garbridge.core.roles import Act, Role
from garbridge.testing.world import ALICE, ATLAS, COLLEGE, LYCEE, NOW

ROLES: Final = dict(zip("HADMLERC", Role, strict=True))
TABLE: Final = {
    "see_stock": "HADMLE",
    "assign": "HAD",
    "withdraw": "HAD",
    "undo": "HAD",
    "write_rules": "HAD",
    "present": "HADL",
    "reclaim": "HAD",
    "read_queue": "HADMLE",
    "signal": "HADMLE",
    "accept_queue": "HAD",
    "merge": "HE",
    "prepare_year": "HADE",
    "check_year": "HADE",
    "switch_year": "HADE",
    "undo_year": "HADE",
    "order": "HM",
    "change_subscription": "HM",
    "end_subscription": "HM",
    "activate": "HAD",
    "delegate": "H",
    "withdraw_delegation": "H",
    "read_delegations": "HAE",
    "read_journal": "HADE",
    "read_aggregates": "HADMLERC",
    "publish_aggregates": "HA",
    "diagnose": "HADMLE",
    "check_access": "HADMLE",
    "handle_rights": "HE",
    "see_jobs": "E",
    "protect": "HE",
}
"""The table written down a second time, a letter for each role."""
ABOUT_THE_SCHOOL: Final = {
    "read_queue",
    "signal",
    "merge",
    "delegate",
    "withdraw_delegation",
    "read_delegations",
    "handle_rights",
    "see_jobs",
    "protect",
}
MATHS_BOOK = replace(ATLAS, textbook=True, discipline="Mathématiques")
MATHS = replace(ATLAS, discipline="Mathématiques")
HISTORY_BOOK = replace(ATLAS, textbook=True, discipline="Histoire")
RESOURCES = (None, ATLAS, MATHS_BOOK, MATHS, HISTORY_BOOK)
SCOPES = (
    *(Scope(reach) for reach in Reach if reach is not Reach.DISCIPLINE),
    Scope(Reach.DISCIPLINE, "mathématiques "),
)
HEAD = Grant(role=Role.HEAD, person=ALICE, school=LYCEE.id)


def ask(
    *grants: Grant,
    act: Act = Act.ASSIGN,
    actor: Actor | None = None,
    school: SchoolId = LYCEE.id,
    resource: Resource | None = None,
) -> Permitted | Denied:
    """Ask for Alice at the lycée, or for what is given."""
    who = Actor(ALICE) if actor is None else actor
    return permit(who, act, school=school, resource=resource, grants=grants, now=NOW)


def inside(scope: Scope, act: Act, resource: Resource | None) -> bool:
    """State once more what each scope holds."""
    if scope.reach is Reach.STATISTICS:
        return act == "read_aggregates"
    if scope.reach is Reach.ALL or act in ABOUT_THE_SCHOOL:
        return True
    if resource is None:
        return False
    return {
        Reach.TEXTBOOKS: resource.textbook,
        Reach.ALL_BUT_TEXTBOOKS: not resource.textbook,
        Reach.DISCIPLINE: resource.discipline == "Mathématiques",
    }[scope.reach]


def test_the_table_names_every_act() -> None:
    """An act that nobody thought of is denied; a test that forgets one proves nothing."""
    assert set(TABLE) == set(Act)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", Act)
def test_a_role_may_exactly_what_the_table_says(act: Act, role: Role) -> None:
    """Each of the two hundred pairs."""
    answer = ask(replace(HEAD, role=role), act=act)

    assert isinstance(answer, Permitted) is (role in {ROLES[letter] for letter in TABLE[act]})


grants = st.builds(
    Grant,
    role=st.sampled_from(Role),
    person=mostly(ALICE, st.sampled_from(PEOPLE)),
    school=mostly(LYCEE.id, st.none() | st.sampled_from(SCHOOLS)),
    scope=st.sampled_from(SCOPES),
    starts=mostly(None, instants),
    ends=mostly(None, instants),
    withdrawn=mostly(None, instants),
)


def rule_holds(grant: Grant, act: Act, resource: Resource | None, *, at: SchoolId) -> bool:
    """State every rule once more, as one sentence."""
    everywhere = grant.school is None and grant.role not in {
        Role.HEAD,
        Role.DELEGATE,
        Role.LIBRARIAN,
    }
    return (
        grant.person == ALICE
        and (grant.school == at or everywhere)
        and (grant.starts is None or grant.starts <= NOW)
        and (grant.ends is None or grant.ends > NOW)
        and (grant.withdrawn is None or grant.withdrawn > NOW)
        and grant.role in {ROLES[letter] for letter in TABLE[act]}
        and inside(grant.scope, act, resource)
    )


@settings(max_examples=500)
@given(
    held=st.lists(grants, max_size=3),
    act=st.sampled_from(Act),
    resource=st.sampled_from(RESOURCES),
    school=mostly(LYCEE.id, st.sampled_from(SCHOOLS)),
)
def test_permitted_exactly_where_one_grant_allows_it(
    held: list[Grant], act: Act, resource: Resource | None, school: SchoolId
) -> None:
    """Another school or person, a scope, an end, a withdrawal, a role: each alone denies."""
    answer = ask(*held, act=act, resource=resource, school=school)
    allowing = [grant for grant in held if rule_holds(grant, act, resource, at=school)]

    assert isinstance(answer, Permitted) is bool(allowing)
    if isinstance(answer, Permitted):
        assert answer.grant in allowing
        assert (answer.actor.person, answer.act, answer.school) == (ALICE, act, school)
        assert answer.resource == (resource.id if resource else None)


@given(held=st.lists(grants, max_size=4), act=st.sampled_from(Act), order=st.randoms())
def test_the_order_of_grants_does_not_matter(held: list[Grant], act: Act, order: Random) -> None:
    """Two stores that sort otherwise give one answer and one proof."""
    shuffled = list(held)
    order.shuffle(shuffled)
    first, second = ask(*held, act=act), ask(*shuffled, act=act)

    if isinstance(first, Permitted) and isinstance(second, Permitted):
        assert first.grant is not None
        assert second.grant is not None
        assert first.grant.role is second.grant.role
        assert first.grant.starts == second.grant.starts
        assert first.grant.scope == second.grant.scope
    else:
        assert first == second


@pytest.mark.parametrize(
    ("grants", "act", "denial"),
    [
        ([], Act.ASSIGN, Denial.NO_ROLE),
        ([replace(HEAD, person=PersonId("bruno"))], Act.ASSIGN, Denial.NO_ROLE),
        ([replace(HEAD, school=COLLEGE.id)], Act.ASSIGN, Denial.NO_ROLE),
        ([replace(HEAD, school=None)], Act.ASSIGN, Denial.NO_ROLE),
        ([replace(HEAD, starts=NOW + TICK)], Act.ASSIGN, Denial.ROLE_NOT_STARTED),
        ([replace(HEAD, ends=NOW)], Act.ASSIGN, Denial.ROLE_ENDED),
        ([replace(HEAD, withdrawn=NOW)], Act.ASSIGN, Denial.ROLE_WITHDRAWN),
        ([replace(HEAD, role=Role.COMMITTEE)], Act.ASSIGN, Denial.ROLE_DOES_NOT_ALLOW),
        ([replace(HEAD, role=Role.DELEGATE)], Act.DELEGATE, Denial.NO_SUB_DELEGATION),
        ([replace(HEAD, role=Role.ASSIGNER)], Act.DELEGATE, Denial.NO_SUB_DELEGATION),
        ([replace(HEAD, scope=Scope(Reach.TEXTBOOKS))], Act.ASSIGN, Denial.OUT_OF_SCOPE),
        (
            [replace(HEAD, ends=NOW), replace(HEAD, role=Role.COMMITTEE)],
            Act.ASSIGN,
            Denial.ROLE_DOES_NOT_ALLOW,
        ),
    ],
)
def test_a_denial_has_one_reason(grants: Iterable[Grant], act: Act, denial: Denial) -> None:
    """Whoever came nearest is told what stood in the way."""
    assert ask(*grants, act=act) == Denied(denial)


def test_a_grant_holds_from_its_start_until_before_its_end() -> None:
    """``starts`` is inclusive, ``ends`` exclusive, a withdrawal holds at once."""
    assert isinstance(ask(replace(HEAD, starts=NOW)), Permitted)
    assert isinstance(ask(replace(HEAD, ends=NOW + TICK)), Permitted)
    assert isinstance(ask(replace(HEAD, withdrawn=NOW + TICK)), Permitted)
    assert isinstance(ask(replace(HEAD, ends=NOW + timedelta(days=1), withdrawn=NOW)), Denied)


@pytest.mark.parametrize("act", Act)
def test_a_delegate_never_delegates(act: Act) -> None:
    """Whatever the scope, a delegation gives no power over delegations."""
    mine = replace(HEAD, role=Role.DELEGATE)
    over_delegations = act in {Act.DELEGATE, Act.WITHDRAW_DELEGATION, Act.READ_DELEGATIONS}

    assert not (over_delegations and isinstance(ask(mine, act=act), Permitted))


def test_the_operator_is_permitted_and_nobody_becomes_the_operator() -> None:
    """Whoever has the shell has the database; an empty identifier is nobody."""
    answer = ask(actor=OPERATOR)

    assert isinstance(answer, Permitted)
    assert answer.grant is None
    assert OPERATOR.text == ""
    assert actor_of("alice") == Actor(ALICE)
    with pytest.raises(ValueError, match="identifier"):
        Actor(PersonId(""))


def test_a_proof_is_for_one_act_school_and_resource() -> None:
    """A proof for all resources holds for each; one for a resource holds for no other."""
    every, one = ask(HEAD), ask(HEAD, resource=ATLAS)

    assert isinstance(every, Permitted)
    assert isinstance(one, Permitted)
    assert every.is_for(Act.ASSIGN, LYCEE.id)
    assert every.is_for(Act.ASSIGN, LYCEE.id, ATLAS.id)
    assert one.is_for(Act.ASSIGN, LYCEE.id, ATLAS.id)
    assert not one.is_for(Act.ASSIGN, LYCEE.id)
    assert not every.is_for(Act.WITHDRAW, LYCEE.id)
    assert not every.is_for(Act.ASSIGN, COLLEGE.id)


@pytest.mark.parametrize("scope", [(Reach.DISCIPLINE, " "), (Reach.ALL, "Histoire")])
def test_a_scope_names_a_discipline_only_where_it_is_one(scope: tuple[Reach, str]) -> None:
    """An empty discipline would be every resource that has none."""
    with pytest.raises(ValueError, match="discipline"):
        Scope(*scope)
