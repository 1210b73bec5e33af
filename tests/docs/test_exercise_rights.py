"""The page on the rights of people runs as it stands."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.docs.how_to import commands, hold
from tests.services.school import PEOPLE
from tests.services.test_restricting import RELEASE, RIGHTS
from tests.wiring.inside import portal_with, run_inside, ticking
from tests.wiring.portal_files import write_portal

from garbridge.core.identifiers import PersonId, ProviderId, ResourceId
from garbridge.testing.journal import RECORD
from garbridge.testing.world import ALICE, SUBSCRIPTION, seat
from garbridge.wiring import Runtime

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "exercise-rights.md").read_text("utf-8")


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return the portal of the page, in French: Alice was given the videos."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    file = write_portal(tmp_path)
    file.write_text(file.read_text("utf-8") + RIGHTS, encoding="utf-8")
    (tmp_path / "providers" / "studio.toml").write_text('name = "Studio"' + RELEASE, "utf-8")
    with portal_with(PEOPLE, tmp_path, clock=ticking()) as runtime:
        bought = replace(SUBSCRIPTION, resource=ResourceId("ark:/12345/videos"))
        runtime.writer.write(subscriptions=[bought], seats=[seat(ALICE, bought)])
        gone = replace(RECORD, person=PersonId("parti"), provider=ProviderId("studio"))
        runtime.journal.commit(gone)
        yield runtime


def test_every_command_of_the_page_does_what_it_says(runtime: Runtime) -> None:
    """In the order in which somebody reads it."""
    shown = list(commands(PAGE))
    assert len(shown) >= 20
    for command in shown:
        hold(run_inside(runtime, *command.arguments), command)
