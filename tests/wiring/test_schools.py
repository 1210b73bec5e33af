"""What the file says of schools holds wherever the gate or the permissions are asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from tests.services.school import HEAD, PEOPLE
from tests.wiring.inside import portal_with, run_inside
from tests.wiring.portal_files import write_portal

from garbridge.config import read_config
from garbridge.core.access import Granted, Refusal, Refused
from garbridge.core.health import Vital
from garbridge.core.identifiers import ResourceId
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied, Permitted
from garbridge.core.roles import Act
from garbridge.core.schools import ALL_OPEN, Function
from garbridge.testing.world import ALICE, COLLEGE, LYCEE, NOW, SUBSCRIPTION, seat
from garbridge.wiring import Runtime, build_runtime, readiness_of

VIDEOS = ResourceId("ark:/12345/videos")


@pytest.fixture(autouse=True)
def _french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")


@contextmanager
def portal_saying(text: str, folder: Path, *, interaction: bool = False) -> Iterator[Runtime]:
    """Yield a portal of two schools whose file says *text*, with a seat for the pupil."""
    file = write_portal(folder)
    file.write_text(file.read_text("utf-8") + text, "utf-8")
    if interaction:
        studio = folder / "providers" / "studio.toml"
        studio.write_text(studio.read_text("utf-8") + "interaction = []\n", "utf-8")
    with portal_with(PEOPLE, folder, schools=(LYCEE, COLLEGE)) as runtime:
        runtime.writer.write(
            subscriptions=[replace(SUBSCRIPTION, resource=VIDEOS)],
            seats=[replace(seat(), resource=VIDEOS)],
        )
        yield runtime


def test_a_school_that_is_not_listed_opens_nothing(tmp_path: Path) -> None:
    """At the gate, on the shelf, in explain; and what was assigned opens later."""
    with portal_saying('[schools]\nopen = "listed"\n', tmp_path) as runtime:
        person = runtime.directory.person(ALICE)
        assert person is not None
        (tile,) = runtime.shelves.tiles(person)
        names = ("--person", ALICE, "--resource", VIDEOS, "--reason", "essai", "--json")
        explained = json.loads(run_inside(runtime, "explain", *names).output)
        checked = run_inside(runtime, "check-access", "--school", LYCEE.id, "--json")

        assert runtime.access.check(ALICE, LYCEE.id, VIDEOS) == Refused(Refusal.SCHOOL_NOT_OPEN)
        assert tile.refused == Refused(Refusal.SCHOOL_NOT_OPEN)
        assert (explained["decision"], explained["code"]) == ("refused", "GB-ANN-10")
        assert (checked.exit_code, json.loads(checked.output)["schools"][0]["later"]) == (0, 1)


def test_a_portal_that_says_nothing_reads_its_facts_as_before(tmp_path: Path) -> None:
    """Nothing is switched off, and nothing is made anew of what the store says."""
    with portal_saying("", tmp_path) as runtime:
        assert isinstance(runtime.access.check(ALICE, LYCEE.id, VIDEOS), Granted)
        assert runtime.access.entitlements.of_school(LYCEE.id).schools is ALL_OPEN


def test_what_is_said_of_schools_holds_without_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """At the gate, in the permissions and on the pages; a mistake keeps what was said, and is told.

    A file that is half written, or away, opens nothing that was shut.
    """
    monkeypatch.setattr("garbridge.wiring.following.CHECK_EVERY", 0.0)
    file = tmp_path / "garbridge.toml"
    with portal_saying("", tmp_path):
        runtime, said = build_runtime(file, clock=lambda: NOW), file.read_text("utf-8")

        def look() -> tuple[bool, bool, bool]:
            permitted = runtime.permissions.permit(OPERATOR, Act.READ_AGGREGATES, school=LYCEE.id)
            return (
                isinstance(runtime.access.check(ALICE, LYCEE.id, VIDEOS), Granted),
                isinstance(permitted, Permitted),
                runtime.schools().offers(Function.WIDGET, LYCEE.id),
            )

        assert look() == (True, True, True)
        off = f"[schools.{LYCEE.id}]\nopen = false\nstatistics = false\nwidget = false\n"
        file.write_text(said + off, "utf-8")
        assert look() == (False, False, False)
        assert not runtime.schools.problems

        file.write_text(said + off.replace("open = false", 'open = "no"'), "utf-8")
        assert look() == (False, False, False)
        wrong = f"garbridge.toml: schools.{LYCEE.id}.open: must be true or false"
        assert runtime.schools.problems == (wrong,)
        checks = {one.vital: one.reasons for one in readiness_of(runtime).checks}
        assert checks[Vital.PROVIDERS] == (wrong,)
        assert f"schools are kept as they were: {wrong}" in caplog.messages

        for broken in ("", said[:40], "tenant = [" + off):
            file.write_text(broken, "utf-8")
            assert look() == (False, False, False)
        file.unlink()
        assert look() == (False, False, False)
        assert runtime.schools.problems == ("garbridge.toml: no such file",)

        file.write_text(said, "utf-8")
        assert look() == (True, True, True)
        assert not runtime.schools.problems


def test_figures_that_are_switched_off_are_nobodys(tmp_path: Path) -> None:
    """Not the head's, not the operator's; at the other school they are."""
    text = f"[schools.{LYCEE.id}]\nstatistics = false\n"
    with portal_saying(text, tmp_path) as runtime:
        asked = [
            runtime.permissions.permit(who, Act.READ_AGGREGATES, school=LYCEE.id)
            for who in (HEAD, OPERATOR, Actor(ALICE))
        ]
        there = runtime.permissions.permit(OPERATOR, Act.READ_AGGREGATES, school=COLLEGE.id)
        said = run_inside(runtime, "stats", "periods", "--school", LYCEE.id)

        assert asked == [
            Denied(Denial.SWITCHED_OFF),
            Denied(Denial.SWITCHED_OFF),
            Denied(Denial.NO_ROLE),
        ]
        assert isinstance(there, Permitted)
        assert said.exit_code == 5
        assert "GB-DRO-28" in said.stderr
        assert run_inside(runtime, "stats", "periods", "--school", COLLEGE.id).exit_code == 0


def test_an_activation_ends_with_the_switch_and_comes_back(tmp_path: Path) -> None:
    """The word of the head stays in the journal; only the gate does not hear it."""
    with portal_saying("", tmp_path, interaction=True) as runtime:
        shown = runtime.activating.preview(HEAD, LYCEE.id, VIDEOS)
        assert not isinstance(shown, Denied)
        token = getattr(shown, "token", "")
        runtime.activating.activate(HEAD, LYCEE.id, VIDEOS, token, reason="oral")
        assert isinstance(runtime.access.check(ALICE, LYCEE.id, VIDEOS), Granted)
        stated = f"[schools.{LYCEE.id}]\nactivation = false\n"
    with portal_again(stated, tmp_path) as runtime:
        listing = runtime.activating.listing(HEAD, LYCEE.id)
        assert not isinstance(listing, Denied)
        assert runtime.access.check(ALICE, LYCEE.id, VIDEOS) == Refused(Refusal.NOT_ACTIVATED)
        assert runtime.activating.preview(HEAD, LYCEE.id, VIDEOS) == Denied(Denial.SWITCHED_OFF)
        assert [(one.standing.value, one.latest is None) for one in listing] == [("off", False)]
        assert not runtime.schools().offers(Function.ACTIVATION, LYCEE.id)
    with portal_again("", tmp_path) as runtime:
        assert isinstance(runtime.access.check(ALICE, LYCEE.id, VIDEOS), Granted)


def test_a_misspelt_school_is_a_finding(tmp_path: Path) -> None:
    """It changes nothing at any other; but somebody meant one."""
    text = '[schools."0750009Z"]\nopen = false\n[schools.0750002B]\nwidget = false\n'
    with portal_saying(text, tmp_path) as runtime:
        lines = run_inside(runtime, "schools", "list")
        rows = json.loads(run_inside(runtime, "schools", "list", "--json").output)

        assert lines.exit_code == 1
        assert "0750009Z ; inconnu de l’annuaire ; fermé" in lines.output
        assert f"{COLLEGE.id} {COLLEGE.name} ; ouvert ; hors service : widget" in lines.output
        assert [(row["school"], row["known"], row["open"]) for row in rows] == [
            (LYCEE.id, True, True),
            (COLLEGE.id, True, True),
            ("0750009Z", False, False),
        ]


@contextmanager
def portal_again(text: str, folder: Path) -> Iterator[Runtime]:
    """Yield the portal of *folder*, started anew with *text* at the end of its file."""
    file = folder / "garbridge.toml"
    kept = file.read_text("utf-8").partition("[schools")[0]
    file.write_text(kept + text, "utf-8")
    yield build_runtime(read_config(file), clock=lambda: NOW)
