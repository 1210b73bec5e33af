"""What was published, in SQL: each as one document, as it was told."""

import json
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final, cast

from sqlalchemy import bindparam, insert, select

from garbridge.core.disclosure.rules import Rules
from garbridge.core.identifiers import SchoolId, TenantId
from garbridge.core.statistics.periods import Period, parse_period
from garbridge.core.statistics.publications import Publication
from garbridge.core.statistics.rows import COLUMNS, Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import publication as table
from garbridge.stores.sql.statements import HotStatement

_OF_TENANT: Final = table.c.tenant == bindparam("tenant")
_OF_SCHOOL: Final = table.c.school == bindparam("school")

KEEP: Final = HotStatement([one.name for one in table.columns], insert(table).inline(), writes=True)
KEPT: Final = HotStatement(
    ["tenant", "school", "period"],
    select(table.c.at, table.c.threshold, table.c.share, table.c.document).where(
        _OF_TENANT, _OF_SCHOOL, table.c.period == bindparam("period")
    ),
)
PERIODS: Final = HotStatement(
    ["tenant", "school"],
    select(table.c.period).where(_OF_TENANT, _OF_SCHOOL).order_by(table.c.period),
)
PUBLISHED: Final = HotStatement(
    ["tenant"], select(table.c.school, table.c.period).where(_OF_TENANT)
)


class SqlPublications:
    """What was published of the schools of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose schools.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._keep = database.compile(KEEP)
        self._kept = database.compile(KEPT)
        self._periods = database.compile(PERIODS)
        self._published = database.compile(PUBLISHED)

    def keep(self, publication: Publication) -> None:
        """Keep *publication*.

        Raises:
            StoreError: it was not kept; one of its school and period is there.
        """
        document = json.dumps([row.cells() for row in publication.rows], ensure_ascii=False)
        self._database.change(
            self._keep,
            *(self._tenant, publication.school, publication.period.name, micros(publication.at)),
            *(publication.rules.threshold, publication.rules.share, document),
        )

    def publication(self, school: SchoolId, period: Period) -> Publication | None:
        """Return what was published of *school* and *period*."""
        rows = self._database.rows(self._kept, self._tenant, school, period.name)
        for at, threshold, share, document in rows:
            return Publication(
                school=school,
                period=period,
                at=instant_of(at),
                rules=Rules(threshold, share),
                rows=tuple(map(_row, json.loads(document))),
            )
        return None

    def periods(self, school: SchoolId) -> Sequence[Period]:
        """Return the periods of *school* that were published, by name."""
        rows = self._database.rows(self._periods, self._tenant, school)
        return [parse_period(row[0]) for row in rows]

    def published(self, *, months: AbstractSet[str]) -> AbstractSet[tuple[SchoolId, str]]:
        """Return the schools and those of *months* that a published period holds."""
        rows = self._database.rows(self._published, self._tenant)
        return {
            (SchoolId(school), month)
            for school, period in rows
            for month in months & set(parse_period(period).months())
        }


def _row(cells: list[Any]) -> Row:
    # One that was kept before a column came has fewer: they are the first ones.
    return Row(**cast("dict[str, Any]", dict(zip(COLUMNS, cells, strict=False))))
