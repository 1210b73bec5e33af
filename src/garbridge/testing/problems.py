"""The contract of :class:`garbridge.ports.ProblemStore`.

Subclass it with the fixtures ``problems``, empty, and ``transaction``, which belongs to it.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.problems import KEPT, Cause, ProblemRecord, ProblemState, Report, Side
from garbridge.errors import StoreError
from garbridge.ports import ProblemStore, Transaction
from garbridge.testing.concurrency import at_once
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, NOW

_MOMENT = timedelta(microseconds=1)

PROBLEM = ProblemRecord(
    reference="7f3a21c9",
    side=Side.PUBLISHER,
    state=ProblemState.SENT,
    opened=NOW - timedelta(hours=1),
    changed=NOW,
    ticket="INC-2026/0042 é",
)
REPORTED = ProblemRecord(
    reference="r2d2c3p0",
    side=Side.ENT,
    state=ProblemState.OPEN,
    opened=NOW,
    changed=NOW,
    report=Report(LYCEE.id, ATLAS.id, Cause.PASSWORD, 3),
)


class ProblemStoreContract:
    """What every store of problems promises."""

    def test_nothing_is_followed_up(self, problems: ProblemStore) -> None:
        """An empty store answers."""
        assert problems.problem("7f3a21c9") is None
        assert list(problems.in_state(ProblemState.OPEN, 9)) == []

    def test_a_problem_comes_back_as_it_was(self, problems: ProblemStore) -> None:
        """Its times to the microsecond, its ticket; under its reference as it is spelled."""
        problems.keep(PROBLEM, now=NOW)

        assert problems.problem(PROBLEM.reference) == PROBLEM
        assert problems.problem(PROBLEM.reference.upper()) is None

    def test_what_is_kept_again_takes_the_place(self, problems: ProblemStore) -> None:
        """One reference, one problem, in one state."""
        solved = replace(PROBLEM, state=ProblemState.SOLVED, changed=NOW + _MOMENT)
        problems.keep(PROBLEM, now=NOW)
        problems.keep(solved, now=NOW)

        assert problems.problem(PROBLEM.reference) == solved
        assert list(problems.in_state(ProblemState.SENT, 9)) == []

    def test_the_latest_come_first_and_no_more_than_asked_for(self, problems: ProblemStore) -> None:
        """By their last change, then by reference, whenever they were kept."""
        earlier = replace(PROBLEM, reference="zz", changed=NOW - _MOMENT)
        alike = replace(PROBLEM, reference="00")
        elsewhere = replace(PROBLEM, reference="open", state=ProblemState.OPEN)
        for one in (PROBLEM, alike, earlier, elsewhere):
            problems.keep(one, now=NOW)

        assert list(problems.in_state(ProblemState.SENT, 2)) == [PROBLEM, alike]
        assert list(problems.in_state(ProblemState.SENT, 9)) == [PROBLEM, alike, earlier]

    def test_what_is_reported_is_found_at_its_school(self, problems: ProblemStore) -> None:
        """The latest first, in its state; a problem of a launch is at none."""
        later = replace(REPORTED, reference="b", changed=NOW + _MOMENT)
        elsewhere = Report(COLLEGE.id, ATLAS.id, Cause.OTHER, 1)
        there = replace(REPORTED, reference="c", report=elsewhere)
        for one in (REPORTED, later, there, replace(PROBLEM, state=ProblemState.OPEN)):
            problems.keep(one, now=NOW)

        assert list(problems.at_school(LYCEE.id, ProblemState.OPEN, 9)) == [later, REPORTED]
        assert list(problems.at_school(LYCEE.id, ProblemState.OPEN, 1)) == [later]
        assert list(problems.at_school(LYCEE.id, ProblemState.SENT, 9)) == []
        assert list(problems.at_school(COLLEGE.id, ProblemState.OPEN, 9)) == [there]
        assert problems.problem(REPORTED.reference) == REPORTED

    def test_what_was_solved_long_ago_is_forgotten_and_nothing_else(
        self, problems: ProblemStore
    ) -> None:
        """What nobody solved stays until somebody does."""
        solved = replace(PROBLEM, state=ProblemState.SOLVED)
        old = replace(solved, reference="old", changed=NOW - KEPT - _MOMENT)
        kept = replace(solved, reference="kept", changed=NOW - KEPT)
        waiting = replace(PROBLEM, reference="waiting", changed=NOW - 2 * KEPT)
        for one in (old, kept, waiting):
            problems.keep(one, now=NOW - 2 * KEPT)
        problems.keep(PROBLEM, now=NOW)

        assert problems.problem("old") is None
        assert problems.problem("kept") == kept
        assert problems.problem("waiting") == waiting

    def test_nothing_is_lost_of_what_eight_who_claim_it_count(
        self, problems: ProblemStore, transaction: Transaction
    ) -> None:
        """Whoever claims reads what the one before kept; nobody claims for ever."""
        problems.keep(replace(PROBLEM, ticket="0"), now=NOW)

        def count(_: int) -> None:
            with transaction():
                problems.claim()
                found = problems.problem(PROBLEM.reference)
                assert found is not None
                problems.keep(replace(found, ticket=str(int(found.ticket) + 1)), now=NOW)

        assert at_once(8, count) == [None] * 8
        found = problems.problem(PROBLEM.reference)
        assert found is not None
        assert found.ticket == "8"

    def test_what_is_undone_was_never_kept(
        self, problems: ProblemStore, transaction: Transaction
    ) -> None:
        """All or nothing with what surrounds it."""

        def fail() -> None:
            with transaction():
                problems.keep(PROBLEM, now=NOW)
                raise StoreError("something else failed")

        with pytest.raises(StoreError):
            fail()

        assert problems.problem(PROBLEM.reference) is None
