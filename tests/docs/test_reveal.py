"""The page on who is behind an identifier runs as it stands."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.docs.how_to import Command, commands, hold, write_files
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside, ticking
from tests.wiring.portal_files import write_portal

from garbridge.config import read_config
from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.errors import ConfigError
from garbridge.wiring import Runtime, build_runtime

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
PAGE = (HOW_TO / "find-who-is-behind-an-identifier.md").read_text("utf-8")
STUDIO = ProviderId("studio")


@pytest.fixture(name="portal")
def _portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return a portal with a key for its ledger, in French."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.chdir(tmp_path)
    file = write_portal(tmp_path)
    text = file.read_text("utf-8")
    file.write_text(text.replace("[keys]", '[keys]\nledger = "keys/ledger.key"'), "utf-8")
    with portal_with(PEOPLE, tmp_path, clock=ticking()) as runtime:
        yield runtime


def _filled(command: Command, identifier: str, request: str) -> tuple[str, ...]:
    values = {"IDENTIFIER": identifier, "REQUEST": request}
    return tuple(values.get(one, one) for one in command.arguments)


def test_every_command_of_the_page_does_what_it_says(portal: Runtime, tmp_path: Path) -> None:
    """Keys, configuration, request, approval, and the ledger."""
    identifier, runtime, request = portal.access.subject_at(STUDIO, PersonId("alice")), portal, ""
    shown = list(commands(PAGE))
    assert len(shown) == 10
    for number, command in enumerate(shown):
        if number == 2:
            assert write_files(PAGE, tmp_path) == ["holders.toml"]
            added = (tmp_path / "holders.toml").read_text("utf-8")
            file = tmp_path / "garbridge.toml"
            file.write_text(file.read_text("utf-8") + added, encoding="utf-8")
            runtime = build_runtime(file, clock=portal.clock)
        done = run_inside(runtime, *_filled(command, identifier, request))
        hold(done, replace(command, printed=_parts(command, done.output)))
        if "open" in command.arguments:
            request = done.output.split()[1].rstrip(",")
    lines = run_inside(runtime, "lookups", "--school", "0750001A", "--as", "cheffe").stdout
    own = run_inside(
        runtime, "person", "export", "--person", "alice", "--reason", "moi", "--as", "alice"
    )

    assert lines.count("reveal:studio") == 2
    assert '"protocol": "reveal"' in own.stdout


def _parts(command: Command, output: str) -> tuple[str, ...]:
    """Return the printed lines of the page; a line of the journal stands without its request."""
    if command.arguments[:2] != ("reveal", "journal"):
        return command.printed
    found = [
        line
        for line in command.printed
        if not any(all(part in told for part in line.split(" · ")) for told in output.splitlines())
    ]
    return tuple(found)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ('person = "dpo"\n', "name two different people"),
        ('key = "rssi.pub"\n', "reveal.holders"),
        ("hours = 24 ", "reveal.hours"),
    ],
)
def test_one_person_alone_is_a_mistake_of_the_configuration(
    portal: Runtime, tmp_path: Path, change: str, problem: str
) -> None:
    """One holder, one of them twice, a key that is not there, a request without an end."""
    for name in ("dpo", "rssi"):
        run_inside(portal, "keys", "holder", str(tmp_path / f"{name}.key"))
    write_files(PAGE, tmp_path)
    wrong = {
        'person = "dpo"\n': 'person = "rssi"\n',
        'key = "rssi.pub"\n': 'key = "nowhere.pub"\n',
        "hours = 24 ": "hours = 1000 ",
    }
    text = (tmp_path / "holders.toml").read_text("utf-8")
    assert change in text
    file = tmp_path / "garbridge.toml"
    before = file.read_text("utf-8")
    file.write_text(before + text.replace(change, wrong[change]), encoding="utf-8")

    with pytest.raises(ConfigError, match=problem):
        read_config(file)


def test_without_holders_nobody_may(portal: Runtime, tmp_path: Path) -> None:
    """It is off until somebody configures it, and the attempt is written down."""
    run_inside(portal, "keys", "holder", str(tmp_path / "dpo.key"))
    asked = ("reveal", "open", "--provider", "studio", "--identifier", "x" * 20)

    done = run_inside(portal, *asked, "--reason", "essai", "--as", "dpo", "--key", "dpo.key")

    assert (done.exit_code, "ne détient pas de clé" in done.stderr) == (5, True)
    assert "refusée" in run_inside(portal, "reveal", "journal").stdout
