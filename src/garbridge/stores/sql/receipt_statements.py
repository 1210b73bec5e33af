"""The statements of the sealed ledger.  They run outside of launches, and read in order.

What a launch writes has no index for any of this: a launch would pay for it each time.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    ColumnElement,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    true,
    update,
)
from sqlalchemy.sql.expression import ClauseElement

from garbridge.stores.sql.renaming import removing, replacing
from garbridge.stores.sql.schema import (
    checkpoint,
    launch,
    ledger_act,
    met,
    receipt,
    reckoned,
    salt,
    settled,
)
from garbridge.stores.sql.statements import HotStatement, insert_or_replace

TENANT: Final[BindParameter[Any]] = bindparam("tenant")
FACTS: Final[tuple[Column[Any], ...]] = (
    *(launch.c.reference, launch.c.at, launch.c.school, launch.c.resource, launch.c.provider),
    *(launch.c.protocol, launch.c.subscription, launch.c.refusal, launch.c.attributes),
    launch.c.policy,
)
_SALTED: Final = and_(salt.c.tenant == launch.c.tenant, salt.c.person == launch.c.person)
_IN_CHAIN: Final = (
    select(true())
    .select_from(receipt)
    .where(receipt.c.tenant == launch.c.tenant, receipt.c.launch == launch.c.id)
    .exists()
)
_CHECKPOINT: Final = [one for one in checkpoint.columns if one.name != "tenant"]
_ACT: Final = [one for one in ledger_act.columns if one.name not in {"tenant", "id"}]


def _unsealed(database: str) -> ClauseElement:
    beyond = launch.c.id > bindparam("after")
    return (
        select(launch.c.id, launch.c.person, salt.c.salt, *FACTS)
        .outerjoin(salt, _SALTED)
        .where(own(launch.c.tenant, database), beyond, ~_IN_CHAIN)
        .order_by(launch.c.id)
        .limit(bindparam("limit"))
    )


def own(column: Column[Any], database: str) -> ColumnElement[bool]:
    """Hold *column*, the tenant of a launch, where launches are read by their places."""
    # SQLite would take the index that begins with the tenant, and sort all there is by place.
    return literal_column(f"+{column}") == TENANT if database == "sqlite" else column == TENANT


UNSEALED: Final = HotStatement(["tenant", "after", "limit"], _unsealed)
NEWEST: Final = HotStatement([], select(func.max(launch.c.id)))
SETTLED: Final = HotStatement(["tenant"], select(settled.c.place).where(settled.c.tenant == TENANT))
SETTLE: Final = insert_or_replace(settled)
PLACES: Final = HotStatement(
    ["tenant", "after", "limit"],
    select(
        *(receipt.c.number, receipt.c.reference, receipt.c.commitment, receipt.c.link),
        *(launch.c.id, launch.c.person, salt.c.salt),
        *FACTS,
    )
    .outerjoin(launch, and_(launch.c.id == receipt.c.launch, launch.c.tenant == receipt.c.tenant))
    .outerjoin(salt, _SALTED)
    .where(receipt.c.tenant == TENANT, receipt.c.number > bindparam("after"))
    .order_by(receipt.c.number)
    .limit(bindparam("limit")),
)
STRAYS: Final = HotStatement(
    ["tenant", "place", "limit"],
    lambda database: (
        select(launch.c.reference)
        .where(own(launch.c.tenant, database), launch.c.id <= bindparam("place"), ~_IN_CHAIN)
        .order_by(launch.c.id)
        .limit(bindparam("limit"))
    ),
)
CHECKPOINTS: Final = HotStatement(
    ["tenant"],
    select(*_CHECKPOINT).where(checkpoint.c.tenant == TENANT).order_by(checkpoint.c.batch),
)
LAST: Final = HotStatement(
    ["tenant"],
    select(*_CHECKPOINT)
    .where(checkpoint.c.tenant == TENANT)
    .order_by(checkpoint.c.batch.desc())
    .limit(1),
)
SEAL: Final = HotStatement(
    [one.name for one in checkpoint.columns], insert(checkpoint).inline(), writes=True
)
SALTS: Final = HotStatement(
    ["tenant", "after", "limit"],
    select(salt.c.person, salt.c.salt)
    .where(salt.c.tenant == TENANT, salt.c.person > bindparam("after"))
    .order_by(salt.c.person)
    .limit(bindparam("limit")),
)
BLANK: Final = replacing(launch.c.person)
UNSALT: Final = removing(salt.c.person)
_UP_TO: Final = (receipt.c.tenant == TENANT, receipt.c.number <= bindparam("last"))
FORGET: Final = HotStatement(
    ["tenant", "last"],
    delete(launch).where(
        launch.c.tenant == TENANT, launch.c.id.in_(select(receipt.c.launch).where(*_UP_TO))
    ),
    writes=True,
)
UNCHAIN: Final = HotStatement(["tenant", "last"], delete(receipt).where(*_UP_TO), writes=True)
UNUSED_SALTS: Final = HotStatement(
    ["tenant"],
    delete(salt).where(
        salt.c.tenant == TENANT,
        salt.c.person.not_in(select(launch.c.person).where(launch.c.tenant == TENANT)),
    ),
    writes=True,
)
NOTE: Final = HotStatement(
    ["tenant", *(one.name for one in _ACT)], insert(ledger_act).inline(), writes=True
)
ACTS: Final = HotStatement(
    ["tenant", "limit"],
    select(*_ACT)
    .where(ledger_act.c.tenant == TENANT)
    .order_by(ledger_act.c.id.desc())
    .limit(bindparam("limit")),
)
PURGED: Final = HotStatement(
    ["tenant"],
    select(*_ACT)
    .where(ledger_act.c.tenant == TENANT, ledger_act.c.batch.is_not(None))
    .order_by(ledger_act.c.id.desc())
    .limit(1),
)


def _follow(table: Table) -> HotStatement:
    newest = bindparam("newest", type_=BigInteger)
    return HotStatement(
        ["newest"],
        update(table).where(table.c.place > newest).values(place=newest),
        writes=True,
    )


FOLLOW_SETTLED: Final = _follow(settled)
FOLLOW_RECKONED: Final = _follow(reckoned)
FOLLOW_MET: Final = _follow(met)
"""Of every tenant: places are those of one table, and SQLite gives the highest again once it is
free."""
