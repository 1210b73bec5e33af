"""The page on floating licences and on interaction runs as it stands."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import move

import pytest
from click.testing import Result
from tests.docs.how_to import commands, hold, write_files
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside, ticking
from tests.wiring.portal_files import write_portal

from garbridge.testing.world import LYCEE
from garbridge.wiring import Runtime, build_runtime

FILE = Path(__file__).parents[2] / "docs" / "how-to" / "floating-and-interaction.md"
PAGE = FILE.read_text("utf-8")
WORKSHOP = ("--school", LYCEE.id, "--resource", "ark:/12345/atelier")


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return the portal that the page names, in French, on the day of the tests."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.chdir(tmp_path)
    write_portal(tmp_path)
    assert write_files(PAGE, tmp_path) == ["abonnements.csv", "studio.toml"]
    move(tmp_path / "studio.toml", tmp_path / "providers" / "studio.toml")
    with portal_with(PEOPLE, tmp_path, clock=ticking()) as runtime:
        yield runtime


def run(runtime: Runtime, *arguments: str) -> Result:
    """Run a command inside the portal, with the token of the page."""
    if "JETON" in arguments:
        shown = run_inside(runtime, "activation", "show", *WORKSHOP, "--json")
        token = json.loads(shown.stdout)["token"]
        arguments = tuple(token if word == "JETON" else word for word in arguments)
    return run_inside(runtime, *arguments)


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
