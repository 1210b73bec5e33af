"""The page on the key of identifiers runs as it stands."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.docs.how_to import commands, hold
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside, ticking
from tests.wiring.portal_files import write_portal

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.testing.journal import RECORD
from garbridge.wiring import Runtime, build_runtime

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "turn-the-key.md").read_text("utf-8")
STUDIO = ProviderId("studio")
ALICE = PersonId("alice")


@pytest.fixture(name="portal")
def _portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return a portal, in French, whose provider knows Alice."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.chdir(tmp_path)
    write_portal(tmp_path)
    with portal_with(PEOPLE, tmp_path, clock=ticking()) as runtime:
        runtime.journal.commit(replace(RECORD, provider=STUDIO))
        yield runtime


def test_every_command_of_the_page_does_what_it_says(portal: Runtime, tmp_path: Path) -> None:
    """With a restart where the page says so; what the file says is what launches then carry."""
    file, runtime = tmp_path / "garbridge.toml", portal
    before = portal.access.subject_at(STUDIO, ALICE)
    shown = list(commands(PAGE))
    assert len(shown) == 10
    for command in shown:
        hold(run_inside(runtime, *command.arguments), command)
        if command.arguments[:2] == ("keys", "pairwise"):
            text = file.read_text("utf-8")
            added = '[keys]\npairwise_next = "keys/pairwise-2027.key"'
            file.write_text(text.replace("[keys]", added), encoding="utf-8")
            runtime = build_runtime(file, clock=portal.clock)
            assert runtime.access.subject_at(STUDIO, ALICE) == before
    told = (tmp_path / "studio.csv").read_text("utf-8")
    after = runtime.access.subject_at(STUDIO, ALICE)

    assert told == f"ancien;nouveau\n{before};{after}\n"
    assert (tmp_path / "studio.csv").stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "encore.csv").exists()
    file.write_text(
        file.read_text("utf-8")
        .replace('pairwise_next = "keys/pairwise-2027.key"\n', "")
        .replace('"keys/pairwise.key"', '"keys/pairwise-2027.key"'),
        encoding="utf-8",
    )
    (tmp_path / "keys" / "pairwise.key").unlink()
    assert build_runtime(file).access.subject_at(STUDIO, ALICE) == after


def test_losing_the_key_is_called_final() -> None:
    """In the page, and where the key is configured."""
    reference = Path(__file__).parents[2] / "docs" / "reference" / "configuration.md"

    assert "Losing it is final" in PAGE
    assert "**Losing it is final**" in reference.read_text("utf-8")
