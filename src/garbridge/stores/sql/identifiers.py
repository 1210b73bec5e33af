"""What is held about identifiers, in SQL.

Imported pairs come by the ten thousand and are written in one transaction; two that meet there
are refused by the index, not only by whoever looked before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.expression import ClauseElement

from garbridge.core.identifiers import PersonId, ProviderId, TenantId
from garbridge.core.naming import Ended, NamingAct, NamingActKind, Pair, fold
from garbridge.core.pairwise import DERIVED, Held
from garbridge.core.permissions import OPERATOR, actor_of
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import identifier, identifier_ended, naming_act
from garbridge.stores.sql.statements import HotStatement, insert_or_replace

_PAGE: Final = 5_000
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


class SqlIdentifiers:
    """Imported and revoked identifiers of one tenant.

    Args:
        database: Where the tables are.
        tenant: Whose people.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._held = database.compile(HELD)
        self._of_person = database.compile(OF_PERSON)
        self._of_sector = database.compile(OF_SECTOR)
        self._holder = database.compile(HOLDER)
        self._state = database.compile(STATE)
        self._renew = database.compile(RENEW)
        self._drop = database.compile(DROP)
        self._end = database.compile(END)
        self._ended = database.compile(ENDED)
        self._ended_of = database.compile(ENDED_OF)
        self._ending = database.compile(ENDING)
        self._blank = database.compile(BLANK)
        self._note = database.compile(NOTE)
        self._acts = database.compile(ACTS)

    def held(self, sector: ProviderId, person: PersonId) -> Held:
        """Return what is held of one person."""
        for imported, renewal in self._database.rows(self._held, self._tenant, sector, person):
            return Held(imported or "", renewal)
        return DERIVED

    def of_person(self, person: PersonId) -> Mapping[ProviderId, Held]:
        """Return what is held of *person*, by sector."""
        rows = sorted(self._database.rows(self._of_person, self._tenant, person))
        return {ProviderId(sector): Held(one or "", renewal) for sector, one, renewal in rows}

    def of_sector(self, sector: ProviderId) -> Iterator[tuple[PersonId, Held]]:
        """Yield of whom something is held in *sector*, by person."""
        after = ""
        while page := self._database.rows(self._of_sector, self._tenant, sector, after, _PAGE):
            for after, imported, renewal in page:  # the last one is used
                yield PersonId(after), Held(imported or "", renewal)

    def holder(self, sector: ProviderId, identifier: str) -> PersonId | None:
        """Return whose imported identifier it is, whatever its case."""
        rows = self._database.rows(self._holder, self._tenant, sector, fold(identifier))
        return PersonId(rows[0][0]) if rows else None

    def state(self, pairs: Sequence[Pair]) -> None:
        """Let each person of *pairs* be known by that identifier, all or nothing.

        Raises:
            StoreError: somebody else has one of them in that sector; nothing was written.
        """
        self._database.change_many(
            self._state,
            (
                (self._tenant, one.person, one.sector, one.identifier, one.folded, "")
                for one in pairs
            ),
        )

    def revoke(self, ended: Sequence[Ended], renewal: str) -> None:
        """End identifiers, and let those whose they were be known by new ones, all or nothing.

        Raises:
            StoreError: one of them had ended before; nothing was written.
        """
        with self._database.transaction():
            self.end(ended)
            rows = ((self._tenant, one.person, one.sector, None, None, renewal) for one in ended)
            self._database.change_many(self._renew, rows)

    def end(self, ended: Sequence[Ended]) -> None:
        """Note that identifiers are nobody's any more, and change nothing else.

        Raises:
            StoreError: one of them had ended before; nothing was written.
        """
        self._database.change_many(self._end, (self._row(one) for one in ended))

    def ended(self, sector: ProviderId, *, since: datetime) -> Sequence[Ended]:
        """Return what ended in *sector* at or after *since*, oldest first."""
        rows = self._database.rows(self._ended, self._tenant, sector, micros(since))
        return list(_ended(rows))

    def ended_of(self, person: PersonId) -> Sequence[Ended]:
        """Return what ended of *person*, in any sector, oldest first."""
        rows = self._database.rows(self._ended_of, self._tenant, person)
        in_order = sorted(rows, key=lambda row: (row[5], row[7]))
        return list(_ended(row[:7] for row in in_order))

    def ending(self, sector: ProviderId, identifier: str) -> Ended | None:
        """Return when and why *identifier* ended there, whatever its case."""
        rows = self._database.rows(self._ending, self._tenant, sector, fold(identifier))
        return next(_ended(rows), None)

    def forget(self, person: PersonId, *, at: datetime) -> int:
        """Remove what names *person*; return how many identifiers named them."""
        with self._database.transaction():
            theirs = self.of_person(person)
            nobody = (
                Ended(
                    sector=sector,
                    person=PersonId(""),
                    identifier=held.imported,
                    by=OPERATOR,
                    at=at,
                    reason="",
                )
                for sector, held in theirs.items()
                if held.imported
            )
            self.end(list(nobody))
            self._database.change(self._drop, self._tenant, person)
            return len(theirs) + self._database.change(self._blank, self._tenant, person)

    def note(self, act: NamingAct) -> None:
        """Write *act* down."""
        said = (act.kind.value, act.sector, act.by.text, micros(act.at), act.reason, act.count)
        self._database.change(self._note, self._tenant, *said)

    def acts(self, *, limit: int) -> Sequence[NamingAct]:
        """Return what was done last, newest first."""
        return [
            NamingAct(
                kind=NamingActKind(kind),
                sector=ProviderId(sector),
                by=actor_of(by),
                at=instant_of(at),
                reason=reason,
                count=count,
            )
            for kind, sector, by, at, reason, count in self._database.rows(
                self._acts, self._tenant, limit
            )
        ]

    def _row(self, one: Ended) -> Row:
        said = (one.sector, one.person, one.identifier, fold(one.identifier), one.by.text)
        return (self._tenant, *said, micros(one.at), one.reason)


def _ended(rows: Iterable[Row]) -> Iterator[Ended]:
    for sector, person, named, _, by, at, reason in rows:
        yield Ended(
            sector=ProviderId(sector),
            person=PersonId(person),
            identifier=named,
            by=actor_of(by),
            at=instant_of(at),
            reason=reason,
        )
