"""The page on floating licences and on interaction runs as it stands."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from shutil import move

import pytest
from click.testing import CliRunner, Result
from tests.docs.how_to import Command, commands, write_files
from tests.services.school import PEOPLE
from tests.stores.filling import People
from tests.wiring.portal_files import write_portal

from garbridge.cli import main
from garbridge.cli.context import Shell
from garbridge.config import read_config
from garbridge.stores.sql.database import Database
from garbridge.testing.world import LYCEE, NOW, TENANT
from garbridge.wiring import Runtime, build_runtime, open_engine, upgrade_database

FILE = Path(__file__).parents[2] / "docs" / "how-to" / "floating-and-interaction.md"
PAGE = FILE.read_text("utf-8")
WORKSHOP = ("--school", LYCEE.id, "--resource", "ark:/12345/atelier")


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return the portal that the page names, in French, on the day of the tests."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.chdir(tmp_path)
    file = write_portal(tmp_path)
    assert write_files(PAGE, tmp_path) == ["abonnements.csv", "studio.toml"]
    move(tmp_path / "studio.toml", tmp_path / "providers" / "studio.toml")
    config = read_config(file)
    engine = open_engine(config.database)
    upgrade_database(engine)
    database = Database(engine)
    people = People(database, TENANT)
    people.put_school(LYCEE)
    for person in PEOPLE:
        people.put(person, NOW)
    seconds = count()
    yield build_runtime(config, clock=lambda: NOW + timedelta(seconds=next(seconds)))
    database.close()


def run(runtime: Runtime, *arguments: str) -> Result:
    """Run a command inside the portal, with the token of the page."""
    shell = Shell(Path(), given=runtime)
    if "JETON" in arguments:
        shown = CliRunner().invoke(main, ("activation", "show", *WORKSHOP, "--json"), obj=shell)
        token = json.loads(shown.stdout)["token"]
        arguments = tuple(token if word == "JETON" else word for word in arguments)
    return CliRunner().invoke(main, arguments, obj=shell)


def hold(done: Result, command: Command) -> None:
    """Compare what a command did with what the page says."""
    assert done.exit_code == command.code, (command.arguments, done.output)
    missing = [line for line in command.printed if line not in done.output]
    assert not missing, (command.arguments, done.output)


def test_every_command_of_the_page_does_what_it_says(runtime: Runtime) -> None:
    """In the order in which somebody reads it."""
    shown = list(commands(PAGE))
    assert len(shown) == 16
    for command in shown:
        hold(run(runtime, *command.arguments), command)


def test_the_json_of_an_activation_is_stable(runtime: Runtime) -> None:
    """Scripts rely on the keys; ``null`` is the operator."""
    showing = json.loads(run(runtime, "activation", "show", *WORKSHOP, "--json").stdout)
    token = showing.pop("token")
    done = json.loads(
        run(
            runtime, *("activation", "on", *WORKSHOP, "--token", token, "--reason", "r", "--json")
        ).stdout
    )
    listed = json.loads(run(runtime, "activation", "list", *WORKSHOP[:2], "--json").stdout)

    purpose = "signer les textes de l’atelier"
    names = {"attribute": "NOM", "profiles": ["elv", "ens"], "purpose": purpose}
    given = {"attribute": "PRE", "profiles": ["elv"], "purpose": purpose}
    shown = [{**one, "transformation": "as_is"} for one in (names, given)]
    assert showing == {
        "resource": "ark:/12345/atelier",
        "school": LYCEE.id,
        "standing": "off",
        "people": 2,
        "extra": [{**shown[0], "people": 2}, {**shown[1], "people": 1}],
    }
    assert done.pop("at").startswith("2026-11-16T08:00:")
    assert done == {
        "resource": "ark:/12345/atelier",
        "school": LYCEE.id,
        "on": True,
        "by": None,
        "reason": "r",
        "shown": shown,
        "people": 2,
    }
    assert [(one["title"], one["standing"]) for one in listed] == [("Atelier d’écriture", "on")]
    assert listed[0]["latest"]["reason"] == "r"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("show", *WORKSHOP, "--as", "alice"), 5, "GB-DRO-20"),
        (("show", *WORKSHOP[:3], "ark:/12345/videos"), 5, "s’ouvre sans être activée"),
        (("show", *WORKSHOP[:3], "ark:/12345/rien"), 5, "non enregistrée"),
        (("on", *WORKSHOP, "--token", "ancien", "--reason", "r"), 5, "voici ce qui sortirait"),
        (("off", *WORKSHOP, "--reason", "r", "--as", "alice"), 5, "GB-DRO-20"),
        (("list", *WORKSHOP[:2], "--as", "alice"), 5, "GB-DRO-20"),
        (("on", *WORKSHOP, "--token", "t"), 2, "--reason"),
    ],
)
def test_what_cannot_be_done_is_told(
    runtime: Runtime, arguments: tuple[str, ...], code: int, told: str
) -> None:
    """Without a trace."""
    answer = run(runtime, "activation", *arguments)

    assert answer.exit_code == code
    assert told in answer.output
    assert "Traceback" not in answer.output


def test_a_portal_without_interaction_has_nothing_to_activate(
    runtime: Runtime, tmp_path: Path
) -> None:
    """The list says so."""
    file = tmp_path / "providers" / "studio.toml"
    text = file.read_text("utf-8").replace('interaction = ["NOM", "PRE"]\n', "")
    file.write_text(text, encoding="utf-8")
    again = build_runtime(runtime.config)

    assert "aucune" in run(again, "activation", "list", *WORKSHOP[:2]).output
