"""The contract of :class:`garbridge.ports.NewsFeedStore`.

Subclass it with the fixture ``feeds``, empty.
"""

from dataclasses import replace
from datetime import timedelta

from garbridge.core.news import NewsFeed
from garbridge.core.people import Public
from garbridge.ports import NewsFeedStore
from garbridge.testing.world import COLLEGE, LYCEE, NOW

FEED = NewsFeed(
    school=LYCEE.id,
    public=Public.TEACHERS,
    token="Zb3-_unguessable-4fT8rW2qLm6xPc1v",  # noqa: S106 - of a test
    made=NOW + timedelta(microseconds=1),
)
PUPILS = replace(FEED, public=Public.PUPILS, token="another")  # noqa: S106 - likewise


class NewsFeedStoreContract:
    """What every store of feeds promises."""

    def test_there_is_none_at_first(self, feeds: NewsFeedStore) -> None:
        """An empty store answers."""
        assert list(feeds.feeds(LYCEE.id)) == []
        assert feeds.feed(FEED.token) is None
        assert not feeds.drop(LYCEE.id, FEED.public)

    def test_a_feed_comes_back_as_it_was(self, feeds: NewsFeedStore) -> None:
        """By its school and by its token, as it is spelled."""
        feeds.keep(FEED)
        feeds.keep(PUPILS)
        feeds.keep(replace(FEED, school=COLLEGE.id, token="third"))  # noqa: S106 - likewise

        assert list(feeds.feeds(LYCEE.id)) == [PUPILS, FEED]
        assert feeds.feed(FEED.token) == FEED
        assert feeds.feed(FEED.token.lower()) is None
        assert feeds.feed("") is None

    def test_another_address_takes_the_place(self, feeds: NewsFeedStore) -> None:
        """The one of before leads nowhere, at once; those of others stay."""
        feeds.keep(FEED)
        feeds.keep(PUPILS)
        renewed = replace(FEED, token="renewed", made=NOW)  # noqa: S106 - likewise
        feeds.keep(renewed)

        assert feeds.feed(FEED.token) is None
        assert feeds.feed("renewed") == renewed
        assert list(feeds.feeds(LYCEE.id)) == [PUPILS, renewed]

    def test_a_feed_that_ended_is_gone(self, feeds: NewsFeedStore) -> None:
        """That one, at that school."""
        feeds.keep(FEED)
        feeds.keep(PUPILS)

        assert not feeds.drop(COLLEGE.id, FEED.public)
        assert feeds.drop(LYCEE.id, FEED.public)
        assert feeds.feed(FEED.token) is None
        assert list(feeds.feeds(LYCEE.id)) == [PUPILS]
