"""The statements of what is held about identifiers."""

from typing import Final

from sqlalchemy import bindparam, delete, insert, null, select, true, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.expression import ClauseElement

from garbridge.stores.sql.schema import identifier, identifier_ended, naming_act, turn
from garbridge.stores.sql.statements import HotStatement, insert_or_replace

_ENDED: Final = [one for one in identifier_ended.columns if one.name not in {"tenant", "id"}]
_ACT: Final = [one for one in naming_act.columns if one.name not in {"tenant", "id"}]
_ROW: Final = (identifier.c.tenant, identifier.c.person, identifier.c.sector)
_ours = identifier.c.tenant == bindparam("tenant")
_theirs = identifier_ended.c.tenant == bindparam("tenant")


def _state(database: str) -> ClauseElement:
    written = sqlite.insert(identifier) if database == "sqlite" else postgresql.insert(identifier)
    new = {name: written.excluded[name] for name in ("imported", "folded")}
    return written.on_conflict_do_update(index_elements=[one.name for one in _ROW], set_=new)


HELD: Final = HotStatement(
    ["tenant", "sector", "person"],
    select(identifier.c.imported, identifier.c.renewal).where(
        _ours,
        identifier.c.sector == bindparam("sector"),
        identifier.c.person == bindparam("person"),
    ),
)
OF_PERSON: Final = HotStatement(
    ["tenant", "person"],
    select(identifier.c.sector, identifier.c.imported, identifier.c.renewal).where(
        _ours, identifier.c.person == bindparam("person")
    ),
)
OF_SECTOR: Final = HotStatement(
    ["tenant", "sector", "after", "limit"],
    select(identifier.c.person, identifier.c.imported, identifier.c.renewal)
    .where(
        _ours,
        identifier.c.sector == bindparam("sector"),
        identifier.c.person > bindparam("after"),
    )
    .order_by(identifier.c.person)
    .limit(bindparam("limit")),
)
HOLDER: Final = HotStatement(
    ["tenant", "sector", "folded"],
    select(identifier.c.person).where(
        _ours,
        identifier.c.sector == bindparam("sector"),
        identifier.c.folded == bindparam("folded"),
    ),
)
STATE: Final = HotStatement(
    ["tenant", "person", "sector", "imported", "folded", "renewal"], _state, writes=True
)
RENEW: Final = insert_or_replace(identifier)
PASS_OVER: Final = HotStatement(
    ["tenant", "whom", "where"],
    update(identifier)
    .where(
        _ours,
        identifier.c.person == bindparam("whom"),
        identifier.c.sector == bindparam("where"),
    )
    .values(imported=null(), folded=null()),
    writes=True,
)
DEFAULT: Final = HotStatement(
    ["tenant", "sector"],
    select(turn.c.current).where(
        turn.c.tenant == bindparam("tenant"), turn.c.sector == bindparam("sector")
    ),
)
DROP: Final = HotStatement(
    ["tenant", "person"],
    delete(identifier).where(_ours, identifier.c.person == bindparam("person")),
    writes=True,
)
END: Final = HotStatement(
    ["tenant", *(one.name for one in _ENDED)], insert(identifier_ended).inline(), writes=True
)
ENDED: Final = HotStatement(
    ["tenant", "sector", "at"],
    select(*_ENDED)
    .where(
        _theirs,
        identifier_ended.c.sector == bindparam("sector"),
        identifier_ended.c.at >= bindparam("at"),
        identifier_ended.c.replaced.is_not(true()),
    )
    .order_by(identifier_ended.c.at, identifier_ended.c.id),
)
ENDED_OF: Final = HotStatement(
    ["tenant", "person"],
    select(*_ENDED, identifier_ended.c.id).where(
        _theirs, identifier_ended.c.person == bindparam("person")
    ),
)
ENDING: Final = HotStatement(
    ["tenant", "sector", "folded"],
    select(*_ENDED).where(
        _theirs,
        identifier_ended.c.sector == bindparam("sector"),
        identifier_ended.c.folded == bindparam("folded"),
    ),
)
SPENT: Final = HotStatement(
    ["tenant", "sector", "folded", "person"],
    union_all(
        select(identifier_ended.c.person).where(
            _theirs,
            identifier_ended.c.sector == bindparam("sector"),
            identifier_ended.c.folded == bindparam("folded"),
            identifier_ended.c.person != bindparam("person"),
        ),
        select(identifier.c.person).where(
            _ours,
            identifier.c.sector == bindparam("sector"),
            identifier.c.folded == bindparam("folded"),
            identifier.c.person != bindparam("person"),
        ),
    ),
)
BLANK: Final = HotStatement(
    ["tenant", "whom"],
    update(identifier_ended)
    .where(_theirs, identifier_ended.c.person == bindparam("whom"))
    .values(person=""),
    writes=True,
)
NOTE: Final = HotStatement(
    ["tenant", *(one.name for one in _ACT)], insert(naming_act).inline(), writes=True
)
ACTS: Final = HotStatement(
    ["tenant", "limit"],
    select(*_ACT)
    .where(naming_act.c.tenant == bindparam("tenant"))
    .order_by(naming_act.c.id.desc())
    .limit(bindparam("limit")),
)
