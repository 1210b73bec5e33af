"""Up to where the rules of each school were served, in SQL."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.expression import ClauseElement

from garbridge.core.identifiers import SchoolId, TenantId
from garbridge.ports import Served
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.schema import served
from garbridge.stores.sql.statements import HotStatement

_KEY: Final = ["tenant", "school"]

SERVED: Final = HotStatement(
    _KEY,
    select(served.c.changes, served.c.seen, served.c.digest).where(
        served.c.tenant == bindparam("tenant"), served.c.school == bindparam("school")
    ),
)


def _upsert(database: str, *, counts: bool) -> ClauseElement:
    """Return the insert that, where a row is there, counts a change or keeps its count."""
    write = sqlite.insert(served) if database == "sqlite" else postgresql.insert(served)
    if counts:
        return write.on_conflict_do_update(
            index_elements=_KEY, set_={"changes": served.c.changes + 1}
        )
    new = write.excluded
    return write.on_conflict_do_update(
        index_elements=_KEY, set_={"seen": new.seen, "digest": new.digest}
    )


_COLUMNS: Final = [*_KEY, "changes", "seen", "digest"]
NOTE: Final = HotStatement(_COLUMNS, lambda name: _upsert(name, counts=False), writes=True)
COUNT: Final = HotStatement(_COLUMNS, lambda name: _upsert(name, counts=True), writes=True)


class SqlServingLog:
    """What was served for at the schools of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose schools.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._served = database.compile(SERVED)
        self._note = database.compile(NOTE)
        self._count = database.compile(COUNT)

    def served(self, school: SchoolId) -> Served:
        """Return up to where *school* was served."""
        for row in self._database.rows(self._served, self._tenant, school):
            return Served(*row)
        return Served()

    def note(self, school: SchoolId, *, seen: int, digest: str) -> None:
        """Remember that *school* was served; changes counted meanwhile stay to be seen."""
        self._database.change(self._note, self._tenant, school, seen, seen, digest)

    def count_changes(self, schools: Sequence[SchoolId]) -> None:
        """Count a change of the people of each of *schools*, as an import does."""
        rows = [(self._tenant, school, 1, 0, "") for school in sorted(set(schools))]
        self._database.change_many(self._count, rows)
