"""The page on health runs as it stands."""

import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.docs.how_to import commands, hold
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside

from garbridge.core.jobs import Job
from garbridge.testing.journal import REFUSED

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "keep-healthy.md"


def test_every_command_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the jobs of the page, none of which has run; only health is asked without them."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    page = PAGE.read_text("utf-8")
    stated = tomllib.loads(page.partition("```toml\n")[2].partition("```")[0])["jobs"]
    jobs = {Job(name): timedelta(hours=hours) for name, hours in stated.items()}
    with portal_with(PEOPLE, tmp_path) as runtime:
        waiting = replace(runtime, config=replace(runtime.config, jobs=jobs))
        runtime.stores.journal.commit(REFUSED)
        shown = list(commands(page))
        assert len(shown) == 11
        for command in shown:
            inside = waiting if command.arguments[0] == "jobs" else runtime
            hold(run_inside(inside, *command.arguments), command)
