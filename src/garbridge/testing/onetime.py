"""The contract of :class:`garbridge.ports.OneTimeStore`.

Subclass it with the fixture ``one_time``, an empty store.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.errors import KeyInUseError
from garbridge.ports import OneTimeEntry, OneTimeStore
from garbridge.testing.concurrency import at_once
from garbridge.testing.world import NOW

ENTRY = OneTimeEntry("a1" * 32, b"sealed", NOW + timedelta(seconds=10))


class OneTimeStoreContract:
    """What every store of one-time entries promises."""

    def test_an_entry_is_redeemed_once(self, one_time: OneTimeStore) -> None:
        """The second who shows the same ticket gets nothing."""
        one_time.keep(ENTRY, now=NOW)

        assert one_time.redeem(ENTRY.key, now=NOW) == ENTRY.body
        assert one_time.redeem(ENTRY.key, now=NOW) is None
        assert one_time.peek(ENTRY.key, now=NOW) is None

    def test_peeking_does_not_redeem(self, one_time: OneTimeStore) -> None:
        """A ticket that was looked at can still be used."""
        one_time.keep(ENTRY, now=NOW)

        assert one_time.peek(ENTRY.key, now=NOW) == ENTRY.body
        assert one_time.redeem(ENTRY.key, now=NOW) == ENTRY.body

    def test_until_is_exclusive(self, one_time: OneTimeStore) -> None:
        """An entry is good one microsecond before its end, and no longer at its end."""
        one_time.keep(ENTRY, now=NOW)
        last = ENTRY.until - timedelta(microseconds=1)

        assert one_time.peek(ENTRY.key, now=ENTRY.until) is None
        assert one_time.redeem(ENTRY.key, now=last) == ENTRY.body

    def test_an_entry_that_came_late_opens_nothing_when_the_clock_goes_back(
        self, one_time: OneTimeStore
    ) -> None:
        """It was shown, and so it is spent, whatever the time was."""
        one_time.keep(ENTRY, now=NOW)

        assert one_time.redeem(ENTRY.key, now=ENTRY.until) is None
        assert one_time.peek(ENTRY.key, now=NOW) is None
        assert one_time.redeem(ENTRY.key, now=NOW) is None

    @pytest.mark.parametrize("key", ["", "unknown", "%", "' OR ''='"])
    def test_an_unknown_key_is_none(self, one_time: OneTimeStore, key: str) -> None:
        """An unknown ticket is an empty answer, not an error."""
        one_time.keep(ENTRY, now=NOW)

        assert one_time.redeem(key, now=NOW) is None
        assert one_time.peek(key, now=NOW) is None

    @pytest.mark.parametrize(
        "body", [b"", bytes(range(256)), b"x" * 100_000], ids=["empty", "every-byte", "large"]
    )
    def test_the_body_comes_back_byte_for_byte(self, one_time: OneTimeStore, body: bytes) -> None:
        """What was sealed must open."""
        one_time.keep(replace(ENTRY, body=body), now=NOW)

        assert one_time.peek(ENTRY.key, now=NOW) == body
        assert one_time.redeem(ENTRY.key, now=NOW) == body

    def test_a_key_in_use_is_refused(self, one_time: OneTimeStore) -> None:
        """Nobody's claims can be put in place of another's."""
        one_time.keep(ENTRY, now=NOW)

        with pytest.raises(KeyInUseError):
            one_time.keep(replace(ENTRY, body=b"of somebody else"), now=NOW)

        assert one_time.redeem(ENTRY.key, now=NOW) == ENTRY.body

    def test_whoever_redeems_leaves_something_in_the_same_step(
        self, one_time: OneTimeStore
    ) -> None:
        """Of many at one instant each of the others finds it; what is there already stays."""
        left = OneTimeEntry("b2" * 32, b"left", NOW + timedelta(minutes=5))
        late = replace(ENTRY, key="c3" * 32)
        one_time.keep(late, now=NOW)
        assert one_time.redeem("unknown", now=NOW, leave=left) is None
        assert one_time.redeem(late.key, now=late.until, leave=left) is None
        assert one_time.peek(left.key, now=NOW) is None
        one_time.keep(ENTRY, now=NOW)

        def redeem(_: int) -> bytes | None:
            found = one_time.redeem(ENTRY.key, now=NOW, leave=left)
            return found or one_time.peek(left.key, now=NOW)

        found = at_once(16, redeem)
        assert (found.count(ENTRY.body), found.count(left.body)) == (1, 15)
        one_time.keep(ENTRY, now=NOW)
        assert one_time.redeem(ENTRY.key, now=NOW, leave=replace(left, body=b"x")) == ENTRY.body
        assert one_time.peek(left.key, now=left.until - timedelta(microseconds=1)) == b"left"

    def test_of_many_at_once_one_succeeds(self, one_time: OneTimeStore) -> None:
        """32 threads show the same ticket at the same instant: one gets the body."""
        one_time.keep(ENTRY, now=NOW)

        found = at_once(32, lambda _: one_time.redeem(ENTRY.key, now=NOW))

        assert found.count(ENTRY.body) == 1
        assert found.count(None) == 31
