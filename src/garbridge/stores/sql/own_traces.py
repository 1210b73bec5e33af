"""What the tables of others tell of one person, in SQL."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Column, and_, bindparam, select

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
from garbridge.stores.sql import schema
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of
from garbridge.stores.sql.statements import HotStatement


def _own(*columns: Column[Any], of: Column[str] | None = None) -> HotStatement:
    table = columns[0].table
    whose = table.c.person if of is None else of
    return HotStatement(
        ["tenant", "who"],
        select(*columns).where(table.c.tenant == bindparam("tenant"), whose == bindparam("who")),
    )


_moved: Final = schema.movement.c
_act: Final = schema.operation.c
MOVEMENTS: Final = HotStatement(
    ["tenant", "who"],
    select(_act.at, _moved.school, _moved.resource, _act.kind, _moved.gives)
    .join_from(
        schema.movement,
        schema.operation,
        and_(
            _act.tenant == _moved.tenant,
            _act.school == _moved.school,
            _act.operation == _moved.operation,
        ),
    )
    .where(_moved.tenant == bindparam("tenant"), _moved.person == bindparam("who")),
)
_stood: Final = schema.year_place.c
_had: Final = schema.year_seat.c
_told: Final = schema.notification.c
_uses: Final = schema.lease.c
ROLLS: Final = _own(schema.roll.c.school, schema.roll.c.profile, schema.roll.c.codes)
PLACES: Final = _own(_stood.school, _stood.year, _stood.level, _stood.division)
KEPT: Final = _own(_had.school, _had.year, _had.resource)
NOTICES: Final = _own(_told.at, _told.school, _told.kind, of=_told.recipient)
LEASES: Final = _own(_uses.school, _uses.subscription, _uses.until)
MISSING: Final = _own(schema.missing.c.since)


def own_traces(database: Database, tenant: TenantId, person: PersonId) -> Traces:
    """Return all of that of *person*, as it is at one moment."""

    def rows(statement: HotStatement) -> Sequence[Row]:
        return sorted(database.rows(database.compile(statement), tenant, person))

    with database.transaction():
        missing = [instant_of(since) for (since,) in rows(MISSING)]
        return Traces(
            movements=tuple(_movement(row) for row in rows(MOVEMENTS)),
            places=(
                *(_rolled(row) for row in rows(ROLLS)),
                *(_placed(row) for row in rows(PLACES)),
            ),
            kept=tuple(
                OwnKeptSeat(school=SchoolId(school), year=year, resource=ResourceId(resource))
                for school, year, resource in rows(KEPT)
            ),
            notices=tuple(
                OwnNotice(at=instant_of(at), school=SchoolId(school), kind=EntryKind(kind))
                for at, school, kind in rows(NOTICES)
            ),
            leases=tuple(
                OwnLease(
                    school=SchoolId(school),
                    subscription=SubscriptionId(name),
                    until=instant_of(until),
                )
                for school, name, until in rows(LEASES)
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
