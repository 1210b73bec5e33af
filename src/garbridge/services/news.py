"""What is new at a school, for a feed reader that nobody is signed in at, and who may give it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from garbridge.core.catalogue import Catalogue, Edition, Resource
from garbridge.core.entitlements import Subscription
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.news import AUDIENCES, MOST_NEW, NEW_FOR, NewsFeed, Novelty
from garbridge.core.people import Public, School
from garbridge.core.permissions import Actor, Denied
from garbridge.core.roles import Act
from garbridge.core.schools import SchoolBook
from garbridge.core.spelling import spelled
from garbridge.errors import ValueRefusedError
from garbridge.ports import Clock, Directory, EntitlementStore, NewsFeedStore, TokenSource
from garbridge.services.permitting import PermissionService

_NOBODY: Final = PersonId("")
"""Whose seats are read beside what the school has: nobody's."""


@dataclass(frozen=True, slots=True)
class News:
    """What a feed tells: of which school, for whom, the newest first."""

    feed: NewsFeed
    school: School
    novelties: Sequence[Novelty]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsService:
    """Tells what is new, and changes where it is told."""

    store: NewsFeedStore
    entitlements: EntitlementStore
    directory: Directory
    catalogue: Callable[[], Catalogue]
    permissions: PermissionService
    book: SchoolBook
    clock: Clock
    tokens: TokenSource = field(repr=False)

    def feed(self, token: str) -> NewsFeed | None:
        """Return the feed where *token* leads; ``None`` where it leads nowhere."""
        return self.store.feed(token) if token else None

    def read(self, feed: NewsFeed) -> News | None:
        """Return what is new in *feed*; ``None`` where the directory has no such school any more.

        It reads all that the school has.
        """
        school = self.directory.school(feed.school)
        if school is None:
            return None
        return News(feed, school, self._novelties(feed.school, feed.public))

    def of_schools(self, schools: Iterable[SchoolId]) -> Sequence[NewsFeed]:
        """Return the feeds of *schools*, for whoever works there."""
        return [feed for school in schools for feed in self.store.feeds(school)]

    def look(self, actor: Actor, school: SchoolId) -> Sequence[NewsFeed] | Denied:
        """Return the feeds of *school*, for whoever may change them."""
        denied = self._denied(actor, school)
        return denied or self.store.feeds(school)

    def renew(self, actor: Actor, school: SchoolId, public: Public) -> NewsFeed | Denied:
        """Return a feed at a new address; the one of before leads nowhere from now on.

        Raises:
            ValueRefusedError: there are no feeds for that *public*.
            StoreError: all stays as it was.
        """
        denied = self._denied(actor, school)
        if denied:
            return denied
        if public not in AUDIENCES:
            raise ValueRefusedError("public", public, "one for whom there are feeds")
        feed = NewsFeed(school=school, public=public, token=self.tokens(), made=self.clock())
        self.store.keep(feed)
        return feed

    def stop(self, actor: Actor, school: SchoolId, public: Public) -> bool | Denied:
        """End a feed; false where there is none.

        Raises:
            StoreError: it goes on.
        """
        denied = self._denied(actor, school)
        return denied or self.store.drop(school, public)

    def _denied(self, actor: Actor, school: SchoolId) -> Denied | None:
        answer = self.permissions.permit(actor, Act.PRESENT, school=school)
        return answer if isinstance(answer, Denied) else None

    def _novelties(self, school: SchoolId, public: Public) -> Sequence[Novelty]:
        now = self.clock()
        if self.book.of(school).is_shut(now):
            return ()
        bought = self.entitlements.shelf(_NOBODY, [school]).subscriptions
        found = sorted(self._new(bought, public), key=lambda one: spelled(one.resource.title))
        found.sort(key=lambda one: one.since, reverse=True)
        return found[:MOST_NEW]

    def _new(self, bought: Sequence[Subscription], public: Public) -> Iterator[Novelty]:
        """Yield each resource that opened lately and goes on from no subscription before.

        One that a school has to activate first is none: whether it did is not the feed's to tell.
        """
        now, catalogue = self.clock(), self.catalogue()
        seen = set[str]()
        for one in sorted(bought, key=lambda one: one.starts):
            resource = catalogue.resources.get(one.resource)
            is_open = public in one.publics and one.starts <= now < one.ends
            if not is_open or resource is None or one.resource in seen:
                continue
            provider = catalogue.providers.get(resource.provider)
            if not resource.enabled or provider is None or not provider.enabled:
                continue
            if provider.valid_until is not None and provider.valid_until <= now:
                continue
            if resource.interaction is not None or _is_for_others(resource, public):
                continue
            seen.add(one.resource)
            if one.starts > now - NEW_FOR and not _goes_on(one, bought):
                yield Novelty(resource, one.starts)


def _is_for_others(resource: Resource, public: Public) -> bool:
    """Say whether it is an edition that is not for *public*: pupils are told of no teacher's."""
    return resource.edition is Edition.TEACHER and public is Public.PUPILS


def _goes_on(one: Subscription, bought: Iterable[Subscription]) -> bool:
    """Say whether *one* takes over from another of the same resource: a renewal is no news."""
    return any(
        other.resource == one.resource
        and other.starts < one.starts <= other.ends
        and one.publics & other.publics
        for other in bought
    )
