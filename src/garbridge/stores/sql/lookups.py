"""The journal of look-ups in SQL."""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import bindparam, insert, select

from garbridge.core.identifiers import PersonId, SchoolId, TenantId
from garbridge.core.lookups import Lookup
from garbridge.core.permissions import actor_of
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import lookup
from garbridge.stores.sql.statements import HotStatement

_LINE: Final = [column for column in lookup.columns if column.name not in {"tenant", "id"}]

NOTE: Final = HotStatement(
    ["tenant", *(column.name for column in _LINE)], insert(lookup).inline(), writes=True
)
LOOKUPS: Final = HotStatement(
    ["tenant", "school", "limit"],
    select(*_LINE)
    .where(lookup.c.tenant == bindparam("tenant"), lookup.c.school == bindparam("school"))
    .order_by(lookup.c.at.desc(), lookup.c.id.desc())
    .limit(bindparam("limit")),
)

OF_PERSON: Final = HotStatement(
    ["tenant", "person"],
    select(*_LINE)
    .where(lookup.c.tenant == bindparam("tenant"), lookup.c.person == bindparam("person"))
    .order_by(lookup.c.at.desc(), lookup.c.id.desc()),
)


class SqlLookups:
    """The journal of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose people.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._note = database.compile(NOTE)
        self._lookups = database.compile(LOOKUPS)
        self._of_person = database.compile(OF_PERSON)

    def note(self, lookups: Sequence[Lookup]) -> None:
        """Write *lookups* down, all or nothing.

        Raises:
            StoreError: nothing was written.
        """
        rows = (
            (
                *(self._tenant, one.school, one.by.text, one.person, one.about),
                *(micros(one.at), one.reason or None),
            )
            for one in lookups
        )
        self._database.change_many(self._note, rows)

    def lookups(self, school: SchoolId, *, limit: int) -> Sequence[Lookup]:
        """Return the latest lines about *school*, newest first."""
        return _read(self._database.rows(self._lookups, self._tenant, school, limit))

    def of_person(self, person: PersonId) -> Sequence[Lookup]:
        """Return every line about *person*, newest first."""
        return _read(self._database.rows(self._of_person, self._tenant, person))


def _read(rows: Iterable[Row]) -> Sequence[Lookup]:
    return [
        Lookup(
            school=SchoolId(uai),
            by=actor_of(by),
            person=PersonId(person),
            about=resource,
            at=instant_of(at),
            reason=reason or "",
        )
        for uai, by, person, resource, at, reason in rows
    ]
