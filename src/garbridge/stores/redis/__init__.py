"""Redis for what waits a moment: one-time entries, clicks, session participants.

With several machines it takes from the database what every launch writes and soon forgets; records
of launches stay in SQL.  Redis knows nothing of SQL's transactions, so the order makes it safe: the
record is written, then Redis claims and keeps, then SQL commits.  Whatever fails in between leaves
at worst a spent message identifier, or an entry under a key that nobody was told.

It must not evict (``maxmemory-policy noeviction``): a message identifier that is forgotten early
could be used again.
"""

from garbridge.stores.redis.client import RedisClient, check_redis, open_redis
from garbridge.stores.redis.journal import RedisJournal
from garbridge.stores.redis.onetime import RedisOneTimeStore
from garbridge.stores.redis.participants import RedisParticipants
from garbridge.stores.redis.pending import RedisPendingLaunches

__all__ = [
    "RedisClient",
    "RedisJournal",
    "RedisOneTimeStore",
    "RedisParticipants",
    "RedisPendingLaunches",
    "check_redis",
    "open_redis",
]
