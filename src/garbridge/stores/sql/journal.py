"""The end of a launch: the claim, the entries and the record, in one transaction."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, insert, select

from garbridge.core.identifiers import (
    PersonId,
    ProviderId,
    ResourceId,
    SchoolId,
    SubscriptionId,
    TenantId,
)
from garbridge.errors import KeyInUseError, ReplayError
from garbridge.ports import LaunchRecord, OneTimeClaim, OneTimeEntry
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.onetime import KEEP
from garbridge.stores.sql.rows import attributes_of, instant_of, micros, refusal_of
from garbridge.stores.sql.schema import launch
from garbridge.stores.sql.statements import HotStatement
from garbridge.stores.sql.sweeping import Sweeper

_RECORD: Final = [column for column in launch.columns if column.name not in {"tenant", "id"}]

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
PROVIDERS: Final = HotStatement(
    ["tenant", "person"],
    select(launch.c.provider).where(
        launch.c.tenant == bindparam("tenant"),
        launch.c.person == bindparam("person"),
        launch.c.refusal.is_(None),
    ),
)
_PEOPLE: Final = (
    select(launch.c.person)
    .where(
        launch.c.tenant == bindparam("tenant"),
        launch.c.refusal.is_(None),
        launch.c.resource.is_not(None),
    )
    .distinct()
)
PEOPLE: Final = HotStatement(
    ["tenant", "provider"], _PEOPLE.where(launch.c.provider == bindparam("provider"))
)
PEOPLE_ANYWHERE: Final = HotStatement(["tenant"], _PEOPLE)
LAUNCHES: Final = HotStatement(
    ["tenant", "person"],
    select(*_RECORD)
    .where(launch.c.tenant == bindparam("tenant"), launch.c.person == bindparam("person"))
    .order_by(launch.c.at, launch.c.id),
)
OF_REFERENCE: Final = HotStatement(
    ["tenant", "reference"],
    select(*_RECORD)
    .where(launch.c.tenant == bindparam("tenant"), launch.c.reference == bindparam("reference"))
    .order_by(launch.c.at.desc(), launch.c.id.desc())
    .limit(1),
)


class SqlJournal:
    """Launch records of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose launches.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._keep = database.compile(KEEP)
        self._record = database.compile(RECORD)
        self._records = database.compile(RECORDS)
        self._providers = database.compile(PROVIDERS)
        self._people = database.compile(PEOPLE)
        self._people_anywhere = database.compile(PEOPLE_ANYWHERE)
        self._launches = database.compile(LAUNCHES)
        self._of_reference = database.compile(OF_REFERENCE)
        self._sweeper = Sweeper(database, tenant)

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
                    raise KeyInUseError
            database.change(self._record, tenant, *_row(record))
            self._sweeper.turn(record.at)

    def records(self, *, limit: int) -> Sequence[LaunchRecord]:
        """Return the latest records, newest first."""
        rows = self._database.rows(self._records, self._tenant, limit)
        return [_launch(row) for row in rows]

    def providers(self, person: PersonId) -> frozenset[ProviderId]:
        """Return the providers that *person* was ever let through to."""
        rows = self._database.rows(self._providers, self._tenant, person)
        return frozenset(ProviderId(row[0]) for row in rows if row[0] is not None)

    def people(self, provider: ProviderId | None) -> frozenset[PersonId]:
        """Return those who were ever let through to *provider*; ``None`` is to any of them."""
        if provider is None:
            rows = self._database.rows(self._people_anywhere, self._tenant)
        else:
            rows = self._database.rows(self._people, self._tenant, provider)
        return frozenset(PersonId(person) for (person,) in rows if person)

    def launches(self, person: PersonId) -> Sequence[LaunchRecord]:
        """Return every record of *person*, oldest first."""
        rows = self._database.rows(self._launches, self._tenant, person)
        return [_launch(row) for row in rows]

    def of_reference(self, reference: str) -> LaunchRecord | None:
        """Return the latest record of *reference*."""
        rows = self._database.rows(self._of_reference, self._tenant, reference)
        return _launch(rows[0]) if rows else None


def _row(record: LaunchRecord) -> Row:
    return (
        record.reference,
        record.school,
        record.person,
        record.resource,
        record.provider,
        record.protocol,
        record.subscription,
        None if record.refusal is None else str(record.refusal),
        ",".join(record.attributes),
        micros(record.at),
        record.policy or None,
    )


def _launch(row: Row) -> LaunchRecord:
    reference, school, person, resource, provider, protocol, bought, *rest = row
    refusal, names, at, policy = rest
    return LaunchRecord(
        reference=reference,
        person=PersonId(person),
        school=None if school is None else SchoolId(school),
        resource=None if resource is None else ResourceId(resource),
        provider=None if provider is None else ProviderId(provider),
        protocol=protocol,
        subscription=None if bought is None else SubscriptionId(bought),
        refusal=refusal_of(refusal),
        attributes=attributes_of(names),
        at=instant_of(at),
        policy=policy or "",
    )
