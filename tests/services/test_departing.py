"""Departures: who is told of whom, who came back, what is late, what an erasure leaves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.services.school import PEOPLE
from tests.stores.filling import People
from tests.wiring.inside import portal_with

from garbridge.core.access import Refusal
from garbridge.core.departures import NoticeKind
from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.people import Membership, Profile
from garbridge.core.permissions import OPERATOR, Actor, Denied
from garbridge.errors import ValueRefusedError
from garbridge.ports import LaunchRecord
from garbridge.services.departing import Collected, DepartingService, TooMany
from garbridge.services.erasing import Erased
from garbridge.stores.sql.database import Database
from garbridge.testing.journal import RECORD
from garbridge.testing.world import ALICE, COLLEGE, LYCEE, NOW, TENANT, pupil
from garbridge.wiring import Runtime, departing_service, erasing_service, feed_line, open_engine

STUDIO = ProviderId("studio")
DENIS = PersonId("denis")


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        """Begin on a Monday morning."""
        self.now = NOW

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, clock: Clock) -> Iterator[Runtime]:
    """Return a portal where Alice and Denis are pupils, and Alice opened something of Studio."""
    with portal_with(
        (*PEOPLE, pupil("denis")), tmp_path, schools=(LYCEE, COLLEGE), clock=clock
    ) as runtime:
        runtime.journal.commit(launch("alice"))
        yield runtime


@pytest.fixture(name="people")
def _people(runtime: Runtime) -> Iterator[People]:
    """Return what changes the directory."""
    database = Database(open_engine(runtime.config.database))
    yield People(database, TENANT)
    database.close()


def launch(person: str, number: int = 0, refusal: Refusal | None = None) -> LaunchRecord:
    """Return the record of a launch of Studio."""
    return replace(
        RECORD,
        reference=f"{person}{number}",
        person=PersonId(person),
        provider=STUDIO,
        refusal=refusal,
    )


def collected(runtime: Runtime) -> tuple[int, int]:
    """Collect; return how many departures and returns were told."""
    done = departing_service(runtime).collect()
    assert isinstance(done, Collected)
    return done.departures, done.returns


def told(runtime: Runtime) -> list[tuple[str, str]]:
    """Return the feed of Studio: what, and about which identifier."""
    feed = runtime.stores.departures.notices(STUDIO, after=0, limit=99)
    return [(one.kind.value, one.subject) for one in feed]


def test_who_left_is_told_to_those_who_know_them(
    runtime: Runtime, people: People, clock: Clock
) -> None:
    """By the identifier they know; once; and nobody of those who opened nothing."""
    runtime.journal.commit(launch("denis", refusal=Refusal.NOT_ASSIGNED))
    assert collected(runtime) == (0, 0)
    people.remove(ALICE, NOW)
    people.remove(DENIS, NOW)
    clock.now += timedelta(days=1)

    assert collected(runtime) == (1, 0)
    assert collected(runtime) == (0, 0)
    subject = runtime.access.subject_at(STUDIO, ALICE)
    assert told(runtime) == [("departure", subject)]
    (notice,) = runtime.stores.departures.open()
    assert (notice.on, notice.at) == (clock.now.date(), clock.now)


def test_a_provider_that_knows_nobody_is_told_of_nobody(runtime: Runtime, people: People) -> None:
    """It has nothing to delete, and no identifier by which it could be told."""
    unknowing = replace(departing_service(runtime), anonymous=lambda: {STUDIO})
    unknowing.collect()
    people.remove(ALICE, NOW)

    assert unknowing.collect() == Collected(0, 0)
    assert told(runtime) == []
    assert list(runtime.stores.departures.acquaintances()) == []


def test_a_place_that_ends_by_its_date_is_a_departure(
    runtime: Runtime, people: People, clock: Clock
) -> None:
    """On the day of its end; one at another school, or one to come, is none."""
    ended = Membership(LYCEE.id, Profile.PUPIL, ends=NOW + timedelta(days=3))
    later = Membership(COLLEGE.id, Profile.PUPIL, starts=NOW + timedelta(days=60))
    people.put(pupil("alice", ended, later), NOW)
    clock.now += timedelta(days=10)
    assert collected(runtime) == (0, 0)

    people.put(pupil("alice", ended), clock.now)
    assert collected(runtime) == (1, 0)
    (notice,) = runtime.stores.departures.open()
    assert notice.on == (NOW + timedelta(days=3)).date()


def test_who_comes_back_is_not_to_be_deleted(
    runtime: Runtime, people: People, clock: Clock
) -> None:
    """The feed says so, nothing is overdue, and they may leave again."""
    people.remove(ALICE, NOW)
    collected(runtime)
    clock.now += timedelta(days=60)
    people.put(pupil(), clock.now)

    assert collected(runtime) == (0, 1)
    assert [kind for kind, _ in told(runtime)] == ["departure", "return"]
    clock.now += timedelta(days=365)
    assert departing_service(runtime).overdue() == []
    people.remove(ALICE, clock.now)
    assert collected(runtime) == (1, 0)


def test_a_return_names_the_identifier_that_was_told(
    runtime: Runtime, people: People, clock: Clock
) -> None:
    """Whatever became of the key since: another one would cancel nothing."""
    people.remove(ALICE, NOW)
    collected(runtime)
    (left,) = told(runtime)
    clock.now += timedelta(days=60)
    people.put(pupil(), clock.now)
    turned = replace(departing_service(runtime), subject_at=lambda _, __: "another")

    assert turned.collect() == Collected(0, 1)
    assert told(runtime) == [left, (NoticeKind.RETURN.value, left[1])]
    assert runtime.stores.departures.open() == []


def test_what_nobody_acknowledged_in_time_is_overdue(
    runtime: Runtime, people: People, clock: Clock
) -> None:
    """Once the day that the feed gave is over in the portal's zone; an answer by mail ends it."""
    people.remove(ALICE, NOW)
    collected(runtime)
    service = departing_service(runtime)
    (told_of,) = runtime.stores.departures.open()
    due = date.fromisoformat(str(feed_line(told_of, runtime)["due"]))
    over = datetime(due.year, due.month, due.day, tzinfo=service.zone) + timedelta(days=1)
    clock.now = (over - timedelta(microseconds=1)).astimezone(UTC)
    assert service.overdue() == []
    clock.now = over.astimezone(UTC)
    assert over.utcoffset() != timedelta(0)
    (late,) = service.overdue()
    assert [one.provider for one in service.overdue(STUDIO)] == [STUDIO]
    assert service.overdue(ProviderId("autre")) == []

    with pytest.raises(ValueRefusedError):
        service.acknowledge(OPERATOR, STUDIO, [late.subject], reason=" ")
    alone = service.acknowledge(Actor(ALICE), STUDIO, [late.subject], reason="courriel")
    assert isinstance(alone, Denied)
    done = service.acknowledge(OPERATOR, STUDIO, [late.subject, "x"], reason="courriel du 3 mars")
    assert done == [late.subject]
    assert service.overdue() == []


def test_the_feed_names_them_after_they_are_erased(
    runtime: Runtime, people: People, clock: Clock
) -> None:
    """Erased before any collection: the identifier is told, and who it was is nowhere."""
    people.remove(ALICE, NOW)
    subject = runtime.access.subject_at(STUDIO, ALICE)

    done = erasing_service(runtime).erase(OPERATOR, ALICE, reason="demande du 3 mars")

    assert isinstance(done, Erased)
    assert told(runtime) == [("departure", subject)]
    assert list(runtime.stores.departures.acquaintances()) == []
    assert collected(runtime) == (0, 0)

    # The same identifier opens something again: what the provider still has is theirs.
    clock.now += timedelta(days=30)
    people.put(pupil(), clock.now)
    runtime.journal.commit(launch("alice", 2))
    assert collected(runtime) == (0, 1)
    assert told(runtime)[-1] == (NoticeKind.RETURN.value, subject)


def test_a_directory_that_lost_everybody_tells_nobody(runtime: Runtime, people: People) -> None:
    """An import that went wrong is not a school that closed; whoever knows better says so."""
    many = [f"p{number}" for number in range(40)]
    for name in many:
        people.put(pupil(name), NOW)
        runtime.journal.commit(launch(name))
    collected(runtime)
    for name in many:
        people.remove(PersonId(name), NOW)
    service: DepartingService = departing_service(runtime)

    assert service.collect() == TooMany(40, 41)
    assert told(runtime) == []
    assert service.collect(accept_many=True) == Collected(40, 0)
    assert len(set(told(runtime))) == 40
