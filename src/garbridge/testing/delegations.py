"""The contracts of :class:`garbridge.ports.DelegationStore` and ``DeclaredDelegates``.

Subclass the first with the fixtures ``delegations``, empty, and ``transaction``, which belongs to
it; the second with ``declared``, empty, and ``declare``, which states somebody as an import does.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.delegations import (
    Declared,
    Delegation,
    DelegationAct,
    DelegationId,
    event_of,
)
from garbridge.core.identifiers import PersonId
from garbridge.core.permissions import OPERATOR, Actor, Reach, Scope
from garbridge.errors import StoreError
from garbridge.ports import DeclaredDelegates, DelegationStore, Transaction
from garbridge.testing.concurrency import at_once
from garbridge.testing.world import COLLEGE, LYCEE, NOW, YEAR_ENDS

BRUNO = PersonId("bruno")
HEAD = Actor(PersonId("cheffe"))
DELEGATION = Delegation(
    id=DelegationId("d2e4kqwx"),
    school=LYCEE.id,
    person=BRUNO,
    scope=Scope(Reach.DISCIPLINE, "Mathématiques"),
    email="bruno.marquefort@ent.example",
    starts=NOW,
    ends=YEAR_ENDS,
    reason="Coordonne la discipline",
    given_by=HEAD,
    given_at=NOW - timedelta(microseconds=1),
)
LATER = NOW + timedelta(hours=1)


class DelegationStoreContract:
    """What every store of delegations promises."""

    def test_a_delegation_comes_back_as_it_was(self, delegations: DelegationStore) -> None:
        """By its holder and by its school; to nobody else."""
        delegations.give(DELEGATION, DelegationAct.GIVEN)

        assert list(delegations.of_person(BRUNO)) == [DELEGATION]
        assert list(delegations.of_school(LYCEE.id)) == [DELEGATION]
        assert list(delegations.of_person(PersonId("alice"))) == []
        assert list(delegations.of_school(COLLEGE.id)) == []

    def test_what_was_given_is_journalled(self, delegations: DelegationStore) -> None:
        """Who, to whom, what, until when, why; read at that school only."""
        delegations.give(DELEGATION, DelegationAct.RENEWED)

        line = event_of(
            DelegationAct.RENEWED,
            DELEGATION,
            by=HEAD,
            at=DELEGATION.given_at,
            reason=DELEGATION.reason,
        )
        assert list(delegations.journal(LYCEE.id, limit=9)) == [line]
        assert list(delegations.journal(COLLEGE.id, limit=9)) == []

    def test_a_name_is_used_once_in_a_school(self, delegations: DelegationStore) -> None:
        """A second of that name would hide the first; another school has names of its own."""
        delegations.give(DELEGATION, DelegationAct.GIVEN)
        elsewhere = replace(DELEGATION, school=COLLEGE.id)

        with pytest.raises(StoreError):
            delegations.give(replace(DELEGATION, reason="autre"), DelegationAct.GIVEN)
        delegations.give(elsewhere, DelegationAct.GIVEN)

        assert list(delegations.of_person(BRUNO)) == [DELEGATION, elsewhere]
        assert len(delegations.journal(LYCEE.id, limit=9)) == 1

    @pytest.mark.parametrize("by", [HEAD, OPERATOR], ids=["head", "operator"])
    def test_a_withdrawal_holds_and_is_journalled(
        self, delegations: DelegationStore, by: Actor
    ) -> None:
        """It keeps who, when and why; the delegation itself stays to be read."""
        delegations.give(DELEGATION, DelegationAct.GIVEN)

        assert delegations.withdraw(LYCEE.id, DELEGATION.id, by=by, at=LATER, reason="Mutation")

        ended = replace(DELEGATION, withdrawn_at=LATER, withdrawn_by=by)
        assert list(delegations.of_person(BRUNO)) == [ended]
        latest, _ = delegations.journal(LYCEE.id, limit=9)
        assert (latest.kind, latest.by, latest.at) == (DelegationAct.WITHDRAWN, by, LATER)
        assert (latest.reason, latest.person) == ("Mutation", BRUNO)

    def test_what_is_not_there_is_not_withdrawn(self, delegations: DelegationStore) -> None:
        """Of another school, of another name, or a second time: nothing changes."""
        delegations.give(DELEGATION, DelegationAct.GIVEN)
        name = DELEGATION.id

        assert not delegations.withdraw(COLLEGE.id, name, by=HEAD, at=NOW, reason="")
        assert not delegations.withdraw(LYCEE.id, DelegationId("other"), by=HEAD, at=NOW, reason="")
        assert delegations.withdraw(LYCEE.id, name, by=HEAD, at=NOW, reason="")
        assert not delegations.withdraw(LYCEE.id, name, by=OPERATOR, at=LATER, reason="")

        (ended,) = delegations.of_school(LYCEE.id)
        assert (ended.withdrawn_at, ended.withdrawn_by) == (NOW, HEAD)
        assert len(delegations.journal(LYCEE.id, limit=9)) == 2

    def test_of_many_withdrawals_at_once_one_succeeds(self, delegations: DelegationStore) -> None:
        """Two people at work: one line in the journal."""
        delegations.give(DELEGATION, DelegationAct.GIVEN)

        done = at_once(
            8,
            lambda _: delegations.withdraw(
                LYCEE.id, DELEGATION.id, by=HEAD, at=LATER, reason="Mutation"
            ),
        )

        assert sorted(done, key=bool) == [False] * 7 + [True]
        assert len(delegations.journal(LYCEE.id, limit=9)) == 2

    def test_they_come_in_order(self, delegations: DelegationStore) -> None:
        """By start; the journal's latest line first, at one instant the one written last."""
        starts = (NOW + timedelta(days=2), NOW, NOW)
        for name, start in zip("abc", starts, strict=True):
            delegation = replace(DELEGATION, id=DelegationId(name), starts=start)
            delegations.give(delegation, DelegationAct.GIVEN)

        assert [given.id for given in delegations.of_person(BRUNO)] == ["b", "c", "a"]
        assert [given.id for given in delegations.of_school(LYCEE.id)] == ["b", "c", "a"]
        lines = delegations.journal(LYCEE.id, limit=2)
        assert [line.delegation for line in lines] == ["c", "b"]

    def test_a_transaction_that_fails_gives_nothing(
        self, delegations: DelegationStore, transaction: Transaction
    ) -> None:
        """Neither the delegation nor its line."""

        def give() -> None:
            with transaction():
                delegations.give(DELEGATION, DelegationAct.GIVEN)
                raise StoreError("something else failed")

        with pytest.raises(StoreError):
            give()

        assert list(delegations.of_school(LYCEE.id)) == []
        assert list(delegations.journal(LYCEE.id, limit=9)) == []


class DeclaredDelegatesContract:
    """What every reader of the directory's statements promises."""

    def test_who_is_stated_is_found_from_either_end(
        self, declared: DeclaredDelegates, declare: Callable[[Declared], None]
    ) -> None:
        """By person, in the order of schools, and by school, in the order of people."""
        stated = [
            Declared(school=school.id, person=person, email=f"{person}@ent.example")
            for school in (COLLEGE, LYCEE)
            for person in (BRUNO, PersonId("alice"))
        ]
        for one in stated:
            declare(one)

        assert list(declared.declared_for(BRUNO)) == [stated[2], stated[0]]
        assert list(declared.declared_at(LYCEE.id)) == [stated[3], stated[2]]
        assert list(declared.declared_for(PersonId("chloé"))) == []
