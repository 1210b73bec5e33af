"""What a launch is made of, and the two ports of a sign-in protocol."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
from garbridge.core.release import ReleasedClaims
from garbridge.ports.wire import Document, WireRequest, WireResponse

SessionId = NewType("SessionId", str)
"""A random name of one browser's session at the portal; never an account."""

Detail = TypeVar("Detail")


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

    ``person`` is empty once they were erased.  ``refusal`` is ``None`` for an accès.
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
    refusal: Refusal | None
    attributes: tuple[Attribute, ...]
    at: datetime
    policy: str = ""


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
        self,
        sign_in: SignInRequest[Detail],
        claims: ReleasedClaims,
        *,
        reference: str,
        now: datetime,
    ) -> tuple[WireResponse, Sequence[OneTimeEntry]]:
        """Express *claims* in the protocol's own form; send nothing, store nothing.

        *reference* is that of the launch's record: what is redeemed later names it.
        """
        ...

    def read_back(
        self,
        sign_in: SignInRequest[Detail],
        response: WireResponse,
        entries: Sequence[OneTimeEntry],
        *,
        now: datetime,
    ) -> Told:
        """Read what *response* and *entries* tell the provider, by other code than wrote them.

        Raises:
            ReleaseMismatchError: they cannot be read.
        """
        ...

    def decline(self, sign_in: SignInRequest[Detail], *, now: datetime) -> WireResponse | None:
        """Say that nobody can be signed in without being shown a page, where no page may be.

        ``None`` where *sign_in* lets the person be asked, which is the ordinary case.  Otherwise
        the answer in the protocol's own form, about nobody.
        """
        ...


class BackChannel(Protocol):
    """An endpoint that providers call themselves; it redeems or publishes, never decides."""

    def answer(self, request: WireRequest, *, now: datetime) -> Document:
        """Answer *request*; errors are answers in the protocol's own form."""
        ...
