"""Puts people into the SQL tables without an import."""

from datetime import datetime

from sqlalchemy import Table, bindparam, delete

from garbridge.core.identifiers import PersonId, TenantId
from garbridge.core.people import Membership, Person, School
from garbridge.stores.sql import schema
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import micros, parents_text
from garbridge.stores.sql.statements import HotStatement, insert_if_absent, insert_or_replace


def _drop(table: Table) -> HotStatement:
    of_person = (table.c.tenant == bindparam("tenant"), table.c.person == bindparam("person"))
    return HotStatement(["tenant", "person"], delete(table).where(*of_person), writes=True)


class People:
    """Writes the people and schools of one tenant."""

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._drops = [
            database.compile(_drop(table))
            for table in (schema.person, schema.membership, schema.belonging)
        ]
        self._school = database.compile(insert_or_replace(schema.school))
        self._person = database.compile(insert_or_replace(schema.person))
        self._place = database.compile(insert_or_replace(schema.membership))
        self._population = database.compile(insert_or_replace(schema.population))
        self._belongs = database.compile(insert_if_absent(schema.belonging))
        self._left = database.compile(insert_or_replace(schema.departure))

    def put_school(self, school: School) -> None:
        """Add or replace *school*."""
        self._database.change(self._school, self._tenant, school.id, school.name, school.degree)

    def put(self, person: Person, at: datetime) -> None:
        """Add or replace *person* with the groups they belong to."""
        with self._database.transaction():
            self._clear(person.id)
            who = person.identity
            names = (who.family_name, who.given_name, who.civility, who.email)
            self._database.change(self._person, self._tenant, person.id, *names, micros(at))
            for place in person.memberships:
                self._put_place(person.id, place)

    def remove(self, person: PersonId, at: datetime) -> None:
        """Remove *person* and remember that they left."""
        with self._database.transaction():
            self._clear(person)
            self._database.change(self._left, self._tenant, person, micros(at))

    def _put_place(self, person: PersonId, place: Membership) -> None:
        change, tenant = self._database.change, self._tenant
        starts = None if place.starts is None else micros(place.starts)
        ends = None if place.ends is None else micros(place.ends)
        change(self._place, tenant, person, place.school, place.profile.value, starts, ends)
        for group in place.groups:
            key = (place.school, group.kind.value, group.code)
            what = (group.label, parents_text(group.parents), group.statistical)
            change(self._population, tenant, *key, *what)
            change(self._belongs, tenant, person, *key)

    def _clear(self, person: PersonId) -> None:
        for drop in self._drops:
            self._database.change(drop, self._tenant, person)
