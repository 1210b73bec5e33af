"""The ports of who is signed in: what an upstream vouches for, and the sessions that follow.

An upstream is whoever signs people in before they come here: a SAML identity provider, an OpenID
provider, a CAS server.  One adapter speaks with it::

    begin ──> the browser goes to the upstream ──> finish: Authenticated, or why nobody is
                                                      |
    leave: the browser tells it of a logout <─────────┤
    ended: it tells us of one                 <───────┘

An adapter verifies and says *who the upstream means*; whom of the directory that is, and whether
they may come in, is decided by :mod:`garbridge.services.arriving`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from garbridge.core.arrivals import ArrivalFault
from garbridge.core.identifiers import PersonId
from garbridge.ports.launching import OneTimeClaim
from garbridge.ports.wire import WireRequest, WireResponse

Attributes = Mapping[str, tuple[str, ...]]
"""What an upstream tells of somebody: each name with its values, never none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticated:
    """Somebody whom the upstream vouches for: every check of its protocol was made.

    Only an adapter makes one.  An account is (``issuer``, ``subject``): the same subject of another
    issuer is somebody else.  ``at`` is when they proved who they are, ``None`` where that is not
    said.  ``index`` is the upstream's own name of this session, as its logout names it, and empty
    where it has none; ``hint`` is what the upstream wants to see again at a logout (an ID token).
    ``once`` is what must not be seen a second time.  ``until`` is when its own session ends,
    exclusive, ``None`` where that is not said.  ``unread`` is for operators: why more was told than
    ``attributes`` holds, and empty where that is all.
    """

    issuer: str
    subject: str
    attributes: Attributes
    at: datetime | None
    index: str = ""
    hint: str = field(default="", repr=False)
    once: OneTimeClaim | None = None
    until: datetime | None = None
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Declined:
    """Nobody is signed in.  ``why`` is for operators: facts of the protocol, never a person's."""

    fault: ArrivalFault
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A sign-in that is to be begun.

    ``flow`` is random and names it: what the answer repeats, where the protocol has it repeat
    something.  Where ``is_fresh`` the person must prove anew who they are.
    """

    flow: str
    is_fresh: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes, and what the adapter needs again when it comes back.

    ``kept`` waits on the server, sealed, for one answer.
    """

    response: WireResponse
    kept: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A session that ended here, as the upstream knows it.

    ``back`` is where the browser comes back to, ``flow`` what it is to bring along.
    """

    subject: str
    index: str
    hint: str = field(repr=False)
    back: str
    flow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamEnded:
    """The upstream says that a session ended: one of ``index``, or, without, all of ``subject``.

    One of both may be empty, never both.  ``once`` must not be seen again.
    """

    subject: str = ""
    index: str = ""
    once: OneTimeClaim | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamAsked:
    """The upstream asks, through the browser, to end what ``ended`` names, and wants an answer.

    ``message`` is its name of the request, ``relay_state`` what it wants back with the answer.
    """

    ended: UpstreamEnded
    message: str
    relay_state: str | None


@dataclass(frozen=True, slots=True)
class UpstreamAnswered:
    """The upstream answers the logout of ``flow``; ``is_closed`` only where it vouches for that."""

    flow: str
    is_closed: bool


class UpstreamFrontLogout(Protocol):
    """An upstream that asks for logouts, and answers ours, through the browser (SAML)."""

    def asked(self, request: WireRequest, *, now: datetime) -> UpstreamAsked:
        """Verify *request*.

        Raises:
            ProtocolError: it must not be acted on.
        """
        ...

    def answer(
        self, asked: UpstreamAsked, *, is_closed: bool, now: datetime
    ) -> WireResponse | None:
        """Return the answer to *asked*; ``None`` where the upstream takes none."""
        ...

    def answered(self, request: WireRequest, *, now: datetime) -> UpstreamAnswered:
        """Verify *request*, the answer to what :meth:`UpstreamAdapter.leave` sent.

        Raises:
            ProtocolError: it must not be acted on.
        """
        ...


class UpstreamAdapter(Protocol):
    """One upstream, in the protocol that it speaks."""

    @property
    def issuer(self) -> str:
        """Who vouches: the entityID, the issuer, the address of the CAS server."""
        ...

    def begin(self, wish: Wish, *, now: datetime) -> Begun | Declined:
        """Return what sends the browser to the upstream."""
        ...

    def probe(self, *, now: datetime) -> Declined | None:
        """Say why nobody could sign in now; ``None`` where nothing is known to keep them from it.

        It asks the upstream itself, where its protocol has something that it can be asked.
        """
        ...

    def flow(self, request: WireRequest) -> str | None:
        """Return the flow that *request* says it answers; ``None`` where the protocol has none.

        Nothing is verified by it: it is only looked for.
        """
        ...

    def finish(
        self, request: WireRequest, kept: Mapping[str, str], wish: Wish, *, now: datetime
    ) -> Authenticated | Declined:
        """Verify *request*, the answer to *wish*; *kept* is what :meth:`begin` gave along."""
        ...

    def leave(self, leaving: Leaving, *, now: datetime) -> WireResponse | None:
        """Return what tells the upstream, through the browser; ``None`` where it cannot be told."""
        ...

    def ended(self, request: WireRequest, *, now: datetime) -> UpstreamEnded | None:
        """Read what the upstream itself posts about a logout; ``None`` where that is no such thing.

        Raises:
            ProtocolError: it is meant as one and must not be acted on.
        """
        ...


class AccountFinder(Protocol):
    """Whom of the directory an upstream means."""

    def find(self, issuer: str, name: str) -> Sequence[PersonId]:
        """Return everybody whom *issuer* may mean by *name*: one, or nobody is signed in.

        *name* is the subject or the attribute that the configuration says, and text from outside.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalSession:
    """A session of the portal that an upstream began, until it ends or *until*, exclusive.

    ``key`` is derived from what the browser holds and does not lead back to it.  ``subject`` and
    ``index`` are digests of what the upstream calls the person and the session; ``index`` is
    empty where it has no name.  ``body`` is sealed.
    """

    key: str
    person: PersonId
    subject: str
    index: str
    body: bytes
    until: datetime


class PortalSessionStore(Protocol):
    """The sessions of one tenant: seen by all workers, asked for in every request."""

    def open(self, session: PortalSession, *, now: datetime) -> None:
        """Keep *session*, and forget some of those that had ended at *now*.

        Raises:
            KeyInUseError: its key is in use; what is there stays.
            StoreError: it could not be kept.
        """
        ...

    def find(self, key: str, *, now: datetime) -> PortalSession | None:
        """Return the session of *key*; ``None`` if unknown or ended at *now*."""
        ...

    def close(self, key: str) -> bool:
        """Forget the session of *key*; of many callers at once one is told ``True``."""
        ...

    def of_person(self, person: PersonId, *, now: datetime) -> Sequence[PortalSession]:
        """Return the sessions of *person*, by key."""
        ...

    def of_subject(self, subject: str, *, now: datetime) -> Sequence[PortalSession]:
        """Return the sessions of one account at the upstream, by key."""
        ...

    def of_index(self, index: str, *, now: datetime) -> Sequence[PortalSession]:
        """Return the sessions that one session of the upstream began, by key; never for empty."""
        ...
