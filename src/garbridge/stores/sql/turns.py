"""The turn from one pairwise key to the next, in SQL."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, insert, select, update

from garbridge.core.identifiers import PersonId, ProviderId, TenantId
from garbridge.core.rotation import KeyRole, Step, Turn
from garbridge.stores.sql.claims import Claims
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import pairwise_key, turn, turn_told
from garbridge.stores.sql.statements import HotStatement, insert_if_absent, insert_or_replace

_HERE: Final = (
    turn_told.c.tenant == bindparam("tenant"),
    turn_told.c.sector == bindparam("sector"),
)

KEYS: Final = HotStatement(
    ["tenant"],
    select(pairwise_key.c.check, pairwise_key.c.role).where(
        pairwise_key.c.tenant == bindparam("tenant")
    ),
)
RETIRE: Final = HotStatement(
    ["tenant", "was", "now"],
    update(pairwise_key)
    .where(pairwise_key.c.tenant == bindparam("tenant"), pairwise_key.c.role == bindparam("was"))
    .values(role=bindparam("now")),
    writes=True,
)
MARK: Final = insert_or_replace(pairwise_key)
MARK_FIRST: Final = insert_if_absent(pairwise_key)
TURNS: Final = HotStatement(
    ["tenant"],
    select(*(one for one in turn.columns if one.name != "tenant")).where(
        turn.c.tenant == bindparam("tenant")
    ),
)
WRITE: Final = insert_or_replace(turn)
TOLD: Final = HotStatement(["tenant", "sector"], select(turn_told.c.person).where(*_HERE))
TELL: Final = HotStatement(["tenant", "sector", "person"], insert(turn_told).inline(), writes=True)
UNTELL: Final = HotStatement(
    ["tenant", "sector", "person"],
    delete(turn_told).where(*_HERE, turn_told.c.person == bindparam("person")),
    writes=True,
)
UNTELL_ALL: Final = HotStatement(["tenant", "sector"], delete(turn_told).where(*_HERE), writes=True)
FORGET: Final = HotStatement(
    ["tenant", "person"],
    delete(turn_told).where(
        turn_told.c.tenant == bindparam("tenant"), turn_told.c.person == bindparam("person")
    ),
    writes=True,
)


class SqlTurns:
    """The keys and the turns of one tenant.

    Args:
        database: Where the tables are.
        tenant: Whose keys.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._claims = Claims(database, tenant, "turns")
        self._keys = database.compile(KEYS)
        self._retire = database.compile(RETIRE)
        self._mark = database.compile(MARK)
        self._mark_first = database.compile(MARK_FIRST)
        self._turns = database.compile(TURNS)
        self._write = database.compile(WRITE)
        self._told = database.compile(TOLD)
        self._tell = database.compile(TELL)
        self._untell = database.compile(UNTELL)
        self._untell_all = database.compile(UNTELL_ALL)
        self._forget = database.compile(FORGET)

    def keys(self) -> Mapping[str, KeyRole]:
        """Return every key that ever was at home, or is to be."""
        rows = self._database.rows(self._keys, self._tenant)
        return {check: KeyRole(role) for check, role in rows}

    def mark(self, check: str, role: KeyRole, *, at: datetime) -> None:
        """Give a key its role; where one comes home, the one before retires.

        Raises:
            StoreError: nothing was written.
        """
        with self._database.transaction():
            if role is KeyRole.HOME:
                gone = KeyRole.RETIRED.value
                self._database.change(self._retire, self._tenant, KeyRole.HOME.value, gone)
            self._database.change(self._mark, self._tenant, check, role.value, micros(at))

    def mark_first(self, check: str, *, at: datetime) -> None:
        """Bring the first key home; nothing happens where there is one."""
        with self._database.transaction():
            self._claims.take()
            if KeyRole.HOME not in self.keys().values():
                home = KeyRole.HOME.value
                self._database.change(self._mark_first, self._tenant, check, home, micros(at))

    def turns(self) -> Mapping[ProviderId, Turn]:
        """Return where each sector is that ever began."""
        return {
            ProviderId(sector): Turn(
                sector=ProviderId(sector),
                current=current,
                following=following,
                step=Step(step),
                imported=bool(imported),
                since=instant_of(since),
                forced=bool(forced),
            )
            for sector, current, following, step, imported, since, forced in self._database.rows(
                self._turns, self._tenant
            )
        }

    def claim(self) -> Mapping[ProviderId, Turn]:
        """Return the same, and let whoever else claims wait."""
        self._claims.take()
        return self.turns()

    def write(self, turn: Turn) -> None:
        """Keep *turn* in place of an earlier one of its sector."""
        facts = (turn.sector, turn.current, turn.following, turn.step.value, turn.imported)
        self._database.change(self._write, self._tenant, *facts, micros(turn.since), turn.forced)

    def told(self, sector: ProviderId) -> frozenset[PersonId]:
        """Return about whom the provider was told in the turn that is under way."""
        rows = self._database.rows(self._told, self._tenant, sector)
        return frozenset(PersonId(person) for (person,) in rows)

    def tell(self, sector: ProviderId, people: Iterable[PersonId]) -> None:
        """Note that the provider was told about *people*.

        Raises:
            StoreError: it was told about one of them before; nothing was written.
        """
        rows = ((self._tenant, sector, person) for person in people)
        self._database.change_many(self._tell, rows)

    def untell(self, sector: ProviderId, person: PersonId | None) -> None:
        """Forget that it was told about *person*, or with ``None`` about anybody."""
        if person is None:
            self._database.change(self._untell_all, self._tenant, sector)
        else:
            self._database.change(self._untell, self._tenant, sector, person)

    def forget(self, person: PersonId) -> None:
        """Remove what names *person*."""
        self._database.change(self._forget, self._tenant, person)
