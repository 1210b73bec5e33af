"""What the tables of others tell of one person, in SQL."""

from collections.abc import Sequence

from garbridge.core.identifiers import (
    PersonId,
    ResourceId,
    SchoolId,
    SubscriptionId,
    TenantId,
)
from garbridge.core.operations import OperationKind
from garbridge.core.queue import EntryKind
from garbridge.core.traces import (
    OwnKeptSeat,
    OwnLease,
    OwnMovement,
    OwnNotice,
    OwnPlace,
    Traces,
    place_codes,
)
from garbridge.stores.sql import trace_statements as statements
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of
from garbridge.stores.sql.statements import HotStatement


def own_traces(database: Database, tenant: TenantId, person: PersonId) -> Traces:
    """Return all of that of *person*, as it is at one moment."""

    def rows(statement: HotStatement) -> Sequence[Row]:
        return sorted(database.rows(database.compile(statement), tenant, person))

    with database.transaction():
        missing = [instant_of(since) for (since,) in rows(statements.OWN_MISSING)]
        return Traces(
            movements=tuple(_movement(row) for row in rows(statements.OWN_MOVEMENTS)),
            places=(
                *(_rolled(row) for row in rows(statements.OWN_ROLLS)),
                *(_placed(row) for row in rows(statements.OWN_PLACES)),
            ),
            kept=tuple(
                OwnKeptSeat(school=SchoolId(school), year=year, resource=ResourceId(resource))
                for school, year, resource in rows(statements.OWN_KEPT)
            ),
            notices=tuple(
                OwnNotice(at=instant_of(at), school=SchoolId(school), kind=EntryKind(kind))
                for at, school, kind in rows(statements.OWN_NOTICES)
            ),
            leases=tuple(
                OwnLease(
                    school=SchoolId(school),
                    subscription=SubscriptionId(name),
                    until=instant_of(until),
                )
                for school, name, until in rows(statements.OWN_LEASES)
            ),
            missing=missing[0] if missing else None,
        )


def _movement(row: Row) -> OwnMovement:
    at, school, resource, kind, gives = row
    return OwnMovement(
        at=instant_of(at),
        school=SchoolId(school),
        resource=ResourceId(resource),
        kind=OperationKind(kind),
        gives=bool(gives),
    )


def _rolled(row: Row) -> OwnPlace:
    school, profile, codes = row
    split = tuple(codes.split("\n")) if codes else ()
    return OwnPlace(school=SchoolId(school), year=None, profile=profile, codes=split)


def _placed(row: Row) -> OwnPlace:
    school, year, level, division = row
    codes = place_codes(level, division)
    return OwnPlace(school=SchoolId(school), year=year, profile="", codes=codes)
