"""Where feed readers find what is new, in memory."""

from collections.abc import Sequence

from garbridge.core.identifiers import SchoolId
from garbridge.core.news import NewsFeed
from garbridge.core.people import Public
from garbridge.stores.memory.database import MemoryDatabase


class MemoryNewsFeeds:
    """The reference of :class:`garbridge.ports.NewsFeedStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._feeds = database.resources.feeds

    def feeds(self, school: SchoolId) -> Sequence[NewsFeed]:
        """Return those of *school*."""
        with self._database.transaction():
            found = self._feeds.all().values()
        return sorted((one for one in found if one.school == school), key=lambda one: one.public)

    def feed(self, token: str) -> NewsFeed | None:
        """Return the one of *token*."""
        with self._database.transaction():
            found = self._feeds.all().values()
        return next((one for one in found if one.token == token), None)

    def keep(self, feed: NewsFeed) -> None:
        """Keep *feed* in the place of the one of its school and public."""
        with self._database.transaction():
            self._feeds.put((feed.school, feed.public), feed)

    def drop(self, school: SchoolId, public: Public) -> bool:
        """Forget a feed."""
        with self._database.transaction():
            return self._feeds.drop((school, public)) is not None
