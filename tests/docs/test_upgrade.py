"""The commands of the page on upgrades, on the tables of the version before."""

from pathlib import Path

import pytest
from tests.docs.how_to import commands, hold
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside, ticking

from garbridge.stores.sql.migrating import downgrade
from garbridge.wiring import database_status, open_engine

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "upgrade.md").read_text("utf-8")


def test_the_page_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the tables before, by what it says to type."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with portal_with(PEOPLE, tmp_path, clock=ticking()) as runtime:
        engine = open_engine(runtime.config.database)
        downgrade(engine, "-1")
        assert not database_status(engine).up_to_date
        for command in commands(PAGE):
            hold(run_inside(runtime, *command.arguments), command)
        assert database_status(engine).up_to_date


def test_the_drill_is_a_target() -> None:
    """What the page says to run can be run."""
    assert "make upgrade-drill" in PAGE
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert "\nupgrade-drill:" in makefile
    assert (ROOT / "tests" / "packaging" / "test_upgrade.py").is_file()
    assert "tests/packaging/test_upgrade.py" in makefile
