"""Single logout: everybody is told, once, and what was not closed is said."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tests.services.portal import SESSION

from garbridge.core.identifiers import ProviderId
from garbridge.ports import (
    Asking,
    LogoutAnswered,
    LogoutAsked,
    LogoutNotice,
    Participant,
    Redirect,
    SessionId,
    WireRequest,
    WireResponse,
)
from garbridge.services.logout import LogoutService, Progress, answered
from garbridge.stores.memory import MemoryDatabase, MemoryParticipants
from garbridge.testing.participants import participation
from garbridge.testing.world import ALICE, NOW

CAS, OIDC, MUTE = ProviderId("studio"), ProviderId("parc"), ProviderId("muet")
SAML, OTHER = ProviderId("atlas"), ProviderId("autre")


def participant(
    provider: ProviderId, protocol: str, index: str = "1", subject: str = "s"
) -> Participant:
    """Return one sign-in."""
    return Participant(provider=provider, protocol=protocol, subject=subject, index=index)


@dataclass
class Told:
    """Tells everybody but the mute one, and is the courier that notes it."""

    posted: list[str] = field(default_factory=list[str])
    away: frozenset[str] = frozenset()

    def notice(self, participant: Participant, *, now: datetime) -> LogoutNotice | None:
        """Return a form that names the sign-in."""
        assert now == NOW
        if participant.provider == MUTE:
            return None
        return LogoutNotice(f"https://{participant.provider}/", {"index": participant.index})

    def deliver(self, notices: Sequence[LogoutNotice]) -> Sequence[bool]:
        """Note them."""
        self.posted += [f"{one.url}{one.form['index']}" for one in notices]
        return [one.url not in self.away for one in notices]


@dataclass
class Asked:
    """A front channel that asks everybody but the mute one."""

    seen: list[Sequence[Participant]] = field(default_factory=list[Sequence[Participant]])

    def ask(self, participants: Sequence[Participant], *, now: datetime) -> Asking | None:
        """Ask them all at once."""
        assert now == NOW
        self.seen.append(participants)
        provider = participants[0].provider
        if provider == MUTE:
            return None
        return Asking(provider, f"message-{provider}", Redirect(f"https://{provider}/slo"))

    def read(self, request: WireRequest, *, now: datetime) -> LogoutAsked | LogoutAnswered:
        """Nobody asks here."""
        raise AssertionError(request, now)

    def answer(self, asked: LogoutAsked, *, is_closed: bool, now: datetime) -> WireResponse | None:
        """Nobody is answered here."""
        raise AssertionError(asked, is_closed, now)


@dataclass
class World:
    """A person who is signed in at several providers."""

    told: Told = field(default_factory=Told)
    asked: Asked = field(default_factory=Asked)
    store: MemoryParticipants = field(default_factory=lambda: MemoryParticipants(MemoryDatabase()))

    def service(self) -> LogoutService:
        """Return the service."""
        return LogoutService(
            participation=participation(self.store),
            back={"cas": self.told, "oidc": self.told},
            front={"saml": self.asked},
            courier=self.told,
        )

    def joined(self, *participants: Participant, session: SessionId = SESSION) -> LogoutService:
        """Return the service once somebody is signed in so."""
        service = self.service()
        for one in participants:
            service.participation.join(ALICE, session, one, now=NOW)
        return service


def test_whoever_can_be_told_is_told_once() -> None:
    """Every sign-in by its own name; a second logout finds nothing more to tell."""
    world = World()
    service = world.joined(
        participant(CAS, "cas"), participant(CAS, "cas", "2"), participant(OIDC, "oidc")
    )

    first = service.begin(ALICE, SESSION, now=NOW)
    second = service.begin(ALICE, SESSION, now=NOW)

    assert world.told.posted == ["https://studio/1", "https://studio/2", "https://parc/1"]
    assert first.closed == {CAS, OIDC}
    assert first.open == frozenset()
    assert first.is_closed
    assert second == Progress()


def test_what_was_not_closed_is_open() -> None:
    """Away, mute, of a protocol that knows no logout; a part that is open makes all of it so."""
    world = World(Told(away=frozenset({"https://parc/"})))
    service = world.joined(
        participant(OIDC, "oidc"),
        participant(MUTE, "cas"),
        participant(OTHER, "lti"),
        participant(CAS, "cas"),
        participant(CAS, "lti", "2"),
    )

    progress = service.begin(ALICE, SESSION, now=NOW)

    assert progress.open == {OIDC, MUTE, OTHER, CAS}
    assert progress.closed == frozenset()
    assert not progress.is_closed


def test_the_other_sessions_go_on_unless_all_are_to_end() -> None:
    """A phone stays signed in when a computer logs out."""
    world = World()
    service = world.joined(participant(CAS, "cas"))
    phone = participant(CAS, "cas", "phone")
    service.participation.join(ALICE, SessionId("phone"), phone, now=NOW)

    service.begin(ALICE, SESSION, now=NOW)
    assert world.told.posted == ["https://studio/1"]

    service.begin(ALICE, None, now=NOW)
    assert world.told.posted == ["https://studio/1", "https://studio/phone"]


def test_the_others_are_asked_one_after_the_other() -> None:
    """All sign-ins of one provider in one question; who cannot be asked is open."""
    world = World()
    service = world.joined(
        participant(SAML, "saml"),
        participant(MUTE, "saml"),
        participant(SAML, "saml", "2"),
        participant(OTHER, "saml"),
    )

    progress, first = service.ask(service.begin(ALICE, SESSION, now=NOW), now=NOW)
    assert first == Asking(ProviderId("atlas"), "message-atlas", Redirect("https://atlas/slo"))
    assert [one.index for one in world.asked.seen[0]] == ["1", "2"]
    assert not progress.is_closed

    progress = answered(progress, LogoutAnswered(SAML, "message-atlas", is_closed=True))
    progress, second = service.ask(progress, now=NOW)
    assert second == Asking(ProviderId("autre"), "message-autre", Redirect("https://autre/slo"))

    progress = answered(progress, LogoutAnswered(OTHER, "message-autre", is_closed=False))
    progress, third = service.ask(progress, now=NOW)
    assert third is None
    assert progress.closed == {SAML}
    assert progress.open == {MUTE, OTHER}


def test_who_has_several_names_at_a_provider_is_asked_about_under_each() -> None:
    """A question has one subject; transient names differ from launch to launch."""
    world = World()
    service = world.joined(
        participant(SAML, "saml", "1", "_a"),
        participant(SAML, "saml", "2", "_b"),
        participant(SAML, "saml", "3", "_a"),
    )

    progress, first = service.ask(service.begin(ALICE, SESSION, now=NOW), now=NOW)
    assert first is not None
    partly = answered(progress, LogoutAnswered(SAML, first.message, is_closed=False))
    partly, second = service.ask(partly, now=NOW)
    assert second is not None
    done = answered(partly, LogoutAnswered(SAML, second.message, is_closed=True))

    assert [[one.index for one in group] for group in world.asked.seen] == [["1", "3"], ["2"]]
    assert done.open == {SAML}
    assert not done.closed


def test_who_asks_has_closed_its_own() -> None:
    """It is not asked in its turn, for the sessions that it names; for others of its it is."""
    world = World()
    asked = LogoutAsked(SAML, "s", ("1",), "m", None)
    service = world.joined(
        participant(SAML, "saml"), participant(SAML, "saml", "2"), participant(CAS, "cas")
    )

    progress = service.begin(ALICE, SESSION, now=NOW, asked=asked)

    assert progress.closed == {SAML, CAS}
    assert [[one.index for one in group] for group in progress.waiting] == [["2"]]
    assert progress.asked == asked


def test_only_who_is_signed_in_there_is_logged_out() -> None:
    """Neither another subject, another provider nor another session is meant."""
    service = World().joined(participant(SAML, "saml"))
    asked = LogoutAsked(SAML, "s", (), "m", None)

    def there(one: LogoutAsked, session: SessionId = SESSION) -> bool:
        return service.is_there(ALICE, session, one, now=NOW)

    assert there(asked)
    assert there(replace(asked, indexes=("1",)))
    assert not there(replace(asked, indexes=("2",)))
    assert not there(replace(asked, subject="t"))
    assert not there(replace(asked, provider=OTHER))
    assert not there(asked, SessionId("phone"))
