"""Memory doubles of the ports, and two adapters that speak a protocol of one parameter.

The services between them are the real ones.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs

from garbridge.core.access import Entitlements
from garbridge.core.entitlements import Opening, Seat, Subscription
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.core.people import Person, School
from garbridge.core.proving import Told, told_of
from garbridge.core.release import ReleasedClaims
from garbridge.errors import (
    GarbridgeError,
    KeyInUseError,
    MalformedError,
    ReplayError,
    StaleError,
    UnknownProviderError,
)
from garbridge.ports import (
    Answer,
    AutoPostForm,
    Document,
    LaunchRecord,
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

FRESH = timedelta(minutes=5)


@dataclass
class TickingClock:
    """A clock that stands until a test moves it."""

    now: datetime

    def __call__(self) -> datetime:
        """Return the instant."""
        return self.now

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by


@dataclass
class CountingTokens:
    """Tokens that a test can foresee and that no two calls share."""

    made: int = 0

    def __call__(self) -> str:
        """Return the next one."""
        self.made += 1
        return f"token-{self.made:04}-abcdefghijklmnop"


@dataclass
class MemoryDirectory:
    """People and schools in two lists."""

    people: list[Person]
    known_schools: list[School]

    def person(self, person: PersonId) -> Person | None:
        """Return one person."""
        return next((p for p in self.people if p.id == person), None)

    def members(self, school: SchoolId) -> Iterator[Person]:
        """Yield the members of *school*."""
        return (p for p in self.people if p.at(school))

    def school(self, school: SchoolId) -> School | None:
        """Return one school."""
        return next((s for s in self.known_schools if s.id == school), None)

    def schools(self) -> Iterator[School]:
        """Yield every school."""
        return iter(self.known_schools)

    def changed_since(self, instant: datetime) -> Iterator[PersonId]:
        """Yield everybody."""
        del instant
        return (p.id for p in self.people)


@dataclass
class MemoryEntitlements:
    """Three lists."""

    subscriptions: list[Subscription] = field(default_factory=list[Subscription])
    seats: list[Seat] = field(default_factory=list[Seat])
    openings: list[Opening] = field(default_factory=list[Opening])

    def entitlements(
        self,
        person: PersonId,
        school: SchoolId,
        resource: ResourceId,
        _sector: ProviderId | None = None,
    ) -> Entitlements:
        """Return what the port asks for."""
        del school, resource
        return self.shelf(person, ())

    def shelf(self, person: PersonId, schools: Sequence[SchoolId]) -> Entitlements:
        """Return more than the port asks for: the gate sorts it out."""
        del schools
        mine = [seat for seat in self.seats if seat.person == person]
        return Entitlements(self.subscriptions, mine, self.openings)

    def of_school(self, school: SchoolId) -> Entitlements:
        """Return all there is."""
        del school
        return Entitlements(self.subscriptions, self.seats, self.openings)


@dataclass
class MemoryPending:
    """One click for each (session, provider)."""

    kept: dict[tuple[SessionId, ProviderId], PendingLaunch] = field(
        default_factory=dict[tuple[SessionId, ProviderId], PendingLaunch]
    )

    def remember(self, pending: PendingLaunch) -> None:
        """Keep it."""
        self.kept[pending.session, pending.provider] = pending

    def recall(
        self, session: SessionId, provider: ProviderId, *, now: datetime
    ) -> PendingLaunch | None:
        """Return it while it waits."""
        found = self.kept.get((session, provider))
        return found if found is not None and now < found.until else None

    def forget(self, session: SessionId, provider: ProviderId) -> None:
        """Drop it."""
        self.kept.pop((session, provider), None)


@dataclass
class MemoryOnce:
    """Entries by key."""

    kept: dict[str, OneTimeEntry] = field(default_factory=dict[str, OneTimeEntry])

    def keep(self, entry: OneTimeEntry, *, now: datetime) -> None:  # noqa: ARG002 - the port's
        """Store it."""
        if entry.key in self.kept:
            raise KeyInUseError
        self.kept[entry.key] = entry

    def peek(self, key: str, *, now: datetime) -> bytes | None:
        """Return the body."""
        found = self.kept.get(key)
        return found.body if found is not None and now < found.until else None

    def redeem(self, key: str, *, now: datetime, leave: OneTimeEntry | None = None) -> bytes | None:
        """Return the body and forget it."""
        body = self.peek(key, now=now)
        self.kept.pop(key, None)
        if body is not None and leave is not None:
            self.kept.setdefault(leave.key, leave)
        return body


@dataclass
class MemoryJournal:
    """Records and claimed identifiers."""

    kept: list[LaunchRecord] = field(default_factory=list[LaunchRecord])
    claimed: set[str] = field(default_factory=set[str])
    fails: GarbridgeError | None = None

    def commit(
        self,
        record: LaunchRecord,
        entries: Sequence[OneTimeEntry] = (),
        once: OneTimeClaim | None = None,
    ) -> None:
        """Store them or nothing."""
        del entries
        if self.fails is not None:
            raise self.fails
        if once is not None:
            if once.key in self.claimed:
                raise ReplayError("claimed before")
            self.claimed.add(once.key)
        self.kept.append(record)

    def records(self, *, limit: int) -> Sequence[LaunchRecord]:
        """Return the latest."""
        return self.kept[::-1][:limit]


def no_transaction() -> AbstractContextManager[None]:
    """Return a transaction of stores that need none."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the test protocol's request said."""

    state: str | None


@dataclass
class TestAdapter:
    """Accepts ``ask=<id>`` from one provider; ``state`` comes back; answers as *kind* says.

    A request is fresh for five minutes after ``issued``; a POST says the same in form fields.
    """

    __test__ = False
    protocol: str
    provider: ProviderId
    issued: datetime
    acs: str = "https://parc.example/acs"
    kind: type[Redirect] | type[AutoPostForm] = AutoPostForm
    fails: GarbridgeError | Exception | None = None
    fails_to_respond: Exception | None = None
    wants_proof: bool = False
    refuses: Exception | None = None
    declines: WireResponse | None = None
    seen: list[WireRequest] = field(default_factory=list[WireRequest])
    claims: list[ReleasedClaims] = field(default_factory=list[ReleasedClaims])
    authentications: list[datetime | None] = field(default_factory=list[datetime | None])
    obstacles: list[Obstacle] = field(default_factory=list[Obstacle])

    def parse(self, request: WireRequest, *, now: datetime) -> SignInRequest[Asked]:
        """Verify *request*."""
        self.seen.append(request)
        if self.fails is not None:
            raise self.fails
        fields = dict(request.form) or {
            name: values[0] for name, values in parse_qs(request.query).items()
        }
        asked = fields.get("ask")
        if not asked:
            raise MalformedError("no ask in <the request>")
        if self.refuses is not None:
            raise self.refuses
        if asked == "unknown":
            raise UnknownProviderError("https://secret-issuer.example/acs")
        if now - self.issued > FRESH:
            raise StaleError("issued too long ago")
        once = OneTimeClaim(f"{self.protocol}:{asked}", now + 4 * FRESH)
        named = fields.get("resource")
        return SignInRequest(
            provider=self.provider,
            resource=None if named is None else ResourceId(named),
            once=once,
            detail=Asked(fields.get("state")),
            oldest=now if self.wants_proof else None,
        )

    def respond(
        self,
        sign_in: SignInRequest[Asked],
        claims: ReleasedClaims,
        *,
        reference: str,
        authenticated: datetime | None,
        now: datetime,
    ) -> Answer[WireResponse]:
        """Answer with the subject and the state."""
        self.claims.append(claims)
        self.authentications.append(authenticated)
        del reference, now
        if self.fails_to_respond is not None:
            raise self.fails_to_respond
        if self.kind is Redirect:
            return Answer(Redirect(f"https://parc.example/back?ticket={claims.subject[:8]}"))
        fields = {"answer": claims.subject}
        if sign_in.detail.state is not None:
            fields["RelayState"] = sign_in.detail.state
        origin = "/".join(self.acs.split("/")[:3])
        return Answer(AutoPostForm(self.acs, fields, (origin,)))

    def read_back(
        self,
        sign_in: SignInRequest[Asked],
        answer: Answer[WireResponse],
        *,
        now: datetime,
    ) -> Told:
        """Say what was decided."""
        del sign_in, answer, now
        return told_of(self.claims[-1])

    def decline(
        self, sign_in: SignInRequest[Asked], obstacle: Obstacle, *, now: datetime
    ) -> WireResponse | None:
        """Answer so wherever a page would be shown."""
        del sign_in, now
        self.obstacles.append(obstacle)
        return self.declines


@dataclass
class TestBackChannel:
    """Answers with what it was asked."""

    __test__ = False
    fails: Exception | None = None
    headers: dict[str, str] = field(default_factory=dict[str, str])
    seen: list[WireRequest] = field(default_factory=list[WireRequest])

    def answer(self, request: WireRequest, *, now: datetime) -> Document:
        """Answer *request*."""
        del now
        self.seen.append(request)
        if self.fails is not None:
            raise self.fails
        return Document(200, "application/xml", b"<answer/>", self.headers)
