"""Who is signed in where: what a launch leaves, and what logout finds of it."""

from dataclasses import replace
from datetime import timedelta

from tests.services.portal import ANSWER, REQUEST, SESSION, WHO, Adapter, Portal

from garbridge.formats.sealing import SecretSealer
from garbridge.ports import Answer, Participant, SessionId
from garbridge.services.participating import SESSION as LIFETIME
from garbridge.services.participating import ParticipationService
from garbridge.stores.memory import MemoryDatabase, MemoryParticipants
from garbridge.testing.participants import participation
from garbridge.testing.world import ALICE, KEY, NOW, PUBLISHER

PARTICIPANT = Participant(
    provider=PUBLISHER.id, protocol="made-up", subject="5" * 128, index="é-1", service="https://a/"
)
PHONE = SessionId("another session")


def test_what_joined_is_found_through_its_session_alone() -> None:
    """A logout on the computer does not reach the phone, unless all sessions are to end."""
    service = participation(MemoryParticipants(MemoryDatabase()))
    service.join(ALICE, SESSION, PARTICIPANT, now=NOW)
    service.join(ALICE, PHONE, replace(PARTICIPANT, index="2"), now=NOW)

    def found(session: SessionId | None) -> list[str]:
        joined = service.participants(ALICE, session, now=NOW).joined
        return [one.participant.index for one in joined]

    assert service.participants(ALICE, SESSION, now=NOW).joined[0].participant == PARTICIPANT
    assert found(PHONE) == ["2"]
    assert service.participants(ALICE, PHONE, now=NOW).is_elsewhere
    assert not service.participants(ALICE, None, now=NOW).is_elsewhere
    assert found(None) == ["é-1", "2"]


def test_leaving_is_said_once() -> None:
    """Of two who close a session, one tells the provider."""
    service = participation(MemoryParticipants(MemoryDatabase()))
    service.join(ALICE, SESSION, PARTICIPANT, now=NOW)
    (joined,) = service.participants(ALICE, SESSION, now=NOW).joined

    assert [service.leave(joined), service.leave(joined)] == [True, False]
    assert list(service.participants(ALICE, SESSION, now=NOW).joined) == []


def test_an_entry_does_not_outlive_a_day_of_school() -> None:
    """Nobody is told twelve hours later."""
    service = participation(MemoryParticipants(MemoryDatabase()))
    service.join(ALICE, SESSION, PARTICIPANT, now=NOW)

    assert (
        len(service.participants(ALICE, SESSION, now=NOW + LIFETIME - timedelta(seconds=1)).joined)
        == 1
    )
    assert list(service.participants(ALICE, SESSION, now=NOW + LIFETIME).joined) == []


def test_the_store_tells_nothing_of_the_session_or_the_subject() -> None:
    """Whoever reads the table finds neither the cookie's name nor an identifier."""
    store = MemoryParticipants(MemoryDatabase())
    participation(store).join(ALICE, SESSION, PARTICIPANT, now=NOW)

    (entry,) = store.entries(ALICE, now=NOW)
    assert SESSION not in entry.session
    assert PARTICIPANT.subject.encode() not in entry.body
    assert PARTICIPANT.provider.encode() not in entry.body


def test_what_was_sealed_before_the_key_turned_is_still_found() -> None:
    """And of what was sealed under a key that is gone it is said that there is more."""
    store = MemoryParticipants(MemoryDatabase())
    participation(store).join(ALICE, SESSION, PARTICIPANT, now=NOW)

    def found(*secrets: bytes) -> tuple[int, bool]:
        service = ParticipationService(store=store, sealer=SecretSealer(secrets), tokens=lambda: "")
        found = service.participants(ALICE, SESSION, now=NOW)
        return len(found.joined), found.is_whole

    assert found(b"n" * 32, KEY.secret) == (1, True)
    assert found(b"n" * 32) == (0, False)


def test_a_launch_joins_in_its_own_transaction() -> None:
    """What is kept is whom the adapter signed in where; a protocol without logout keeps nothing."""
    portal = Portal()
    service = portal.launching()

    service.launch(Adapter(portal, once=None), REQUEST, WHO)
    assert list(service.participation.participants(ALICE, SESSION, now=NOW).joined) == []

    service.launch(Adapter(portal, once=None, answer=Answer(ANSWER, (), PARTICIPANT)), REQUEST, WHO)
    (joined,) = service.participation.participants(ALICE, SESSION, now=NOW).joined
    assert joined.participant == PARTICIPANT
    assert portal.events[-1] == "end"
