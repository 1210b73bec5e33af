"""The page on figures runs as it stands: in January, then in September."""

import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.docs.how_to import commands, hold
from tests.wiring.figured import (
    JANUARY,
    NEXT_SEPTEMBER,
    SEPTEMBER,
    Figured,
    figured,
)
from tests.wiring.inside import run_inside

from garbridge.core.statistics.rows import COLUMNS
from garbridge.testing.world import LYCEE

FILE = Path(__file__).parents[2] / "docs" / "how-to" / "publish-figures.md"
PAGE = FILE.read_text("utf-8")
IN_SEPTEMBER = "## In September"


@pytest.fixture(name="lycee")
def _lycee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Figured]:
    """Return the portal that the page names, in French: 900 launches until December."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.chdir(tmp_path)
    with figured(tmp_path) as lycee:
        lycee.year(SEPTEMBER, 120, 900)
        yield lycee


def test_every_command_of_the_page_does_what_it_says(lycee: Figured) -> None:
    """In the order in which somebody reads it; 900 launches more between its two halves."""
    winter, _, autumn = PAGE.partition(IN_SEPTEMBER)
    for command in commands(winter):
        hold(run_inside(lycee.runtime, *command.arguments), command)
    lycee.year(JANUARY, 200, 900)
    lycee.clock.now = NEXT_SEPTEMBER
    for command in commands(autumn):
        hold(run_inside(lycee.runtime, *command.arguments), command)
    assert len(list(commands(PAGE))) == 18


def test_the_files_hold_every_row(lycee: Figured) -> None:
    """With a mark for Excel; the columns of the page, in their order."""
    lycee.clock.now = JANUARY + timedelta(days=1)
    period = ("--school", LYCEE.id, "--period", "2026-2027/1")
    shown = run_inside(lycee.runtime, "stats", "publish", *period, "--json")
    rows = json.loads(shown.stdout)["rows"]
    text = run_inside(lycee.runtime, "stats", "export", *period).stdout_bytes.decode("utf-8-sig")
    run_inside(lycee.runtime, "stats", "export", *period, "--format", "ods", "-o", "t.ods")
    told = run_inside(lycee.runtime, "stats", "export", *period, "--format", "json").stdout

    lines = text.split("\r\n")
    assert lines[0].split(";") == list(COLUMNS)
    assert all(f"`{name}`" in PAGE for name in COLUMNS)
    assert len(lines) == len(rows) + 2
    assert json.loads(told) == rows
    with zipfile.ZipFile("t.ods") as sheet:
        assert sheet.read("content.xml").count(b"<table:table-row>") == len(rows) + 1
