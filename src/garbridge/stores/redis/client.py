"""The connection to Redis: short timeouts, one kind of error, keys of one tenant."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, cast

import redis
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.retry import Retry

from garbridge.core.identifiers import TenantId
from garbridge.errors import ConfigError, StoreError, StoreUnavailableError
from garbridge.stores.outages import Outage
from garbridge.stores.skew import SKEW

TIMEOUT: Final = 0.6
"""Seconds to connect, and to be answered.  A connection that the server has ended is tried once
more, so that a person waits for less than two seconds in all."""

_MILLISECOND: Final = timedelta(milliseconds=1)
_STAYS: Final = "noeviction"


@dataclass(frozen=True, slots=True)
class RedisClient:
    """What one tenant does with Redis.  Its keys share one hash slot, so that scripts may use two.

    ``server`` is shared by the threads of a process, and opens connections of its own after a fork.
    """

    server: "redis.Redis" = field(repr=False)
    tenant: TenantId
    outage: Outage = field(default_factory=Outage, repr=False, compare=False)

    def key(self, kind: str, name: str) -> str:
        """Return the name of one thing of *kind*."""
        return f"garbridge:{{{self.tenant}}}:{kind}:{name}"

    def script(self, text: str) -> "Script":
        """Return a script that the server keeps and runs by its digest, as one step."""
        return self.server.register_script(text)

    def run(self, script: "Script", keys: Sequence[str], arguments: Sequence[bytes | str]) -> Any:  # noqa: ANN401 - whatever the script returns
        """Run *script*.

        Raises:
            StoreUnavailableError: Redis is away, slow, full or starting.
            StoreError: it refused.
        """
        if self.outage.is_sure:
            raise StoreUnavailableError("redis: it did not answer a moment ago")
        try:
            answer = script(keys=list(keys), args=list(arguments), client=self.server)
        except _AWAY as away:
            if isinstance(away, redis.TimeoutError):
                self.outage.begin()
            self._leave_replica(away)
            raise StoreUnavailableError(f"redis: {type(away).__name__}") from None
        except redis.RedisError as failed:
            self._leave_replica(failed)
            if any(word in str(failed) for word in _FOR_A_WHILE):
                raise StoreUnavailableError(f"redis: {type(failed).__name__}") from None
            raise StoreError(f"redis: {type(failed).__name__}") from None
        self.outage.end()
        return answer

    def _leave_replica(self, failed: redis.RedisError) -> None:
        """Close what leads to a server that only reads: the address may lead to another by now."""
        if isinstance(failed, redis.ReadOnlyError) or "READONLY" in str(failed):
            self.server.connection_pool.disconnect(inuse_connections=False)


_AWAY: Final = (
    redis.ConnectionError,
    redis.TimeoutError,
    redis.BusyLoadingError,
    redis.ReadOnlyError,
)
_FOR_A_WHILE: Final = ("OOM", "READONLY", "MISCONF", "NOREPLICAS")
"""What a server that cannot write says out of a script, in a general error (Redis 6 and later)."""


def open_redis(address: str) -> "redis.Redis":
    """Return the server at *address*; nothing is asked yet.

    Raises:
        ConfigError: the address cannot be one.
    """
    try:
        return redis.Redis.from_url(
            address,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
        )
    except (ValueError, redis.RedisError) as refused:
        raise ConfigError(["state.redis: is not the address of a Redis"]) from refused


def check_redis(server: "redis.Redis") -> None:
    """Make sure that *server* forgets nothing early; one that is away is not asked.

    Raises:
        ConfigError: it may evict what is kept.
    """
    try:
        said = cast("dict[str, object]", server.info("memory"))
    except redis.RedisError:
        return
    policy = said.get("maxmemory_policy", _STAYS)
    if policy != _STAYS and said.get("maxmemory"):
        raise ConfigError([f"state.redis: maxmemory-policy is {policy}, must be {_STAYS}"])


def lifetime(until: datetime, now: datetime) -> str:
    """Return for how many milliseconds Redis keeps what ends at *until*."""
    return str(max((until - now + SKEW) // _MILLISECOND, 1))
