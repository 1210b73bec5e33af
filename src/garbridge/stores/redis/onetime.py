"""Tickets, codes and handles, and the identifiers of messages that were seen: one name space.

A value begins with its end, in microseconds of sixteen digits, and a mark: an entry or a message.
Redis' own clock only cleans up; what has ended is decided by the portal's.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from garbridge.errors import KeyInUseError
from garbridge.ports import OneTimeClaim, OneTimeEntry
from garbridge.stores.redis.client import RedisClient, lifetime
from garbridge.stores.sql.rows import micros

KIND: Final = "once"

_ENTRY: Final = b"E"
_MESSAGE: Final = b"M"

# All or nothing: the number of the key that is in use, or 0 once all are kept.
_KEEP: Final = """
local seen = {}
for number, key in ipairs(KEYS) do
  if seen[key] or redis.call('EXISTS', key) == 1 then return number end
  seen[key] = true
end
for number, key in ipairs(KEYS) do
  redis.call('SET', key, ARGV[2 * number - 1], 'PX', ARGV[2 * number])
end
return 0
"""
_REDEEM: Final = """
local found = redis.call('GET', KEYS[1])
if not found or string.sub(found, 17, 17) ~= 'E' then return false end
if ARGV[2] == '1' then redis.call('DEL', KEYS[1]) end
if tonumber(string.sub(found, 1, 16)) <= tonumber(ARGV[1]) then return false end
if KEYS[2] then redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4], 'NX') end
return string.sub(found, 18)
"""


class RedisOneTimeStore:
    """One-time entries of one tenant.

    Args:
        client: Where they are kept.
    """

    def __init__(self, client: RedisClient) -> None:
        self._client = client
        self._keep = client.script(_KEEP)
        self._redeem = client.script(_REDEEM)

    def keep(self, entry: OneTimeEntry, *, now: datetime) -> None:
        """Store *entry*.

        Raises:
            KeyInUseError: what is there stays.
        """
        if self.claim([entry], now=now) is not None:
            raise KeyInUseError

    def claim(
        self, things: Sequence[OneTimeEntry | OneTimeClaim], *, now: datetime
    ) -> OneTimeEntry | OneTimeClaim | None:
        """Keep all of *things* in one step; return the one whose key is in use, and keep none."""
        if not things:
            return None
        keys = [self._client.key(KIND, one.key) for one in things]
        arguments: list[bytes | str] = []
        for one in things:
            arguments += [_value(one), lifetime(one.until, now)]
        taken = int(self._client.run(self._keep, keys, arguments))
        return things[taken - 1] if taken else None

    def peek(self, key: str, *, now: datetime) -> bytes | None:
        """Return the body without redeeming it; ``None`` if unknown, used or ended at *now*."""
        return self._read(key, now, "0")

    def redeem(self, key: str, *, now: datetime, leave: OneTimeEntry | None = None) -> bytes | None:
        """Return the body and forget it in one step: of many callers at once one succeeds."""
        return self._read(key, now, "1", leave)

    def _read(
        self, key: str, now: datetime, spend: str, leave: OneTimeEntry | None = None
    ) -> bytes | None:
        named = [self._client.key(KIND, key)]
        arguments: list[bytes | str] = [stamp(now), spend]
        if leave is not None:
            named.append(self._client.key(KIND, leave.key))
            arguments += [_value(leave), lifetime(leave.until, now)]
        found: bytes | None = self._client.run(self._redeem, named, arguments)
        return found


def stamp(at: datetime) -> bytes:
    """Return *at* in sixteen digits, the most that a number of Lua holds exactly."""
    return f"{micros(at):016}".encode("ascii")


def _value(one: OneTimeEntry | OneTimeClaim) -> bytes:
    if isinstance(one, OneTimeEntry):
        return stamp(one.until) + _ENTRY + one.body
    return stamp(one.until) + _MESSAGE
