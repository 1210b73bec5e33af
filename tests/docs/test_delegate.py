"""The page on delegations runs as it stands."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside, ticking

from garbridge.testing.world import LYCEE
from garbridge.wiring import Runtime

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "delegate.md").read_text("utf-8")
BLOCKS = re.findall(r"```console\n\$ garbridge (.*?)```", PAGE, re.DOTALL)
STEPS = [step for block in BLOCKS for step in block.split("\n$ garbridge ")]


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return the portal that the page names, in French, on the day of the tests."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with portal_with(PEOPLE, tmp_path, clock=ticking()) as runtime:
        yield runtime


def names(runtime: Runtime) -> dict[str, str]:
    """Return the names that stand for delegations on the page."""
    listed = run_inside(runtime, "delegations", "list", "--school", LYCEE.id, "--json")
    given = json.loads(listed.stdout)["delegations"]
    return {one["person"].partition("-")[0].upper(): one["id"] for one in given}


def test_the_page_runs(runtime: Runtime) -> None:
    """Each command ends as the page says, and prints what stands below it."""
    for step in STEPS:
        command, *expected = step.splitlines()
        words, _, code = command.partition("  # exit ")
        known = names(runtime)
        arguments = [known.get(word, word) for word in shlex.split(words)]

        answer = run_inside(runtime, *arguments)

        assert answer.exit_code == int(code or 0), answer.output
        places = [answer.output.find(line) for line in expected]
        assert -1 not in places, (command, answer.output)
        assert places == sorted(places), (command, answer.output)
    assert len(STEPS) == 9


def test_the_json_of_a_delegation_is_stable(runtime: Runtime) -> None:
    """Scripts rely on the keys; ``null`` is the operator."""
    answer = run_inside(
        runtime,
        *("delegations", "add", "--school", LYCEE.id, "--person", "bruno", "--json"),
        *("--starts", "2026-12-01", "--ends", "2027-08-15", "--reason", "Essai"),
    )
    said = json.loads(answer.stdout)

    assert said.pop("id")
    assert said.pop("given_at").startswith("2026-11-16T08:00:0")
    assert said == {
        "school": LYCEE.id,
        "person": "bruno",
        "scope": "all",
        "email": "bruno.marquefort@ent.example",
        "starts": "2026-11-30T23:00:00+00:00",
        "ends": "2027-08-15T22:00:00+00:00",
        "reason": "Essai",
        "given_by": None,
        "withdrawn": None,
        "withdrawn_by": None,
    }
    journal = run_inside(runtime, "delegations", "journal", "--school", LYCEE.id, "--json")
    (line,) = json.loads(journal.stdout)
    assert (line["kind"], line["by"], line["person"]) == ("given", None, "bruno")
    candidates = run_inside(runtime, "delegations", "candidates", "--school", LYCEE.id, "--json")
    assert json.loads(candidates.stdout)[0]["person"] == "zoe-doc"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("list", "--school", LYCEE.id, "--as", "alice"), 5, "GB-DRO-20"),
        (("list", "--school", "0750009Z", "--as", "cheffe"), 5, "GB-DRO-20"),
        (("list", "--school", "x"), 2, "UAI"),
        (("withdraw", "x", "--school", LYCEE.id, "--reason", "x"), 5, "GB-DRO-37"),
        (("renew", "x", "--school", LYCEE.id, "--ends", "demain"), 2, "2026-09-01"),
        (("list", "--school", LYCEE.id), 0, "aucune"),
    ],
)
def test_a_denial_ends_with_five(
    runtime: Runtime, arguments: tuple[str, ...], code: int, told: str
) -> None:
    """With the code of the reason, and without a trace."""
    answer = run_inside(runtime, "delegations", *arguments)

    assert answer.exit_code == code
    assert told in answer.output
    assert "Traceback" not in answer.output


def test_every_fault_is_shown_at_once(runtime: Runtime) -> None:
    """The command that cannot be given so says all of it."""
    answer = run_inside(
        runtime,
        *("delegations", "add", "--school", LYCEE.id, "--person", "agent"),
        *("--ends", "2020-08-15", "--reason", " "),
    )

    assert answer.exit_code == 5
    assert re.findall(r"GB-DRO-[0-9]+", answer.output) == [
        "GB-DRO-32",
        "GB-DRO-33",
        "GB-DRO-34",
    ]
