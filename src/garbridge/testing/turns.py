"""The contract of :class:`garbridge.ports.TurnStore`.

Subclass with the fixtures ``turns``, empty, and ``identifiers``, ``store``, ``writer`` and
``transaction`` of the same tables.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.pairwise import Held
from garbridge.core.rotation import KeyRole, Step, Turn
from garbridge.errors import StoreError
from garbridge.ports import (
    EntitlementStore,
    EntitlementWriter,
    IdentifierStore,
    Transaction,
    TurnStore,
)
from garbridge.testing.concurrency import at_once
from garbridge.testing.identifiers import PAIR
from garbridge.testing.world import ALICE, ATLAS, LYCEE, NOW, PUBLISHER, SUBSCRIPTION

BOB = PersonId("bob")
ELSEWHERE = ProviderId("calculo")
TURN = Turn(
    sector=PUBLISHER.id,
    current="c" * 32,
    following="d" * 32,
    step=Step.TOLD,
    imported=True,
    since=NOW,
    forced=True,
)


class TurnStoreContract:
    """What every store of turns promises."""

    def test_the_first_key_is_at_home_and_another_is_not(self, turns: TurnStore) -> None:
        """Whoever comes later changes nothing by itself."""
        assert turns.keys() == {}

        turns.mark_first("one", at=NOW)
        turns.mark_first("one", at=NOW)
        turns.mark_first("two", at=NOW)

        assert turns.keys() == {"one": KeyRole.HOME}

    def test_a_key_that_comes_home_sends_the_other_away(self, turns: TurnStore) -> None:
        """Both are known for ever."""
        turns.mark_first("one", at=NOW)
        turns.mark("two", KeyRole.FINISHED, at=NOW)
        assert turns.keys() == {"one": KeyRole.HOME, "two": KeyRole.FINISHED}

        turns.mark("two", KeyRole.HOME, at=NOW + timedelta(days=1))

        assert turns.keys() == {"one": KeyRole.RETIRED, "two": KeyRole.HOME}

    def test_a_turn_comes_back_as_it_was(self, turns: TurnStore) -> None:
        """The last one of each sector stands."""
        other = Turn(sector=ELSEWHERE, since=NOW)
        turns.write(replace(TURN, step=Step.ACKNOWLEDGED))
        turns.write(other)
        turns.write(TURN)

        assert turns.turns() == {PUBLISHER.id: TURN, ELSEWHERE: other}

    def test_nothing_is_lost_of_what_eight_who_claim_the_turns_write(
        self, turns: TurnStore, transaction: Transaction
    ) -> None:
        """Whoever claims reads what the one before wrote."""
        turns.write(TURN)

        def later(_: int) -> None:
            with transaction():
                found = turns.claim()[TURN.sector]
                turns.write(replace(found, since=found.since + timedelta(days=1)))

        assert at_once(8, later) == [None] * 8
        assert turns.turns() == {TURN.sector: replace(TURN, since=NOW + timedelta(days=8))}

    def test_of_eight_keys_at_once_one_comes_home(self, turns: TurnStore) -> None:
        """Machines that begin together, one of them with another key by mistake."""
        at_once(8, lambda number: turns.mark_first(f"key {number}", at=NOW))

        assert list(turns.keys().values()) == [KeyRole.HOME]

    def test_nobody_is_told_about_twice(self, turns: TurnStore) -> None:
        """All or nothing, by sector; what is forgotten may be told again."""
        turns.tell(PUBLISHER.id, [ALICE])
        with pytest.raises(StoreError):
            turns.tell(PUBLISHER.id, [BOB, ALICE])
        turns.tell(ELSEWHERE, [ALICE, BOB])

        assert turns.told(PUBLISHER.id) == {ALICE}
        assert turns.told(ELSEWHERE) == {ALICE, BOB}
        turns.untell(ELSEWHERE, ALICE)
        turns.untell(PUBLISHER.id, BOB)
        assert turns.told(ELSEWHERE) == {BOB}
        turns.untell(ELSEWHERE, None)
        assert turns.told(ELSEWHERE) == frozenset()
        assert turns.told(PUBLISHER.id) == {ALICE}

    def test_who_is_forgotten_is_named_nowhere(self, turns: TurnStore) -> None:
        """In any sector; the others stay."""
        turns.tell(PUBLISHER.id, [ALICE, BOB])
        turns.tell(ELSEWHERE, [ALICE])

        turns.forget(ALICE)

        assert turns.told(PUBLISHER.id) == {BOB}
        assert turns.told(ELSEWHERE) == frozenset()

    def test_the_key_of_a_sector_comes_along_with_what_is_held(
        self,
        turns: TurnStore,
        identifiers: IdentifierStore,
        store: EntitlementStore,
        writer: EntitlementWriter,
    ) -> None:
        """For everybody there, by every question; nobody elsewhere is touched."""
        writer.write(subscriptions=[SUBSCRIPTION])
        identifiers.state([PAIR])
        turns.write(TURN)
        mine, others = Held(imported=PAIR.identifier, key=TURN.current), Held(key=TURN.current)

        def asked(person: PersonId, sector: ProviderId) -> Held | None:
            return store.entitlements(person, LYCEE.id, ATLAS.id, sector).held

        assert (asked(ALICE, PUBLISHER.id), asked(BOB, PUBLISHER.id)) == (mine, others)
        assert (asked(ALICE, ELSEWHERE), asked(BOB, ELSEWHERE)) == (Held(), Held())
        assert identifiers.held(PUBLISHER.id, ALICE) == mine
        assert identifiers.held(PUBLISHER.id, BOB) == identifiers.default(PUBLISHER.id) == others
        assert identifiers.of_person(ALICE) == {PUBLISHER.id: mine}
        assert list(identifiers.of_sector(PUBLISHER.id)) == [(ALICE, mine)]
        assert identifiers.default(ELSEWHERE) == Held()
