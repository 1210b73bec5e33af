"""The port of the addresses at which feed readers find what is new at a school."""

from collections.abc import Sequence
from typing import Protocol

from garbridge.core.identifiers import SchoolId
from garbridge.core.news import NewsFeed
from garbridge.core.people import Public


class NewsFeedStore(Protocol):
    """The feeds of one tenant: at most one for each school and public."""

    def feeds(self, school: SchoolId) -> Sequence[NewsFeed]:
        """Return those of *school*, by public."""
        ...

    def feed(self, token: str) -> NewsFeed | None:
        """Return the one of *token*; ``None`` where it is nobody's, or is no more."""
        ...

    def keep(self, feed: NewsFeed) -> None:
        """Keep *feed* in the place of the one of its school and public.

        Raises:
            StoreError: it could not be kept; the one of before stays.
        """
        ...

    def drop(self, school: SchoolId, public: Public) -> bool:
        """Forget a feed; false where there is none."""
        ...
