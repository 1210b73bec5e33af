"""The GAR is asked for lists: by mutual TLS, school by school, within bounds, on real sockets."""

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from garbridge.config import ListService
from garbridge.core.identifiers import PersonId, SchoolId, TenantId
from garbridge.core.national_access import NationalAccess
from garbridge.core.national_faults import ListFault
from garbridge.core.people import Profile
from garbridge.ports import ListRead
from garbridge.wiring.national_lists import HttpLists
from garbridge.wiring.upstream_places import Slots
from provider_stub.gar_lists import Fault, GarLists, serve_lists
from provider_stub.testing.authority import TestAuthority, new_authority

TENANT = TenantId("F0")
ANNE = PersonId("anne/é?#%2F")
SCHOOLS = [SchoolId(f"069003{number}R") for number in range(5)]
"""A school for each thing that can go wrong at a time."""


@pytest.fixture(name="authority", scope="module")
def _authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    return new_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(name="gar")
def _gar() -> GarLists:
    return GarLists()


@pytest.fixture(name="service")
def _service(gar: GarLists, authority: TestAuthority) -> Iterator[ListService]:
    certificate, key = authority.issue("client")
    server = authority.issue("server")
    with serve_lists(gar, server=server, authority=authority.certificate) as url:
        yield ListService(
            url=url,
            certificate=certificate,
            key=key,
            authority=authority.certificate,
            read=timedelta(seconds=1),
            total=timedelta(seconds=4),
            hosts=frozenset({"sp-auth.gar.example"}),
        )


def _lists(service: ListService, folder: Path, *, number: int = 2, quick: float = 0.5) -> HttpLists:
    places = Slots(folder=lambda: folder, number=number, ticks=time.monotonic, pause=60.0)
    return HttpLists(service, TENANT, places, quick=quick)


def _places(*schools: SchoolId) -> list[NationalAccess]:
    return [NationalAccess(ANNE, school, Profile.PUPIL) for school in schools]


def _titles(outcome: ListRead | ListFault | None) -> list[str]:
    assert isinstance(outcome, ListRead)
    return [one.title for one in outcome.resources]


TITLES = ["Ressource nationale r14", "Ressource nationale r15"]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_every_school_is_asked_once_by_mutual_tls(
    gar: GarLists, service: ListService, tmp_path: Path, form: str
) -> None:
    """Compressed, in both forms; whatever an identifier holds stays one part of the path."""
    found = _lists(replace(service, format=form), tmp_path).ask(_places(*SCHOOLS[:2]))

    assert [_titles(found[school]) for school in SCHOOLS[:2]] == [TITLES, TITLES]
    assert sorted(gar.asked) == [f"ressources/F0/{school}/{ANNE}" for school in SCHOOLS[:2]]


FAULTS = {
    Fault.UNKNOWN_SCHOOL: ListFault.UNKNOWN_SCHOOL,
    Fault.UNAUTHORIZED: ListFault.UNTRUSTED,
    Fault.FORBIDDEN: ListFault.UNTRUSTED,
    Fault.BROKEN: ListFault.BROKEN,
    Fault.HANG: ListFault.UNREACHABLE,
    Fault.DRIP: ListFault.UNREACHABLE,
    Fault.NOTHING: ListFault.UNREACHABLE,
    Fault.HALF: ListFault.INVALID,
    Fault.CUT: ListFault.UNREACHABLE,
    Fault.FOREIGN: ListFault.FOREIGN,
    Fault.BOMB: ListFault.UNREACHABLE,
    Fault.REDIRECT: ListFault.BROKEN,
    Fault.PAGE: ListFault.INVALID,
}


def test_every_fault_there_is_has_an_answer() -> None:
    """One that the fake learns later must be tried here."""
    assert set(FAULTS) == set(Fault)


def test_what_one_school_is_answered_hangs_on_no_other(
    gar: GarLists, service: ListService, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """All faults at once, and a good one among them; the log names schools and codes, nobody."""
    schools = {SchoolId(f"07500{number:02}A"): fault for number, fault in enumerate(FAULTS)}
    gar.faults.update({str(school): fault for school, fault in schools.items()})
    caplog.set_level(logging.INFO)

    found = _lists(service, tmp_path).ask(_places(*schools, SCHOOLS[0]))

    assert _titles(found[SCHOOLS[0]]) == TITLES
    assert {fault: found[school] for school, fault in schools.items()} == FAULTS
    said = caplog.text
    assert "GB-GAR-04: the GAR gave no list of 0750000A" in said
    assert "anne" not in said
    assert "/ressources" not in said


def test_three_schools_of_which_one_hangs(
    gar: GarLists, service: ListService, tmp_path: Path
) -> None:
    """Two are shown; the third is not asked about again for a while, the others are."""
    gar.faults[SCHOOLS[1]] = Fault.HANG
    lists = _lists(service, tmp_path)
    places = _places(*SCHOOLS[:3])

    for _ in range(2):
        found = lists.ask(places)
        assert found[SCHOOLS[1]] is ListFault.UNREACHABLE
        assert _titles(found[SCHOOLS[0]]) == _titles(found[SCHOOLS[2]]) == TITLES
    gar.asked.clear()
    found = lists.ask(places)

    assert found[SCHOOLS[1]] is ListFault.UNREACHABLE
    assert _titles(found[SCHOOLS[2]]) == TITLES
    assert len(gar.asked) == 2


def test_a_gar_that_hangs_is_left_alone_by_every_worker(
    gar: GarLists, service: ListService, tmp_path: Path
) -> None:
    """After two in a row nobody asks: another worker with the same folder does not, either."""
    gar.faults.update(dict.fromkeys(SCHOOLS, Fault.HANG))
    for school in SCHOOLS[:2]:
        assert _lists(service, tmp_path).ask(_places(school)) == {school: ListFault.UNREACHABLE}
    gar.asked.clear()
    gar.faults.clear()

    assert _lists(service, tmp_path).ask(_places(SCHOOLS[3])) == {SCHOOLS[3]: ListFault.UNREACHABLE}
    assert gar.asked == []


def test_a_page_that_has_no_place_to_wait_does_not_wait(
    gar: GarLists, service: ListService, tmp_path: Path
) -> None:
    """One worker waits, the next serves; the GAR is not blamed for what it had no time for."""
    gar.faults[SCHOOLS[0]] = Fault.HANG
    lists = _lists(service, tmp_path, number=1, quick=0.05)
    with (tmp_path / "place-0").open("a") as held:
        place = lists.places.take()
        assert place is not None
        with place:
            found = lists.ask(_places(SCHOOLS[0]))
        held.flush()

    assert found == {SCHOOLS[0]: ListFault.UNREACHABLE}
    assert not (tmp_path / "late").exists()


def test_no_thread_outlives_its_time(gar: GarLists, service: ListService, tmp_path: Path) -> None:
    """What hangs is shut, and its thread ends."""
    gar.faults[SCHOOLS[0]] = Fault.DRIP
    _lists(service, tmp_path).ask(_places(SCHOOLS[0]))
    left = [one for one in threading.enumerate() if type(one).__name__ == "TimedRequest"]
    for thread in left:
        thread.join(10)

    assert not any(thread.is_alive() for thread in left)


def test_whoever_has_a_path_for_a_name_is_not_asked_about(
    gar: GarLists, service: ListService, tmp_path: Path
) -> None:
    """Two dots would ask for something else."""
    place = NationalAccess(PersonId(".."), SCHOOLS[0], Profile.PUPIL)

    assert _lists(service, tmp_path).ask([place]) == {SCHOOLS[0]: ListFault.UNREACHABLE}
    assert gar.asked == []


def test_nobody_is_asked_about_nobody(service: ListService, tmp_path: Path) -> None:
    """No school, no question."""
    assert _lists(service, tmp_path).ask([]) == {}


@pytest.mark.parametrize("wrong", ["ended", "stranger", "none", "missing", "no_key", "their"])
def test_a_certificate_that_does_not_hold_is_told_apart(
    service: ListService, authority: TestAuthority, tmp_path: Path, wrong: str
) -> None:
    """Ours has ended, is of somebody else, is not there; theirs is of nobody we trust."""
    other = new_authority(tmp_path / "other", "other")
    changes: dict[str, dict[str, Path | None]] = {
        "ended": dict(zip(("certificate", "key"), authority.issue("old", ended=True), strict=True)),
        "stranger": dict(zip(("certificate", "key"), other.issue("stranger"), strict=True)),
        "none": {"certificate": None, "key": None},
        "missing": {"certificate": tmp_path / "missing.pem"},
        "no_key": {"key": other.issue("another")[1]},
        "their": {"authority": other.certificate},
    }
    changed = replace(service, **changes[wrong])  # type: ignore[arg-type]  # paths, by their keys
    found = _lists(changed, tmp_path).ask(_places(SCHOOLS[0]))

    # A server that closes at once may be heard before what it says.
    assert found[SCHOOLS[0]] in {ListFault.UNTRUSTED, ListFault.UNREACHABLE}
    if wrong in {"missing", "no_key", "their"}:
        assert found[SCHOOLS[0]] is ListFault.UNTRUSTED


def test_a_certificate_that_is_replaced_is_used_at_once(
    service: ListService, tmp_path: Path
) -> None:
    """The yearly change needs no restart."""
    lists = _lists(service, tmp_path)
    assert service.certificate is not None
    good = service.certificate.read_bytes()
    service.certificate.write_bytes(b"half a file")
    assert lists.ask(_places(SCHOOLS[0])) == {SCHOOLS[0]: ListFault.UNTRUSTED}
    service.certificate.write_bytes(good)

    assert _titles(lists.ask(_places(SCHOOLS[0]))[SCHOOLS[0]]) == TITLES


def test_nobody_listens(tmp_path: Path, service: ListService) -> None:
    """A refused connection is an ordinary fault."""
    away = replace(service, url="https://127.0.0.1:9")

    assert _lists(away, tmp_path).ask(_places(SCHOOLS[0])) == {SCHOOLS[0]: ListFault.UNREACHABLE}
