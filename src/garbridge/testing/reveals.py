"""The contract of :class:`garbridge.ports.RevealStore`.

Subclass with the fixtures ``reveals``, empty, and ``journal`` of the same tables.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.identifiers import PersonId
from garbridge.core.reveals import PROTOCOL, RevealKind, RevealRefusal, RevealStep
from garbridge.errors import StoreError
from garbridge.ports import LaunchJournal, RevealStore
from garbridge.testing.journal import RECORD
from garbridge.testing.world import NOW, PUBLISHER

OPENED = RevealStep(
    reference="opened",
    request="opened",
    kind=RevealKind.OPENED,
    sector=PUBLISHER.id,
    identifier="Ancien-Portail-0001",
    by=PersonId("dpo"),
    at=NOW,
    until=NOW + timedelta(hours=24),
    reason="l’éditeur signale un message",
    key="0123456789abcdef",
    signature=bytes(range(64)),
)
REFUSED = replace(
    OPENED,
    reference="refused",
    kind=RevealKind.REFUSED,
    refusal=RevealRefusal.SAME_PERSON,
    at=NOW + timedelta(hours=1),
)
ANSWERED = replace(OPENED, reference="answered", kind=RevealKind.ANSWERED, by=PersonId("rssi"))


class RevealStoreContract:
    """What every store of requests promises."""

    def test_steps_come_back_as_they_were(self, reveals: RevealStore) -> None:
        """Those of one request in their order, those of all newest first."""
        other = replace(OPENED, reference="other", request="other")
        for step in (OPENED, other, REFUSED, ANSWERED):
            reveals.add(step)

        assert list(reveals.steps("opened")) == [OPENED, REFUSED, ANSWERED]
        assert list(reveals.steps("none")) == []
        assert list(reveals.latest(limit=2)) == [ANSWERED, REFUSED]
        assert len(reveals.latest(limit=9)) == 4

    @pytest.mark.parametrize("kind", [RevealKind.ANSWERED, RevealKind.NOBODY])
    def test_a_request_is_answered_once(self, reveals: RevealStore, kind: RevealKind) -> None:
        """Two that approve at once: one of them is told nothing.  Refusals go on being kept."""
        reveals.add(OPENED)
        reveals.add(ANSWERED)

        with pytest.raises(StoreError):
            reveals.add(replace(ANSWERED, reference="again", kind=kind))

        reveals.add(REFUSED)
        assert list(reveals.steps("opened")) == [OPENED, ANSWERED, REFUSED]

    def test_what_the_journal_says(self, reveals: RevealStore, journal: LaunchJournal) -> None:
        """Its lines of this protocol only."""
        journal.commit(RECORD)
        journal.commit(replace(RECORD, reference="opened", protocol=PROTOCOL, policy="d1"))

        assert reveals.recorded() == {"opened": "d1"}
