"""The contracts of standing rules in a :class:`garbridge.ports.Ledger`, and of the serving log.

Subclass :class:`RuleContract` with the fixtures of :class:`garbridge.testing.LedgerContract`, and
:class:`ServingLogContract` with ``served``, empty.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from garbridge.core.entitlements import Population, Rule
from garbridge.core.identifiers import PersonId, ResourceId, SubscriptionId
from garbridge.core.operations import Movement, Operation, OperationKind
from garbridge.core.people import GroupKind, Profile, Public
from garbridge.core.rules import StandingRule
from garbridge.errors import StoreError
from garbridge.ports import EntitlementWriter, Ledger, Served, ServingLog
from garbridge.testing.concurrency import at_once
from garbridge.testing.entitlements import BOB, OF_OTHER, Enrol
from garbridge.testing.ledger import BRUNO, act, give
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    COLLEGE,
    LYCEE,
    NOW,
    OPENING,
    SCHOOL_WIDE,
    SUBSCRIPTION,
    pupil,
    teacher,
)

CLASS_2DE4 = Population(kind=GroupKind.DIVISION, code="2DE4")
START = NOW - timedelta(days=100)
RULE = Rule(resource=ATLAS.id, school=LYCEE.id, population=CLASS_2DE4)
POPULATIONS = (
    Population(),
    Population(profile=Profile.TEACHER),
    Population(profile=Profile.PUPIL, kind=GroupKind.GROUP, code="Théâtre ##1 % ' 🎭"),
    Population(kind=GroupKind.LEVEL, code="10010012110"),
    Population(kind=GroupKind.SUBJECT, code="030201"),
    Population(person=BRUNO),
)


def ruled(
    name: str,
    *movements: Movement,
    kind: OperationKind = OperationKind.RULES,
    at: datetime = NOW,
) -> Operation:
    """Return an operation of that name and kind."""
    one = act(name, *movements, at=at)
    return Operation(replace(one.signed, kind=kind), movements)


def written(rule: Rule = RULE) -> Movement:
    """Return the movement that writes *rule*."""
    return Movement(rule, gives=True)


class RuleContract:
    """What every ledger promises of rules: they are journalled, and undone, like licences."""

    @pytest.fixture(autouse=True)
    def _people(self, enrol: Enrol) -> None:
        for person in (pupil(ALICE), pupil(BOB), teacher(BRUNO)):
            enrol(person)

    def test_no_rule(self, ledger: Ledger) -> None:
        """An empty ledger answers."""
        assert list(ledger.rules(LYCEE.id)) == []
        assert list(ledger.ruled()) == []
        assert not ledger.taken_back(LYCEE.id, ATLAS.id, since=START)

    def test_a_rule_stands_until_it_is_taken_back(self, ledger: Ledger) -> None:
        """With who wrote it, when and why; both acts are in the journal."""
        ledger.commit(ruled("a", written()))
        signed = act("a").signed
        assert list(ledger.rules(LYCEE.id)) == [
            StandingRule(RULE, signed.actor, signed.at, signed.reason)
        ]

        ledger.commit(ruled("b", written().inverse()))

        assert list(ledger.rules(LYCEE.id)) == []
        journal = ledger.journal(LYCEE.id, limit=9)
        assert {(one.signed.id, one.given, one.returned) for one in journal} == {
            ("a", 1, 0),
            ("b", 0, 1),
        }
        found = ledger.operation(act("a").signed.id)
        assert found is not None
        assert found.movements == (written(),)

    @pytest.mark.parametrize("population", POPULATIONS, ids=str)
    def test_a_rule_may_be_about_every_sort_of_population(
        self, ledger: Ledger, population: Population
    ) -> None:
        """It comes back as it was written, whether anybody is in it or not."""
        rule = replace(RULE, population=population)

        ledger.commit(ruled("a", written(rule)))

        assert [one.rule for one in ledger.rules(LYCEE.id)] == [rule]

    def test_rules_come_in_the_order_in_which_they_are_served(self, ledger: Ledger) -> None:
        """By the instant they were written, then resource, then population."""
        other = replace(RULE, resource=ResourceId("ark:/1/a"))
        late = replace(RULE, population=Population())
        first = replace(RULE, population=Population(kind=GroupKind.DIVISION, code="2DE1"))
        ledger.commit(ruled("b", written(late), at=NOW + timedelta(minutes=1)))
        ledger.commit(ruled("a", written(), written(other), written(first)))

        assert [one.rule for one in ledger.rules(LYCEE.id)] == [other, first, RULE, late]

    def test_a_school_sees_its_own_rules(self, ledger: Ledger) -> None:
        """And all schools with a rule are known."""
        there = replace(RULE, school=COLLEGE.id)
        ledger.commit(ruled("a", written(), written(there)))

        assert [one.rule for one in ledger.rules(COLLEGE.id)] == [there]
        assert list(ledger.ruled()) == sorted([COLLEGE.id, LYCEE.id])

    def test_a_rule_is_written_once_and_taken_back_once(self, ledger: Ledger) -> None:
        """What does not fit changes nothing."""
        ledger.commit(ruled("a", written()))
        other = replace(RULE, population=Population())

        with pytest.raises(StoreError):
            ledger.commit(ruled("b", written(other), written()))
        with pytest.raises(StoreError):
            ledger.commit(ruled("c", written(other).inverse()))

        assert [one.rule for one in ledger.rules(LYCEE.id)] == [RULE]
        assert ledger.operation(act("b").signed.id) is None

    @pytest.mark.parametrize("kind", OperationKind)
    def test_what_came_back_by_hand_is_known(
        self, ledger: Ledger, writer: EntitlementWriter, kind: OperationKind
    ) -> None:
        """By a withdrawal, a move, a merge or an undo, and by nothing else."""
        writer.write(subscriptions=[SUBSCRIPTION, SCHOOL_WIDE])
        given = (give(), give(BOB), Movement(OPENING, gives=True))
        ledger.commit(act("a", *given))

        back = (given[0].inverse(), given[2].inverse(), written())
        ledger.commit(ruled("b", *back, kind=kind, at=NOW + timedelta(minutes=1)))

        by_hand = kind in {
            OperationKind.WITHDRAW,
            OperationKind.MOVE,
            OperationKind.MERGE,
            OperationKind.UNDO,
        }
        expected = {ALICE, OPENING.population} if by_hand else set()
        assert set(ledger.taken_back(LYCEE.id, ATLAS.id, since=START)) == expected
        assert not ledger.taken_back(COLLEGE.id, ATLAS.id, since=START)
        assert not ledger.taken_back(LYCEE.id, ResourceId("ark:/1/a"), since=START)

    @pytest.mark.parametrize("between", [timedelta(), timedelta(minutes=1)], ids=str)
    def test_what_came_back_last_counts(
        self, ledger: Ledger, writer: EntitlementWriter, between: timedelta
    ) -> None:
        """Withdrawn by hand, given again, reclaimed: nobody took that one from them.

        Within one instant too, whatever the operations are called.
        """
        writer.write(subscriptions=[SUBSCRIPTION])
        reclaim, withdraw = OperationKind.RECLAIM, OperationKind.WITHDRAW
        steps = [(True, withdraw), (False, withdraw), (True, withdraw), (False, reclaim)]
        for number, (gives, kind) in enumerate(steps):
            movement = Movement(give().right, gives=gives, public=Public.PUPILS)
            at = NOW + number * between
            ledger.commit(ruled(f"op-{9 - number}", movement, kind=kind, at=at))

        assert PersonId(ALICE) not in ledger.taken_back(LYCEE.id, ATLAS.id, since=START)

    def test_what_came_back_before_does_not_count(
        self, ledger: Ledger, writer: EntitlementWriter
    ) -> None:
        """At the instant itself it does."""
        writer.write(subscriptions=[SUBSCRIPTION])
        withdraw, later = OperationKind.WITHDRAW, NOW + timedelta(minutes=1)
        ledger.commit(act("a", give(), give(BOB)))
        ledger.commit(ruled("b", give().inverse(), kind=withdraw))
        ledger.commit(ruled("c", give(BOB).inverse(), kind=withdraw, at=later))

        assert set(ledger.taken_back(LYCEE.id, ATLAS.id, since=NOW)) == {ALICE, PersonId(BOB)}
        assert set(ledger.taken_back(LYCEE.id, ATLAS.id, since=later)) == {PersonId(BOB)}
        after = later + timedelta(microseconds=1)
        assert not ledger.taken_back(LYCEE.id, ATLAS.id, since=after)

    @pytest.mark.parametrize("kind", OperationKind)
    def test_who_was_given_one_since_has_nothing_taken_back(
        self, ledger: Ledger, writer: EntitlementWriter, kind: OperationKind
    ) -> None:
        """By an act of any kind, also an undo; others keep what was taken from them."""
        writer.write(subscriptions=[SUBSCRIPTION, SCHOOL_WIDE])
        opened = Movement(OPENING, gives=True)
        given = (give(), give(BOB), opened)
        ledger.commit(act("z", *given))
        back = tuple(movement.inverse() for movement in given)
        later = NOW + timedelta(minutes=1)
        ledger.commit(ruled("y", *back, kind=OperationKind.WITHDRAW, at=later))

        ledger.commit(ruled("x", give(), opened, kind=kind, at=later + timedelta(minutes=1)))

        assert set(ledger.taken_back(LYCEE.id, ATLAS.id, since=START)) == {PersonId(BOB)}

    def test_what_is_given_in_the_same_act_is_not_taken_back(
        self, ledger: Ledger, writer: EntitlementWriter
    ) -> None:
        """Moved from one subscription to another: they hold one."""
        other = replace(SUBSCRIPTION, id=SubscriptionId("other"))
        writer.write(subscriptions=[SUBSCRIPTION, other])
        ledger.commit(act("a", give()))

        moved = (give(under=other), give().inverse())
        ledger.commit(ruled("b", *moved, kind=OperationKind.MOVE, at=NOW + timedelta(minutes=1)))

        assert not ledger.taken_back(LYCEE.id, ATLAS.id, since=START)

    @pytest.mark.parametrize("times", [1, 2])
    def test_an_undo_restores_a_rule_as_it_was_written(self, ledger: Ledger, times: int) -> None:
        """By whom, when and why, and so its rank; not as it was written some other time."""
        other = replace(RULE, population=Population())
        ledger.commit(ruled("z", written(), at=NOW - timedelta(days=2)))
        ledger.commit(ruled("y", written().inverse(), at=NOW - timedelta(days=1)))
        ledger.commit(ruled("x", written()))
        ledger.commit(ruled("w", written(other), at=NOW + timedelta(minutes=1)))
        before = list(ledger.rules(LYCEE.id))
        assert [one.rule for one in before] == [RULE, other]

        for number in range(times):
            gone, undo = NOW + timedelta(hours=1 + number), NOW + timedelta(hours=2 + number)
            ledger.commit(ruled(f"gone-{number}", written().inverse(), at=gone))
            undone = act(f"undo-{number}", written(), at=undo, undoes=f"gone-{number}")
            signed = replace(undone.signed, actor="somebody else", reason="other")
            ledger.commit(Operation(signed, undone.movements))

        assert list(ledger.rules(LYCEE.id)) == before

    def test_the_journal_of_some_resources_counts_only_those(
        self, ledger: Ledger, writer: EntitlementWriter
    ) -> None:
        """What was done with others is left out of it, and out of the sums; rules count."""
        writer.write(subscriptions=[SUBSCRIPTION, OF_OTHER])
        rule, other = replace(RULE, resource=OF_OTHER.resource), OF_OTHER.resource
        ledger.commit(act("a", give(), give(BOB), give(BOB, OF_OTHER)))
        ledger.commit(act("b", give().inverse(), at=NOW + timedelta(minutes=1)))
        ledger.commit(ruled("c", written(rule), at=NOW + timedelta(minutes=2)))

        def told(*resources: str, limit: int = 9) -> list[tuple[str, int, int]]:
            wanted = [ResourceId(one) for one in resources]
            found = ledger.journal(LYCEE.id, limit=limit, resources=wanted)
            return [(one.signed.id, one.given, one.returned) for one in found]

        assert told(ATLAS.id) == [("b", 0, 1), ("a", 2, 0)]
        assert told(ATLAS.id, limit=1) == [("b", 0, 1)]
        assert told(other) == [("c", 1, 0), ("a", 1, 0)]
        both = ledger.journal(LYCEE.id, limit=9, resources={ATLAS.id, other})
        assert list(both) == list(ledger.journal(LYCEE.id, limit=9))
        assert told("ark:/99999/unknown", "%", '"') == told() == []


class ServingLogContract:
    """What every serving log promises: no change is ever lost."""

    def test_nothing_was_served(self, served: ServingLog) -> None:
        """An empty log answers."""
        assert served.served(LYCEE.id) == Served(0, 0, "")

    def test_what_is_noted_is_remembered(self, served: ServingLog) -> None:
        """For its school, and until the next time."""
        served.note(LYCEE.id, seen=0, digest="a")
        served.note(LYCEE.id, seen=0, digest="b")

        assert served.served(LYCEE.id) == Served(0, 0, "b")
        assert served.served(COLLEGE.id) == Served()

    def test_a_change_that_comes_meanwhile_stays_to_be_seen(self, served: ServingLog) -> None:
        """Counted by an import while rules are being served."""
        served.count_changes([LYCEE.id, COLLEGE.id])
        seen = served.served(LYCEE.id).changes
        served.count_changes([LYCEE.id])

        served.note(LYCEE.id, seen=seen, digest="a")

        assert served.served(LYCEE.id) == Served(2, 1, "a")
        assert served.served(COLLEGE.id) == Served(1, 0, "")

    def test_all_changes_are_counted(self, served: ServingLog) -> None:
        """Of many at once none is lost."""
        assert at_once(8, lambda _: served.count_changes([LYCEE.id])) == [None] * 8

        assert served.served(LYCEE.id).changes == 8
