"""The end of a launch: the claim, the entries and the record, in one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final

from sqlalchemy import (
    Select,
    String,
    Table,
    any_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.sql.elements import ClauseElement, ColumnElement

from garbridge.core.access import Refusal
from garbridge.core.identifiers import (
    PersonId,
    ProviderId,
    ResourceId,
    SchoolId,
    SubscriptionId,
    TenantId,
)
from garbridge.errors import ReplayError, StoreError
from garbridge.ports import LaunchRecord, OneTimeClaim, OneTimeEntry
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.onetime import KEEP
from garbridge.stores.sql.rows import attributes_of, instant_of, micros
from garbridge.stores.sql.schema import launch, once, pending
from garbridge.stores.sql.statements import HotStatement

_RECORD: Final = [column for column in launch.columns if column.name not in {"tenant", "id"}]
_SWEEP_EVERY: Final = 16
"""Commits between two sweeps; each removes more rows than so many launches can add."""
_SWEEP_ROWS: Final = 256
_SKEW: Final = timedelta(minutes=5)
"""By how much the clocks of two machines may differ: nothing is forgotten too early."""

RECORD: Final = HotStatement(
    ["tenant", *(column.name for column in _RECORD)], insert(launch).inline(), writes=True
)
RECORDS: Final = HotStatement(
    ["tenant", "limit"],
    select(*_RECORD)
    .where(launch.c.tenant == bindparam("tenant"))
    .order_by(launch.c.at.desc(), launch.c.id.desc())
    .limit(bindparam("limit")),
)


def _sweep(table: Table) -> HotStatement:
    ended = (table.c.tenant == bindparam("tenant"), table.c.until <= bindparam("at"))

    def oldest(*columns: ColumnElement[Any]) -> Select[Any]:
        return select(*columns).where(*ended).order_by(table.c.until).limit(_SWEEP_ROWS)

    def build(database: str) -> ClauseElement:
        if database == "sqlite":
            key = [column for column in table.primary_key if column.name != "tenant"]
            return delete(table).where(ended[0], tuple_(*key).in_(oldest(*key)))
        # By the place of the row, and two workers that sweep do not wait for each other.
        place = literal_column("ctid", String)
        places = func.array(oldest(place).with_for_update(skip_locked=True).scalar_subquery())
        return delete(table).where(ended[0], place == any_(places))

    return HotStatement(["tenant", "at"], build, writes=True)


SWEEPS: Final = (_sweep(once), _sweep(pending))


class SqlJournal:
    """Launch records of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose launches.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._commits = count()
        self._keep = database.compile(KEEP)
        self._record = database.compile(RECORD)
        self._records = database.compile(RECORDS)
        self._sweeps = [database.compile(sweep) for sweep in SWEEPS]

    def commit(
        self,
        record: LaunchRecord,
        entries: Sequence[OneTimeEntry] = (),
        once: OneTimeClaim | None = None,
    ) -> None:
        """Store *record* and *entries* and claim *once*, all or nothing.

        Raises:
            ReplayError: *once* was claimed before; nothing was stored.
            StoreError: nothing was stored.
        """
        database, tenant = self._database, self._tenant
        with database.transaction():
            if once is not None and not database.change(
                self._keep, tenant, once.key, None, micros(once.until)
            ):
                raise ReplayError("the message was acted on before")
            for entry in entries:
                if not database.change(
                    self._keep, tenant, entry.key, entry.body, micros(entry.until)
                ):
                    raise StoreError("a one-time entry has a key that is in use")
            database.change(self._record, tenant, *_row(record))
            if next(self._commits) % _SWEEP_EVERY == 0:
                self._sweep(record.at)

    def records(self, *, limit: int) -> Sequence[LaunchRecord]:
        """Return the latest records, newest first."""
        rows = self._database.rows(self._records, self._tenant, limit)
        return [_launch(row) for row in rows]

    def _sweep(self, now: datetime) -> None:
        for sweep in self._sweeps:
            self._database.change(sweep, self._tenant, micros(now - _SKEW))


def _row(record: LaunchRecord) -> Row:
    return (
        record.reference,
        record.school,
        record.person,
        record.resource,
        record.provider,
        record.protocol,
        record.subscription,
        record.refusal.value if record.refusal else None,
        ",".join(record.attributes),
        micros(record.at),
    )


def _launch(row: Row) -> LaunchRecord:
    reference, school, person, resource, provider, protocol, bought, refusal, names, at = row
    return LaunchRecord(
        reference=reference,
        person=PersonId(person),
        school=None if school is None else SchoolId(school),
        resource=None if resource is None else ResourceId(resource),
        provider=None if provider is None else ProviderId(provider),
        protocol=protocol,
        subscription=None if bought is None else SubscriptionId(bought),
        refusal=None if refusal is None else Refusal(refusal),
        attributes=attributes_of(names),
        at=instant_of(at),
    )
