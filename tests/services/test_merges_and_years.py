"""Two entries that become one while a school turns the year."""

from dataclasses import replace

import pytest
from tests.services.licences import parting_in
from tests.services.test_turning import FIFTH, LONG, NEW, OLD, SIXTH, opened
from tests.services.test_undoing_a_switch import by_hand
from tests.services.turning import CONFIRMED, Turn, expect, pupil, small

from garbridge.core.entitlements import LicenceKind, Licences, Population
from garbridge.core.identifiers import PersonId
from garbridge.core.operations import Operation, OperationKind
from garbridge.core.permissions import OPERATOR
from garbridge.core.years import Follow
from garbridge.services.merging import Merged, MergingService
from garbridge.services.year_answers import Report, Stale, Wishes
from garbridge.stores.memory import (
    MemoryJournal,
    MemoryMarks,
    MemoryQueue,
    MemoryRequests,
    MemoryRestrictions,
)
from garbridge.testing.world import COLLEGE

TWICE = "6A00-bis"
COHORT = Wishes(confirm=True, follows={LONG.resource: Follow.COHORT})


def merge(turn: Turn, gone: str, kept: str) -> None:
    """Merge two entries; the export drops the first one afterwards."""
    desk = turn.service.desk
    merging = MergingService(
        directory=turn.directory,
        ledger=turn.ledger,
        queue=MemoryQueue(turn.database),
        years=turn.plans,
        trail=MemoryJournal(turn.database),
        restrictions=MemoryRestrictions(turn.database),
        requests=MemoryRequests(turn.database),
        marks=MemoryMarks(turn.database),
        parting=parting_in(turn.database, turn.directory, desk.clock),
        permissions=desk.permissions,
        transaction=desk.transaction,
        clock=desk.clock,
        tokens=turn.tokens,
    )
    expect(merging.merge(OPERATOR, PersonId(gone), PersonId(kept)), Merged)
    turn.directory.remove(PersonId(gone), at=turn.now)


def doubled() -> Turn:
    """Return the small collège with a pupil of 6e who is there twice."""
    return Turn([*small(), pupil(TWICE, 6)], [OLD, NEW, LONG])


def test_the_plan_speaks_of_the_one_who_stays() -> None:
    """Its snapshot and its counts, so that the switch gives them what is theirs."""
    turn = doubled()
    turn.give(LONG, [*SIXTH[1:], TWICE])
    turn.prepared(COHORT)

    merge(turn, TWICE, "6A00")
    turn.switched()

    assert turn.held(LONG) == " ".join(SIXTH)
    snapshot = turn.plans.snapshot(COLLEGE.id, 2027)
    assert TWICE not in {place.person for place in snapshot.places}
    assert {kept.seat.person for kept in snapshot.seats} == set(SIXTH)
    turn.sums()


def test_an_undo_takes_from_the_one_who_stays_what_the_switch_gave_the_other() -> None:
    """And nobody is lost who is no more."""
    turn = doubled()
    turn.give(OLD, FIFTH)
    turn.turned()
    assert TWICE in turn.held(NEW).split()
    merge(turn, TWICE, "6A00")
    assert turn.held(NEW) == " ".join(SIXTH)

    report = expect(turn.service.undo(OPERATOR, COLLEGE.id), Report)

    assert (turn.held(NEW), report.lost) == ("", ())
    turn.sums()


@pytest.mark.parametrize("times", [1, 2])
def test_an_undo_gives_the_one_who_stays_what_the_switch_took_from_the_other(times: int) -> None:
    """Also where that one went into a third."""
    few = replace(LONG, licences=Licences(overall=4))
    turn = Turn([*small(), pupil("5A00-bis", 5), pupil("5A00-ter", 5)], [few])
    turn.give(few, ["5A00-bis", *FIFTH[1:]])
    turn.turned(Wishes(confirm=True, follows={few.resource: Follow.DROP}))
    if times == 2:
        merge(turn, "5A00-bis", "5A00-ter")
    merge(turn, "5A00-bis" if times == 1 else "5A00-ter", "5A00")

    report = expect(turn.service.undo(OPERATOR, COLLEGE.id), Report)

    assert (turn.held(few), report.lost) == (" ".join(FIFTH), ())
    turn.sums()


def test_what_both_were_given_comes_back_once() -> None:
    """The switch gave two licences, the merge took one back, the undo the other."""
    turn = doubled()
    turn.give(LONG, FIFTH)
    turn.turned()
    merge(turn, TWICE, "6A00")

    report = expect(turn.service.undo(OPERATOR, COLLEGE.id), Report)

    assert (turn.held(LONG), report.lost) == (" ".join(FIFTH), ())
    turn.sums()


def test_what_the_one_who_stays_was_given_anew_after_a_merge_stays() -> None:
    """A merge is no act of its own on a licence; a withdrawal and what followed are."""
    turn = doubled()
    turn.give(OLD, FIFTH)
    turn.turned()
    by_hand(turn.ledger, OperationKind.WITHDRAW, NEW, ["6A00"])
    merge(turn, TWICE, "6A00")
    assert "6A00" in turn.held(NEW).split()
    by_hand(turn.ledger, OperationKind.WITHDRAW, NEW, ["6A00"])
    by_hand(turn.ledger, OperationKind.ASSIGN, NEW, ["6A00"])

    report = expect(turn.service.undo(OPERATOR, COLLEGE.id), Report)

    assert (turn.held(NEW), [one.left for one in report.undone]) == ("6A00", [1])
    turn.sums()


def test_openings_of_one_person_follow() -> None:
    """Let in alone before; let in alone in the new year."""
    wide = replace(LONG, kind=LicenceKind.ETABL)
    turn = Turn([*small(), pupil(TWICE, 6)], [wide])
    turn.open(opened(wide, Population(person=PersonId(TWICE))))
    turn.prepared()

    merge(turn, TWICE, "6A00")
    turn.switched()
    assert turn.let_in(wide) == ["6A00"]

    expect(turn.service.undo(OPERATOR, COLLEGE.id), Report)
    assert turn.let_in(wide) == ["6A00"]
    turn.sums()


def test_a_merge_while_the_year_is_switched_asks_for_another_check() -> None:
    """Between two resources: nothing is given to whoever is no more."""
    turn = doubled()
    turn.give(OLD, FIFTH)
    turn.give(LONG, [*FIFTH, TWICE])
    turn.prepared(COHORT)
    turn.checked()
    commit = turn.ledger.commit

    def merges(operation: Operation) -> None:
        commit(operation)
        if operation.signed.kind is OperationKind.SWITCH:
            turn.ledger.commit = commit  # type: ignore[method-assign]  # once
            merge(turn, TWICE, "6A00")

    turn.ledger.commit = merges  # type: ignore[method-assign]  # somebody else
    found = turn.service.switch(OPERATOR, COLLEGE.id)

    assert isinstance(found, Stale | Report)
    turn.switched()
    assert TWICE not in {*turn.held(NEW).split(), *turn.held(LONG).split()}
    assert "6A00" in turn.held(LONG).split()
    turn.sums()


def test_to_prepare_again_begins_without_what_was_merged() -> None:
    """The new snapshot has everybody as they are."""
    turn = doubled()
    turn.prepared()
    merge(turn, TWICE, "6A00")

    again = turn.prepared(CONFIRMED)

    assert dict(again.plan.merged) == {}
