"""One resource at several schools: each once, whoever presses how often and at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from tests.wiring.inside import portal_with, ticking
from tests.wiring.portal_files import write_portal

from garbridge.core.entitlements import LicenceKind, Licences, Population, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.people import Identity, Membership, Person, Profile, Public
from garbridge.core.permissions import OPERATOR, Actor, Denied
from garbridge.core.rounds import FORGOTTEN, Missing, PartState, Round, RoundStep, Why
from garbridge.errors import StoreUnavailableError, ValueRefusedError
from garbridge.ports import Directory
from garbridge.services.rounds import RoundService
from garbridge.testing.world import LYCEE, NOW, YEAR_ENDS, YEAR_STARTS
from garbridge.wiring import Runtime, round_service

VIDEOS = ResourceId("ark:/12345/videos")
HEAD = Actor(PersonId("ada"))
SCHOOLS = [replace(LYCEE, id=SchoolId(f"09{n:05}A"), name=f"Collège {n}") for n in range(12)]
PUPILS = (Population(Profile.PUPIL),)
EVERYWHERE = {school.id: PUPILS for school in SCHOOLS}


def _people() -> Iterator[Person]:
    places = tuple(Membership(school.id, Profile.HEAD) for school in SCHOOLS)
    yield Person(PersonId("ada"), Identity("Deux", "Ada"), places)
    for n, school in enumerate(SCHOOLS):
        for number in range(3):
            place = Membership(school.id, Profile.PUPIL)
            yield Person(PersonId(f"p-{n}-{number}"), Identity(f"N{number}", "É"), (place,))


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path) -> Iterator[Runtime]:
    """A district of twelve schools, each with three pupils and as many licences."""
    write_portal(tmp_path)
    with portal_with(_people(), tmp_path, schools=SCHOOLS, clock=ticking()) as made:
        made.writer.write(
            subscriptions=[
                Subscription(
                    id=SubscriptionId(f"v-{n}"),
                    resource=VIDEOS,
                    school=school.id,
                    kind=LicenceKind.INDIV,
                    publics=frozenset({Public.PUPILS}),
                    starts=YEAR_STARTS,
                    ends=YEAR_ENDS,
                    licences=Licences(overall=3),
                )
                for n, school in enumerate(SCHOOLS)
            ]
        )
        yield made


@pytest.fixture(name="service")
def _service(runtime: Runtime) -> RoundService:
    """The service, which works at one school a call."""
    return replace(round_service(runtime), seconds=-1.0)


def looked(service: RoundService) -> Round:
    """Return a round of all schools that was looked at to its end."""
    told = service.choose(HEAD, VIDEOS, EVERYWHERE)
    assert isinstance(told, Round)
    found = service.look(HEAD, told.id)
    while isinstance(found, Round) and not found.is_looked_at:
        found = service.advance(HEAD, told.id)
    assert isinstance(found, Round)
    return found


def ended(service: RoundService, told: Round) -> Round:
    """Go on from several threads at once until nothing waits."""
    with ThreadPoolExecutor(4) as pool:
        for _ in range(12):
            list(pool.map(lambda _: service.advance(HEAD, told.id), range(4)))
    found = service.one(HEAD, told.id)
    assert found is not None
    return found


def test_two_at_once_give_once_and_take_back_once(runtime: Runtime, service: RoundService) -> None:
    """Each school is one operation; what was undone is undone by one."""
    told = looked(service)
    assert isinstance(service.confirm(HEAD, told.id, told.stamp, Missing.OTHERS), Round)
    given = ended(service, told)
    service.undo(HEAD, told.id)
    undone = ended(service, told)

    assert len(given.in_state(PartState.GIVEN)) == len(SCHOOLS)
    assert len(undone.in_state(PartState.UNDONE)) == len(SCHOOLS)
    for school in SCHOOLS:
        journal = runtime.assigning.journal(OPERATOR, school.id, limit=9)
        assert not isinstance(journal, Denied)
        assert [one.signed.kind.value for one in journal] == ["undo", "assign"]
        assert all(not stock.holders for stock in runtime.stores.ledger.stocks(school.id))


def test_each_call_does_a_part_and_stopping_keeps_it(service: RoundService) -> None:
    """Undone halfway: what was not given yet never is."""
    told = looked(service)
    service.confirm(HEAD, told.id, told.stamp, Missing.OTHERS)
    service.advance(HEAD, told.id)
    halfway = service.one(HEAD, told.id)
    service.undo(HEAD, told.id)
    stopped = ended(service, told)

    assert halfway is not None
    assert len(halfway.in_state(PartState.GIVEN)) == 2
    assert len(stopped.in_state(PartState.UNDONE)) == 2
    assert len(stopped.in_state(PartState.SEEN)) == len(SCHOOLS) - 2
    assert not stopped.waiting


def test_undone_in_another_window_nothing_more_is_given(
    runtime: Runtime, service: RoundService
) -> None:
    """The window that gives had begun its school: what the other one was told holds."""
    told = looked(service)
    begun = service.confirm(HEAD, told.id, told.stamp, Missing.OTHERS)
    assert isinstance(begun, Round)
    stale = begun  # what the first window goes on with
    service.undo(HEAD, told.id)
    undone = ended(service, told)

    for part in stale.waiting:
        service._settled(stale, part.school, lambda one: one.left(Why.AWAY))

    assert service.one(HEAD, told.id) == undone
    assert not undone.in_state(PartState.GIVEN)
    for school in SCHOOLS:
        assert all(not stock.holders for stock in runtime.stores.ledger.stocks(school.id))


def test_a_store_that_is_away_while_one_looks_is_told(
    service: RoundService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is marked as seen that was not; later it goes on."""
    told = service.choose(HEAD, VIDEOS, EVERYWHERE)
    assert isinstance(told, Round)

    def away(*_: object, **__: object) -> object:
        raise StoreUnavailableError("away")

    with monkeypatch.context() as patched:
        patched.setattr(type(service.assigning), "preview", away)
        with pytest.raises(StoreUnavailableError):
            service.look(HEAD, told.id)
    found = service.advance(HEAD, told.id)

    assert isinstance(found, Round)
    assert found.step is RoundStep.LOOK
    assert found.done == 1


def test_who_may_not_any_more_gives_nothing_there(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others go on; the school is left with the reason."""
    service = round_service(runtime)
    told, gone, real = looked(service), SCHOOLS[0].id, type(runtime.directory).person

    def person(directory: Directory, name: PersonId) -> Person | None:
        known = real(directory, name)
        if known is None or name != HEAD.person:
            return known
        rest = tuple(place for place in known.memberships if place.school != gone)
        return replace(known, memberships=rest)

    monkeypatch.setattr(type(runtime.directory), "person", person)
    done = service.confirm(HEAD, told.id, told.stamp, Missing.OTHERS)

    assert isinstance(done, Round)
    left = done.part(gone)
    assert left is not None
    assert (left.state, left.why) == (PartState.LEFT, Why.DENIED)
    assert len(done.in_state(PartState.GIVEN)) == len(SCHOOLS) - 1


def test_nobody_else_and_no_machine_has_rounds(service: RoundService) -> None:
    """The operator works by commands; who is not of these schools is denied."""
    stranger = Actor(PersonId("p-0-0"))

    assert service.mine(OPERATOR) == []
    assert service.choose(OPERATOR, VIDEOS, EVERYWHERE) is None
    assert isinstance(service.choose(stranger, VIDEOS, EVERYWHERE), Denied)
    with pytest.raises(ValueRefusedError):
        service.choose(HEAD, VIDEOS, {SCHOOLS[0].id: (Population(person=PersonId("p-0-0")),)})
    told = looked(service)
    for act in (service.look, service.again, service.undo, service.advance):
        assert act(stranger, told.id) is None
    assert service.confirm(stranger, told.id, told.stamp, Missing.SOME) is None
    assert service.confirm(HEAD, told.id, "another", Missing.SOME) is None
    with pytest.raises(ValueRefusedError):
        service.undo(HEAD, told.id, reason="x" * 256)


def test_old_rounds_are_forgotten_when_somebody_begins(
    runtime: Runtime, service: RoundService
) -> None:
    """Their operations stay in the journals."""
    told = looked(service)
    later = replace(service, clock=lambda: NOW + FORGOTTEN * 2)
    new = later.choose(HEAD, VIDEOS, EVERYWHERE)

    assert isinstance(new, Round)
    assert [one.id for one in service.mine(HEAD)] == [new.id]
    assert runtime.stores.rounds.one(PersonId("ada"), told.id) is None
