"""What is counted of launches, in SQL: thousands of tallies grow in one statement, or one loop."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Final

from garbridge.core.access import Refusal
from garbridge.core.identifiers import PersonId, SchoolId, TenantId
from garbridge.core.people import Profile
from garbridge.core.statistics.counting import Counted
from garbridge.core.statistics.tallies import Standing, Tally
from garbridge.errors import StoreError
from garbridge.ports import Reckoned
from garbridge.stores.sql import tally_statements as statements
from garbridge.stores.sql.bulk import columns_of
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.renaming import people_text
from garbridge.stores.sql.statements import HotStatement

_REFUSALS: Final[Mapping[str, Refusal | None]] = {"": None, **{one.value: one for one in Refusal}}
_PROFILES: Final = {one.value: one for one in Profile}
_TEXTS: Final[Mapping[Profile | None, str]] = {None: "", **{one: one.value for one in Profile}}


class SqlTallies:
    """The tallies of one tenant.

    Args:
        database: Where the tables are.
        tenant: Whose launches.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        named = {
            name: one for name, one in vars(statements).items() if isinstance(one, HotStatement)
        }
        self._sql = {name: database.compile(one) for name, one in named.items()}
        arrays = database.engine.dialect.name == "postgresql"
        self._arrays = statements.grow_arrays() if arrays else None

    def reckoned(self) -> Reckoned:
        """Return how far counting has come."""
        rows = self._database.rows(self._sql["RECKONED"], self._tenant)
        return next((Reckoned(place, named) for place, named in rows), Reckoned())

    def launches(self, *, after: int, upto: int, limit: int) -> Sequence[Counted]:
        """Return launches by place."""
        rows = self._database.rows(self._sql["LAUNCHED"], self._tenant, after, upto, limit)
        return list(map(Counted._make, rows))

    def add(self, tallies: Iterable[Tally], *, before: Reckoned, upto: int) -> Reckoned:
        """Add *tallies*, and note that all is counted up to *upto*.

        Raises:
            StoreError: nothing was added.
        """
        # In the order of the table: neighbours are written to the same page.
        rows = sorted([_row(self._tenant, one) for one in tallies], key=itemgetter(1, 2))
        with self._database.transaction():
            self._database.change(self._sql["BEGIN"], self._tenant, 0, "")
            if not self._database.change(
                self._sql["COUNTED"], self._tenant, before.place, max(upto, before.place)
            ):
                raise StoreError("somebody else counted launches at the same moment")
            if self._arrays is None:
                self._database.change_many(self._sql["GROW"], rows)
            else:
                for part in columns_of(rows):
                    self._database.change(self._arrays, *part)
        return self.reckoned()

    def tallies(self, school: SchoolId, months: Sequence[str]) -> Sequence[Tally]:
        """Return the tallies of *school* from the first to the last of *months*."""
        standings, refusals = _Standings(), _REFUSALS
        rows = self._database.rows(
            self._sql["TALLIES"], self._tenant, school, months[0], months[-1]
        )
        return [
            Tally(
                *(school, month, person, resource or None, refusals[refusal]),
                *(standings[profile, level], number, provider or None),
            )
            for person, month, resource, provider, refusal, profile, level, number in rows
        ]

    def months(self, school: SchoolId) -> Sequence[str]:
        """Return the months of which *school* has tallies."""
        rows = self._database.rows(self._sql["MONTHS"], self._tenant, school)
        return [str(row[0]) for row in rows]

    def named_schools(self, *, before: str) -> Sequence[SchoolId]:
        """Return schools with tallies of months before *before* that name somebody."""
        rows = self._database.rows(self._sql["NAMED_SCHOOLS"], self._tenant, before)
        return [SchoolId(row[0]) for row in rows]

    def named(self, school: SchoolId, *, before: str) -> Sequence[PersonId]:
        """Return who is named by tallies of *school* of months before *before*."""
        rows = self._database.rows(self._sql["NAMED"], self._tenant, school, before)
        return [PersonId(row[0]) for row in rows]

    def rename(self, school: SchoolId, person: PersonId, new: PersonId, *, before: str) -> None:
        """Let *new* stand for *person* in tallies of *school* before *before*."""
        self._database.change(self._sql["RENAME"], self._tenant, school, person, before, new)

    def all_renamed(self, before: str) -> None:
        """Note that nobody is named any more before *before*."""
        with self._database.transaction():
            self._database.change(self._sql["BEGIN"], self._tenant, 0, "")
            self._database.change(self._sql["RENAMED"], self._tenant, before)

    def erase(self, people: Mapping[PersonId, PersonId]) -> int:
        """Let others stand for *people* at every school."""
        return self._database.change(self._sql["ERASE"], self._tenant, people_text(people))

    def drop(self, school: SchoolId, months: Sequence[str]) -> int:
        """Remove the tallies of *school* from the first to the last of *months*."""
        return self._database.change(self._sql["DROP"], self._tenant, school, months[0], months[-1])

    def missed(self, last: int) -> bool:
        """Say whether a launch that is sealed under a number up to *last* is not counted."""
        place = self.reckoned().place
        return bool(self._database.rows(self._sql["MISSED"], self._tenant, last, place))


def _row(tenant: TenantId, one: Tally) -> Row:
    standing, refusal = one.standing, one.refusal
    return (
        *(tenant, one.school, one.person, one.month, one.resource or "", one.provider or ""),
        "" if refusal is None else refusal.value,
        _TEXTS[standing.profile],
        standing.level,
        one.times,
    )


class _Standings(dict[tuple[str, str], Standing]):
    """Standings by what two columns say: one object for each."""

    def __missing__(self, columns: tuple[str, str]) -> Standing:
        profile, level = columns
        made = self[columns] = Standing(_PROFILES[profile] if profile else None, level)
        return made
