"""Attacks on ``explain``: about somebody elsewhere, about everything, after a right, unseen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.services.portal import HERBARIUM, Portal
from tests.services.school import adult

from garbridge.core.access import Entitlements, Granted, Refusal, Refused
from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.people import Membership, Person, Profile
from garbridge.core.permissions import Actor, Denial, Denied, Grant, Reach, Scope
from garbridge.core.roles import Role
from garbridge.errors import StoreError
from garbridge.services.explaining import Explanation
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    COLLEGE,
    LYCEE,
    NOW,
    PUBLISHER,
    SUBSCRIPTION,
    pupil,
    seat,
)

HEAD, PUPIL = Actor(PersonId("cheffe")), Actor(ALICE)
LIBRARIAN, DELEGATE = Actor(PersonId("zoe-doc")), Actor(PersonId("bruno"))
BOB, NOBODY = PersonId("bob"), PersonId("nobody")
THERE = replace(SUBSCRIPTION, id=SubscriptionId("college"), school=COLLEGE.id)


def grant(**changes: object) -> Grant:
    """Return a delegation of the lycée, for textbooks."""
    scope = Scope(Reach.TEXTBOOKS)
    facts = {"role": Role.DELEGATE, "person": DELEGATE.person, "school": LYCEE.id, "scope": scope}
    return Grant(**{**facts, **changes})  # type: ignore[arg-type]  # fields by name


def portal(*stated: Grant, places: Sequence[Membership] = ()) -> Portal:
    """Return a portal where Alice is at the lycée, or at *places*, and Bob at the collège."""
    people: list[Person] = [
        pupil("alice", *places),
        pupil("bob", Membership(COLLEGE.id, Profile.PUPIL)),
        adult("cheffe", Profile.HEAD),
        adult("zoe-doc", Profile.LIBRARIAN),
    ]
    held = Entitlements([SUBSCRIPTION, THERE], [seat(), seat(ALICE, THERE)])
    return Portal(people={one.id: one for one in people}, facts=held, stated=stated)


def lines(attacked: Portal, school: SchoolId = LYCEE.id) -> int:
    """Return how many look-ups were written down."""
    return len(attacked.looked_up.lookups(school, limit=99))


@pytest.mark.parametrize("who", [HEAD, LIBRARIAN], ids=["head", "librarian"])
def test_who_answers_for_a_school_asks_about_its_people(who: Actor) -> None:
    """And is written down, where the head reads it."""
    attacked = portal()

    found = attacked.explaining().explain(who, ALICE, ATLAS.id, reason="appel")

    assert isinstance(found, Explanation)
    assert isinstance(found.decision, Granted)
    (line,) = attacked.looked_up.lookups(LYCEE.id, limit=9)
    assert (line.by, line.person, line.about) == (who, ALICE, ATLAS.id)
    assert attacked.explaining().journal(HEAD, LYCEE.id, limit=9) == [line]


@pytest.mark.parametrize("school", [None, LYCEE.id, COLLEGE.id])
@pytest.mark.parametrize("person", [BOB, NOBODY])
def test_the_head_of_another_school_learns_nothing(
    person: PersonId, school: SchoolId | None
) -> None:
    """Somebody elsewhere is answered like somebody who is not there, and nothing is written."""
    attacked = portal()

    answer = attacked.explaining().explain(HEAD, person, ATLAS.id, school=school, reason="appel")

    assert answer == Denied(Denial.NO_ROLE)
    assert (lines(attacked), lines(attacked, COLLEGE.id)) == (0, 0)


def test_of_somebody_at_two_schools_only_the_own_one_is_told() -> None:
    """The other school's rights are neither offered as a choice nor named."""
    places = [Membership(school.id, Profile.PUPIL) for school in (LYCEE, COLLEGE)]
    attacked = portal(places=places)

    found = attacked.explaining().explain(HEAD, ALICE, ATLAS.id, reason="appel")

    assert isinstance(found, Explanation)
    assert isinstance(found.decision, Granted)
    assert found.decision.membership.school == LYCEE.id
    assert found.decision.person.schools() == (LYCEE.id,)
    denied = attacked.explaining().explain(HEAD, ALICE, ATLAS.id, school=COLLEGE.id, reason="appel")
    assert denied == Denied(Denial.NO_ROLE)
    assert (lines(attacked), lines(attacked, COLLEGE.id)) == (1, 0)


@pytest.mark.parametrize("who", [PUPIL, Actor(NOBODY)], ids=["pupil", "nobody"])
def test_a_pupil_looks_nobody_up(who: Actor) -> None:
    """Not even themselves: what they can open they see on their own page."""
    attacked = portal()

    for person in (ALICE, BOB, NOBODY):
        assert attacked.explaining().explain(who, person, ATLAS.id, reason="appel") == Denied(
            Denial.NO_ROLE
        )
    assert attacked.explaining().journal(who, LYCEE.id, limit=9) == Denied(Denial.NO_ROLE)
    assert lines(attacked) == 0


def test_a_delegate_for_textbooks_asks_about_textbooks() -> None:
    """Not about the atlas, nor about what nobody registered, which may be anything."""
    book = replace(HERBARIUM, textbook=True)
    attacked = portal(grant())
    attacked.catalogue = Catalogue([PUBLISHER], [ATLAS, book])
    ask = attacked.explaining().explain

    for resource in (ATLAS.id, ResourceId("ark:/0/0")):
        assert ask(DELEGATE, ALICE, resource, reason="appel") == Denied(Denial.OUT_OF_SCOPE)
    found = ask(DELEGATE, ALICE, book.id, reason="appel")

    assert found == Explanation(Refused(Refusal.NO_SUBSCRIPTION), None)
    assert lines(attacked) == 1
    journal = attacked.explaining().journal(DELEGATE, LYCEE.id, limit=9)
    assert journal == Denied(Denial.OUT_OF_SCOPE), "the journal is about every resource"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ends": NOW}, Denial.ROLE_ENDED),
        ({"withdrawn": NOW}, Denial.ROLE_WITHDRAWN),
        ({"starts": NOW + timedelta(days=1)}, Denial.ROLE_NOT_STARTED),
        ({"role": Role.COMMITTEE}, Denial.ROLE_DOES_NOT_ALLOW),
    ],
    ids=["ended", "withdrawn", "coming", "committee"],
)
def test_a_right_that_does_not_hold_now_shows_nothing(
    changes: dict[str, object], reason: Denial
) -> None:
    """Whatever day the question is about; and a committee sees figures, not people."""
    attacked = portal(grant(scope=Scope(), **changes))

    for at in (None, NOW - timedelta(days=9), NOW + timedelta(days=9)):
        answer = attacked.explaining().explain(DELEGATE, ALICE, ATLAS.id, at=at, reason="appel")
        assert answer == Denied(reason)
    assert lines(attacked) == 0


def test_somebody_who_left_is_no_longer_asked_about() -> None:
    """Neither about today nor about a day when they were there."""
    gone = [Membership(LYCEE.id, Profile.PUPIL, ends=NOW)]
    attacked = portal(places=gone)

    for at in (None, NOW - timedelta(days=9)):
        answer = attacked.explaining().explain(HEAD, ALICE, ATLAS.id, at=at, reason="appel")
        assert answer == Denied(Denial.NO_ROLE)


def test_an_administrator_of_every_school_is_written_down_at_each() -> None:
    """Where the person is; a school where they are not is no way to ask unseen."""
    places = [Membership(school.id, Profile.PUPIL) for school in (LYCEE, COLLEGE)]
    everywhere = grant(role=Role.ENT_ADMINISTRATOR, school=None, scope=Scope())
    attacked = portal(everywhere, places=places)

    for school in (None, SchoolId("0750009Z")):
        assert isinstance(
            attacked.explaining().explain(DELEGATE, ALICE, ATLAS.id, school=school, reason="appel"),
            Explanation,
        )
    unknown = attacked.explaining().explain(DELEGATE, NOBODY, ATLAS.id, reason="appel")

    assert unknown == Explanation(Refused(Refusal.UNKNOWN_PERSON), None)
    assert (lines(attacked), lines(attacked, COLLEGE.id)) == (2, 2)


def test_what_cannot_be_written_down_is_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk does not make look-ups invisible."""
    attacked = portal()

    def full(_self: object, _lookups: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(type(attacked.looked_up), "note", full)

    with pytest.raises(StoreError):
        attacked.explaining().explain(HEAD, ALICE, ATLAS.id, reason="appel")


def test_what_all_providers_learn_needs_a_right_about_all_of_them() -> None:
    """A delegate for textbooks is not told who learns the class; a head is, of their school."""
    places = [Membership(school.id, Profile.PUPIL) for school in (LYCEE, COLLEGE)]
    attacked = portal(grant(), places=places)
    ask = attacked.explaining().learn

    assert ask(DELEGATE, ALICE, reason="appel") == Denied(Denial.OUT_OF_SCOPE)
    assert ask(Actor(BOB), ALICE, reason="appel") == Denied(Denial.NO_ROLE)
    assert ask(HEAD, NOBODY, reason="appel") == Denied(Denial.NO_ROLE)
    assert lines(attacked) == 0
    found = ask(HEAD, ALICE, reason="appel")

    assert not isinstance(found, Denied)
    assert {one.school for one in found} == {LYCEE.id}
    (line,) = attacked.looked_up.lookups(LYCEE.id, limit=9)
    assert (line.by, line.person, line.about, line.reason) == (HEAD, ALICE, "*", "appel")
    assert lines(attacked, COLLEGE.id) == 0
