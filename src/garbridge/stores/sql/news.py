"""Where feed readers find what is new, in SQL.

A token is kept as it is: it has to be shown again, and opens what stands in this database anyway.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, delete, select

from garbridge.core.identifiers import SchoolId, TenantId
from garbridge.core.news import NewsFeed
from garbridge.core.people import Public
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import news_feed as table
from garbridge.stores.sql.statements import HotStatement, insert_or_replace

_COLUMNS: Final = (table.c.school, table.c.public, table.c.token, table.c.made)
_at_school = (table.c.tenant == bindparam("tenant"), table.c.school == bindparam("school"))

OF_SCHOOL: Final = HotStatement(["tenant", "school"], select(*_COLUMNS).where(*_at_school))
OF_TOKEN: Final = HotStatement(
    ["tenant", "token"],
    select(*_COLUMNS).where(
        table.c.tenant == bindparam("tenant"), table.c.token == bindparam("token")
    ),
)
KEEP: Final = insert_or_replace(table)
DROP: Final = HotStatement(
    ["tenant", "school", "public"],
    delete(table).where(*_at_school, table.c.public == bindparam("public")),
    writes=True,
)


class SqlNewsFeeds:
    """The feeds of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._of_school, self._of_token = database.compile(OF_SCHOOL), database.compile(OF_TOKEN)

    def feeds(self, school: SchoolId) -> Sequence[NewsFeed]:
        """Return those of *school*."""
        rows = self._database.rows(self._of_school, self._tenant, school)
        return sorted(map(_feed, rows), key=lambda one: one.public)

    def feed(self, token: str) -> NewsFeed | None:
        """Return the one of *token*."""
        rows = self._database.rows(self._of_token, self._tenant, token)
        return _feed(rows[0]) if rows else None

    def keep(self, feed: NewsFeed) -> None:
        """Keep *feed* in the place of the one of its school and public.

        Raises:
            StoreError: it could not be kept.
        """
        row = (feed.school, feed.public.value, feed.token, micros(feed.made))
        self._database.change(self._database.compile(KEEP), self._tenant, *row)

    def drop(self, school: SchoolId, public: Public) -> bool:
        """Forget a feed."""
        statement = self._database.compile(DROP)
        return self._database.change(statement, self._tenant, school, public.value) > 0


def _feed(row: Row) -> NewsFeed:
    school, public, token, made = row
    return NewsFeed(school=school, public=Public(public), token=token, made=instant_of(made))
