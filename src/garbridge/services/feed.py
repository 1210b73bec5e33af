"""The feed of departures, as a provider reads and answers it with a token of its own."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import Final

from garbridge.core.departures import Notice
from garbridge.core.identifiers import ProviderId, parse_provider_id
from garbridge.core.machines import digest_of
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied
from garbridge.core.restrictions import Word
from garbridge.errors import ValueRefusedError
from garbridge.ports import Clock, DepartureStore, TokenSource, Transaction

PAGE: Final = 500
"""Lines of one answer."""
MOST: Final = 1_000
"""Identifiers of one acknowledgement."""
PER_MINUTE: Final = 60
"""Requests of one provider, in one process."""
_SPAN: Final = timedelta(minutes=1)
_REMEMBERED: Final = 10_000
"""Names above which those of minutes that are over are forgotten."""
BY_FEED: Final = "par le flux"
"""What is written down where the provider acknowledges by the feed itself."""


class Turned(StrEnum):
    """Why a request was not answered.  Values are stable."""

    UNAUTHORIZED = "unauthorized"
    """No token, or none that is known: the same for a provider that is not there."""
    TOO_MANY = "too_many_requests"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Page:
    """Lines of a feed; ``next`` is the ``since`` of the next request, ``more`` whether to ask."""

    provider: ProviderId
    notices: Sequence[Notice]
    next: int
    more: bool


class Limiter:
    """Counts requests of each name in minutes; of one process, which is enough to be polite."""

    def __init__(self, per_minute: int = PER_MINUTE) -> None:
        self._most = per_minute
        self._lock = Lock()
        self._counted: dict[str, tuple[datetime, int]] = {}

    def allows(self, name: str, now: datetime) -> bool:
        """Count one request of *name*; say whether it is not one too many."""
        with self._lock:
            if len(self._counted) > _REMEMBERED:
                self._counted = {k: one for k, one in self._counted.items() if now - one[0] < _SPAN}
            since, count = self._counted.get(name, (now, 0))
            if now - since >= _SPAN:
                since, count = now, 0
            self._counted[name] = since, count + 1
            return count < self._most


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedService:
    """Answers providers.  A token is the provider's name, a dot, and a secret."""

    departures: DepartureStore
    transaction: Transaction
    clock: Clock
    tokens: TokenSource = field(repr=False)
    limiter: Limiter = field(default_factory=Limiter)

    def read(self, token: str, *, since: int) -> Page | Turned:
        """Return what was told after line *since*, at most :data:`PAGE` lines."""
        provider = self._provider(token)
        if isinstance(provider, Turned):
            return provider
        found = self.departures.notices(provider, after=since, limit=PAGE + 1)
        kept = found[:PAGE]
        return Page(provider, kept, kept[-1].number if kept else since, len(found) > PAGE)

    def acknowledge(self, token: str, subjects: Sequence[str]) -> Sequence[str] | Turned:
        """Note that the provider deleted *subjects*; return those that it was told of."""
        provider = self._provider(token)
        if isinstance(provider, Turned):
            return provider
        if len(subjects) > MOST:
            return Turned.MALFORMED
        with self.transaction():
            word = Word(OPERATOR, self.clock(), BY_FEED)
            return self.departures.acknowledge(provider, subjects, word)

    def issue(self, actor: Actor, provider: ProviderId) -> str | Denied:
        """Return a new token of *provider*, shown once: only its digest is kept."""
        if actor != OPERATOR:
            return Denied(Denial.NO_ROLE)
        token = f"{provider}.{self.tokens()}"
        self.departures.issue(provider, digest_of(token), Word(actor, self.clock()))
        return token

    def withdraw(self, actor: Actor, provider: ProviderId) -> int | Denied:
        """Forget every token of *provider*: none opens its feed any more."""
        if actor != OPERATOR:
            return Denied(Denial.NO_ROLE)
        return self.departures.withdraw(provider)

    def _provider(self, token: str) -> ProviderId | Turned:
        now = self.clock()
        name = token.partition(".")[0]
        try:
            provider = parse_provider_id(name)
            known = self.departures.digests(provider)
        except ValueRefusedError:
            provider, known = ProviderId(""), ()
        given = digest_of(token)
        # All of them are compared, whichever is right.
        right = [hmac.compare_digest(given, one) for one in known]
        if not any(right):
            return Turned.UNAUTHORIZED if self.limiter.allows("", now) else Turned.TOO_MANY
        return provider if self.limiter.allows(provider, now) else Turned.TOO_MANY
