"""The page about orders is executed: each command ends as it says and prints what it shows."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.docs.how_to import commands, hold, write_files
from tests.formats.calendars import read_calendar
from tests.gar.ent.small import Small
from tests.wiring.portal_files import write_portal

from garbridge.cli import main
from garbridge.cli.context import Shell
from garbridge.wiring import build_runtime

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "order-licences.md").read_text("utf-8")
TODAY = datetime(2027, 6, 20, 8, tzinfo=UTC)


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a portal with a collège and an école, in June, and go there."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.chdir(tmp_path)
    write_portal(tmp_path)
    assert run(tmp_path, "db", "upgrade").exit_code == 0
    export = Small().write(tmp_path / "export")
    assert run(tmp_path, "directory", "import", str(export)).exit_code == 0
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    """Run a command as it would run on that day."""
    file = folder / "garbridge.toml"
    shell = Shell(file, build_runtime(file, clock=lambda: TODAY))
    return CliRunner().invoke(main, list(arguments), obj=shell)


def test_every_command_of_the_page_does_what_it_says(folder: Path) -> None:
    """In the order in which somebody reads it."""
    assert len(write_files(PAGE, folder)) == 4
    shown = list(commands(PAGE))
    assert len(shown) == 16
    for command in shown:
        hold(run(folder, *command.arguments), command)


def test_the_calendar_of_the_page_is_one(folder: Path) -> None:
    """A diary reads it."""
    write_files(PAGE, folder)
    run(folder, "subscriptions", "load", "abonnements.csv")
    run(folder, "subscriptions", "calendar", "-o", "fins.ics")
    (event,) = read_calendar((folder / "fins.ics").read_bytes()).parts

    assert event.properties["UID"] == "videos-2026@ent.example"
    assert event.properties["SUMMARY"] == "Fin d’abonnement : Vidéos"
    assert event.properties["DTSTART;VALUE=DATE"] == "20270815"
