"""The one path of a launch: parse, check, release, respond, commit."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from garbridge.core.access import Granted, Refusal, Refused
from garbridge.core.catalogue import Catalogue, Resource
from garbridge.core.entitlements import LicenceKind
from garbridge.core.identifiers import PersonId, SchoolId, SubscriptionId, reference_of
from garbridge.core.leases import LEASE, Lease
from garbridge.core.records import quick
from garbridge.core.release import ReleasedClaims
from garbridge.errors import StrangerError
from garbridge.ports import (
    AnswerableError,
    Clock,
    Directory,
    LaunchJournal,
    LaunchRecord,
    Obstacle,
    PendingLaunches,
    ProtocolAdapter,
    SessionId,
    SignInRequest,
    TokenSource,
    Transaction,
    WireRequest,
    WireResponse,
)
from garbridge.services.access import AccessService
from garbridge.services.participating import ParticipationService
from garbridge.services.proving import ProvingService
from garbridge.services.resolving import ChooseSchool, resolve_access, resolve_resource, usable

Detail = TypeVar("Detail")


@quick
@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in at the portal, and in which session.  Comes from the server side only.

    ``authenticated`` is when they proved who they are; ``None`` where the portal does not say.
    """

    person: PersonId
    session: SessionId
    authenticated: datetime | None = None

    def is_since(self, oldest: datetime | None) -> bool:
        """Say whether they proved who they are at *oldest* or later; to the second."""
        proved = self.authenticated
        if oldest is None:
            return True
        return proved is not None and proved >= oldest.replace(microsecond=0)


@quick
@dataclass(frozen=True, slots=True)
class Launched:
    """The launch of *resource* is committed under *reference*; *response* may leave.

    ``resource`` is ``None`` where it is the State's GAR that opens one.
    """

    response: WireResponse
    reference: str
    resource: Resource | None


@dataclass(frozen=True, slots=True)
class NotGranted:
    """The gate said no, about this resource and school as far as they were found."""

    refused: Refused
    resource: Resource | None = None
    school: SchoolId | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """The launch was refused and the refusal is recorded under *reference*."""

    decision: NotGranted
    reference: str


Instead = Callable[
    [ProtocolAdapter[Any], SignInRequest[Any], SignedIn, datetime], Launched | Stopped | None
]
"""Serves a parsed request; ``None`` where it is not its own."""


@dataclass(frozen=True, slots=True)
class Reauthenticate:
    """Nothing was decided: the person must first prove anew who they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchService:
    """Runs launches.  Adapters fill in two steps and cannot skip the others.

    ``lease`` is how long a launch holds a floating licence.  ``instead`` serves requests of whoever
    is no publisher (:mod:`garbridge.services.national_launch`).
    """

    access: AccessService
    catalogue: Callable[[], Catalogue]
    directory: Directory
    pending: PendingLaunches
    journal: LaunchJournal
    transaction: Transaction
    proving: ProvingService
    participation: ParticipationService
    clock: Clock
    tokens: TokenSource = field(repr=False)
    lease: timedelta = LEASE
    instead: Instead | None = None

    def launch(
        self,
        adapter: ProtocolAdapter[Detail],
        request: WireRequest,
        who: SignedIn,
        *,
        school: SchoolId | None = None,
        received: datetime | None = None,
    ) -> Launched | Stopped | ChooseSchool | Reauthenticate:
        """Serve one launch of *who* through *adapter*.

        Args:
            adapter: The protocol in which *request* came.
            request: As received.
            who: The portal's own answer to "who is signed in?".
            school: What the person chose when asked for a school; checked like any other.
            received: When *request* came, where it had to wait: somebody who takes seven minutes
                to sign in did not make it older than it was.  ``None`` is now.

        Raises:
            ProtocolError: *request* is forged, replayed or malformed, or somebody else's.
            ReleaseMismatchError: the message does not tell what was decided; nothing leaves.
            StoreError: the launch could not be recorded; nothing leaves.
        """
        now = self.clock()

        # 1. Parse: from here on the request is one we are allowed to act on.
        sign_in = _parsed(adapter, request, who, received or now)
        if (early := self._early(adapter, sign_in, who, now)) is not None:
            return early
        self.proving.keep(self.catalogue().providers.get(sign_in.provider), now)

        with self.transaction():
            # 2. Check.
            decision = self._check(sign_in, who, school, now)
            if isinstance(decision, ChooseSchool):
                return decision
            reference, protocol = reference_of(self.tokens()), adapter.protocol
            if isinstance(decision, NotGranted):
                return self._stop(reference, protocol, sign_in, who, decision, now)

            # 3. Release: without a policy a provider learns its own opaque subject only.
            claims = self.access.release(decision).released

            # 4. Respond: builds values, sends and stores nothing.
            proof, version = who.authenticated, decision.provider.version
            answer = adapter.respond(
                sign_in, claims, reference=reference, authenticated=proof, now=now
            )
            self.proving.prove(adapter, sign_in, answer, claims, version, reference, now)

            # 5. Commit, so that nothing unrecorded leaves and nothing unsent is counted.
            if (missed := self._lease(decision, now)) is not None:
                return self._stop(reference, protocol, sign_in, who, missed, now)
            record = _record(reference, protocol, sign_in, who, decision, now=now, left=claims)
            self.journal.commit(record, answer.entries, sign_in.once)
            self.participation.join(who.person, who.session, answer.participant, now=now)
        return Launched(answer.response, reference, decision.resource)

    def _early(
        self,
        adapter: ProtocolAdapter[Detail],
        sign_in: SignInRequest[Detail],
        who: SignedIn,
        now: datetime,
    ) -> Launched | Stopped | Reauthenticate | None:
        """Return what is answered before the gate of publishers is asked; mostly nothing."""
        if not who.is_since(sign_in.oldest):
            return Reauthenticate()
        return None if self.instead is None else self.instead(adapter, sign_in, who, now)

    def _stop(  # noqa: PLR0917 - the facts of one record
        self,
        reference: str,
        protocol: str,
        sign_in: SignInRequest[Detail],
        who: SignedIn,
        decision: NotGranted,
        now: datetime,
    ) -> Stopped:
        self.journal.commit(_record(reference, protocol, sign_in, who, decision, now=now))
        return Stopped(decision, reference)

    def _lease(self, granted: Granted, now: datetime) -> NotGranted | None:
        """Take what a floating subscription needs; nothing for any other.

        The gate saw a free licence a moment ago; somebody else may have taken it since.
        """
        used = granted.subscription
        if used.kind is not LicenceKind.FLOATING:
            return None
        who, until = granted.person.id, now + self.lease
        lease = Lease(subscription=used.id, school=used.school, person=who, until=until)
        leases = self.access.leases
        if leases.take(lease, now=now):
            return None
        (in_use,) = leases.running(used.school, [used.id], now=now)
        refused = Refused(Refusal.ALL_IN_USE, in_use.next_end)
        return NotGranted(refused, granted.resource, used.school)

    def _check(
        self,
        sign_in: SignInRequest[Detail],
        who: SignedIn,
        chosen: SchoolId | None,
        now: datetime,
    ) -> Granted | NotGranted | ChooseSchool:
        person = self.directory.person(who.person)
        if person is None:
            return NotGranted(Refused(Refusal.UNKNOWN_PERSON))
        clicked = sign_in.click or self.pending.recall(who.session, sign_in.provider, now=now)
        mine = usable(clicked, who.person)
        resolved = resolve_resource(self.catalogue(), sign_in.provider, sign_in.resource, mine)
        if isinstance(resolved, Refused):
            return NotGranted(resolved)
        if clicked is not None and resolved.pending is None:
            self.pending.forget(who.session, sign_in.provider)
        wanted = chosen or (resolved.pending.school if resolved.pending else None)
        decision = resolve_access(
            person,
            resolved.resource,
            wanted=wanted,
            check=lambda school: self.access.check_person(
                person, school, resolved.resource, now=now
            ),
        )
        if isinstance(decision, Refused):
            return NotGranted(decision, resolved.resource, wanted)
        return decision


def _parsed(
    adapter: ProtocolAdapter[Detail], request: WireRequest, who: SignedIn, now: datetime
) -> SignInRequest[Detail]:
    """Return what *request* asks, unless another person or session began it.

    Raises:
        ProtocolError: it must not be acted on.
    """
    sign_in = adapter.parse(request, now=now)
    click = sign_in.click
    if click is None or (click.session, click.person) == (who.session, who.person):
        return sign_in
    stranger = StrangerError()
    answer = adapter.decline(sign_in, Obstacle.PAGE, now=now)
    if answer is None:
        raise stranger
    raise AnswerableError(stranger, answer)


def _record(
    reference: str,
    protocol: str,
    sign_in: SignInRequest[Detail],
    who: SignedIn,
    decision: Granted | NotGranted,
    *,
    now: datetime,
    left: ReleasedClaims | None = None,
) -> LaunchRecord:
    if isinstance(decision, Granted):
        school: SchoolId | None = decision.membership.school
        subscription: SubscriptionId | None = decision.subscription.id
        refusal: Refusal | None = None
    else:
        school, subscription, refusal = decision.school, None, decision.refused.reason
    return LaunchRecord(
        reference=reference,
        person=who.person,
        school=school,
        resource=decision.resource.id if decision.resource else None,
        provider=sign_in.provider,
        protocol=protocol,
        subscription=subscription,
        refusal=refusal,
        attributes=() if left is None else tuple([claim.attribute for claim in left.claims]),
        at=now,
        policy=decision.provider.version if isinstance(decision, Granted) else "",
    )
