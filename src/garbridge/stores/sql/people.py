"""The statements that read people: one person, or everybody at a school from one to another.

Both yield rows of six columns::

    ""         ""        family name  given name  civility  e-mail         the identity
    "place"    school    profile      starts      ends      ""             a membership
    kind       school    code         label       parents   statistical    a group

All of one person comes in one statement because each statement costs SQLite two locks, and in few
columns because each value costs Python an object.
"""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import (
    Column,
    CompoundSelect,
    FromClause,
    Select,
    String,
    Table,
    and_,
    bindparam,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from garbridge.stores.sql import schema
from garbridge.stores.sql.rows import IDENTITY, PLACE
from garbridge.stores.sql.statements import HotStatement

_who, _place = schema.person, schema.membership
_belongs, _what = schema.belonging, schema.population

_tenant: BindParameter[str] = bindparam("tenant", type_=String)
_nothing = literal_column("''", String)

_SHAPES: Final[tuple[tuple[Table, FromClause, tuple[ColumnElement[Any], ...]], ...]] = (
    (
        _who,
        _who,
        (
            *(literal_column(f"'{IDENTITY}'", String), _nothing),
            *(_who.c.family_name, _who.c.given_name, _who.c.civility, _who.c.email),
        ),
    ),
    (
        _place,
        _place,
        (
            *(literal_column(f"'{PLACE}'", String), _place.c.school, _place.c.profile),
            *(_place.c.starts.cast(String), _place.c.ends.cast(String), _nothing),
        ),
    ),
    (
        _belongs,
        _belongs.join(
            _what,
            and_(
                _what.c.tenant == _belongs.c.tenant,
                _what.c.school == _belongs.c.school,
                _what.c.kind == _belongs.c.kind,
                _what.c.code == _belongs.c.code,
            ),
        ),
        (
            *(_belongs.c.kind, _belongs.c.school, _belongs.c.code),
            *(_what.c.label, _what.c.parents, _what.c.statistical),
        ),
    ),
)


def _together(
    one: Callable[[Table, FromClause, tuple[ColumnElement[Any], ...]], Select[Any]],
) -> CompoundSelect[Any]:
    return union_all(*(one(*shape) for shape in _SHAPES))


def _of_person(
    key: Table, source: FromClause, columns: tuple[ColumnElement[Any], ...]
) -> Select[Any]:
    of_person = key.c.person == bindparam("person", type_=String)
    return select(*columns).select_from(source).where(key.c.tenant == _tenant, of_person)


def _of_page(
    key: Table, source: FromClause, columns: tuple[ColumnElement[Any], ...]
) -> Select[Any]:
    at = _place.alias("at")
    names: Column[str] = at.c.person
    page = select(names).where(
        at.c.tenant == _tenant,
        at.c.school == bindparam("school", type_=String),
        names.between(bindparam("first", type_=String), bindparam("last", type_=String)),
    )
    return (
        select(key.c.person, *columns)
        .select_from(source)
        .where(key.c.tenant == _tenant, key.c.person.in_(page))
    )


PERSON: Final = HotStatement(["tenant", "person"], _together(_of_person))
PEOPLE: Final = HotStatement(["tenant", "school", "first", "last"], _together(_of_page))
"""Each row begins with the identifier of the person it is about."""
