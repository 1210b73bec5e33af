"""The disk is full, the database locked, the clock moved: clear words, nothing lost, well again."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tests.journeys.one_process import URL, Site, site_at
from tests.small_disk import MEGABYTE, fill, small_disk
from tests.wiring.inside import run_inside

DISK = 12 * MEGABYTE


@pytest.fixture(name="full")
def _full(tmp_path: Path) -> Iterator[tuple[Site, Path]]:
    """A portal whose disk is full, with the file that fills it."""
    with small_disk(tmp_path / "disk", DISK) as place:
        site = site_at(place)
        assert b"authenticationSuccess" in site.redeem(site.ticket()).data
        yield site, fill(place)


def test_a_full_disk_refuses_launches_in_plain_words(full: tuple[Site, Path]) -> None:
    """Whoever clicks reads a code and what to do; what needs no room is still there."""
    site, _ = full
    before = site.launches()

    refused = site.click()

    assert refused.status_code == 503
    assert "GB-" in refused.text
    assert "réessay" in refused.text.lower()
    assert "sqlite" not in refused.text.lower()
    assert site.client.get("/mediacentre/", base_url=URL).status_code == 200
    assert site.launches() == before


def test_a_full_disk_is_told_to_who_runs_the_portal(full: tuple[Site, Path]) -> None:
    """A balancer sends nobody; the command says why."""
    site, _ = full

    ready = site.client.get("/readyz", base_url=URL)
    said = run_inside(site.runtime, "health")

    assert ready.status_code == 503
    assert ready.get_json()["checks"]["disk"] == "failing"
    assert said.exit_code == 4
    assert "0 MB" in said.output


def test_with_room_again_it_serves_by_itself(full: tuple[Site, Path]) -> None:
    """No restart, no command: the launches before and after are all there."""
    site, ballast = full
    before = site.launches()
    assert site.click().status_code == 503

    ballast.unlink()

    assert b"authenticationSuccess" in site.redeem(site.ticket()).data
    assert site.launches() == before + 1
    assert site.client.get("/readyz", base_url=URL).get_json()["checks"]["disk"] != "failing"


def test_a_ticket_outlives_a_full_disk(tmp_path: Path) -> None:
    """What was given and could not be asked for is asked for a moment later."""
    with small_disk(tmp_path / "disk", DISK) as place:
        site = site_at(place)
        ticket = site.ticket()
        ballast = fill(place)

        away = site.redeem(ticket)
        ballast.unlink()

        assert b"authenticationSuccess" not in away.data
        assert b"authenticationSuccess" in site.redeem(ticket).data
        assert b"authenticationSuccess" not in site.redeem(ticket).data


def test_a_file_is_written_whole_or_not_at_all(full: tuple[Site, Path]) -> None:
    """A provider that is registered on a full disk: what was there stays, and nothing half."""
    site, _ = full
    folder = site.runtime.config.providers
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    done = run_inside(
        site.runtime,
        *("provider", "add", "--cas-service", "https://autre.example/retour"),
        *("--resource", "ark:/12345/autre", "--release", "PRO=essai"),
    )

    assert done.exit_code != 0
    assert "Traceback" not in done.output
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_another_writer_refuses_launches_and_not_the_rest(tmp_path: Path) -> None:
    """Somebody's long command holds the database: who clicks reads that it comes back, and can."""
    site = site_at(tmp_path)
    ticket, before = site.ticket(), site.launches()
    file = site.runtime.config.database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        clicked, asked = site.click(), site.redeem(ticket)

        assert (clicked.status_code, "GB-ENT-01" in clicked.text) == (503, True)
        assert clicked.headers["Retry-After"]
        assert b"authenticationSuccess" not in asked.data
        assert site.client.get("/mediacentre/", base_url=URL).status_code == 200
        assert site.launches() == before

    assert b"authenticationSuccess" in site.redeem(ticket).data
    assert b"authenticationSuccess" in site.redeem(site.ticket()).data
    assert site.launches() == before + 1


@pytest.fixture(name="moving")
def _moving(tmp_path: Path) -> Site:
    """A portal whose clock can be moved."""
    return site_at(tmp_path)


JUMPS = [timedelta(minutes=10), timedelta(days=1), timedelta(days=400)]


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_clock_that_was_ahead_leaves_nothing_behind(moving: Site, jump: timedelta) -> None:
    """It jumps, people click, it is set right: people open as before, and each is recorded."""
    right = moving.clock.now
    moving.redeem(moving.ticket())
    before = moving.launches()

    moving.clock.now = right + jump
    ahead = moving.click()
    recorded_ahead = moving.launches() - before
    moving.clock.now = right + timedelta(minutes=1)

    assert ahead.status_code in {302, 403}
    assert b"authenticationSuccess" in moving.redeem(moving.ticket()).data
    assert moving.launches() == before + recorded_ahead + 1
    assert moving.client.get("/mediacentre/", base_url=URL).status_code == 200


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_clock_that_was_behind_leaves_nothing_behind(moving: Site, jump: timedelta) -> None:
    """Set back, and forth again."""
    right = moving.clock.now
    moving.redeem(moving.ticket())
    before = moving.launches()

    moving.clock.now = right - jump
    behind = moving.click()
    recorded = moving.launches() - before
    moving.clock.now = right + timedelta(minutes=1)

    assert behind.status_code in {302, 403}
    assert b"authenticationSuccess" in moving.redeem(moving.ticket()).data
    assert moving.launches() == before + recorded + 1


@pytest.mark.parametrize("jump", [*JUMPS, *(-one for one in JUMPS)], ids=str)
def test_a_used_ticket_stays_used_whatever_the_clock_says(moving: Site, jump: timedelta) -> None:
    """Ahead and back, and back and ahead."""
    right, ticket = moving.clock.now, moving.ticket()
    assert b"authenticationSuccess" in moving.redeem(ticket).data

    moving.clock.now = right + jump
    moved = moving.redeem(ticket)
    moving.ticket() if abs(jump) < timedelta(days=1) else moving.click()
    moving.clock.now = right
    again = moving.redeem(ticket)

    assert b"authenticationSuccess" not in moved.data
    assert b"authenticationSuccess" not in again.data


def test_no_test_leaves_a_disk_mounted(tmp_path: Path) -> None:
    """The small disk is gone at the end of its block."""
    with small_disk(tmp_path / "disk", DISK) as place:
        assert shutil.disk_usage(place).total <= DISK
    assert shutil.disk_usage(tmp_path / "disk").total > DISK
