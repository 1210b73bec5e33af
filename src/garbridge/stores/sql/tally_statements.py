"""The statements of what is counted of launches; none of them runs inside a launch."""

from typing import Any, Final

from sqlalchemy import BindParameter, and_, bindparam, delete, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.expression import ClauseElement

from garbridge.stores.sql.bulk import arrays_of
from garbridge.stores.sql.receipt_statements import own
from garbridge.stores.sql.renaming import replacing
from garbridge.stores.sql.schema import launch, receipt, reckoned, tally
from garbridge.stores.sql.statements import CompiledStatement, HotStatement, insert_if_absent

_TENANT: Final[BindParameter[Any]] = bindparam("tenant")
_NAMED: Final = tally.c.person >= " "
"""Neither nobody, nor a stand-in."""
_OF_SCHOOL: Final = and_(tally.c.tenant == _TENANT, tally.c.school == bindparam("school"))
_BEFORE: Final = tally.c.month < bindparam("before")
_BETWEEN: Final = tally.c.month.between(bindparam("first"), bindparam("last"))
_KEY: Final = [one.name for one in tally.primary_key]
_GROWN: Final = "count"
_LATER: Final = ("profile", "level")

BEGIN: Final = insert_if_absent(reckoned)
RECKONED: Final = HotStatement(
    ["tenant"], select(reckoned.c.place, reckoned.c.named).where(reckoned.c.tenant == _TENANT)
)
LAUNCHED: Final = HotStatement(
    ["tenant", "after", "upto", "limit"],
    lambda database: (
        select(
            *(launch.c.id, launch.c.school, launch.c.person, launch.c.resource),
            *(launch.c.provider, launch.c.refusal, launch.c.at),
        )
        .where(
            own(launch.c.tenant, database),
            launch.c.id > bindparam("after"),
            launch.c.id <= bindparam("upto"),
        )
        .order_by(launch.c.id)
        .limit(bindparam("limit"))
    ),
)
COUNTED: Final = HotStatement(
    ["tenant", "after", "upto"],
    update(reckoned)
    .where(reckoned.c.tenant == _TENANT, reckoned.c.place == bindparam("after"))
    .values(place=bindparam("upto")),
    writes=True,
)
RENAMED: Final = HotStatement(
    ["tenant", "before"],
    update(reckoned).where(reckoned.c.tenant == _TENANT).values(named=bindparam("before")),
    writes=True,
)
TALLIES: Final = HotStatement(
    ["tenant", "school", "first", "last"],
    select(*[one for one in tally.columns if one.name not in {"tenant", "school"}]).where(
        _OF_SCHOOL, _BETWEEN
    ),
)
MONTHS: Final = HotStatement(
    ["tenant", "school"], select(tally.c.month).where(_OF_SCHOOL).distinct().order_by(tally.c.month)
)
NAMED_SCHOOLS: Final = HotStatement(
    ["tenant", "before"],
    select(tally.c.school)
    .where(tally.c.tenant == _TENANT, _BEFORE, _NAMED)
    .distinct()
    .order_by(tally.c.school),
)
NAMED: Final = HotStatement(
    ["tenant", "school", "before"],
    select(tally.c.person).where(_OF_SCHOOL, _BEFORE, _NAMED).distinct().order_by(tally.c.person),
)
RENAME: Final = HotStatement(
    ["tenant", "school", "whom", "before", "new"],
    update(tally)
    .where(_OF_SCHOOL, tally.c.person == bindparam("whom"), _BEFORE)
    .values(person=bindparam("new")),
    writes=True,
)
ERASE: Final = replacing(tally.c.person)
DROP: Final = HotStatement(
    ["tenant", "school", "first", "last"], delete(tally).where(_OF_SCHOOL, _BETWEEN), writes=True
)
MISSED: Final = HotStatement(
    ["tenant", "last", "place"],
    select(true())
    .select_from(receipt)
    .where(
        receipt.c.tenant == _TENANT,
        receipt.c.number <= bindparam("last"),
        receipt.c.launch > bindparam("place"),
    )
    .limit(1),
)


def _grow(database: str) -> ClauseElement:
    if database == "sqlite":
        lite = sqlite.insert(tally)
        more = {_GROWN: tally.c.count + lite.excluded[_GROWN]}
        return lite.on_conflict_do_update(
            index_elements=_KEY, set_=more | {name: lite.excluded[name] for name in _LATER}
        )
    post = postgresql.insert(tally)
    more = {_GROWN: tally.c.count + post.excluded[_GROWN]}
    return post.on_conflict_do_update(
        index_elements=_KEY, set_=more | {name: post.excluded[name] for name in _LATER}
    )


GROW: Final = HotStatement([one.name for one in tally.columns], _grow, writes=True)


def grow_arrays() -> CompiledStatement:
    """Return what :data:`GROW` does for whole columns at once, as PostgreSQL takes them."""
    names = ", ".join(one.name for one in tally.columns)
    later = ", ".join(f"{name} = excluded.{name}" for name in _LATER)
    sql = (
        f"INSERT INTO {tally.name} AS held ({names})"  # noqa: S608 - names of ours
        f" SELECT * FROM unnest({arrays_of(list(tally.columns))}) AS fresh ({names})"
        f" ON CONFLICT ({', '.join(_KEY)}) DO UPDATE"
        f" SET {_GROWN} = held.{_GROWN} + excluded.{_GROWN}, {later}"
    )
    return CompiledStatement(sql, None, writes=True)
