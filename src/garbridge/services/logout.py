"""Single logout: every provider at which somebody is signed in is told, and the rest is said.

::

    begin ── those the portal tells itself (CAS, OpenID Connect), all at once
      |
      └─> through the browser, one after the other (SAML): ask ──> its answer ──> ask ──> ...
                                                                                     |
      what was closed and what was not <─────────────────────────────────────────────┘

The portal's own session ends before the browser leaves: a provider that never sends it back keeps
nobody signed in.  What comes back is believed for what it is: a provider that was not asked, could
not be reached or did not say that it closed everything counts as open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.ports import (
    Asking,
    BackChannelLogout,
    Courier,
    FrontChannelLogout,
    LogoutAnswered,
    LogoutAsked,
    Participant,
    SessionId,
)
from garbridge.services.participating import ParticipationService


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a logout has come.

    ``closed`` and ``open`` are providers; one of which only a part was closed is open.  ``waiting``
    are those that are still to be asked through the browser, all sessions of one subject at one
    provider together.
    ``asked`` is the provider that wanted it, if one did.  ``is_more`` where something else may be
    open, of which nothing is known.  ``is_elsewhere`` where the person is signed in through another
    session too, which stays: no part of this logout, but whoever shares a computer must know.
    """

    closed: frozenset[ProviderId] = frozenset()
    open: frozenset[ProviderId] = frozenset()
    waiting: tuple[tuple[Participant, ...], ...] = ()
    asked: LogoutAsked | None = None
    is_more: bool = False
    is_elsewhere: bool = False

    def with_outcome(self, provider: ProviderId, *, is_closed: bool) -> "Progress":
        """Return this with what became of *provider*."""
        if is_closed and provider not in self.open:
            return replace(self, closed=self.closed | {provider})
        return replace(self, open=self.open | {provider}, closed=self.closed - {provider})

    def and_of(self, other: "Progress") -> "Progress":
        """Return this with what became of another session of the same person."""
        open_ = self.open | other.open
        return replace(
            self,
            open=open_,
            closed=(self.closed | other.closed) - open_,
            waiting=self.waiting + other.waiting,
            is_more=self.is_more or other.is_more,
            is_elsewhere=self.is_elsewhere or other.is_elsewhere,
        )

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left open."""
        return not (self.open or self.waiting or self.is_more)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutService:
    """Closes what somebody opened through the portal.

    ``back`` and ``front`` tell providers, by protocol; a protocol that stands in neither cannot.
    """

    participation: ParticipationService
    back: Mapping[str, BackChannelLogout]
    front: Mapping[str, FrontChannelLogout]
    courier: Courier

    def begin(
        self,
        person: PersonId,
        session: SessionId | None,
        *,
        now: datetime,
        asked: LogoutAsked | None = None,
    ) -> Progress:
        """Close what can be closed without the browser; *session* ``None`` is every session.

        What was closed by somebody else in the meantime is theirs to tell.  The sessions that
        *asked* names are closed already, by the provider that asks.
        """
        found = self.participation.participants(person, session, now=now)
        mine = [one for one in found.joined if self.participation.leave(one)]
        left = [one.participant for one in mine if not is_named(one.participant, asked)]
        progress = Progress(
            asked=asked, is_more=not found.is_whole, is_elsewhere=found.is_elsewhere
        )
        if asked is not None:
            progress = progress.with_outcome(asked.provider, is_closed=True)
        front = [one for one in left if one.protocol in self.front]
        for participant, is_closed in self._told(left, now):
            progress = progress.with_outcome(participant.provider, is_closed=is_closed)
        groups = groupby(sorted(front, key=_place), key=_place)
        return replace(progress, waiting=tuple(tuple(group) for _, group in groups))

    def ask(self, progress: Progress, *, now: datetime) -> tuple[Progress, Asking | None]:
        """Return the next question to a provider; ``None`` once nobody is left to be asked."""
        while progress.waiting:
            first, *rest = progress.waiting
            progress = replace(progress, waiting=tuple(rest))
            asking = self.front[first[0].protocol].ask(first, now=now)
            if asking is not None:
                return progress, asking
            progress = progress.with_outcome(first[0].provider, is_closed=False)
        return progress, None

    def is_there(
        self, person: PersonId, session: SessionId, asked: LogoutAsked, *, now: datetime
    ) -> bool:
        """Say whether *person* is signed in through *session* at who asks, as whom it says."""
        found = self.participation.participants(person, session, now=now)
        return any(is_named(one.participant, asked) for one in found.joined)

    def _told(
        self, participants: Sequence[Participant], now: datetime
    ) -> Sequence[tuple[Participant, bool]]:
        """Tell those whom the portal tells itself; say of everybody but the others what came."""
        notices = {
            number: notice
            for number, one in enumerate(participants)
            if one.protocol in self.back
            and (notice := self.back[one.protocol].notice(one, now=now)) is not None
        }
        taken = dict(
            zip(notices, self.courier.deliver(list(notices.values())), strict=True)
            if notices
            else ()
        )
        return [
            (one, taken.get(number, False))
            for number, one in enumerate(participants)
            if one.protocol not in self.front
        ]


def answered(progress: Progress, answer: LogoutAnswered) -> Progress:
    """Return *progress* with what a provider answered."""
    return progress.with_outcome(answer.provider, is_closed=answer.is_closed)


def is_named(participant: Participant, asked: LogoutAsked | None) -> bool:
    """Say whether *asked* speaks of *participant*: no index is every session of that subject."""
    return (
        asked is not None
        and (participant.provider, participant.subject) == (asked.provider, asked.subject)
        and (not asked.indexes or participant.index in asked.indexes)
    )


def _place(participant: Participant) -> tuple[str, str, str, str]:
    """Return what one question can be about: transient names differ from launch to launch."""
    return participant.protocol, participant.provider, participant.service, participant.subject
