"""``[[roles]]``: who is what, where no directory says it."""

from datetime import UTC, date, datetime

import pytest
from tests.config.written import Value, Values, Written

from garbridge.core.permissions import Grant, Reach, Scope
from garbridge.core.roles import Role
from garbridge.testing.world import COLLEGE, LYCEE

MANAGER: dict[str, Value] = {"role": "manager", "person": "p-1842", "schools": [LYCEE.id]}


def roles_of(written: Written, *roles: Values) -> tuple[Grant, ...]:
    """Return the grants of a portal with *roles*."""
    written.portal(roles=list(roles))
    return written.read().roles


def test_a_role_is_a_grant_for_each_school(written: Written) -> None:
    """With its scope, its days in the portal's zone, the last one included, and its reason."""
    role = {
        **MANAGER,
        "role": "assigner",
        "schools": ["0750001a", COLLEGE.id],
        "scope": "discipline:Histoire",
        "starts": date(2026, 9, 1),
        "ends": date(2027, 8, 15),
        "reason": "Intérim",
    }

    first, second = roles_of(written, role)

    assert first == Grant(
        role=Role.ASSIGNER,
        person=first.person,
        school=LYCEE.id,
        scope=Scope(Reach.DISCIPLINE, "Histoire"),
        starts=datetime(2026, 8, 31, 22, tzinfo=UTC),
        ends=datetime(2027, 8, 15, 22, tzinfo=UTC),
        reason="Intérim",
        given_by="garbridge.toml",
    )
    assert (first.person, second.school) == ("p-1842", COLLEGE.id)


def test_every_school_must_be_said(written: Written) -> None:
    """A forgotten key gives nobody the whole tenant."""
    everywhere = {"role": "ent_administrator", "person": "p-77", "everywhere": True}

    (grant,) = roles_of(written, everywhere)

    assert (grant.school, grant.starts, grant.ends) == (None, None, None)
    written.portal()
    assert written.read().roles == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"role": "head"}, "roles[1].role"),
        ({"role": "delegate"}, "roles[1].role"),
        ({"role": "librarian"}, "roles[1].role"),
        ({"role": "king"}, "roles[1].role"),
        ({"person": " x"}, "roles[1].person"),
        ({"schools": []}, "roles[1].schools"),
        ({"schools": ["lycée"]}, "roles[1].schools"),
        ({"everywhere": True}, "roles[1].schools"),
        ({"scope": "everything"}, "roles[1].scope"),
        ({"scope": "discipline:"}, "roles[1].scope"),
        ({"scope": "textbooks:Histoire"}, "roles[1].scope"),
        ({"scope": "discipline:" + "x" * 256}, "roles[1].scope"),
        ({"starts": date(2027, 1, 2), "ends": date(2027, 1, 1)}, "roles[1].ends"),
        ({"ends": "2027-08-15"}, "roles[1].ends"),
        ({"until": date(2027, 8, 15)}, "roles[1].until"),
    ],
)
def test_a_mistake_is_named_at_the_start(
    written: Written, change: dict[str, Value], told: str
) -> None:
    """With file and key; the person's identifier is not repeated."""
    written.portal(roles=[{**MANAGER, **change}])

    (problem,) = written.problems()

    assert problem.startswith(f"garbridge.toml: {told}: ")
    assert "p-1842" not in problem


def test_a_role_without_a_school_is_a_mistake(written: Written) -> None:
    """Neither ``schools`` nor ``everywhere``."""
    written.portal(roles=[{"role": "manager", "person": "p-1842"}])

    (problem,) = written.problems()

    assert "everywhere = true" in problem
