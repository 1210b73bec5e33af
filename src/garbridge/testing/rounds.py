"""The contract of :class:`garbridge.ports.RoundStore`.

Subclass it with the fixtures ``rounds`` and ``traces``, empty, and ``transaction``, of one store.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest

from garbridge.core.entitlements import Population
from garbridge.core.identifiers import OperationId, PersonId
from garbridge.core.people import GroupKind, Profile
from garbridge.core.retention import Kept, nobody
from garbridge.core.rounds import (
    Missing,
    PartState,
    Round,
    RoundId,
    RoundPart,
    RoundStep,
    Why,
)
from garbridge.errors import StoreError
from garbridge.ports import RoundStore, TraceStore, Transaction
from garbridge.testing.world import ALICE, ATLAS, COLLEGE, LYCEE, NOW

BOB: Final = PersonId("bob")
TICK: Final = timedelta(microseconds=1)
_LONG_AGO: Final = NOW - timedelta(days=99)
PARTS: Final = tuple(
    sorted(
        (
            RoundPart(
                school=LYCEE.id,
                populations=(
                    Population(Profile.PUPIL, GroupKind.DIVISION, "6A é « ; » \\ ' \""),
                    Population(Profile.TEACHER),
                    Population(),
                ),
            ),
            RoundPart(
                school=COLLEGE.id,
                populations=(Population(Profile.PUPIL),),
                state=PartState.KEPT,
                token="a" * 32,
                given=3,
                already=2,
                impossible=1,
                missing=4,
                people=5,
                why=Why.UNDONE_BEFORE,
                operation=OperationId("op-1"),
            ),
        ),
        key=lambda part: part.school,
    )
)
ROUND: Final = Round(
    id=RoundId("r1"),
    actor=ALICE,
    resource=ATLAS.id,
    at=NOW,
    step=RoundStep.UNDO,
    missing=Missing.NOTHING,
    reason="pour tous <script>",
    parts=PARTS,
)


def keep(rounds: RoundStore, *kept: Round, forget: datetime = _LONG_AGO) -> None:
    """Keep each of them."""
    for one in kept:
        rounds.keep(one, forget=forget)


class RoundStoreContract:
    """What every store of rounds promises."""

    def test_there_is_none_at_first(self, rounds: RoundStore) -> None:
        """An empty store answers, and changes nothing that is not there."""
        rounds.restate(ROUND)
        rounds.settle(ALICE, ROUND.id, PARTS[0])

        assert rounds.one(ALICE, ROUND.id) is None
        assert rounds.claim(ALICE, ROUND.id) is None
        assert rounds.claim_part(ALICE, ROUND.id, LYCEE.id) is None
        assert list(rounds.of_actor(ALICE)) == []

    def test_it_comes_back_as_it_was(self, rounds: RoundStore, transaction: Transaction) -> None:
        """To the letter, its parts by school, whatever the order in which they came."""
        keep(rounds, replace(ROUND, parts=tuple(reversed(PARTS))))

        assert rounds.one(ALICE, ROUND.id) == ROUND
        with transaction():
            assert rounds.claim(ALICE, ROUND.id) == ROUND
            assert rounds.claim_part(ALICE, ROUND.id, LYCEE.id) == ROUND.part(LYCEE.id)

    def test_it_is_one_persons(self, rounds: RoundStore) -> None:
        """Nobody else finds it, also under its name."""
        keep(rounds, ROUND)

        assert rounds.one(BOB, ROUND.id) is None
        assert rounds.claim_part(BOB, ROUND.id, LYCEE.id) is None
        assert list(rounds.of_actor(BOB)) == []

    def test_what_is_kept_again_takes_the_place(self, rounds: RoundStore) -> None:
        """Also a part that is no longer in it; that of another round stays."""
        other = replace(ROUND, id=RoundId("r2"))
        keep(rounds, ROUND, other, replace(ROUND, parts=PARTS[:1], step=RoundStep.CHOOSE))

        assert rounds.one(ALICE, ROUND.id) == replace(ROUND, parts=PARTS[:1], step=RoundStep.CHOOSE)
        assert rounds.one(ALICE, other.id) == other

    def test_it_goes_on_while_its_parts_stay(self, rounds: RoundStore) -> None:
        """What it says of itself is one thing, how far a school has come another."""
        keep(rounds, ROUND)
        told = replace(ROUND, step=RoundStep.GIVE, missing=Missing.SOME, reason="autre", parts=())
        rounds.restate(told)

        assert rounds.one(ALICE, ROUND.id) == replace(told, parts=PARTS)

    def test_a_part_is_settled_alone(self, rounds: RoundStore) -> None:
        """Of its round; what was chosen there stays."""
        keep(rounds, ROUND, replace(ROUND, id=RoundId("r2")))
        seen = replace(PARTS[0], state=PartState.SEEN, token="b" * 32, given=7, people=7)
        rounds.settle(ALICE, ROUND.id, seen)
        rounds.settle(ALICE, RoundId("none"), seen)

        found = rounds.one(ALICE, ROUND.id)
        assert found is not None
        assert found.parts == (seen, PARTS[1])
        assert rounds.one(ALICE, RoundId("r2")) == replace(ROUND, id=RoundId("r2"))

    def test_the_latest_come_first(self, rounds: RoundStore) -> None:
        """Without their parts; at one instant by their name."""
        older = replace(ROUND, id=RoundId("r9"), at=NOW - TICK)
        beside = replace(ROUND, id=RoundId("r2"))
        keep(rounds, ROUND, older, beside, replace(ROUND, actor=BOB))

        assert list(rounds.of_actor(ALICE)) == [
            replace(one, parts=()) for one in (beside, ROUND, older)
        ]

    def test_old_ones_are_forgotten(self, rounds: RoundStore) -> None:
        """Whoever's, when somebody begins; one of that very instant is not old."""
        old = replace(ROUND, id=RoundId("old"), actor=BOB, at=NOW - TICK)
        keep(rounds, old, ROUND, replace(ROUND, id=RoundId("new")), forget=_LONG_AGO)
        keep(rounds, replace(ROUND, id=RoundId("new")), forget=NOW)

        assert rounds.one(BOB, old.id) is None
        assert rounds.claim_part(BOB, old.id, LYCEE.id) is None
        assert rounds.one(ALICE, ROUND.id) == ROUND

    def test_they_go_with_whose_they_are(self, rounds: RoundStore, traces: TraceStore) -> None:
        """Erased: the round and each of its parts; those of others stay."""
        keep(rounds, ROUND, replace(ROUND, actor=BOB))

        assert ALICE in traces.named()
        assert traces.erase({ALICE: nobody("5a17")}) == 1 + len(PARTS)
        assert rounds.one(ALICE, ROUND.id) is None
        assert rounds.one(BOB, ROUND.id) is not None

    def test_they_are_over_with_operations(self, rounds: RoundStore, traces: TraceStore) -> None:
        """Before the instant, exclusive."""
        old = replace(ROUND, id=RoundId("old"), at=NOW - TICK)
        keep(rounds, ROUND, old)

        assert traces.over(Kept.OPERATIONS, NOW) == 1 + len(PARTS)
        assert traces.remove(Kept.OPERATIONS, NOW) == 1 + len(PARTS)
        assert [one.id for one in rounds.of_actor(ALICE)] == [ROUND.id]
        assert rounds.claim_part(ALICE, old.id, LYCEE.id) is None

    def test_what_is_undone_was_never_kept(
        self, rounds: RoundStore, transaction: Transaction
    ) -> None:
        """All or nothing with what surrounds it."""
        keep(rounds, ROUND)

        def fail() -> None:
            with transaction():
                rounds.settle(ALICE, ROUND.id, replace(PARTS[0], state=PartState.GIVEN))
                rounds.restate(replace(ROUND, step=RoundStep.LOOK))
                keep(rounds, replace(ROUND, id=RoundId("r2")))
                raise StoreError("something else failed")

        with pytest.raises(StoreError):
            fail()

        assert rounds.one(ALICE, ROUND.id) == ROUND
        assert rounds.one(ALICE, RoundId("r2")) is None
