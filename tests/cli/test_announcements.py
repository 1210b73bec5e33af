"""``garbridge announcements``: for one school by whoever may, for every school by the operator."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web.console_portal import HEAD, OTHER, UAI, console_portal
from tests.wiring.inside import run_inside

from garbridge.cli.outcome import Exit
from garbridge.core.identifiers import SchoolId
from garbridge.wiring import Runtime, presenting_service

DAYS = ("--from", "2026-11-16", "--until", "2026-11-20")


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return a portal with two schools and the head of one."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with console_portal(tmp_path) as console:
        yield console.runtime


def announced(runtime: Runtime, school: SchoolId) -> list[str]:
    """Return what is announced at *school*."""
    presenting = presenting_service(runtime)
    return [one.text for one in presenting.announced(presenting.of_schools([school]))]


def test_one_is_made_listed_and_taken_back(runtime: Runtime) -> None:
    """For every school, unless one is named; both days are included."""
    run_inside(runtime, "announcements", "add", "Maintenance", *DAYS)
    run_inside(runtime, "announcements", "add", "CDI fermé", *DAYS, "--school", UAI, "--as", HEAD)
    everywhere = json.loads(run_inside(runtime, "announcements", "list", "--json").output)
    said = run_inside(runtime, "announcements", "list", "--school", UAI).output

    assert [(one["from"], one["until"], one["text"]) for one in everywhere] == [
        ("2026-11-16", "2026-11-20", "Maintenance")
    ]
    assert "2026-11-16 – 2026-11-20  CDI fermé" in said
    assert len(announced(runtime, UAI)) == 2
    assert announced(runtime, OTHER) == ["Maintenance"]

    name = everywhere[0]["id"]
    assert run_inside(runtime, "announcements", "remove", name).exit_code == Exit.OK
    assert run_inside(runtime, "announcements", "remove", name).exit_code == Exit.USAGE
    assert "aucune annonce" in run_inside(runtime, "announcements", "list").output


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("add", "x", *DAYS, "--as", HEAD), Exit.REFUSED),
        (("add", "x", *DAYS, "--school", OTHER, "--as", HEAD), Exit.REFUSED),
        (("list", "--as", HEAD), Exit.REFUSED),
        (("add", "", *DAYS), Exit.USAGE),
        (("add", "x", "--from", "2026-11-20", "--until", "2026-11-16"), Exit.USAGE),
        (("add", "x", "--from", "demain", "--until", "2026-11-16"), Exit.USAGE),
    ],
)
def test_nobody_announces_what_they_may_not(
    runtime: Runtime, given: tuple[str, ...], code: Exit
) -> None:
    """A head speaks to their own school; what is no announcement is none."""
    assert run_inside(runtime, "announcements", *given).exit_code == code
    assert announced(runtime, UAI) == []
