"""What was linked deeply, in SQL."""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import bindparam, delete, insert, select

from garbridge.core.identifiers import ResourceId, SchoolId, TenantId
from garbridge.core.links import DeepLink, LinkId
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import link as table
from garbridge.stores.sql.statements import HotStatement

_COLUMNS: Final = [column for column in table.columns if column.name != "tenant"]
_of_school = (table.c.tenant == bindparam("tenant"), table.c.school == bindparam("school"))
_of_resource = (*_of_school, table.c.resource == bindparam("resource"))
_one = (*_of_resource, table.c.id == bindparam("link"))

ADD: Final = HotStatement(
    [column.name for column in table.columns], insert(table).inline(), writes=True
)
OF_RESOURCE: Final = HotStatement(
    ["tenant", "school", "resource"], select(*_COLUMNS).where(*_of_resource)
)
OF_SCHOOL: Final = HotStatement(["tenant", "school"], select(*_COLUMNS).where(*_of_school))
ONE: Final = HotStatement(["tenant", "school", "resource", "link"], select(*_COLUMNS).where(*_one))
REMOVE: Final = HotStatement(
    ["tenant", "school", "resource", "link"], delete(table).where(*_one), writes=True
)


class SqlLinks:
    """The links of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose schools.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._add = database.compile(ADD)
        self._of_resource = database.compile(OF_RESOURCE)
        self._of_school = database.compile(OF_SCHOOL)
        self._one = database.compile(ONE)
        self._remove = database.compile(REMOVE)

    def add(self, links: Sequence[DeepLink]) -> None:
        """Keep *links*, all or none.

        Raises:
            StoreError: one has the name of another, or could not be kept.
        """
        rows = (
            (
                *(self._tenant, one.school, one.resource, one.id, one.title, one.url),
                *(json.dumps(dict(one.custom), ensure_ascii=False), one.launch, micros(one.added)),
            )
            for one in links
        )
        with self._database.transaction():
            self._database.change_many(self._add, rows)

    def links(self, school: SchoolId, resource: ResourceId) -> Sequence[DeepLink]:
        """Return those of *resource* at *school*, oldest first."""
        return _sorted(self._database.rows(self._of_resource, self._tenant, school, resource))

    def of_school(self, school: SchoolId) -> Sequence[DeepLink]:
        """Return those of every resource at *school*, oldest first."""
        return _sorted(self._database.rows(self._of_school, self._tenant, school))

    def link(self, school: SchoolId, resource: ResourceId, link: LinkId) -> DeepLink | None:
        """Return one, or ``None``."""
        rows = self._database.rows(self._one, self._tenant, school, resource, link)
        return _link(rows[0]) if rows else None

    def remove(self, school: SchoolId, resource: ResourceId, link: LinkId) -> bool:
        """Forget one; false where there was none."""
        return self._database.change(self._remove, self._tenant, school, resource, link) > 0


def _sorted(rows: Iterable[Row]) -> Sequence[DeepLink]:
    return sorted(map(_link, rows), key=lambda one: (one.added, one.id))


def _link(row: Row) -> DeepLink:
    school, resource, name, title, url, custom, launch, added = row
    return DeepLink(
        id=LinkId(name),
        school=SchoolId(school),
        resource=ResourceId(resource),
        title=title,
        url=url,
        custom=json.loads(custom),
        launch=launch,
        added=instant_of(added),
    )
