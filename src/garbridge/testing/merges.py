"""The contract of :class:`garbridge.ports.MergeStore`.

Subclass it with the fixtures ``merges`` and ``ledger``, empty, ``traces`` and ``transaction`` over
the same tables.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.entitlements import Population
from garbridge.core.identifiers import OperationId, PersonId, ResourceId
from garbridge.core.marks import Mark
from garbridge.core.merges import Brought, BroughtKind, PlanBefore
from garbridge.core.operations import UNDO_WINDOW, Operation, OperationKind, Signature
from garbridge.core.retention import nobody
from garbridge.core.years import Carry, Place, Snapshot
from garbridge.errors import StoreError
from garbridge.ports import Ledger, MergeStore, TraceStore, Transaction
from garbridge.testing.concurrency import at_once
from garbridge.testing.world import ALICE, ATLAS, COLLEGE, LYCEE, NOW
from garbridge.testing.years import SNAPSHOT

MERGE = OperationId("merge")
TWIN = PersonId("left")
_MOMENT = timedelta(microseconds=1)

_ALONE = [
    replace(SNAPSHOT.openings[0], population=Population(person=person)) for person in (ALICE, TWIN)
]
PLAN_BEFORE = PlanBefore(
    NOW,
    Snapshot((Place(ALICE, "2211", "2DE4"), Place(TWIN, "")), SNAPSHOT.seats, tuple(_ALONE)),
    (
        (0, Carry(ATLAS.id, Population(person=ALICE), "Élève", 1, 1)),
        (4, Carry(ATLAS.id, Population(person=TWIN), "", 0, 1, opened=True)),
    ),
)
PAIR = Brought(kind=BroughtKind.PAIR, gone=ALICE, kept=TWIN)
BROUGHT = (
    PAIR,
    replace(PAIR, kind=BroughtKind.ENTRY, school=LYCEE.id, key="7"),
    replace(PAIR, kind=BroughtKind.ENTRY, school=COLLEGE.id, key="8"),
    replace(PAIR, kind=BroughtKind.PLAN, school=LYCEE.id, key="2027", plan=PLAN_BEFORE),
    replace(PAIR, kind=BroughtKind.FOLLOWER, gone=PersonId("old"), school=LYCEE.id, key="2027"),
    replace(PAIR, kind=BroughtKind.REQUEST, key="3"),
    *(
        replace(
            PAIR,
            kind=BroughtKind.FAVOURITE,
            school=LYCEE.id,
            held=held,
            mark=Mark(LYCEE.id, ResourceId(name), NOW),
        )
        for name, held in (("ark:/99999/one", True), ("ark:/99999/two", False))
    ),
)


class MergeStoreContract:
    """What every store of what merges brought over promises."""

    def test_it_comes_back_as_it_was(self, merges: MergeStore) -> None:
        """All of one merge, and nothing of another."""
        assert list(merges.brought(MERGE, now=NOW)) == []
        other = OperationId("other")
        merges.note(MERGE, BROUGHT, at=NOW)
        merges.note(other, [PAIR], at=NOW)

        found = merges.brought(MERGE, now=NOW)

        assert len(found) == len(BROUGHT)
        assert all(one in found for one in BROUGHT)
        assert list(merges.brought(other, now=NOW)) == [PAIR]

    def test_of_two_that_claim_it_the_second_finds_what_the_first_left(
        self, merges: MergeStore, transaction: Transaction
    ) -> None:
        """Two who undo one merge at once: one of them brings back all, the other nothing."""
        merges.note(MERGE, BROUGHT, at=NOW)

        def undo(_: int) -> int:
            with transaction():
                found = merges.claim(MERGE, now=NOW)
                merges.forget(MERGE)
            return len(found)

        assert sorted(map(str, at_once(2, undo))) == ["0", str(len(BROUGHT))]
        merges.note(MERGE, BROUGHT, at=NOW)
        with transaction():
            assert list(merges.claim(MERGE, now=NOW + UNDO_WINDOW)) == []
            assert len(merges.claim(MERGE, now=NOW)) == len(BROUGHT)

    def test_a_merge_without_a_licence_is_journalled_at_its_schools(self, ledger: Ledger) -> None:
        """Nothing is counted; it comes back as it was, and is undone once, at every one."""
        signed = Signature(id=MERGE, kind=OperationKind.MERGE, actor="head", at=NOW)
        merge = Operation(signed, (), tuple(sorted([COLLEGE.id, LYCEE.id])))
        undo = replace(merge, signed=replace(signed, id=OperationId("undo"), undoes=MERGE))
        ledger.commit(merge)
        ledger.commit(undo)

        assert [ledger.operation(one.signed.id) for one in (merge, undo)] == [merge, undo]
        for school in merge.schools:
            found = {one.signed.id: one for one in ledger.journal(school, limit=9)}
            assert (found[MERGE].given, found[MERGE].returned) == (0, 0)
            assert {name: one.undone for name, one in found.items()} == {
                MERGE: "undo",
                "undo": None,
            }
            assert list(ledger.journal(school, limit=9, resources={ATLAS.id})) == []
        with pytest.raises(StoreError):
            ledger.commit(replace(undo, signed=replace(undo.signed, id=OperationId("again"))))

    def test_what_was_undone_is_forgotten(self, merges: MergeStore) -> None:
        """And that of other merges is not."""
        other = OperationId("other")
        for name in (MERGE, other):
            merges.note(name, [PAIR], at=NOW)

        merges.forget(MERGE)

        assert list(merges.brought(MERGE, now=NOW)) == []
        assert list(merges.brought(other, now=NOW)) == [PAIR]

    def test_it_is_kept_for_as_long_as_it_can_be_undone(self, merges: MergeStore) -> None:
        """And not a moment longer."""
        merges.note(MERGE, BROUGHT, at=NOW)

        end = NOW + UNDO_WINDOW
        assert len(merges.brought(MERGE, now=end - _MOMENT)) == len(BROUGHT)
        assert list(merges.brought(MERGE, now=end)) == []
        merges.expire(now=end - _MOMENT)
        assert len(merges.brought(MERGE, now=NOW)) == len(BROUGHT)
        merges.expire(now=end)
        assert list(merges.brought(MERGE, now=NOW)) == []

    def test_the_next_merge_takes_away_what_is_over(self, merges: MergeStore) -> None:
        """Also where nobody purges anything."""
        merges.note(MERGE, BROUGHT, at=NOW)

        merges.note(OperationId("next"), [PAIR], at=NOW + UNDO_WINDOW)

        assert list(merges.brought(MERGE, now=NOW)) == []

    @pytest.mark.parametrize("person", [ALICE, TWIN])
    def test_it_goes_with_whoever_is_erased(
        self, merges: MergeStore, traces: TraceStore, person: PersonId
    ) -> None:
        """Of the two, or somebody who had gone into the one before; till then they are named."""
        merges.note(MERGE, BROUGHT, at=NOW)
        assert traces.named() == {ALICE, TWIN, "old"}

        traces.erase({PersonId("old"): nobody("0")})
        assert len(merges.brought(MERGE, now=NOW)) == len(BROUGHT) - 1
        traces.erase({person: nobody("1")})

        assert list(merges.brought(MERGE, now=NOW)) == []
        assert traces.named() == set()
