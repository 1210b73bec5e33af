"""What a launch is made of, and the two ports of a sign-in protocol."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Generic, NewType, Protocol, TypeVar

from garbridge.core.access import Refusal
from garbridge.core.attributes import Attribute
from garbridge.core.identifiers import (
    PersonId,
    ProviderId,
    ResourceId,
    SchoolId,
    SubscriptionId,
)
from garbridge.core.proving import Told
from garbridge.core.records import quick
from garbridge.core.release import ReleasedClaims
from garbridge.errors import ProtocolError
from garbridge.ports.wire import Document, WireRequest, WireResponse

SessionId = NewType("SessionId", str)
"""A random name of one browser's session at the portal; never an account."""

Detail = TypeVar("Detail")
Sent_co = TypeVar("Sent_co", bound=WireResponse, covariant=True)


@quick
@dataclass(frozen=True, slots=True)
class OneTimeClaim:
    """A message identifier that may be acted on once, remembered until *until*."""

    key: str
    until: datetime


@quick
@dataclass(frozen=True, slots=True)
class OneTimeEntry:
    """What a ticket, a code or a handle stands for: redeemed once, before *until*.

    ``key`` never is the secret itself and ``body`` is sealed with it (see
    :mod:`garbridge.formats.sealing`), so that the store holds nothing readable.
    """

    key: str
    body: bytes
    until: datetime


@quick
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


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRequest(Generic[Detail]):
    """A verified request to sign in at a provider.

    ``resource`` is the registered resource the request names, if it names one.  ``once`` is what
    must not be seen again.  ``detail`` is what the adapter needs again to respond.  ``oldest`` is
    the instant since when, inclusive, the person must have proved at the portal who they are;
    ``None`` is at any time (SAML *ForceAuthn*, CAS *renew*, OpenID Connect *max_age*).  ``click``
    is what the request itself proves to have been clicked, where the protocol carries it: only
    that person, in that session, may be signed in by it.
    """

    provider: ProviderId
    resource: ResourceId | None
    once: OneTimeClaim | None
    detail: Detail
    oldest: datetime | None = None
    click: PendingLaunch | None = None


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A provider at which somebody was signed in, as single logout must name them there.

    SAML calls it a session participant (Profiles 4.4).  ``subject`` is what the provider knows the
    person by.  ``index`` is the protocol's own name of this one sign-in: SessionIndex, ticket or
    ``sid``.  ``service`` is where it was sent, as far as a logout must say so, or empty.
    """

    provider: ProviderId
    protocol: str
    subject: str
    index: str
    service: str = ""


@quick
@dataclass(frozen=True, slots=True)
class Answer(Generic[Sent_co]):
    """What an adapter answers: nothing of it is sent or stored yet.

    ``entries`` are what can be redeemed later.  ``participant`` is ``None`` where the protocol
    knows no logout.  ``opener`` opens what is encrypted in the response to its provider, so that
    it can be read back here; it is neither sent nor stored, and empty where nothing is encrypted.
    """

    response: Sent_co
    entries: tuple[OneTimeEntry, ...] = ()
    participant: Participant | None = None
    opener: bytes = field(default=b"", repr=False)


class Obstacle(Enum):
    """Why nobody can be signed in by the request as it is."""

    PAGE = auto()
    """The person would have to be shown a page where they sign in."""
    CHOICE = auto()
    """They would have to choose, such as through which school; who they are is known."""
    NOT_FRESH = auto()
    """The person cannot be made to prove anew who they are."""
    REFUSED = auto()
    """The gate refused, and the refusal is recorded."""


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchRecord:
    """What is kept of a launch: names of attributes, never a value.

    ``person`` is empty once they were erased.  ``refusal`` is ``None`` for an accès; of what was
    read it may be a text that only a newer version knows, while both serve and after the way back.
    ``reference`` is what a person may be shown.  ``policy`` is the version of the provider's
    policy, as :class:`PolicyArchive` keeps it; empty where nothing was decided by one.
    """

    reference: str
    person: PersonId
    school: SchoolId | None
    resource: ResourceId | None
    provider: ProviderId | None
    protocol: str
    subscription: SubscriptionId | None
    refusal: Refusal | str | None
    attributes: tuple[Attribute, ...]
    at: datetime
    policy: str = ""


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Redemption:
    """A ticket or code that was handed in: an event of its own, never a second accès.

    ``launch`` is the reference of the launch whose claims it stood for.  ``attributes`` names what
    the provider was told now; ``fault`` is the protocol's own code for why it was told nothing.
    """

    launch: str
    attributes: tuple[Attribute, ...]
    fault: str | None
    at: datetime


class AnswerableError(ProtocolError):
    """A request that must not be acted on, whose sender can be told so by *response*.

    The *cause* has the code that the portal's log says.
    """

    def __init__(self, cause: ProtocolError, response: WireResponse) -> None:
        super().__init__(str(cause))
        self.cause = cause
        self.response = response


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
            AnswerableError: the same, and the sender is known well enough to be told.
        """
        ...

    def respond(
        self,
        sign_in: SignInRequest[Detail],
        claims: ReleasedClaims,
        *,
        reference: str,
        authenticated: datetime | None,
        now: datetime,
    ) -> Answer[WireResponse]:
        """Express *claims* in the protocol's own form; send nothing, store nothing.

        *reference* is that of the launch's record: what is redeemed later names it.
        *authenticated* is when the person proved at the portal who they are, ``None`` where the
        portal does not say.
        """
        ...

    def read_back(
        self,
        sign_in: SignInRequest[Detail],
        answer: Answer[WireResponse],
        *,
        now: datetime,
    ) -> Told:
        """Read what *answer* tells the provider, by other code than wrote it.

        Raises:
            ReleaseMismatchError: it cannot be read.
        """
        ...

    def decline(
        self, sign_in: SignInRequest[Detail], obstacle: Obstacle, *, now: datetime
    ) -> WireResponse | None:
        """Tell the provider that nobody is signed in, where the person is not to be told instead.

        ``None`` where the person is shown a page of ours, which is the ordinary case.  Otherwise
        the answer in the protocol's own form, about nobody.  A request that forbids every page is
        answered whatever the *obstacle* is.
        """
        ...


class BackChannel(Protocol):
    """An endpoint that providers call themselves; it redeems or publishes, never decides."""

    def answer(self, request: WireRequest, *, now: datetime) -> Document:
        """Answer *request*; errors are answers in the protocol's own form."""
        ...
