"""The page on periods runs as it stands."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.docs.how_to import commands, hold
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside

from garbridge.core.retention import months_before
from garbridge.testing.journal import numbered
from garbridge.testing.world import NOW

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "keep-no-longer.md"


def test_every_command_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One launch is older than a year."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with portal_with(PEOPLE, tmp_path) as runtime:
        for number, months in enumerate((11, 13)):
            old = replace(numbered(number), at=months_before(NOW, months))
            runtime.stores.journal.commit(old)
        for command in commands(PAGE.read_text("utf-8")):
            hold(run_inside(runtime, *command.arguments), command)
