"""The contract of :class:`garbridge.ports.CallCounter`.

Subclass it with the fixtures ``calls``, empty, and ``transaction``, which belongs to it.
"""

from datetime import timedelta

import pytest

from garbridge.errors import StoreError
from garbridge.ports import CallCounter, Transaction
from garbridge.testing.concurrency import at_once
from garbridge.testing.world import NOW

MACHINE = "378901946_0000000000000000"
_MINUTE = timedelta(minutes=1)


class CallCounterContract:
    """What everything that counts calls promises."""

    def test_each_call_is_told_another_number(self, calls: CallCounter) -> None:
        """One by one, or several together."""
        assert [calls.take(MACHINE, 1, minute=NOW) for _ in range(3)] == [1, 2, 3]
        assert calls.take(MACHINE, 10, minute=NOW) == 13

    def test_another_minute_begins_at_nothing(self, calls: CallCounter) -> None:
        """Also an earlier one: a clock that was set back stops nobody."""
        calls.take(MACHINE, 9, minute=NOW)

        assert calls.take(MACHINE, 2, minute=NOW + _MINUTE) == 2
        assert calls.take(MACHINE, 2, minute=NOW) == 2

    def test_machines_are_counted_each_by_itself(self, calls: CallCounter) -> None:
        """What one asks costs no other."""
        calls.take(MACHINE, 9, minute=NOW)

        assert calls.take("kiosque", 1, minute=NOW) == 1
        assert calls.take(MACHINE, 1, minute=NOW) == 10

    def test_of_many_at_once_none_is_lost(self, calls: CallCounter) -> None:
        """Eight workers, eight numbers."""
        numbers = at_once(8, lambda _: calls.take(MACHINE, 1, minute=NOW))

        assert set(numbers) == {1, 2, 3, 4, 5, 6, 7, 8}

    def test_what_is_undone_was_not_counted(
        self, calls: CallCounter, transaction: Transaction
    ) -> None:
        """All or nothing with what surrounds it."""

        def fail() -> None:
            with transaction():
                calls.take(MACHINE, 5, minute=NOW)
                raise StoreError("something else failed")

        with pytest.raises(StoreError):
            fail()

        assert calls.take(MACHINE, 1, minute=NOW) == 1
