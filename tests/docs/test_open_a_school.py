"""The page on opening schools runs as it stands."""

from pathlib import Path

import pytest
from tests.docs.how_to import commands, hold, write_files
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside
from tests.wiring.portal_files import write_portal

from garbridge.testing.world import COLLEGE, LYCEE

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "open-a-school.md"


def test_the_schools_of_the_page_are_listed_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the first day of one of them."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    page = PAGE.read_text("utf-8")
    (name,) = write_files(page, tmp_path)
    file = write_portal(tmp_path)
    file.write_text(file.read_text("utf-8") + (tmp_path / name).read_text("utf-8"), "utf-8")
    with portal_with(PEOPLE, tmp_path, schools=(LYCEE, COLLEGE)) as runtime:
        (command,) = commands(page)
        hold(run_inside(runtime, *command.arguments), command)
