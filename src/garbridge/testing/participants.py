"""The contract of :class:`garbridge.ports.ParticipantStore`.

Subclass it with the fixture ``participants``, an empty store.
"""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from garbridge.core.identifiers import PersonId
from garbridge.errors import KeyInUseError
from garbridge.formats.sealing import SecretSealer
from garbridge.ports import ParticipantStore, SessionEntry
from garbridge.services.participating import ParticipationService
from garbridge.testing.concurrency import at_once
from garbridge.testing.world import ALICE, KEY, NOW

ENTRY = SessionEntry(
    key="entry-1",
    person=ALICE,
    session="5e55" * 16,
    body=b"\x00sealed\xff",
    until=NOW + timedelta(hours=12),
)
_OTHER = PersonId("bob")
_MOMENT = timedelta(microseconds=1)


def participation(store: ParticipantStore) -> ParticipationService:
    """Return the service over *store*, sealed under a secret of tests."""
    numbers = count()
    return ParticipationService(
        store=store,
        sealer=SecretSealer((KEY.secret,)),
        tokens=lambda: f"entry-{next(numbers)}",
    )


class ParticipantStoreContract:
    """What every store of session participants promises."""

    def test_an_entry_comes_back_as_it_was(self, participants: ParticipantStore) -> None:
        """Its session, its end and every octet."""
        participants.join(ENTRY, now=NOW)

        assert list(participants.entries(ALICE, now=NOW)) == [ENTRY]
        assert list(participants.entries(_OTHER, now=NOW)) == []

    def test_all_sessions_of_somebody_the_oldest_end_first(
        self, participants: ParticipantStore
    ) -> None:
        """A phone and a computer are two sessions of one person."""
        phone = replace(ENTRY, key="entry-0", session="0" * 64, until=ENTRY.until + _MOMENT)
        participants.join(phone, now=NOW)
        participants.join(ENTRY, now=NOW)

        assert list(participants.entries(ALICE, now=NOW)) == [ENTRY, phone]

    def test_until_is_exclusive(self, participants: ParticipantStore) -> None:
        """At its end an entry is no more."""
        participants.join(ENTRY, now=NOW)

        assert list(participants.entries(ALICE, now=ENTRY.until - _MOMENT)) == [ENTRY]
        assert list(participants.entries(ALICE, now=ENTRY.until)) == []

    def test_a_key_is_used_once(self, participants: ParticipantStore) -> None:
        """What is there stays."""
        participants.join(ENTRY, now=NOW)

        with pytest.raises(KeyInUseError):
            participants.join(replace(ENTRY, body=b"another"), now=NOW)

        assert list(participants.entries(ALICE, now=NOW)) == [ENTRY]

    def test_one_of_many_is_told_to_close(self, participants: ParticipantStore) -> None:
        """Two tabs that log out at once tell the provider once."""
        participants.join(ENTRY, now=NOW)

        told = at_once(8, lambda _: participants.leave(ALICE, ENTRY.key))

        assert (told.count(True), told.count(False)) == (1, 7)
        assert list(participants.entries(ALICE, now=NOW)) == []

    def test_nobody_closes_what_is_somebody_elses(self, participants: ParticipantStore) -> None:
        """A key alone names nothing."""
        participants.join(ENTRY, now=NOW)

        assert not participants.leave(_OTHER, ENTRY.key)
        assert list(participants.entries(ALICE, now=NOW)) == [ENTRY]
