"""What is counted for a monitor, in SQL."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, case, func, literal_column, select

from garbridge.core.identifiers import ProviderId, SchoolId, TenantId
from garbridge.core.measures import LaunchKind
from garbridge.core.outages import HANDED_IN, Asked
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import micros, refusal_of
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
_told: Final = (
    select(redemption.c.launch)
    .where(
        redemption.c.tenant == bindparam("tenant"),
        redemption.c.at >= bindparam("since"),
        redemption.c.fault.is_(None),
    )
    .scalar_subquery()
)
ASKED: Final = HotStatement(
    ["tenant", "since", "until"],
    select(
        launch.c.provider,
        launch.c.school,
        func.count(launch.c.person.distinct()),
        func.count(case((launch.c.reference.in_(_told), launch.c.person)).distinct()),
    )
    .where(
        launch.c.tenant == bindparam("tenant"),
        launch.c.at >= bindparam("since"),
        launch.c.at < bindparam("until"),
        launch.c.refusal.is_(None),
        launch.c.provider.is_not(None),
        launch.c.school.is_not(None),
        launch.c.protocol.in_([literal_column(f"'{one}'") for one in sorted(HANDED_IN)]),
    )
    .group_by(launch.c.provider, launch.c.school),
)
"""One row for each provider and school: whoever draws the first page of a minute waits for it."""
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
        self._seats = database.compile(SEATS)

    def launches(self, since: datetime) -> Mapping[LaunchKind, int]:
        """Return how many launches ended at *since* or later."""
        rows = Counter(self._database.rows(self._launches, self._tenant, micros(since)))
        return {
            (
                None if provider is None else ProviderId(provider),
                protocol,
                refusal_of(refusal),
            ): number
            for (provider, protocol, refusal), number in rows.items()
        }

    def redemptions(self, since: datetime) -> Mapping[str, int]:
        """Return how many tickets and codes were handed in at *since* or later."""
        rows = self._database.rows(self._redemptions, self._tenant, micros(since))
        return Counter(fault or "" for (fault,) in rows)

    def answered(
        self, since: datetime, until: datetime
    ) -> Mapping[tuple[ProviderId, SchoolId], Asked]:
        """Return of how many people providers were told something, never before their launch."""
        rows = self._database.rows(self._asked, self._tenant, micros(since), micros(until))
        return {
            (ProviderId(provider), SchoolId(school)): Asked(int(people), int(told))
            for provider, school, people, told in rows
        }

    def seats(self) -> int:
        """Return how many licences somebody holds."""
        ((number,),) = self._database.rows(self._seats, self._tenant)
        return int(number)
