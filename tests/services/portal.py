"""A portal in memory with everything in reach of a test, and an adapter that notes what it sees.

Its entitlement store is careless on purpose: it returns all it holds, whoever asks.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from garbridge.core.access import Entitlements
from garbridge.core.activations import Activation
from garbridge.core.catalogue import Catalogue, Provider, Resource
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.leases import InUse, Lease
from garbridge.core.pairwise import KeyRing
from garbridge.core.people import Person, School
from garbridge.core.permissions import OPERATOR, Grant
from garbridge.core.proving import Mismatch, Told, told_of
from garbridge.core.release import ReleasedClaims
from garbridge.errors import ReplayError, StoreError
from garbridge.ports import (
    Answer,
    Initiation,
    LaunchRecord,
    LookupJournal,
    Obstacle,
    OneTimeClaim,
    OneTimeEntry,
    PendingLaunch,
    Redirect,
    SessionId,
    SignInRequest,
    WireRequest,
    WireResponse,
)
from garbridge.services.access import AccessService
from garbridge.services.explaining import ExplainingService, Explanation
from garbridge.services.launch import LaunchService, SignedIn
from garbridge.services.opening import OpeningService
from garbridge.services.permitting import PermissionService
from garbridge.services.proving import ProvingService
from garbridge.services.shelf import ShelfService
from garbridge.stores.memory import (
    MemoryDatabase,
    MemoryDeclared,
    MemoryDelegations,
    MemoryIdentifiers,
    MemoryLinks,
    MemoryLookups,
    MemoryMarks,
    MemoryParticipants,
    MemoryPolicies,
)
from garbridge.testing.participants import participation
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    KEY,
    LYCEE,
    NOW,
    PUBLISHER,
    SUBSCRIPTION,
    TENANT,
    pupil,
    seat,
)

SESSION = SessionId("session-of-alice")
WHO = SignedIn(ALICE, SESSION)
REQUEST = WireRequest("GET", "https://ent.example/sign-in")
HERBARIUM = replace(
    ATLAS,
    id=ResourceId("ark:/99999/herbier"),
    title="Herbier",
    url="https://parc.example/herbier",
)
CALCULO = Provider(id=ProviderId("calculo"), name="Calculo")
SUMS = replace(
    ATLAS,
    id=ResourceId("ark:/88888/sommes"),
    provider=CALCULO.id,
    title="Sommes",
    url="https://calculo.example/",
)
TICKET = OneTimeEntry("ticket", b"sealed", NOW)
ONCE = OneTimeClaim("request-1", NOW)
ANSWER = Redirect("https://parc.example/atlas?ticket=1")


@dataclass
class Portal:
    """A lycée with one pupil, two providers and a seat for one resource."""

    catalogue: Catalogue = field(
        default_factory=lambda: Catalogue([PUBLISHER, CALCULO], [ATLAS, HERBARIUM, SUMS])
    )
    people: dict[PersonId, Person] = field(default_factory=lambda: {ALICE: pupil()})
    facts: Entitlements = field(default_factory=lambda: Entitlements([SUBSCRIPTION], [seat()]))
    now: datetime = NOW
    shared_sector: ProviderId | None = None
    waiting: dict[tuple[SessionId, ProviderId], PendingLaunch] = field(default_factory=dict)
    recorded: list[LaunchRecord] = field(default_factory=list)
    kept: list[OneTimeEntry] = field(default_factory=list)
    claimed: list[OneTimeClaim] = field(default_factory=list)
    journal_fails: bool = False
    taken: list[Lease] = field(default_factory=list)
    word: Activation | None = None
    others_are_faster: bool = False
    stated: Sequence[Grant] = ()
    named: MemoryIdentifiers = field(default_factory=lambda: MemoryIdentifiers(MemoryDatabase()))
    looked_up: MemoryLookups = field(default_factory=lambda: MemoryLookups(MemoryDatabase()))
    participants: MemoryParticipants = field(
        default_factory=lambda: MemoryParticipants(MemoryDatabase())
    )
    policies: MemoryPolicies = field(default_factory=lambda: MemoryPolicies(MemoryDatabase()))
    links: MemoryLinks = field(default_factory=lambda: MemoryLinks(MemoryDatabase()))
    marks: MemoryMarks = field(default_factory=lambda: MemoryMarks(MemoryDatabase()))
    initiations: Sequence[Initiation] = ()
    events: list[str] = field(default_factory=list)
    sounded: list[Mismatch] = field(default_factory=list[Mismatch])
    drawn: int = 0

    # The ports, as far as a launch needs them.

    def sound(self, mismatch: Mismatch) -> None:
        """Note an alarm."""
        self.sounded.append(mismatch)

    def person(self, person: PersonId) -> Person | None:
        """Return one person."""
        return self.people.get(person)

    def members(self, school: SchoolId) -> Iterator[Person]:
        """Yield everybody at *school*."""
        return (person for person in self.people.values() if person.at(school))

    def school(self, school: SchoolId) -> School | None:
        """Return the lycée."""
        return LYCEE if school == LYCEE.id else None

    def schools(self) -> Iterator[School]:
        """Yield the lycée."""
        yield LYCEE

    def changed_since(self, _instant: datetime) -> Iterator[PersonId]:
        """Yield everybody."""
        return iter(self.people)

    def entitlements(
        self,
        _person: PersonId,
        _school: SchoolId,
        _resource: ResourceId,
        _sector: ProviderId | None = None,
    ) -> Entitlements:
        """Return all there is: more than was asked for."""
        return self.facts

    def shelf(self, _person: PersonId, _schools: Sequence[SchoolId]) -> Entitlements:
        """Return all there is: more than was asked for."""
        return self.facts

    def of_school(self, _school: SchoolId) -> Entitlements:
        """Return all there is."""
        return self.facts

    def remember(self, pending: PendingLaunch) -> None:
        """Keep a click."""
        self.events.append("remember")
        self.waiting[pending.session, pending.provider] = pending

    def recall(
        self, session: SessionId, provider: ProviderId, *, now: datetime
    ) -> PendingLaunch | None:
        """Return a click that still waits."""
        found = self.waiting.get((session, provider))
        return found if found is not None and now < found.until else None

    def forget(self, session: SessionId, provider: ProviderId) -> None:
        """Drop a click."""
        self.events.append("forget")
        self.waiting.pop((session, provider), None)

    def latest(self, _school: SchoolId, _resource: ResourceId) -> Activation | None:
        """Return the one word there is, whatever is asked."""
        self.events.append("latest")
        return self.word

    def words(self, _school: SchoolId) -> Sequence[Activation]:
        """Return it, if there is any."""
        return [] if self.word is None else [self.word]

    def note(self, activation: Activation) -> None:
        """Keep another one in its place."""
        self.word = activation

    def take(self, lease: Lease, *, now: datetime) -> bool:
        """Take a lease, unless somebody else was faster."""
        assert now < lease.until
        self.events.append("take")
        if not self.others_are_faster:
            self.taken.append(lease)
        return not self.others_are_faster

    def running(
        self,
        _school: SchoolId,
        subscriptions: Sequence[SubscriptionId],
        *,
        now: datetime,  # noqa: ARG002 - a port
        person: PersonId | None = None,  # noqa: ARG002 - likewise
    ) -> Sequence[InUse]:
        """Return what is said to be in use, whoever asks."""
        self.events.append("running")
        known = {one.subscription: one for one in self.facts.in_use}
        return [known.get(name, InUse(name)) for name in subscriptions]

    def commit(
        self,
        record: LaunchRecord,
        entries: Sequence[OneTimeEntry] = (),
        once: OneTimeClaim | None = None,
    ) -> None:
        """Record, all or nothing."""
        self.events.append("commit")
        if self.journal_fails:
            raise StoreError("the disk is full")
        if once is not None and once.key in [claim.key for claim in self.claimed]:
            raise ReplayError("seen before")
        self.recorded.append(record)
        self.kept += entries
        self.claimed += [once] if once else []

    def records(self, *, limit: int) -> Sequence[LaunchRecord]:
        """Return the latest records."""
        return self.recorded[: -limit - 1 : -1]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Undo everything if the block raises."""
        before = dict(self.waiting), [*self.recorded], [*self.kept], [*self.claimed]
        self.events.append("begin")
        try:
            yield
        except BaseException:
            self.waiting, self.recorded, self.kept, self.claimed = before
            self.events.append("undo")
            raise
        self.events.append("end")

    def clock(self) -> datetime:
        """Return the time, which goes on while it is looked at."""
        now = self.now
        self.now += timedelta(microseconds=1)
        return now

    def tokens(self) -> str:
        """Return a text nobody drew before."""
        self.drawn += 1
        return f"token {self.drawn}"

    # The services on top of them.

    def access(self) -> AccessService:
        """Return the gate and the filter."""
        return AccessService(
            tenant=TENANT,
            keys=lambda: KeyRing(KEY),
            identifiers=self.named,
            shared_sector=self.shared_sector,
            catalogue=lambda: self.catalogue,
            directory=self,
            entitlements=self,
            leases=self,
            activations=self,
            clock=self.clock,
        )

    def launching(self) -> LaunchService:
        """Return the launch."""
        return LaunchService(
            access=self.access(),
            catalogue=lambda: self.catalogue,
            directory=self,
            pending=self,
            journal=self,
            transaction=self.transaction,
            proving=ProvingService(policies=self.policies, alarms=self),
            participation=participation(self.participants),
            clock=self.clock,
            tokens=self.tokens,
        )

    def opening(self) -> OpeningService:
        """Return the click."""
        return OpeningService(
            access=self.access(),
            directory=self,
            pending=self,
            links=self.links,
            marks=self.marks,
            initiations=self.initiations,
            journal=self,
            transaction=self.transaction,
            clock=self.clock,
            tokens=self.tokens,
        )

    def shelves(self) -> ShelfService:
        """Return the médiacentre."""
        return ShelfService(
            catalogue=lambda: self.catalogue,
            entitlements=self,
            leases=self,
            activations=self,
            links=self.links,
            clock=self.clock,
        )

    def explain(
        self,
        person: PersonId,
        resource: ResourceId,
        *,
        school: SchoolId | None = None,
        at: datetime | None = None,
    ) -> Explanation:
        """Let the operator look somebody up, who may."""
        service = self.explaining()
        found = service.explain(OPERATOR, person, resource, reason="essai", school=school, at=at)
        assert isinstance(found, Explanation)
        return found

    def explaining(self) -> ExplainingService:
        """Return ``explain``."""
        return explaining_service(self.access(), self.looked_up, self.stated)


@dataclass
class Adapter:
    """A protocol that asks for what it is told to ask for, and notes the claims it receives."""

    portal: Portal
    provider: ProviderId = PUBLISHER.id
    resource: ResourceId | None = ATLAS.id
    once: OneTimeClaim | None = ONCE
    parse_error: Exception | None = None
    respond_error: Exception | None = None
    read_back_error: Exception | None = None
    told: Told | None = None
    read_back_times: int = 0
    seen: list[ReleasedClaims] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    authentications: list[datetime | None] = field(default_factory=list)
    oldest: datetime | None = None
    answer: Answer[Redirect] = field(default_factory=lambda: Answer(ANSWER, (TICKET,)))
    moments: list[datetime] = field(default_factory=list)

    @property
    def protocol(self) -> str:
        """Return a name that no real protocol has."""
        return "made-up"

    def parse(self, request: WireRequest, *, now: datetime) -> SignInRequest[WireRequest]:
        """Return the request it was made for."""
        self.portal.events.append("parse")
        self.moments.append(now)
        if self.parse_error:
            raise self.parse_error
        return SignInRequest(
            provider=self.provider,
            resource=self.resource,
            once=self.once,
            detail=request,
            oldest=self.oldest,
        )

    def respond(
        self,
        sign_in: SignInRequest[WireRequest],
        claims: ReleasedClaims,
        *,
        reference: str,
        authenticated: datetime | None,
        now: datetime,
    ) -> Answer[Redirect]:
        """Note the claims; answer always in the same way."""
        self.portal.events.append("respond")
        self.moments.append(now)
        self.seen.append(claims)
        self.references.append(reference)
        self.authentications.append(authenticated)
        if self.respond_error:
            raise self.respond_error
        assert sign_in.detail == REQUEST
        return self.answer

    def read_back(
        self,
        sign_in: SignInRequest[WireRequest],
        answer: Answer[WireResponse],
        *,
        now: datetime,
    ) -> Told:
        """Say what was decided, unless a test says something else."""
        assert (sign_in.detail, answer) == (REQUEST, self.answer)
        assert now == self.moments[-1]
        self.read_back_times += 1
        if self.read_back_error:
            raise self.read_back_error
        return self.told or told_of(self.seen[-1])

    def decline(
        self, sign_in: SignInRequest[WireRequest], obstacle: Obstacle, *, now: datetime
    ) -> None:
        """Let the person be asked."""


def click(resource: Resource = ATLAS, school: SchoolId = LYCEE.id) -> PendingLaunch:
    """Return a click of Alice that still waits."""
    return PendingLaunch(
        session=SESSION,
        person=ALICE,
        provider=resource.provider,
        resource=resource.id,
        school=school,
        until=NOW.replace(hour=23),
    )


def explaining_service(
    access: AccessService, lookups: LookupJournal, stated: Sequence[Grant] = ()
) -> ExplainingService:
    """Return ``explain`` on the same doubles as *access*; nobody was given a right but *stated*."""
    return ExplainingService(
        access=access,
        catalogue=access.catalogue,
        directory=access.directory,
        permissions=PermissionService(
            directory=access.directory,
            delegations=MemoryDelegations(MemoryDatabase()),
            declared=MemoryDeclared(),
            stated=stated,
            clock=access.clock,
        ),
        lookups=lookups,
        clock=access.clock,
    )
