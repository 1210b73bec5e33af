"""The feed: tokens, pages, limits."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.permissions import OPERATOR, Actor, Denied
from garbridge.services.feed import MOST, PAGE, PER_MINUTE, FeedService, Limiter, Page, Turned
from garbridge.stores.memory import MemoryDatabase, MemoryDepartures
from garbridge.testing.departures import LEFT
from garbridge.testing.world import ALICE, NOW, PUBLISHER

STUDIO = ProviderId("studio")


class Feed:
    """The service over memory, with a clock that a test turns."""

    def __init__(self) -> None:
        """Put it together."""
        database = MemoryDatabase()
        self.now = NOW
        self.store = MemoryDepartures(database)
        numbers = count()
        self.service = FeedService(
            departures=self.store,
            transaction=database.transaction,
            clock=self.clock,
            tokens=lambda: f"secret{next(numbers)}",
            limiter=Limiter(),
        )

    def clock(self) -> datetime:
        """Return the time."""
        return self.now

    def token(self, provider: ProviderId = PUBLISHER.id) -> str:
        """Return a new token."""
        issued = self.service.issue(OPERATOR, provider)
        assert isinstance(issued, str)
        return issued


@pytest.fixture(name="feed")
def _feed() -> Feed:
    return Feed()


def test_a_provider_reads_its_own_feed(feed: Feed) -> None:
    """Page by page, from where it stopped; nothing of anybody else's."""
    token, other = feed.token(), feed.token(STUDIO)
    for number in range(PAGE + 1):
        feed.store.tell(replace(LEFT, subject=f"s{number}"), ALICE)

    first = feed.service.read(token, since=0)
    assert isinstance(first, Page)
    assert (len(first.notices), first.next, first.more) == (PAGE, PAGE, True)
    second = feed.service.read(token, since=first.next)
    assert isinstance(second, Page)
    assert ([one.subject for one in second.notices], second.more) == ([f"s{PAGE}"], False)
    end = feed.service.read(token, since=second.next)
    assert end == Page(PUBLISHER.id, [], PAGE + 1, more=False)
    assert feed.service.read(other, since=0) == Page(STUDIO, [], 0, more=False)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "editions-du-parc",
        "editions-du-parc.secret1",
        "studio.secret0",
        "nobody.secret0",
        "EDITIONS.secret0",
        "\udcff.secret0",
        "editions-du-parc.secret0 ",
    ],
)
def test_another_token_opens_nothing(feed: Feed, token: str) -> None:
    """One answer, whether there is such a provider or not."""
    assert feed.token() == "editions-du-parc.secret0"
    feed.store.tell(LEFT, ALICE)

    assert feed.service.read(token, since=0) is Turned.UNAUTHORIZED
    assert feed.service.acknowledge(token, [LEFT.subject]) is Turned.UNAUTHORIZED
    assert len(feed.store.open()) == 1


def test_a_token_is_kept_as_a_digest_and_taken_back(feed: Feed) -> None:
    """Two may overlap; only the operator has one made."""
    old, new = feed.token(), feed.token()
    assert isinstance(feed.service.issue(Actor(PersonId("cheffe")), STUDIO), Denied)
    assert not {old, new} & set(feed.store.digests(PUBLISHER.id))
    assert isinstance(feed.service.read(old, since=0), Page)
    assert isinstance(feed.service.read(new, since=0), Page)

    assert feed.service.withdraw(OPERATOR, PUBLISHER.id) == 2
    assert feed.service.read(new, since=0) is Turned.UNAUTHORIZED


def test_a_provider_acknowledges_what_it_was_told(feed: Feed) -> None:
    """Of another's people, and of too many at once, nothing is noted."""
    token, other = feed.token(), feed.token(STUDIO)
    feed.store.tell(LEFT, ALICE)

    assert feed.service.acknowledge(other, [LEFT.subject]) == []
    assert feed.service.acknowledge(token, ["x"] * (MOST + 1)) is Turned.MALFORMED
    assert len(feed.store.open()) == 1
    assert feed.service.acknowledge(token, [LEFT.subject, "x"]) == [LEFT.subject]
    assert feed.store.open() == []


def test_who_asks_too_often_waits(feed: Feed) -> None:
    """A minute; strangers who guess keep no provider from its feed."""
    token = feed.token()
    for _ in range(PER_MINUTE):
        assert isinstance(feed.service.read(token, since=0), Page)
        assert feed.service.read("guess.x", since=0) is Turned.UNAUTHORIZED
    assert feed.service.read(token, since=0) is Turned.TOO_MANY
    assert feed.service.read("guess.x", since=0) is Turned.TOO_MANY

    feed.now += timedelta(minutes=1)
    assert isinstance(feed.service.read(token, since=0), Page)
