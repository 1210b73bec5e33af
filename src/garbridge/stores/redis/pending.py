"""Clicks that wait for their sign-in request."""

import hashlib
import json
from datetime import datetime
from typing import Final

from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.ports import Clock, PendingLaunch, SessionId
from garbridge.stores.redis.client import RedisClient, lifetime

_REMEMBER: Final = "redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])"
_RECALL: Final = "return redis.call('GET', KEYS[1])"
_FORGET: Final = "redis.call('DEL', KEYS[1])"


class RedisPendingLaunches:
    """Pending launches of one tenant; sessions are kept under a digest of their names.

    Args:
        client: Where they are kept.
        clock: Says for how much longer a click waits.
    """

    def __init__(self, client: RedisClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._remember = client.script(_REMEMBER)
        self._recall = client.script(_RECALL)
        self._forget = client.script(_FORGET)

    def remember(self, pending: PendingLaunch) -> None:
        """Keep *pending* in place of an earlier one of the same session and provider."""
        kept = {
            "person": pending.person,
            "resource": pending.resource,
            "school": pending.school,
            "until": pending.until.isoformat(),
        }
        key = self._key(pending.session, pending.provider)
        lasting = lifetime(pending.until, self._clock())
        self._client.run(self._remember, [key], [json.dumps(kept), lasting])

    def recall(
        self, session: SessionId, provider: ProviderId, *, now: datetime
    ) -> PendingLaunch | None:
        """Return the click that still waits at *now*, without removing it."""
        found = self._client.run(self._recall, [self._key(session, provider)], [])
        if found is None:
            return None
        kept: dict[str, str] = json.loads(found)
        until = datetime.fromisoformat(kept["until"])
        if until <= now:
            return None
        return PendingLaunch(
            session=session,
            person=PersonId(kept["person"]),
            provider=provider,
            resource=ResourceId(kept["resource"]),
            school=SchoolId(kept["school"]),
            until=until,
        )

    def forget(self, session: SessionId, provider: ProviderId) -> None:
        """Drop it; nothing happens when there is none."""
        self._client.run(self._forget, [self._key(session, provider)], [])

    def _key(self, session: SessionId, provider: ProviderId) -> str:
        digest = hashlib.sha256(f"pending\x00{session}".encode()).hexdigest()
        return self._client.key("pending", f"{digest}:{provider}")
