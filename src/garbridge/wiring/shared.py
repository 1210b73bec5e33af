"""Redis for what waits a moment, where the configuration names one."""

from dataclasses import replace

from garbridge.core.identifiers import TenantId
from garbridge.errors import ConfigError
from garbridge.ports import Clock
from garbridge.stores.outages import Outage
from garbridge.wiring.clock import system_ticks
from garbridge.wiring.stores import Stores

try:
    from garbridge.stores import redis
except ImportError:
    redis = None  # type: ignore[assignment]  # the extra is not installed


def in_redis(stores: Stores, address: str, tenant: TenantId, clock: Clock) -> Stores:
    """Return *stores* with one-time entries, clicks and session participants at *address*.

    Raises:
        ConfigError: the extra ``redis`` is not installed, the address is none, or that Redis may
            evict what it keeps.  One that is away is no reason not to start.
    """
    if redis is None:
        raise ConfigError(["state.redis: needs `pip install garbridge[redis]`"])
    server = redis.open_redis(address)
    redis.check_redis(server)
    client = redis.RedisClient(server, tenant, Outage(system_ticks))
    one_time = redis.RedisOneTimeStore(client)
    return replace(
        stores,
        once=one_time,
        pending=redis.RedisPendingLaunches(client, clock),
        participants=redis.RedisParticipants(client),
        journal=redis.RedisJournal(stores.journal, stores.transaction, one_time),
    )
