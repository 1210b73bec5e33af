"""Taking the turn of a year back leaves what people did after it, and says what that is."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

import pytest
from tests.services.test_turning import FIFTH, LONG, NEW, OLD, SIXTH
from tests.services.turning import CONFIRMED, JULY, Turn, bought, expect, small

from garbridge.core.entitlements import Licences, Seat, Subscription
from garbridge.core.identifiers import OperationId, PersonId
from garbridge.core.operations import Movement, Operation, OperationKind, Signature
from garbridge.core.people import Public
from garbridge.core.permissions import OPERATOR
from garbridge.core.seats import Obstacle
from garbridge.core.years import Follow, YearState
from garbridge.ports import Ledger
from garbridge.services.year_answers import Report, Unswitched, Wishes
from garbridge.testing.world import COLLEGE

NUMBERS = count()
FOUR = replace(LONG, licences=Licences(overall=4))
DROPPED = Wishes(confirm=True, follows={LONG.resource: Follow.DROP})


def by_hand(
    ledger: Ledger,
    kind: OperationKind,
    to: Subscription,
    people: Iterable[str],
    undoes: OperationId | None = None,
) -> OperationId:
    """Give licences, or take them back, after everything that was done."""
    name = OperationId(f"hand-{next(NUMBERS)}")
    signed = Signature(id=name, kind=kind, actor="doc", at=JULY, undoes=undoes)
    gives = kind is not OperationKind.WITHDRAW
    seats = [
        Seat(subscription=to.id, resource=to.resource, school=to.school, person=PersonId(person))
        for person in people
    ]
    ledger.commit(Operation(signed, tuple(Movement(seat, gives, Public.PUPILS) for seat in seats)))
    return name


def undone(turn: Turn) -> Unswitched:
    """Undo the switch of the one resource there is: as was said before, and the sums add up."""
    before = turn.held(LONG), turn.held(NEW), turn.held(OLD)
    looked = expect(turn.service.undo(OPERATOR, COLLEGE.id, rehearse=True), Report)
    assert (turn.held(LONG), turn.held(NEW), turn.held(OLD)) == before, "a look writes nothing"
    assert looked.plan.state is YearState.SWITCHED
    report = expect(turn.service.undo(OPERATOR, COLLEGE.id), Report)
    turn.sums()
    assert report.undone == looked.undone
    assert report.plan.state is YearState.UNDONE
    (one,) = report.undone
    return one


def test_what_was_given_anew_after_the_switch_stays() -> None:
    """It is somebody's own act, at whatever instant."""
    turn = Turn(small(), [OLD, NEW])
    turn.give(OLD, FIFTH)
    turn.turned()
    by_hand(turn.ledger, OperationKind.WITHDRAW, NEW, SIXTH[:2])
    by_hand(turn.ledger, OperationKind.ASSIGN, NEW, SIXTH[:1])

    back = undone(turn)

    assert turn.held(NEW) == SIXTH[0]
    assert (back.returned, back.restored, back.left, back.lost) == (2, 0, 1, ())


def test_what_was_given_to_others_after_the_switch_stays_and_no_licence_is_doubled() -> None:
    """Four licences, all with the new ones: the old ones hear that theirs are gone."""
    turn = Turn(small(), [FOUR])
    turn.give(FOUR, FIFTH)
    turn.turned(DROPPED)
    by_hand(turn.ledger, OperationKind.ASSIGN, FOUR, SIXTH[:3])

    back = undone(turn)

    assert turn.held(FOUR) == " ".join([FIFTH[3], *SIXTH[:3]])
    assert (back.restored, back.left) == (1, 3)
    assert [one.obstacle for one in back.lost] == [Obstacle.NO_LICENCE_LEFT] * 3


def test_nobody_holds_a_title_twice_after_an_undo() -> None:
    """Somebody gave it to them under another subscription for the same days."""
    other = bought("atlas", 2025, 2029, id="atlas-other")
    turn = Turn(small(), [LONG, other])
    turn.give(LONG, FIFTH)
    turn.turned(DROPPED)
    by_hand(turn.ledger, OperationKind.ASSIGN, other, FIFTH[:1])

    back = undone(turn)

    assert (turn.held(LONG), turn.held(other)) == (" ".join(FIFTH[1:]), FIFTH[0])
    assert (back.restored, back.left) == (3, 1)
    assert [one.obstacle for one in back.lost] == [Obstacle.ALREADY_HELD]


def test_what_was_given_back_and_taken_again_by_hand_does_not_come_again() -> None:
    """Somebody wanted exactly that, after the switch."""
    turn = Turn(small(), [LONG])
    turn.give(LONG, FIFTH)
    turn.turned(DROPPED)
    by_hand(turn.ledger, OperationKind.ASSIGN, LONG, FIFTH[:1])
    by_hand(turn.ledger, OperationKind.WITHDRAW, LONG, FIFTH[:1])

    back = undone(turn)

    assert turn.held(LONG) == " ".join(FIFTH[1:])
    assert (back.restored, back.left, back.lost) == (3, 0, ())


def test_what_was_undone_since_counts_for_nothing() -> None:
    """A withdrawal that was taken back leaves what the switch gave, to be undone with it."""
    turn = Turn(small(), [OLD, NEW])
    turn.give(OLD, FIFTH)
    turn.turned()
    taken = by_hand(turn.ledger, OperationKind.WITHDRAW, NEW, SIXTH)
    by_hand(turn.ledger, OperationKind.UNDO, NEW, SIXTH, undoes=taken)

    back = undone(turn)

    assert turn.held(NEW) == ""
    assert (back.returned, back.left) == (4, 0)


@pytest.mark.parametrize("again", [False, True])
def test_a_resource_that_was_switched_twice_is_told_once(again: bool) -> None:  # noqa: FBT001 - by pytest
    """Each of both portions is undone, and what came between them stays."""
    turn = Turn(small(), [OLD, NEW])
    turn.give(OLD, FIFTH)
    turn.turned()
    by_hand(turn.ledger, OperationKind.WITHDRAW, NEW, SIXTH[:2])
    if again:
        turn.switched()
        assert turn.held(NEW) == " ".join(SIXTH)

    back = undone(turn)

    assert turn.held(NEW) == ""
    assert (back.returned, back.left) == (4 if again else 2, 0)


def test_nothing_is_told_of_where_nothing_was_switched() -> None:
    """A look at an undo before there is anything to undo."""
    turn = Turn(small(), [OLD, NEW])
    turn.prepared(CONFIRMED)

    report = expect(turn.service.undo(OPERATOR, COLLEGE.id, rehearse=True), Report)

    assert (report.undone, report.plan.state) == ((), YearState.PREPARED)
