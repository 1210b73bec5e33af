"""``departures`` from outside."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside

from garbridge.core.departures import Notice
from garbridge.core.identifiers import ProviderId
from garbridge.testing.departures import LEFT
from garbridge.testing.world import ALICE
from garbridge.wiring import Runtime

STUDIO = ("--provider", "studio")


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return a portal that told Studio of one departure, in French."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with portal_with(PEOPLE, tmp_path) as runtime:
        told = Notice(
            provider=ProviderId("studio"),
            number=0,
            kind=LEFT.kind,
            subject=LEFT.subject,
            on=LEFT.on,
            at=LEFT.at,
        )
        runtime.stores.departures.tell(told, ALICE)
        yield runtime


def test_a_feed_is_replaced_for_its_owner_only(runtime: Runtime, tmp_path: Path) -> None:
    """Every night the same name; nothing else is left beside it."""
    folder = tmp_path / "flux"
    folder.mkdir()
    file = folder / "studio.csv"
    file.write_text("hier", encoding="utf-8")
    file.chmod(0o644)

    done = run_inside(runtime, "departures", "export", str(file), *STUDIO)
    shown = run_inside(runtime, "departures", "export", "-", *STUDIO)

    assert (done.exit_code, done.output) == (0, "")
    assert file.read_text("utf-8") == shown.stdout
    assert shown.stdout.splitlines()[1].split(";")[2] == LEFT.subject
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(folder.iterdir()) == [file]


def test_a_wrong_name_empties_no_feed(runtime: Runtime, tmp_path: Path) -> None:
    """What was written last night is there still."""
    file = tmp_path / "studio.csv"
    file.write_text("hier", encoding="utf-8")

    wrong = run_inside(runtime, "departures", "export", str(file), "--provider", "stduio")

    assert wrong.exit_code == 2
    assert file.read_text("utf-8") == "hier"


def test_what_cannot_be_written_is_refused(runtime: Runtime, tmp_path: Path) -> None:
    """A folder that is not there, and what is no file."""
    absent = run_inside(runtime, "departures", "export", str(tmp_path / "x" / "y"), *STUDIO)
    device = run_inside(runtime, "departures", "export", "/dev/null", *STUDIO)

    assert (absent.exit_code, device.exit_code) == (5, 5)
    assert "No such file" in absent.stderr
    assert "n’est pas un fichier ordinaire" in device.stderr


def test_answers_of_a_provider_are_read_in_utf_8(runtime: Runtime, tmp_path: Path) -> None:
    """With the mark that spreadsheets put first; another encoding is named, and nothing noted."""
    file = tmp_path / "supprimés.txt"
    asked = ("departures", "acknowledge", *STUDIO, "--file", str(file), "--reason", "courriel")
    file.write_bytes("élève".encode("latin-1"))
    refused = run_inside(runtime, *asked)
    awaited = len(runtime.stores.departures.open())
    file.write_text(f"{LEFT.subject}\n", encoding="utf-8-sig")
    done = run_inside(runtime, *asked)

    assert refused.exit_code == 5
    assert refused.stderr.rstrip().endswith("supprimés.txt : ne peut pas être lu en UTF-8")
    assert awaited == 1
    assert done.exit_code == 0
    assert runtime.stores.departures.open() == []
