"""What the services need from outside, one small Protocol for each need, and the wire values.

A port is written for the person who implements it: what is asked, what an empty answer is, which
error may be raised.  ``garbridge.testing`` holds a contract class for each store port.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, NewType, Protocol, TypeVar

from garbridge.core.access import Entitlements, Refusal
from garbridge.core.entitlements import Opening, Seat, Subscription
from garbridge.core.identifiers import (
    PersonId,
    ProviderId,
    ResourceId,
    SchoolId,
    SubscriptionId,
)
from garbridge.core.people import Person, School
from garbridge.core.policy import Attribute
from garbridge.core.release import ReleasedClaims

SessionId = NewType("SessionId", str)
"""A random name of one browser's session at the portal; never an account."""

Detail = TypeVar("Detail")


# ── The wire: HTTP without its framework ──────────────────────────────────────


@dataclass(frozen=True, slots=True)
class WireRequest:
    """An HTTP request without its framework.

    ``url`` is the address without its query; ``query`` is the query string as received, still
    percent-encoded, because signatures cover those octets (SAML Bindings 3.4.4.1); ``form`` holds
    the decoded fields of a POST in order, duplicates included.
    """

    method: str
    url: str
    query: str = ""
    form: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Redirect:
    """Send the browser to *url*."""

    url: str


@dataclass(frozen=True, slots=True)
class AutoPostForm:
    """Make the browser POST *fields* to *action* (SAML Bindings 3.5, LTI 1.3).

    ``origins`` are the origins the post may reach, redirects of the endpoint included: they
    become the page's CSP ``form-action``.
    """

    action: str
    fields: Mapping[str, str]
    origins: tuple[str, ...]


WireResponse = Redirect | AutoPostForm


@dataclass(frozen=True, slots=True)
class Document:
    """The answer of a back-channel endpoint."""

    status: int
    media_type: str
    body: bytes
    headers: Mapping[str, str]


# ── The launch ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class OneTimeClaim:
    """A message identifier that may be acted on once, remembered until *until*."""

    key: str
    until: datetime


@dataclass(frozen=True, slots=True)
class OneTimeEntry:
    """What a ticket, a code or a handle stands for: redeemed once, before *until*.

    ``key`` never is the secret itself and ``body`` is sealed with it (see
    :mod:`garbridge.formats.sealing`), so that the store holds nothing readable.
    """

    key: str
    body: bytes
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRequest(Generic[Detail]):
    """A verified request to sign in at a provider.

    ``resource`` is the registered resource the request names, if it names one.  ``once`` is what
    must not be seen again.  ``detail`` is what the adapter needs again to respond.
    """

    provider: ProviderId
    resource: ResourceId | None
    once: OneTimeClaim | None
    detail: Detail


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingLaunch:
    """What a click in the médiacentre said, kept for the sign-in request that follows it.

    Valid while ``now < until``.  Belongs to one session *and* one person: a session that changes
    hands finds nothing.
    """

    session: SessionId
    person: PersonId
    provider: ProviderId
    resource: ResourceId
    school: SchoolId
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchRecord:
    """What is kept of a launch: names of attributes, never a value.

    ``refusal`` is ``None`` for an accès.  ``reference`` is what a person may be shown.
    """

    reference: str
    person: PersonId
    school: SchoolId | None
    resource: ResourceId | None
    provider: ProviderId | None
    protocol: str
    subscription: SubscriptionId | None
    refusal: Refusal | None
    attributes: tuple[Attribute, ...]
    at: datetime


class ProtocolAdapter(Protocol[Detail]):
    """The front channel of one single sign-on protocol towards providers."""

    @property
    def protocol(self) -> str:
        """The protocol's short name: ``saml``, ``cas``, ``oidc`` or ``lti``."""
        ...

    def parse(self, request: WireRequest, *, now: datetime) -> SignInRequest[Detail]:
        """Verify *request*.

        Raises:
            ProtocolError: it must not be acted on.
        """
        ...

    def respond(
        self, sign_in: SignInRequest[Detail], claims: ReleasedClaims, *, now: datetime
    ) -> tuple[WireResponse, Sequence[OneTimeEntry]]:
        """Express *claims* in the protocol's own form; send nothing, store nothing."""
        ...


class BackChannel(Protocol):
    """An endpoint that providers call themselves; it redeems or publishes, never decides."""

    def answer(self, request: WireRequest, *, now: datetime) -> Document:
        """Answer *request*; errors are answers in the protocol's own form."""
        ...


# ── People ────────────────────────────────────────────────────────────────────


class Directory(Protocol):
    """The people and schools of one tenant, from garbridge's tables or the portal's own.

    A portal that implements this runs ``garbridge.testing.DirectoryContract`` on it.
    """

    def person(self, person: PersonId) -> Person | None:
        """Return one person with all memberships, past and future ones too; ``None`` if unknown.

        Asked once in each launch: it must not cost more when there are more people.
        """
        ...

    def members(self, school: SchoolId) -> Iterator[Person]:
        """Yield everybody with a membership at *school*, by identifier; nobody if unknown."""
        ...

    def schools(self) -> Iterator[School]:
        """Yield every school, by UAI."""
        ...

    def changed_since(self, instant: datetime) -> Iterator[PersonId]:
        """Yield those who were added, changed or removed at or after *instant*, each once.

        A directory that cannot tell yields everybody: more work, never a missed change.
        """
        ...


# ── Stores ────────────────────────────────────────────────────────────────────


class EntitlementStore(Protocol):
    """Subscriptions, seats and openings of one tenant.  The rules stay in ``core``."""

    def entitlements(
        self, person: PersonId, school: SchoolId, resource: ResourceId
    ) -> Entitlements:
        """Return what is known of one person, school and resource; empty when nothing is.

        Subscriptions and openings are those of (*school*, *resource*), whatever their dates;
        seats are *that one person's* only.  The cost does not grow with people or seats.
        """
        ...

    def shelf(self, person: PersonId, schools: Sequence[SchoolId]) -> Entitlements:
        """Return all subscriptions and openings of *schools* and that person's seats there."""
        ...


class EntitlementWriter(Protocol):
    """Takes what files say about subscriptions, seats and openings; all or nothing."""

    def write(
        self,
        *,
        subscriptions: Sequence[Subscription] = (),
        seats: Sequence[Seat] = (),
        openings: Sequence[Opening] = (),
    ) -> None:
        """Add or replace by key in one transaction.

        A subscription is replaced by its id.  A seat or opening that is already there stays.

        Raises:
            ImportRefusedError: a seat or opening names a subscription that is not there, is of the
                other kind, or would pass its licence count; nothing was written.
        """
        ...


class PendingLaunches(Protocol):
    """Clicks waiting for their sign-in request: one for each (session, provider)."""

    def remember(self, pending: PendingLaunch) -> None:
        """Keep *pending* in place of an earlier one of the same session and provider."""
        ...

    def recall(
        self, session: SessionId, provider: ProviderId, *, now: datetime
    ) -> PendingLaunch | None:
        """Return the click that still waits at *now*, without removing it."""
        ...

    def forget(self, session: SessionId, provider: ProviderId) -> None:
        """Drop it; nothing happens when there is none."""
        ...


class OneTimeStore(Protocol):
    """Tickets, codes and handles; seen by all workers and after a restart."""

    def keep(self, entry: OneTimeEntry) -> None:
        """Store *entry*."""
        ...

    def peek(self, key: str, *, now: datetime) -> bytes | None:
        """Return the body without redeeming it; ``None`` if unknown, used or ended at *now*."""
        ...

    def redeem(self, key: str, *, now: datetime) -> bytes | None:
        """Return the body and forget it, atomically: of many callers at once one succeeds.

        ``None`` if unknown, used or ended at *now* (``until`` is exclusive).
        """
        ...


class LaunchJournal(Protocol):
    """The end of every launch.  Must never see a name or a value."""

    def commit(
        self,
        record: LaunchRecord,
        entries: Sequence[OneTimeEntry] = (),
        once: OneTimeClaim | None = None,
    ) -> None:
        """Store *record* and *entries* and claim *once*, all or nothing.

        Raises:
            ReplayError: *once* was claimed before; nothing was stored.
            StoreError: nothing was stored.
        """
        ...

    def records(self, *, limit: int) -> Sequence[LaunchRecord]:
        """Return the latest records, newest first."""
        ...


class Transaction(Protocol):
    """One connection and one transaction for everything the calling thread does inside it."""

    def __call__(self) -> AbstractContextManager[None]:
        """Begin; commit at the end of the block, undo all if it raises."""
        ...


class Clock(Protocol):
    """The only source of time."""

    def __call__(self) -> datetime:
        """Return the current aware UTC datetime."""
        ...


class TokenSource(Protocol):
    """The only source of chance."""

    def __call__(self) -> str:
        """Return an unguessable text of at least 128 bits: letters, digits, ``-`` and ``_``."""
        ...
