"""Requests by which people exercise their rights: due dates, answers, who reads them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.services.school import HEAD, PEOPLE, adult
from tests.stores.filling import People
from tests.wiring.inside import portal_with, run_inside

from garbridge.core.days import add_months
from garbridge.core.identifiers import PersonId
from garbridge.core.people import Membership, Profile
from garbridge.core.permissions import OPERATOR, Actor, Denied
from garbridge.core.requests import RequestKind, RightsRequest
from garbridge.core.restrictions import Asker
from garbridge.errors import ValueRefusedError
from garbridge.services.erasing import Erased
from garbridge.services.requesting import ERASED, NotDone, RequestService
from garbridge.stores.sql.database import Database
from garbridge.testing.requests import ASKED
from garbridge.testing.world import ALICE, COLLEGE, LYCEE, NOW, TENANT
from garbridge.wiring import Runtime, erasing_service, open_engine, request_service

RECEIVED = date(2026, 10, 31)
OTHER_HEAD = Actor(PersonId("autre"))
STAFF = (
    *PEOPLE,
    replace(adult("autre", Profile.HEAD), memberships=(Membership(COLLEGE.id, Profile.HEAD),)),
)


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
def _runtime(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return a portal with two schools, in French."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with portal_with(STAFF, tmp_path, schools=(LYCEE, COLLEGE), clock=clock) as runtime:
        yield runtime


@pytest.fixture(name="service")
def _service(runtime: Runtime) -> RequestService:
    """Return the service."""
    return request_service(runtime)


def record(
    service: RequestService,
    kind: RequestKind = RequestKind.ACCESS,
    *,
    actor: Actor = HEAD,
    person: PersonId = ALICE,
    received: date = RECEIVED,
) -> object:
    """Record a request of Alice's family."""
    return service.record(
        actor, person, kind, received=received, asked_by=Asker.FAMILY, text="Courrier d’octobre"
    )


@pytest.mark.parametrize(
    ("received", "first", "extended"),
    [
        ("2027-01-31", "2027-02-28", "2027-04-30"),
        ("2028-01-31", "2028-02-29", "2028-04-30"),
        ("2026-11-30", "2026-12-30", "2027-02-28"),
        ("2026-12-31", "2027-01-31", "2027-03-31"),
        ("2026-11-12", "2026-12-12", "2027-02-12"),
    ],
)
def test_a_month_is_one_of_the_calendar(received: str, first: str, extended: str) -> None:
    """From the day of receipt, not thirty days; three months are counted from it too."""
    asked = replace(ASKED, received=date.fromisoformat(received))

    assert asked.due.isoformat() == first
    assert replace(asked, extension=asked.recorded).due.isoformat() == extended
    assert not asked.is_overdue(asked.due)
    assert asked.is_overdue(asked.due + timedelta(days=1))


@given(
    st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    st.integers(0, 36),
)
def test_months_are_never_skipped(day: date, months: int) -> None:
    """31 January plus one is February: the month is always the one that is meant."""
    later = add_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
    assert later.day <= day.day


def test_a_request_waits_until_its_day_is_over(service: RequestService, clock: Clock) -> None:
    """In the portal's zone: the last minute of the last day in Paris is in time."""
    made = record(service)
    assert isinstance(made, RightsRequest)
    assert (made.number, made.due) == (1, date(2026, 11, 30))

    clock.now = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
    assert not made.is_overdue(service.today())
    clock.now += timedelta(minutes=1)
    assert made.is_overdue(service.today())
    done = service.answer(HEAD, 1, text="Remis le 1er décembre")
    assert isinstance(done, RightsRequest)
    assert not done.is_overdue(service.today())
    assert service.answer(HEAD, 1, text="encore") is NotDone.ANSWERED
    assert service.extend(HEAD, 1, reason="x") is NotDone.ANSWERED


def test_it_is_extended_once_and_in_time(service: RequestService, clock: Clock) -> None:
    """Two months more, told within the first; afterwards nothing prolongs it."""
    record(service)
    record(service)
    done = service.extend(HEAD, 1, reason="Trois ans d’historique à réunir")
    assert isinstance(done, RightsRequest)
    assert done.due == date(2027, 1, 31)
    assert service.extend(HEAD, 1, reason="encore") is NotDone.EXTENDED

    clock.now = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    assert service.extend(HEAD, 2, reason="trop tard") is NotDone.TOO_LATE
    assert service.extend(OPERATOR, 9, reason="x") is NotDone.UNKNOWN


def test_others_neither_record_nor_read(service: RequestService) -> None:
    """Somebody of no school of theirs and no request at all are answered alike."""
    record(service)
    strangers = Actor(PersonId("zoe-doc")), OTHER_HEAD

    for actor in strangers:
        assert isinstance(record(service, actor=actor), Denied)
        assert service.answer(actor, 1, text="x") == service.answer(actor, 9, text="x")
        assert isinstance(service.answer(actor, 1, text="x"), Denied)
        assert isinstance(service.listed(actor, person=ALICE), Denied)
    assert isinstance(service.listed(strangers[0]), Denied)
    assert service.listed(OTHER_HEAD) == []
    own = record(service, actor=Actor(ALICE))
    assert isinstance(own, RightsRequest)
    assert own.asked_by is Asker.PERSON
    assert len(service.listed(Actor(ALICE), person=ALICE)) == 2  # type: ignore[arg-type]  # no denial
    assert len(service.listed(HEAD, school=LYCEE.id)) == 2  # type: ignore[arg-type]  # no denial


def test_what_cannot_be_is_refused(service: RequestService) -> None:
    """A day to come, somebody unknown, no word of what is asked."""
    with pytest.raises(ValueRefusedError):
        record(service, received=date(2026, 11, 17))
    with pytest.raises(ValueRefusedError):
        record(service, actor=OPERATOR, person=PersonId("nobody"))
    with pytest.raises(ValueRefusedError):
        service.answer(HEAD, 1, text=" ")
    assert service.listed(OPERATOR) == []


def test_an_erasure_answers_its_request_and_names_nobody(
    runtime: Runtime, service: RequestService
) -> None:
    """All that was open is answered; the number, the kind and the days stay."""
    record(service, RequestKind.ERASURE, actor=Actor(ALICE))
    record(service)
    record(service)
    service.answer(HEAD, 2, text="Remis à Alice")
    database = Database(open_engine(runtime.config.database))
    People(database, TENANT).remove(ALICE, NOW)
    database.close()

    done = erasing_service(runtime).erase(OPERATOR, ALICE, reason="demande nº 1")

    assert isinstance(done, Erased)
    told = service.listed(OPERATOR)
    assert not isinstance(told, Denied)
    assert [one.person for one in told] == ["", "", ""]
    assert [one.answer.text for one in told if one.answer] == [ERASED, "", ERASED]
    assert "alice" not in json.dumps([repr(one) for one in told]).lower()
    assert service.listed(HEAD) == []


def test_an_export_answers_the_request_that_asked_for_it(
    runtime: Runtime, service: RequestService
) -> None:
    """That one, of that person; another one is refused, and nothing is handed out."""
    record(service)
    record(service, RequestKind.ERASURE)
    asked = ("person", "export", "--person", ALICE, "--reason", "remis en main propre")

    wrong = run_inside(runtime, *asked, "--request", "2")
    right = run_inside(runtime, *asked, "--request", "1")
    again = run_inside(runtime, *asked, "--request", "1")

    assert (wrong.exit_code, wrong.stdout) == (5, "")
    assert right.exit_code == 0
    handed = json.loads(right.stdout)
    assert [one["kind"] for one in handed["requests"]] == ["access", "erasure"]
    assert (again.exit_code, again.stdout) == (5, "")
    kept = runtime.stores.requests.request(1)
    assert kept is not None
    assert kept.answer is not None
    assert kept.answer.text == "remis en main propre"


def test_an_export_says_what_is_late_by_the_day_of_the_portal(
    runtime: Runtime, service: RequestService, clock: Clock
) -> None:
    """Half past midnight in Paris is the day before in UTC."""
    record(service)
    clock.now = datetime(2026, 11, 30, 22, 30, tzinfo=UTC)
    asked = ("person", "export", "--person", ALICE, "--reason", "remis en main propre")
    before = json.loads(run_inside(runtime, *asked).stdout)
    clock.now = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    after = json.loads(run_inside(runtime, *asked).stdout)

    assert [one["due"] for one in before["requests"]] == ["2026-11-30"]
    assert [one["overdue"] for one in before["requests"]] == [False]
    assert [one["overdue"] for one in after["requests"]] == [True]
