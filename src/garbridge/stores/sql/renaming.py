"""Many people at once: what stands for each of them, handed over as one parameter.

Tables that grow keep no index on the person for this; so they are read once for a few hundred
people, and not once for each.
"""

import json
from collections.abc import Mapping

from sqlalchemy import Column, Table, Text, bindparam, cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import ClauseElement, TableValuedAlias

from garbridge.core.identifiers import PersonId
from garbridge.stores.sql.statements import HotStatement

PEOPLE = "people"
"""The parameter: a JSON object of people, and who stands for each."""


def people_text(people: Mapping[PersonId, PersonId]) -> str:
    """Return the parameter for *people*."""
    return json.dumps(people)


def _pairs(database: str) -> TableValuedAlias:
    given = bindparam(PEOPLE, type_=Text)
    if database == "sqlite":
        return func.json_each(given).table_valued("key", "value")
    return func.jsonb_each_text(cast(given, JSONB)).table_valued("key", "value")


def _named(column: Column[str], database: str) -> ColumnElement[bool]:
    return column.in_(select(_pairs(database).c.key))


def replacing(column: Column[str], *also: ColumnElement[bool]) -> HotStatement:
    """Return an update that writes into *column* who stands for whom, where *also* holds."""
    table = column.table
    if not isinstance(table, Table):
        raise TypeError(table)

    def build(database: str) -> ClauseElement:
        pairs = _pairs(database)
        instead = select(pairs.c.value).where(pairs.c.key == column).scalar_subquery()
        return (
            update(table)
            .where(table.c.tenant == bindparam("tenant"), _named(column, database), *also)
            .values({column: instead})
        )

    return HotStatement(["tenant", PEOPLE], build, writes=True)


def removing(column: Column[str], *also: ColumnElement[bool]) -> HotStatement:
    """Return a deletion of what names any of the people in *column*, where *also* holds."""
    table = column.table
    if not isinstance(table, Table):
        raise TypeError(table)

    def build(database: str) -> ClauseElement:
        ours = table.c.tenant == bindparam("tenant")
        return delete(table).where(ours, _named(column, database), *also)

    return HotStatement(["tenant", PEOPLE], build, writes=True)
