"""Session participants: where people are signed in until they log out."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from garbridge.core.identifiers import PersonId
from garbridge.errors import KeyInUseError
from garbridge.ports import SessionEntry
from garbridge.stores.redis.client import RedisClient, lifetime
from garbridge.stores.redis.onetime import stamp
from garbridge.stores.sql.rows import instant_of

_END: Final = 16
_SESSION: Final = 64

# What has ended goes when something is added; the whole lasts as long as its last part.
_JOIN: Final = """
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then return 0 end
local kept = redis.call('HGETALL', KEYS[1])
for number = 1, #kept, 2 do
  local ends = tonumber(string.sub(kept[number + 1], 1, 16))
  if ends <= tonumber(ARGV[4]) then redis.call('HDEL', KEYS[1], kept[number]) end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return 1
"""
_ENTRIES: Final = "return redis.call('HGETALL', KEYS[1])"
_LEAVE: Final = "return redis.call('HDEL', KEYS[1], ARGV[1])"


class RedisParticipants:
    """Session participants of one tenant, each person under a digest of their identifier.

    Args:
        client: Where they are kept.
    """

    def __init__(self, client: RedisClient) -> None:
        self._client = client
        self._join = client.script(_JOIN)
        self._entries = client.script(_ENTRIES)
        self._leave = client.script(_LEAVE)

    def join(self, entry: SessionEntry, *, now: datetime) -> None:
        """Keep *entry*.

        Raises:
            KeyInUseError: what is there stays.
        """
        value = stamp(entry.until) + entry.session.encode("ascii").ljust(_SESSION) + entry.body
        arguments: list[bytes | str] = [entry.key, value, lifetime(entry.until, now), stamp(now)]
        if not self._client.run(self._join, [self._key(entry.person)], arguments):
            raise KeyInUseError

    def entries(self, person: PersonId, *, now: datetime) -> Sequence[SessionEntry]:
        """Return what is kept of *person* at *now*, the oldest end first."""
        found: list[bytes] = self._client.run(self._entries, [self._key(person)], [])
        kept = [
            _entry(person, key.decode(), value)
            for key, value in zip(found[::2], found[1::2], strict=True)
        ]
        return sorted(
            (one for one in kept if now < one.until), key=lambda one: (one.until, one.key)
        )

    def leave(self, person: PersonId, key: str) -> bool:
        """Forget one entry; of many callers at once one is told ``True``."""
        return bool(self._client.run(self._leave, [self._key(person)], [key]))

    def _key(self, person: PersonId) -> str:
        digest = hashlib.sha256(f"participants\x00{person}".encode()).hexdigest()
        return self._client.key("participants", digest)


def _entry(person: PersonId, key: str, value: bytes) -> SessionEntry:
    end = _END + _SESSION
    return SessionEntry(
        key=key,
        person=person,
        session=value[_END:end].decode().rstrip(),
        body=value[end:],
        until=instant_of(int(value[:_END])),
    )
