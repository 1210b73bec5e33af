"""The directory in garbridge's own tables, as the import fills them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Select,
    String,
    Table,
    and_,
    bindparam,
    select,
    tuple_,
)

from garbridge.core.identifiers import PersonId, SchoolId, TenantId
from garbridge.core.people import Person, School
from garbridge.stores.sql import schema
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import reopen_unmapped
from garbridge.stores.sql.people import PEOPLE, PERSON
from garbridge.stores.sql.rows import micros, person_of
from garbridge.stores.sql.statements import HotStatement

_PAGE: Final = 250
"""People that are read at once: no connection is held while the caller works on one of them."""

_place, _school = schema.membership, schema.school

SCHOOL: Final = HotStatement(
    ["tenant", "school"],
    select(_school.c.name, _school.c.degree).where(
        _school.c.tenant == bindparam("tenant"), _school.c.school == bindparam("school")
    ),
)
SCHOOLS: Final = HotStatement(
    ["tenant"],
    select(_school.c.school, _school.c.name, _school.c.degree)
    .where(_school.c.tenant == bindparam("tenant"))
    .order_by(_school.c.school),
)
MEMBERS: Final = HotStatement(
    ["tenant", "school", "after"],
    select(_place.c.person)
    .where(
        _place.c.tenant == bindparam("tenant"),
        _place.c.school == bindparam("school"),
        _place.c.person > bindparam("after"),
    )
    .order_by(_place.c.person)
    .limit(_PAGE),
)


def _changed(table: Table) -> Select[tuple[int, str]]:
    after = tuple_(bindparam("changed", type_=BigInteger), bindparam("after", type_=String))
    return (
        select(table.c.changed, table.c.person)
        .where(
            table.c.tenant == bindparam("tenant"),
            tuple_(table.c.changed, table.c.person) > after,
        )
        .order_by(table.c.changed, table.c.person)
        .limit(_PAGE)
    )


CHANGED: Final = HotStatement(["tenant", "changed", "after"], _changed(schema.person))
DEPARTED: Final = HotStatement(
    ["tenant", "changed", "after"],
    _changed(schema.departure).where(
        ~select(schema.person.c.person)
        .where(
            and_(
                schema.person.c.tenant == schema.departure.c.tenant,
                schema.person.c.person == schema.departure.c.person,
            )
        )
        .exists()
    ),
)


class SqlDirectory:
    """The people and schools of one tenant, in garbridge's own tables.

    Memberships come by school, the groups of each by kind and code.

    Args:
        database: Where the tables are.
        tenant: Whose people.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._person = database.compile(PERSON)
        self._people = database.compile(PEOPLE)
        self._members = database.compile(MEMBERS)
        self._school = database.compile(SCHOOL)
        self._schools = database.compile(SCHOOLS)
        self._changes = (database.compile(CHANGED), database.compile(DEPARTED))

    @contextmanager
    def apart(self) -> Iterator[tuple[Database, TenantId]]:
        """Yield one state of its database on a connection of its own, for who reads all of it.

        Raises:
            StoreError: the database is away.
        """
        database = Database(reopen_unmapped(self._database.engine))
        try:
            with database.snapshot():
                yield database, self._tenant
        finally:
            database.close()

    def person(self, person: PersonId) -> Person | None:
        """Return one person with all memberships; ``None`` if unknown."""
        return person_of(person, self._database.rows(self._person, self._tenant, person))

    def members(self, school: SchoolId) -> Iterator[Person]:
        """Yield everybody with a membership at *school*, by identifier."""
        after = ""
        while page := self._database.rows(self._members, self._tenant, school, after):
            first, after = page[0][0], page[-1][0]
            found: dict[str, list[Row]] = {name: [] for (name,) in page}
            for row in self._database.rows(self._people, self._tenant, school, first, after):
                if row[0] in found:
                    found[row[0]].append(row[1:])
            for name, rows in found.items():
                member = person_of(PersonId(name), rows)
                if member is not None:
                    yield member

    def school(self, school: SchoolId) -> School | None:
        """Return one school; ``None`` if unknown."""
        for name, degree in self._database.rows(self._school, self._tenant, school):
            return School(school, name, degree)
        return None

    def schools(self) -> Iterator[School]:
        """Yield every school, by UAI."""
        for school, name, degree in self._database.rows(self._schools, self._tenant):
            yield School(SchoolId(school), name, degree)

    def changed_since(self, instant: datetime) -> Iterator[PersonId]:
        """Yield those who were added, changed or removed at or after *instant*, each once."""
        for statement in self._changes:
            changed, after = micros(instant), ""
            while page := self._database.rows(statement, self._tenant, changed, after):
                for _, name in page:
                    yield PersonId(name)
                changed, after = page[-1]
