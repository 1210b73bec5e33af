"""The contract of :class:`garbridge.ports.YearPlans`.

Subclass it with the fixtures ``years``, empty, and ``transaction``, which belongs to it.
"""

from dataclasses import replace

import pytest

from garbridge.core.entitlements import Opening, Origin, Population
from garbridge.core.identifiers import OperationId, PersonId, ResourceId
from garbridge.core.people import GroupKind, Profile, Public
from garbridge.core.years import (
    Carry,
    Chosen,
    Follow,
    KeptSeat,
    Place,
    Portion,
    Said,
    Snapshot,
    YearPlan,
    YearState,
    YearStep,
)
from garbridge.errors import StoreError
from garbridge.ports import Transaction, YearPlans
from garbridge.testing.world import ALICE, ATLAS, COLLEGE, LYCEE, NOW, SCHOOL_WIDE, seat

YEAR = 2027
BOOK = ResourceId("ark:/99999/book")
PLAN = YearPlan(
    school=LYCEE.id,
    year=YEAR,
    state=YearState.PREPARED,
    step=YearStep.CARRY_OVER,
    chosen=Chosen(
        levels={"2211": "2212", "2213": ""},
        confirmed=frozenset({"2213"}),
        classes={"2DE4": "1RE4", "T1": ""},
        left=frozenset({"2DE5"}),
        follows={ATLAS.id: Follow.COHORT, BOOK: Follow.DROP},
        classes_known=True,
    ),
    carries=(
        Carry(ATLAS.id, Population(Profile.PUPIL, GroupKind.LEVEL, "2211"), "Seconde é", 20, 36),
        Carry(BOOK, Population(person=ALICE), "", 1, 1, opened=True),
    ),
    by="cheffe",
    at=NOW,
    seats=2,
    openings=1,
    said=(
        Said(at=NOW, by="", kind=GroupKind.LEVEL, code="2213", was=None, following=""),
        Said(at=NOW, by="cheffe", kind=GroupKind.DIVISION, code="2DE5", was="1RE5", following=None),
    ),
)
SNAPSHOT = Snapshot(
    (Place(ALICE, "2211", "2DE4"), Place(PersonId("bruno"), "")),
    (
        KeptSeat(seat(), Public.PUPILS, named=True),
        KeptSeat(replace(seat(PersonId("left")), origin=Origin.RULE), None),
    ),
    tuple(
        Opening(
            subscription=SCHOOL_WIDE.id,
            resource=ATLAS.id,
            school=LYCEE.id,
            population=population,
        )
        for population in (Population(), Population(None, GroupKind.DIVISION, "2DE4"))
    ),
)
TO_DO = Portion(number=2, resource=BOOK, token="b" * 32, missing=3, waiting=1, ordered=False)
DONE = Portion(
    number=1,
    resource=ATLAS.id,
    token="a" * 32,
    given=4,
    reclaimed=5,
    kept=6,
    impossible=7,
    done=True,
    operation=OperationId("op-1"),
)


class YearPlansContract:
    """What every store of turns of the year promises."""

    def test_a_plan_comes_back_as_it_was(self, years: YearPlans) -> None:
        """With what was chosen, its snapshot, and nothing of another school or year."""
        years.begin(PLAN, SNAPSHOT)

        assert years.plan(LYCEE.id, YEAR) == PLAN
        assert years.snapshot(LYCEE.id, YEAR) == SNAPSHOT
        assert list(years.portions(LYCEE.id, YEAR)) == []
        for school, year in ((COLLEGE.id, YEAR), (LYCEE.id, YEAR + 1)):
            assert years.plan(school, year) is None
            assert years.snapshot(school, year) == Snapshot()

    def test_the_latest_plan_is_found(self, years: YearPlans) -> None:
        """Of several years that of the last, whatever the order in which they were made."""
        assert years.latest(LYCEE.id) is None
        for year in (YEAR, YEAR + 1, YEAR - 1):
            years.begin(replace(PLAN, year=year), Snapshot())

        found = years.latest(LYCEE.id)

        assert found is not None
        assert found.year == YEAR + 1
        assert years.latest(COLLEGE.id) is None

    def test_a_plan_that_is_kept_takes_the_place_of_the_first(
        self, years: YearPlans, transaction: Transaction
    ) -> None:
        """Its snapshot stays; inside a transaction it can be claimed."""
        years.begin(PLAN, SNAPSHOT)
        with transaction():
            assert years.claim(LYCEE.id, YEAR) == PLAN
            closed = replace(PLAN, state=YearState.CLOSED, step=YearStep.CLOSE, closed=NOW)
            years.keep(closed)

        assert years.plan(LYCEE.id, YEAR) == closed
        assert years.snapshot(LYCEE.id, YEAR) == SNAPSHOT

    def test_places_can_be_read_alone(self, years: YearPlans) -> None:
        """The same as those of the snapshot."""
        years.begin(PLAN, SNAPSHOT)

        assert tuple(years.places(LYCEE.id, YEAR)) == SNAPSHOT.places
        assert list(years.places(COLLEGE.id, YEAR)) == []

    def test_when_the_switch_began_is_kept(self, years: YearPlans) -> None:
        """Beside what was chosen."""
        years.begin(PLAN, SNAPSHOT)
        begun = replace(PLAN, state=YearState.SWITCHING, begun=NOW)

        years.keep(begun)

        assert years.plan(LYCEE.id, YEAR) == begun

    def test_what_is_said_of_one_who_was_merged_is_said_of_the_other(
        self, years: YearPlans
    ) -> None:
        """In every plan of that school; portions stay, and what both had is there once."""
        both = PersonId("left")
        mine = SNAPSHOT.openings[0]
        mine = replace(mine, population=Population(person=ALICE))
        snapshot = replace(SNAPSHOT, openings=(mine,))
        for plan in (PLAN, replace(PLAN, year=YEAR + 1), replace(PLAN, school=COLLEGE.id)):
            years.begin(plan, snapshot)
        years.expect(LYCEE.id, YEAR, [TO_DO])

        years.reassign(LYCEE.id, ALICE, both)
        years.reassign(LYCEE.id, both, PersonId("third"))

        for year in (YEAR, YEAR + 1):
            found = years.snapshot(LYCEE.id, year)
            assert {place.person for place in found.places} == {"bruno", "third"}
            assert [one.seat.person for one in found.seats] == ["third"]
            assert [one.population.person for one in found.openings] == ["third"]
            kept = years.plan(LYCEE.id, year)
            assert kept is not None
            assert kept.carries[1].population == Population(person=PersonId("third"))
            assert dict(kept.merged) == {ALICE: "third", both: "third"}
        assert list(years.portions(LYCEE.id, YEAR)) == [TO_DO]
        assert tuple(years.places(COLLEGE.id, YEAR)) == snapshot.places

    def test_all_plans_of_a_school_are_claimed_and_rewritten(
        self, years: YearPlans, transaction: Transaction
    ) -> None:
        """By year; what is rewritten keeps its portions, and others are as they were."""
        later = replace(PLAN, year=YEAR + 1)
        for plan in (later, PLAN, replace(PLAN, school=COLLEGE.id)):
            years.begin(plan, SNAPSHOT)
        years.expect(LYCEE.id, YEAR, [TO_DO])
        other = replace(PLAN, merged={ALICE: PersonId("bruno")})

        with transaction():
            assert list(years.claim_all(LYCEE.id)) == [PLAN, later]
            years.rewrite(other, Snapshot(places=SNAPSHOT.places))

        assert years.plan(LYCEE.id, YEAR) == other
        assert years.snapshot(LYCEE.id, YEAR) == Snapshot(places=SNAPSHOT.places)
        assert list(years.portions(LYCEE.id, YEAR)) == [TO_DO]
        assert years.plan(LYCEE.id, YEAR + 1) == later
        assert years.snapshot(LYCEE.id, YEAR + 1) == SNAPSHOT

    def test_to_begin_anew_forgets_what_was_before(self, years: YearPlans) -> None:
        """Another snapshot, and no portion."""
        years.begin(PLAN, SNAPSHOT)
        years.expect(LYCEE.id, YEAR, [TO_DO])

        years.begin(PLAN, Snapshot(places=SNAPSHOT.places))

        assert years.snapshot(LYCEE.id, YEAR) == Snapshot(places=SNAPSHOT.places)
        assert list(years.portions(LYCEE.id, YEAR)) == []

    def test_what_is_expected_takes_the_place_of_what_was_not_done(self, years: YearPlans) -> None:
        """What was applied is not forgotten by another check."""
        years.begin(PLAN, SNAPSHOT)
        years.expect(LYCEE.id, YEAR, [TO_DO, replace(DONE, done=False)])
        years.settle(LYCEE.id, YEAR, DONE)

        assert list(years.portions(LYCEE.id, YEAR)) == [DONE, TO_DO]
        again = replace(TO_DO, number=3, given=9)
        years.expect(LYCEE.id, YEAR, [again])
        assert list(years.portions(LYCEE.id, YEAR)) == [DONE, again]
        years.settle(LYCEE.id, YEAR, replace(DONE, undone=True))
        assert years.portions(LYCEE.id, YEAR)[0].undone
        assert list(years.portions(COLLEGE.id, YEAR)) == []

    def test_a_transaction_that_fails_leaves_what_was(
        self, years: YearPlans, transaction: Transaction
    ) -> None:
        """Neither the plan, nor its snapshot, nor a portion."""
        years.begin(PLAN, SNAPSHOT)

        def change() -> None:
            with transaction():
                years.begin(replace(PLAN, seats=0), Snapshot())
                years.expect(LYCEE.id, YEAR, [TO_DO])
                raise StoreError("something else failed")

        with pytest.raises(StoreError):
            change()

        assert years.plan(LYCEE.id, YEAR) == PLAN
        assert years.snapshot(LYCEE.id, YEAR) == SNAPSHOT
        assert list(years.portions(LYCEE.id, YEAR)) == []
