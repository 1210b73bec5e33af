"""What the types promise to those who build on garbridge: checked by mypy, never run.

Each ``type: ignore`` below is an error that must stay one: mypy reports the line if it becomes
acceptable.
"""

from datetime import datetime

from garbridge.core.access import Entitlements, Granted, Refusal, Refused, check_access
from garbridge.core.catalogue import Provider, Resource
from garbridge.core.identifiers import (
    PersonId,
    ProviderId,
    ResourceId,
    SchoolId,
    TenantId,
    parse_school_id,
)
from garbridge.core.pairwise import PairwiseKey, pairwise_subject
from garbridge.core.people import Person
from garbridge.core.proving import Told
from garbridge.core.release import Release, ReleasedClaims, release
from garbridge.ports import (
    Answer,
    Directory,
    Obstacle,
    ProtocolAdapter,
    Redirect,
    SessionId,
    SignInRequest,
    WireRequest,
    WireResponse,
)
from garbridge.services.launch import Launched, LaunchService, Reauthenticate, SignedIn, Stopped
from garbridge.services.resolving import ChooseSchool


def a_decision_is_one_of_two(
    person: Person,
    school: SchoolId,
    resource: Resource,
    provider: Provider,
    facts: Entitlements,
    *,
    now: datetime,
) -> Release | Refusal:
    """Nothing can be released before the check: its proof is the argument."""
    decision = check_access(person, school, resource, provider, facts, now=now)
    release(decision, subject="")  # type: ignore[arg-type]  # it may be a refusal
    match decision:
        case Granted():
            return release(decision, subject="")
        case Refused():
            release(decision, subject="")  # type: ignore[arg-type]  # it is a refusal
            return decision.reason


def a_launch_ends_in_one_of_three(
    service: LaunchService, adapter: ProtocolAdapter[str], request: WireRequest, who: SignedIn
) -> WireResponse | str:
    """Every outcome must be rendered."""
    outcome = service.launch(adapter, request, who)
    match outcome:
        case Launched():
            return outcome.response
        case Stopped():
            return outcome.reference
        case ChooseSchool():
            return ", ".join(outcome.schools)
        case Reauthenticate():
            return "prove it"


class AnAdapter:
    """The least an adapter is: it meets claims, never a person."""

    @property
    def protocol(self) -> str:
        """Its name."""
        return "made-up"

    def parse(self, request: WireRequest, *, now: datetime) -> SignInRequest[str]:
        """Verify."""
        return SignInRequest(
            provider=ProviderId("parc"), resource=None, once=None, detail=f"{request.url} {now}"
        )

    def respond(
        self,
        sign_in: SignInRequest[str],
        claims: ReleasedClaims,
        *,
        reference: str,
        authenticated: datetime | None,
        now: datetime,
    ) -> Answer[WireResponse]:
        """Express."""
        return Answer(
            Redirect(f"{sign_in.detail} {claims.subject} {reference} {authenticated} {now}")
        )

    def read_back(
        self,
        sign_in: SignInRequest[str],
        answer: Answer[WireResponse],
        *,
        now: datetime,
    ) -> Told:
        """Read."""
        return Told(f"{sign_in.detail} {answer} {now}", ())

    def decline(self, sign_in: SignInRequest[str], obstacle: Obstacle, *, now: datetime) -> None:
        """Let the person be asked."""


class ACuriousAdapter:
    """An adapter that asks for the person."""

    @property
    def protocol(self) -> str:
        """Its name."""
        return "curious"

    def parse(self, request: WireRequest, *, now: datetime) -> SignInRequest[str]:
        """Verify."""
        return AnAdapter().parse(request, now=now)

    def respond(
        self,
        sign_in: SignInRequest[str],
        claims: Person,
        *,
        reference: str,
        authenticated: datetime | None,
        now: datetime,
    ) -> Answer[WireResponse]:
        """Tell."""
        return Answer(
            Redirect(
                f"{sign_in.detail} {claims.identity.family_name} {reference} {authenticated} {now}"
            )
        )

    def read_back(
        self,
        sign_in: SignInRequest[str],
        answer: Answer[WireResponse],
        *,
        now: datetime,
    ) -> Told:
        """Read."""
        return AnAdapter().read_back(sign_in, answer, now=now)

    def decline(self, sign_in: SignInRequest[str], obstacle: Obstacle, *, now: datetime) -> None:
        """Let the person be asked."""


fits: ProtocolAdapter[str] = AnAdapter()
curious: ProtocolAdapter[str] = ACuriousAdapter()  # type: ignore[assignment]  # it wants a person


def names_are_not_interchangeable(school: SchoolId, resource: ResourceId, person: PersonId) -> None:
    """A school is not passed where a resource is meant, nor a text where a name is."""
    key = PairwiseKey("2026", b"")
    pairwise_subject(TenantId("F0"), ProviderId("parc"), person, key=key)
    pairwise_subject(TenantId("F0"), school, person, key=key)  # type: ignore[arg-type]  # no sector
    pairwise_subject(TenantId("F0"), resource, person, key=key)  # type: ignore[arg-type]  # no sector
    pairwise_subject("F0", ProviderId("parc"), person, key=key)  # type: ignore[arg-type]  # not parsed
    SignedIn(person, SessionId("s"))
    SignedIn("alice", SessionId("s"))  # type: ignore[arg-type]  # not a server-side identity


def what_is_parsed_is_a_name(directory: Directory, text: str) -> list[PersonId]:
    """From outside, only through a parser."""
    directory.members(text)  # type: ignore[arg-type]  # not parsed
    return [person.id for person in directory.members(parse_school_id(text))]


def values_stay_as_they_are(person: Person, claims: ReleasedClaims) -> None:
    """Nothing that was decided can be changed afterwards."""
    person.memberships = ()  # type: ignore[misc]  # frozen
    claims.subject = ""  # type: ignore[misc]  # frozen
    claims.values()["NOM"] = ("x",)  # type: ignore[index]  # a view
