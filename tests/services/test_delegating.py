"""Delegations are given, renewed, withdrawn, looked through, and written down."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

import pytest
from tests.services.school import BRUNO, DRAFT, HEAD, School, paris
from tests.strategies import TICK

from garbridge.core.delegation_rules import LONGEST, State
from garbridge.core.delegations import (
    Declared,
    Declined,
    Delegation,
    DelegationAct,
    DelegationFault,
    DelegationId,
)
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import Profile
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied, Reach, Scope
from garbridge.errors import StoreError
from garbridge.services.delegating import Draft, Listing
from garbridge.stores.memory import MemoryDelegations
from garbridge.testing.world import COLLEGE, LYCEE, NOW, YEAR_ENDS, teacher

TEACHER = Actor(BRUNO)
UNNAMED = DelegationId("unnamed")


def listed(answer: Listing | Denied) -> Listing:
    """Return what must have been permitted."""
    assert isinstance(answer, Listing)
    return answer


def test_a_head_delegates_and_it_is_written_down() -> None:
    """Who, to whom, what, until when, why; the address is the directory's."""
    school = School()
    scope = Scope(Reach.TEXTBOOKS)

    given = school.give(replace(DRAFT, scope=scope, reason="  Manuels "))

    (line,) = school.store.journal(LYCEE.id, limit=9)
    assert (given.email, given.reason) == ("bruno.marquefort@ent.example", "Manuels")
    assert (line.kind, line.by, line.at) == (DelegationAct.GIVEN, HEAD, NOW)
    assert (line.person, line.scope, line.ends, line.reason) == (
        BRUNO,
        scope,
        YEAR_ENDS,
        "Manuels",
    )


ACTS: dict[str, Callable[[School, Actor], object]] = {
    "delegate": lambda s, who: s.delegating.delegate(who, LYCEE.id, DRAFT),
    "renew": lambda s, who: s.delegating.renew(who, LYCEE.id, UNNAMED),
    "withdraw": lambda s, who: s.delegating.withdraw(who, LYCEE.id, UNNAMED, reason="x"),
    "candidates": lambda s, who: s.delegating.candidates(who, LYCEE.id),
    "listing": lambda s, who: s.delegating.listing(who, LYCEE.id),
    "review": lambda s, who: s.delegating.review(who, LYCEE.id),
    "journal": lambda s, who: s.delegating.journal(who, LYCEE.id, limit=1),
}


@pytest.mark.parametrize("act", ACTS)
def test_everything_is_denied_to_whoever_is_not_the_head(act: str) -> None:
    """A pupil, a delegate, a documentaliste; and the head of another school."""
    school = School()
    school.give()

    for name in ("alice", "bruno", "zoe-doc", "agent", "nobody"):
        assert isinstance(ACTS[act](school, Actor(PersonId(name))), Denied), name
    assert len(school.store.journal(LYCEE.id, limit=9)) == 1
    assert not isinstance(ACTS[act](school, HEAD), Denied)
    assert not isinstance(ACTS[act](school, OPERATOR), Denied)


def test_a_head_does_nothing_at_another_school() -> None:
    """The answer does not tell whether that school exists."""
    school = School()

    assert school.delegating.delegate(HEAD, COLLEGE.id, DRAFT) == Denied(Denial.NO_ROLE)
    given = school.give()
    elsewhere = school.delegating.withdraw(HEAD, COLLEGE.id, given.id, reason="x")
    assert elsewhere == Denied(Denial.NO_ROLE)


@pytest.mark.parametrize("days", [0, 200])
def test_two_who_give_at_once_end_as_if_one_came_after_the_other(
    monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    """A form that is sent twice gives once: else one stays when the other is taken back."""
    school, read = School(), MemoryDelegations.of_school
    draft = replace(DRAFT, ends=NOW + timedelta(days=100))
    other = replace(
        draft, starts=draft.starts + timedelta(days=days), ends=draft.ends + timedelta(days=days)
    )
    between = [lambda: school.delegating.delegate(HEAD, LYCEE.id, other)]

    def slowly(store: MemoryDelegations, where: SchoolId) -> Sequence[Delegation]:
        found = read(store, where)
        if between:
            assert isinstance(between.pop()(), Delegation)
        return found

    monkeypatch.setattr(MemoryDelegations, "of_school", slowly)
    done = school.delegating.delegate(HEAD, LYCEE.id, draft)

    if days:
        assert isinstance(done, Delegation)
    else:
        assert done == Declined((DelegationFault.ALREADY_GIVEN,))
    assert len(school.store.of_school(LYCEE.id)) == (2 if days else 1)


def test_a_store_that_refuses_is_not_asked_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody else gave anything, what it says is told."""

    def refuse(*_: object) -> NoReturn:
        raise StoreError("no")

    monkeypatch.setattr(MemoryDelegations, "give", refuse)

    with pytest.raises(StoreError):
        School().give()


def test_a_delegate_does_not_pass_it_on() -> None:
    """Not even to themselves for longer."""
    school = School()
    given = school.give()

    answers = [
        school.delegating.delegate(TEACHER, LYCEE.id, DRAFT),
        school.delegating.renew(TEACHER, LYCEE.id, given.id),
    ]

    assert answers == [Denied(Denial.NO_SUB_DELEGATION)] * 2


@pytest.mark.parametrize(
    ("draft", "fault"),
    [
        (replace(DRAFT, person=PersonId("nobody"), email="a@b.fr"), DelegationFault.NOT_STAFF),
        (replace(DRAFT, person=PersonId("alice"), email="a@b.fr"), DelegationFault.NOT_STAFF),
        (replace(DRAFT, person=PersonId("cheffe")), DelegationFault.OWN),
        (replace(DRAFT, person=PersonId("agent")), DelegationFault.NO_EMAIL),
        (replace(DRAFT, email="bruno"), DelegationFault.NO_EMAIL),
        (replace(DRAFT, email="b o@ent.example"), DelegationFault.NO_EMAIL),
        (replace(DRAFT, email="b\n@ent.example"), DelegationFault.NO_EMAIL),
        (replace(DRAFT, reason=" "), DelegationFault.NO_REASON),
        (replace(DRAFT, reason="x" * 1001), DelegationFault.NO_REASON),
        (replace(DRAFT, reason="a\0b"), DelegationFault.NO_REASON),
        (replace(DRAFT, ends=NOW), DelegationFault.NOT_AHEAD),
        (replace(DRAFT, starts=NOW - LONGEST, ends=NOW), DelegationFault.NOT_AHEAD),
        (replace(DRAFT, starts=YEAR_ENDS), DelegationFault.NOT_AHEAD),
        (replace(DRAFT, ends=NOW + LONGEST + TICK), DelegationFault.TOO_LONG),
        (
            replace(DRAFT, starts=NOW + LONGEST + TICK, ends=NOW + LONGEST + 2 * TICK),
            DelegationFault.TOO_LONG,
        ),
    ],
)
def test_what_cannot_be_given_is_declined(draft: Draft, fault: DelegationFault) -> None:
    """Each fault alone; nothing is stored."""
    school = School()

    assert school.delegating.delegate(HEAD, LYCEE.id, draft) == Declined((fault,))
    assert list(school.store.of_school(LYCEE.id)) == []
    assert list(school.store.journal(LYCEE.id, limit=9)) == []


def test_every_fault_is_told_at_once() -> None:
    """One round trip for whoever fills in the form."""
    draft = replace(DRAFT, person=PersonId("nobody"), reason="", ends=NOW)

    assert School().delegating.delegate(HEAD, LYCEE.id, draft) == Declined(
        (
            DelegationFault.NOT_STAFF,
            DelegationFault.NO_EMAIL,
            DelegationFault.NO_REASON,
            DelegationFault.NOT_AHEAD,
        )
    )


def test_somebody_who_has_left_is_not_delegated_to_and_who_is_to_come_may_be() -> None:
    """The head prepares September in July."""
    school = School()

    school.move(teacher(), ends=NOW)
    answer = school.delegating.delegate(HEAD, LYCEE.id, DRAFT)
    assert answer == Declined((DelegationFault.NOT_STAFF,))
    school.move(teacher(), starts=NOW + timedelta(days=60))
    school.give()


def test_the_same_is_not_given_twice_and_another_scope_is() -> None:
    """A script that runs again adds nothing; what was withdrawn may be given anew."""
    school = School()
    given = school.give()

    again = school.delegating.delegate(HEAD, LYCEE.id, DRAFT)
    assert again == Declined((DelegationFault.ALREADY_GIVEN,))
    school.give(replace(DRAFT, scope=Scope(Reach.TEXTBOOKS)))
    school.delegating.withdraw(HEAD, LYCEE.id, given.id, reason="Erreur")
    school.give()


def test_a_withdrawal_needs_a_reason_and_happens_once() -> None:
    """The second is told that there is nothing to withdraw."""
    school = School()
    given = school.give()

    def withdraw(reason: str) -> Delegation | Denied | Declined:
        return school.delegating.withdraw(HEAD, LYCEE.id, given.id, reason=reason)

    assert withdraw(" ") == Declined((DelegationFault.NO_REASON,))
    assert withdraw("x" * 1001) == Declined((DelegationFault.NO_REASON,))
    done = withdraw("Mutation")
    assert isinstance(done, Delegation)
    assert (done.withdrawn_at, done.withdrawn_by) == (NOW, HEAD)
    assert withdraw("Mutation") == Declined((DelegationFault.NOT_OPEN,))
    renewed = school.delegating.renew(HEAD, LYCEE.id, given.id)
    assert renewed == Declined((DelegationFault.NOT_OPEN,))


def test_a_delegation_is_renewed_in_one_step() -> None:
    """For a year more from its end, without a gap, with the same scope, address and reason."""
    school = School()
    draft = replace(DRAFT, starts=paris(2026, 9, 1), ends=paris(2027, 8, 16))
    given = school.give(draft)

    renewed = school.delegating.renew(HEAD, LYCEE.id, given.id)

    assert isinstance(renewed, Delegation)
    assert (renewed.starts, renewed.ends) == (given.ends, paris(2028, 8, 16))
    assert (renewed.scope, renewed.email, renewed.reason) == (
        given.scope,
        given.email,
        given.reason,
    )
    latest, _ = school.store.journal(LYCEE.id, limit=9)
    assert (latest.kind, latest.delegation) == (DelegationAct.RENEWED, renewed.id)
    again = school.delegating.renew(HEAD, LYCEE.id, given.id)
    assert again == Declined((DelegationFault.ALREADY_GIVEN,))


def test_renewals_do_not_pile_up() -> None:
    """The renewal of a renewal would begin more than a year from now."""
    school = School()
    first = school.give(replace(DRAFT, ends=NOW + LONGEST))
    second = school.delegating.renew(HEAD, LYCEE.id, first.id)
    assert isinstance(second, Delegation)

    third = school.delegating.renew(HEAD, LYCEE.id, second.id)

    assert third == Declined((DelegationFault.TOO_LONG,))


def test_what_has_ended_is_renewed_from_now() -> None:
    """No right is made up for the weeks in between."""
    school = School()
    given = school.give(replace(DRAFT, ends=NOW + timedelta(days=30)))
    school.now = NOW + timedelta(days=60)

    renewed = school.delegating.renew(HEAD, LYCEE.id, given.id, reason="Reprise")

    assert isinstance(renewed, Delegation)
    assert (renewed.starts, renewed.reason) == (school.now, "Reprise")


def test_documentalistes_are_offered_first() -> None:
    """Then by name; no pupil, no head, not oneself; whoever assigns already is marked."""
    school = School()
    school.give()

    found = school.delegating.candidates(HEAD, LYCEE.id)

    assert not isinstance(found, Denied)
    assert [(one.person.id, one.delegated) for one in found] == [
        ("zoe-doc", False),
        ("ines-doc", False),
        ("agent", False),
        ("bruno", True),
    ]
    assert found[0].profile is Profile.LIBRARIAN


def test_the_list_shows_what_holds_or_will() -> None:
    """Beside whom the directory states; what has ended is for the review."""
    school = School()
    school.declared.put(Declared(school=LYCEE.id, person=BRUNO, email="b@ent.example"))
    school.give(replace(DRAFT, ends=NOW + timedelta(days=1)))
    ahead = school.give(replace(DRAFT, starts=NOW + timedelta(days=9)))
    school.now += timedelta(days=2)

    listing = listed(school.delegating.listing(HEAD, LYCEE.id))

    assert [(one.delegation, one.state) for one in listing.given] == [(ahead, State.AHEAD)]
    assert [one.person for one in listing.declared] == [BRUNO]


def test_the_review_goes_back_to_the_first_of_september() -> None:
    """What ended before is last year's; each is told with where it stands."""
    school = School(now=paris(2026, 6, 1))
    draft = replace(DRAFT, starts=school.now)
    for number, ends in enumerate([paris(2026, 9, 1), paris(2026, 9, 2), paris(2027, 5, 1)]):
        scope = Scope(Reach.DISCIPLINE, f"d{number}")
        school.give(replace(draft, ends=ends, scope=scope))
    early, late = (
        school.give(replace(draft, ends=paris(2027, 5, 1), scope=Scope(reach)))
        for reach in (Reach.TEXTBOOKS, Reach.STATISTICS)
    )
    school.delegating.withdraw(HEAD, LYCEE.id, early.id, reason="x")
    school.now = NOW
    school.delegating.withdraw(HEAD, LYCEE.id, late.id, reason="x")

    review = listed(school.delegating.review(HEAD, LYCEE.id))

    stood = {one.delegation.scope.text: one.state for one in review.given}
    assert stood == {
        "discipline:d1": State.ENDED,
        "discipline:d2": State.RUNNING,
        "statistics": State.WITHDRAWN,
    }
    school.move(teacher(), ends=NOW)
    states = {one.state for one in listed(school.delegating.review(HEAD, LYCEE.id)).given}
    assert State.LEFT in states
