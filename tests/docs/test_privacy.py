"""The page on privacy runs as it stands, and is short."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.docs.how_to import commands, hold
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside, ticking
from tests.wiring.portal_files import write_portal

from garbridge.core.identifiers import ResourceId
from garbridge.testing.world import ALICE, SUBSCRIPTION, seat
from garbridge.wiring import Runtime

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "privacy.md").read_text("utf-8")
FENCE = "```toml\n"


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return the portal of the page, in French: the lycée bought the lessons for Alice."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.chdir(tmp_path)
    write_portal(tmp_path)
    (tmp_path / "providers" / "studio.toml").unlink()
    now, later = (part.partition("```")[0] for part in PAGE.split(FENCE)[1:])
    (tmp_path / "providers" / "lecons.toml").write_text(now, encoding="utf-8")
    (tmp_path / "plus").mkdir()
    (tmp_path / "plus" / "lecons.toml").write_text(later, encoding="utf-8")
    with portal_with(PEOPLE, tmp_path, clock=ticking()) as runtime:
        bought = replace(SUBSCRIPTION, resource=ResourceId("ark:/12345/lecons"))
        runtime.writer.write(subscriptions=[bought], seats=[seat(ALICE, bought)])
        yield runtime


def test_every_command_of_the_page_does_what_it_says(runtime: Runtime) -> None:
    """In the order in which somebody reads it."""
    shown = list(commands(PAGE))
    assert len(shown) == 8
    for command in shown:
        hold(run_inside(runtime, *command.arguments), command)


def test_a_school_reads_it() -> None:
    """What is not in its files and commands is a page."""
    prose = "".join(PAGE.split("```")[::2])

    assert len(prose.split()) < 450


def test_it_never_speaks_of_consent_as_a_basis() -> None:
    """It is named once, to say that it is not one."""
    assert PAGE.lower().count("consent") == 1
