"""The contract of :class:`garbridge.ports.RedemptionJournal`.

Subclass it with the fixtures ``redemptions``, empty, and ``journal``, ``one_time`` and
``transaction``, which belong to it.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.attributes import Attribute
from garbridge.errors import StoreError
from garbridge.ports import (
    LaunchJournal,
    OneTimeStore,
    Redemption,
    RedemptionJournal,
    Transaction,
)
from garbridge.testing.journal import RECORD
from garbridge.testing.onetime import ENTRY
from garbridge.testing.world import NOW

REDEMPTION = Redemption(
    launch=RECORD.reference,
    attributes=(Attribute.PRO, Attribute.DIV),
    fault=None,
    at=NOW + timedelta(seconds=2, microseconds=1),
)
FAULT = replace(REDEMPTION, attributes=(), fault="INVALID_SERVICE")


class RedemptionJournalContract:
    """What every journal of redemptions promises."""

    @pytest.mark.parametrize("redemption", [REDEMPTION, FAULT], ids=["told", "fault"])
    def test_a_redemption_comes_back_as_it_was(
        self, redemptions: RedemptionJournal, redemption: Redemption
    ) -> None:
        """What was told, or why nothing was."""
        redemptions.note(redemption)

        assert list(redemptions.redemptions(limit=10)) == [redemption]

    def test_a_redemption_is_no_launch(
        self, journal: LaunchJournal, redemptions: RedemptionJournal
    ) -> None:
        """Whoever counts accès counts the click, however often its ticket is asked about."""
        journal.commit(RECORD)
        redemptions.note(REDEMPTION)

        assert list(journal.records(limit=10)) == [RECORD]

    def test_the_latest_come_first(self, redemptions: RedemptionJournal) -> None:
        """By instant, and at one instant the one noted last."""
        for number, minutes in enumerate((2, 0, 1, 1)):
            at = NOW + timedelta(minutes=minutes)
            redemptions.note(replace(REDEMPTION, launch=f"REF{number}", at=at))

        found = [redemption.launch for redemption in redemptions.redemptions(limit=3)]

        assert found == ["REF0", "REF3", "REF2"]

    def test_a_redemption_is_noted_with_the_end_of_its_ticket_or_not_at_all(
        self,
        one_time: OneTimeStore,
        redemptions: RedemptionJournal,
        transaction: Transaction,
    ) -> None:
        """Nothing unrecorded leaves, and what did not leave is not recorded."""
        one_time.keep(ENTRY, now=NOW)

        def hand_over(*, fails: bool) -> None:
            with transaction():
                one_time.redeem(ENTRY.key, now=NOW)
                redemptions.note(REDEMPTION)
                if fails:
                    raise StoreError("the answer could not be made")

        with pytest.raises(StoreError):
            hand_over(fails=True)
        assert one_time.peek(ENTRY.key, now=NOW) == ENTRY.body
        assert list(redemptions.redemptions(limit=10)) == []

        hand_over(fails=False)
        assert one_time.peek(ENTRY.key, now=NOW) is None
        assert list(redemptions.redemptions(limit=10)) == [REDEMPTION]
