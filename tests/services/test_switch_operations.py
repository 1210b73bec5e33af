"""What the turn of a year writes into the journal, and who may touch it."""

from collections.abc import Sequence

import pytest
from tests.services.licences import parting_in
from tests.services.test_turning import FIFTH, NEW, OLD, SIXTH
from tests.services.turning import Turn, expect, small

from garbridge.core.identifiers import SchoolId
from garbridge.core.permissions import OPERATOR
from garbridge.core.years import Portion, YearState
from garbridge.services.assigning import AssigningService
from garbridge.services.undoing import NotUndone
from garbridge.services.year_answers import Report
from garbridge.testing.world import COLLEGE


@pytest.mark.parametrize("closed", [True, False])
def test_one_resource_of_a_switch_is_not_undone_by_itself(*, closed: bool) -> None:
    """Within 24 hours the year can be, with the right for it; once it is closed nothing can."""
    turn = Turn(small(), [OLD, NEW])
    turn.give(OLD, FIFTH)
    (done,) = turn.turned().portions
    if closed:
        expect(turn.service.close(OPERATOR, COLLEGE.id), Report)
    assert done.operation is not None

    assert _assigning(turn).undo(OPERATOR, done.operation) is NotUndone.OF_A_YEAR

    assert turn.held(NEW) == " ".join(SIXTH)


def test_the_undo_of_a_switch_is_not_undone_by_itself() -> None:
    """That would redo a part of the switch, and the year's state would say otherwise."""
    turn = Turn(small(), [OLD, NEW])
    turn.give(OLD, FIFTH)
    (done,) = turn.turned().portions
    expect(turn.service.undo(OPERATOR, COLLEGE.id), Report)
    assert done.operation is not None
    undo = turn.ledger.undone_by(done.operation)
    assert undo is not None

    assert _assigning(turn).undo(OPERATOR, undo) is NotUndone.OF_A_YEAR

    assert turn.held(NEW) == ""


def test_an_undo_that_a_switch_overtakes_does_not_say_that_it_is_undone() -> None:
    """Nothing stood when it looked; all of it stands when it ends. Again undoes it."""
    turn = Turn(small(), [OLD, NEW])
    turn.give(OLD, FIFTH)
    turn.prepared()
    turn.checked()
    portions = turn.plans.portions

    def overtaken(school: SchoolId, year: int) -> Sequence[Portion]:
        found = portions(school, year)
        turn.plans.portions = portions  # type: ignore[method-assign]  # once
        expect(turn.service.switch(OPERATOR, COLLEGE.id), Report)
        return found

    turn.plans.portions = overtaken  # type: ignore[method-assign]  # somebody else switches
    report = expect(turn.service.undo(OPERATOR, COLLEGE.id), Report)

    assert (report.plan.state, turn.held(NEW)) == (YearState.SWITCHED, " ".join(SIXTH))
    again = expect(turn.service.undo(OPERATOR, COLLEGE.id), Report)
    assert (again.plan.state, turn.held(NEW)) == (YearState.UNDONE, "")


def _assigning(turn: Turn) -> AssigningService:
    desk = turn.service.desk
    return AssigningService(
        ledger=turn.ledger,
        directory=turn.directory,
        catalogue=desk.catalogue,
        transaction=desk.transaction,
        permissions=desk.permissions,
        clock=desk.clock,
        tokens=desk.tokens,
        parting=parting_in(turn.database, turn.directory, desk.clock),
    )
