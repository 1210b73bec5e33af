"""The ports of single logout: how each protocol tells a provider that somebody logged out.

Some providers can be told by the portal itself (CAS, OpenID Connect), the others only through the
browser (SAML), one after the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import ProviderId
from garbridge.ports.launching import OneTimeClaim, Participant
from garbridge.ports.wire import WireRequest, WireResponse


@dataclass(frozen=True, slots=True)
class LogoutNotice:
    """A form that the portal itself posts to a provider."""

    url: str
    form: Mapping[str, str]


class Courier(Protocol):
    """Posts notices.  It must not raise: a provider that is away cannot keep anybody signed in."""

    def deliver(self, notices: Sequence[LogoutNotice]) -> Sequence[bool]:
        """Post *notices*, all at once; say of each whether it was taken (a status of 2xx).

        All of it ends within a few seconds, whatever the providers do.
        """
        ...


class BackChannelLogout(Protocol):
    """Tells providers of one protocol behind the browser's back."""

    def notice(self, participant: Participant, *, now: datetime) -> LogoutNotice | None:
        """Return what tells that *participant* ended; ``None`` where it cannot be told."""
        ...


@dataclass(frozen=True, slots=True)
class Asking:
    """*provider* is asked through the browser; its answer, and nobody else's, names *message*."""

    provider: ProviderId
    message: str
    response: WireResponse


@dataclass(frozen=True, slots=True)
class LogoutAsked:
    """A provider asks, through the browser, that somebody be logged out; it is verified.

    ``subject`` and ``indexes`` name the sessions: no index is all of that subject there.
    ``message`` and ``relay_state`` are what the answer repeats.  ``once`` must not be seen again;
    ``None`` where it was claimed.
    """

    provider: ProviderId
    subject: str
    indexes: tuple[str, ...]
    message: str
    relay_state: str | None
    once: OneTimeClaim | None = None


@dataclass(frozen=True, slots=True)
class LogoutAnswered:
    """A provider answers what it was asked in *message*; it is verified.

    ``is_closed`` where everything it knows of was closed.
    """

    provider: ProviderId
    message: str
    is_closed: bool


class FrontChannelLogout(Protocol):
    """Tells providers of one protocol through the browser, and hears them."""

    def ask(self, participants: Sequence[Participant], *, now: datetime) -> Asking | None:
        """Return what asks one provider to end *participants*: one subject there, never none.

        Whoever has several names at one provider, each made for one launch, is asked about under
        one after the other.  ``None`` where it cannot be asked.
        """
        ...

    def read(self, request: WireRequest, *, now: datetime) -> LogoutAsked | LogoutAnswered:
        """Verify *request*.

        Raises:
            ProtocolError: it must not be acted on.
        """
        ...

    def answer(self, asked: LogoutAsked, *, is_closed: bool, now: datetime) -> WireResponse | None:
        """Return the answer to *asked*: everything is closed, or something could not be.

        ``None`` where the provider said nowhere how it is answered.
        """
        ...
