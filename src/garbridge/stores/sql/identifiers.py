"""What is held about identifiers, in SQL.

Imported pairs come by the ten thousand and are written in one transaction; two that meet there
are refused by the index, not only by whoever looked before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from garbridge.core.identifiers import PersonId, ProviderId, TenantId
from garbridge.core.naming import Ended, NamingAct, NamingActKind, Pair, fold
from garbridge.core.pairwise import DERIVED, Held
from garbridge.core.permissions import OPERATOR, actor_of
from garbridge.stores.sql import identifier_statements as statements
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros

_PAGE: Final = 5_000


class SqlIdentifiers:
    """Imported and revoked identifiers of one tenant.

    Args:
        database: Where the tables are.
        tenant: Whose people.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._held = database.compile(statements.HELD)
        self._of_person = database.compile(statements.OF_PERSON)
        self._of_sector = database.compile(statements.OF_SECTOR)
        self._holder = database.compile(statements.HOLDER)
        self._state = database.compile(statements.STATE)
        self._renew = database.compile(statements.RENEW)
        self._pass_over = database.compile(statements.PASS_OVER)
        self._default = database.compile(statements.DEFAULT)
        self._drop = database.compile(statements.DROP)
        self._end = database.compile(statements.END)
        self._ended = database.compile(statements.ENDED)
        self._ended_of = database.compile(statements.ENDED_OF)
        self._ending = database.compile(statements.ENDING)
        self._spent = database.compile(statements.SPENT)
        self._blank = database.compile(statements.BLANK)
        self._note = database.compile(statements.NOTE)
        self._acts = database.compile(statements.ACTS)

    def held(self, sector: ProviderId, person: PersonId) -> Held:
        """Return what is held of one person."""
        default = self.default(sector)
        for imported, renewal in self._database.rows(self._held, self._tenant, sector, person):
            return Held(imported or "", renewal, default.key)
        return default

    def of_person(self, person: PersonId) -> Mapping[ProviderId, Held]:
        """Return what is held of *person*, by sector."""
        rows = sorted(self._database.rows(self._of_person, self._tenant, person))
        return {
            ProviderId(sector): Held(one or "", renewal, self.default(sector).key)
            for sector, one, renewal in rows
        }

    def of_sector(self, sector: ProviderId) -> Iterator[tuple[PersonId, Held]]:
        """Yield of whom something is held in *sector*, by person."""
        after, key = "", self.default(sector).key
        while page := self._database.rows(self._of_sector, self._tenant, sector, after, _PAGE):
            for after, imported, renewal in page:  # the last one is used
                yield PersonId(after), Held(imported or "", renewal, key)

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

    def pass_over(self, ended: Sequence[Ended]) -> None:
        """End imported identifiers: those whose they were are known by derived ones, all or none.

        Raises:
            StoreError: one of them had ended before; nothing was written.
        """
        with self._database.transaction():
            self.end(ended)
            rows = ((self._tenant, one.person, one.sector) for one in ended)
            self._database.change_many(self._pass_over, rows)

    def default(self, sector: ProviderId) -> Held:
        """Return what is held of everybody else in *sector*: the key it is on."""
        for (key,) in self._database.rows(self._default, self._tenant, sector):
            return Held(key=key)
        return DERIVED

    def ended(self, sector: ProviderId, *, since: datetime) -> Sequence[Ended]:
        """Return what ended in *sector* at or after *since*, oldest first."""
        rows = self._database.rows(self._ended, self._tenant, sector, micros(since))
        return list(_ended(rows))

    def ended_of(self, person: PersonId) -> Sequence[Ended]:
        """Return what ended of *person*, in any sector, oldest first."""
        rows = self._database.rows(self._ended_of, self._tenant, person)
        in_order = sorted(rows, key=lambda row: (row[5], row[8]))
        return list(_ended(row[:8] for row in in_order))

    def ending(self, sector: ProviderId, identifier: str) -> Ended | None:
        """Return when and why *identifier* ended there, whatever its case."""
        rows = self._database.rows(self._ending, self._tenant, sector, fold(identifier))
        return next(_ended(rows), None)

    def is_spent(self, sector: ProviderId, identifier: str, person: PersonId) -> bool:
        """Say whether *identifier*, derived for *person*, is somebody else's there, or was."""
        asked = self._tenant, sector, fold(identifier), person
        return bool(self._database.rows(self._spent, *asked))

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
        return (self._tenant, *said, micros(one.at), one.reason, one.replaced)


def _ended(rows: Iterable[Row]) -> Iterator[Ended]:
    for sector, person, named, _, by, at, reason, replaced in rows:
        yield Ended(
            sector=ProviderId(sector),
            person=PersonId(person),
            identifier=named,
            by=actor_of(by),
            at=instant_of(at),
            reason=reason,
            replaced=bool(replaced),
        )
