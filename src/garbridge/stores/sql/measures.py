"""What is counted for a monitor, in SQL."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select

from garbridge.core.access import Refusal
from garbridge.core.identifiers import ProviderId, TenantId
from garbridge.core.measures import LaunchKind
from garbridge.core.outages import HANDED_IN, Asked
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import micros
from garbridge.stores.sql.schema import launch, redemption, seat
from garbridge.stores.sql.statements import HotStatement

# Counted here and not by GROUP BY, which would sort: there are few rows in a window.
LAUNCHES: Final = HotStatement(
    ["tenant", "since"],
    select(launch.c.provider, launch.c.protocol, launch.c.refusal).where(
        launch.c.tenant == bindparam("tenant"), launch.c.at >= bindparam("since")
    ),
)
REDEMPTIONS: Final = HotStatement(
    ["tenant", "since"],
    select(redemption.c.fault).where(
        redemption.c.tenant == bindparam("tenant"), redemption.c.at >= bindparam("since")
    ),
)
ASKED: Final = HotStatement(
    ["tenant", "since", "until"],
    select(
        launch.c.provider,
        launch.c.protocol,
        launch.c.refusal,
        launch.c.person,
        launch.c.reference,
    ).where(
        launch.c.tenant == bindparam("tenant"),
        launch.c.at >= bindparam("since"),
        launch.c.at < bindparam("until"),
    ),
)
HANDED_IN_SINCE: Final = HotStatement(
    ["tenant", "since"],
    select(redemption.c.launch).where(
        redemption.c.tenant == bindparam("tenant"), redemption.c.at >= bindparam("since")
    ),
)
SEATS: Final = HotStatement(
    ["tenant"], select(func.count()).where(seat.c.tenant == bindparam("tenant"))
)


class SqlMeasures:
    """Counts of one tenant.

    Args:
        database: Where the tables are.
        tenant: Whose.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._launches = database.compile(LAUNCHES)
        self._redemptions = database.compile(REDEMPTIONS)
        self._asked = database.compile(ASKED)
        self._handed_in = database.compile(HANDED_IN_SINCE)
        self._seats = database.compile(SEATS)

    def launches(self, since: datetime) -> Mapping[LaunchKind, int]:
        """Return how many launches ended at *since* or later."""
        rows = Counter(self._database.rows(self._launches, self._tenant, micros(since)))
        return {
            (
                None if provider is None else ProviderId(provider),
                protocol,
                None if refusal is None else Refusal(refusal),
            ): number
            for (provider, protocol, refusal), number in rows.items()
        }

    def redemptions(self, since: datetime) -> Mapping[str, int]:
        """Return how many tickets and codes were handed in at *since* or later."""
        rows = self._database.rows(self._redemptions, self._tenant, micros(since))
        return Counter(fault or "" for (fault,) in rows)

    def answered(self, since: datetime, until: datetime) -> Mapping[ProviderId, Asked]:
        """Return what providers asked for; it is never before the launch that it is about."""
        start = micros(since)
        rows = self._database.rows(self._asked, self._tenant, start, micros(until))
        handed_in = {one for (one,) in self._database.rows(self._handed_in, self._tenant, start)}
        found = defaultdict[str, list[tuple[str, str]]](list)
        for provider, protocol, refusal, person, reference in rows:
            if provider is not None and refusal is None and protocol in HANDED_IN:
                found[provider].append((person, reference))
        return {
            ProviderId(provider): Asked(
                len(ours),
                len({person for person, _ in ours}),
                sum(reference in handed_in for _, reference in ours),
            )
            for provider, ours in found.items()
        }

    def seats(self) -> int:
        """Return how many licences somebody holds."""
        ((number,),) = self._database.rows(self._seats, self._tenant)
        return int(number)
