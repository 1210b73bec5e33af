"""``explain --as`` and ``lookups`` from outside."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside, ticking

from garbridge.testing.world import COLLEGE, LYCEE
from garbridge.wiring import Runtime

ASKED = ("explain", "--reason", "appel", "--person", "alice", "--resource", "ark:/12345/videos")
JOURNAL = ("lookups", "--school", LYCEE.id)


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return a portal with a lycée, in French."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with portal_with(PEOPLE, tmp_path, schools=(LYCEE, COLLEGE), clock=ticking()) as runtime:
        yield runtime


def test_who_looked_somebody_up_is_read_by_the_head(runtime: Runtime) -> None:
    """Newest first, with the operator; the JSON is stable, and nobody's answer is in it."""
    empty = run_inside(runtime, *JOURNAL)
    run_inside(runtime, *ASKED, "--as", "zoe-doc")
    run_inside(runtime, *ASKED)
    shown = run_inside(runtime, *JOURNAL, "--as", "cheffe")
    told = json.loads(run_inside(runtime, *JOURNAL, "--limit", "1", "--json").stdout)

    assert (empty.exit_code, empty.stdout) == (0, "aucune consultation\n")
    assert [line.split(" · ")[1:] for line in shown.stdout.splitlines()] == [
        ["opérateur", "alice", "ark:/12345/videos", "appel"],
        ["zoe-doc", "alice", "ark:/12345/videos", "appel"],
    ]
    assert told.pop()["at"].startswith("2026-11-16T08:0")
    assert told == []
    full = json.loads(run_inside(runtime, *JOURNAL, "--json").stdout)
    assert [one["by"] for one in full] == [None, "zoe-doc"]
    assert set(full[0]) == {"about", "at", "by", "person", "reason"}


@pytest.mark.parametrize("more", [(), ("--resource", "ark:/12345/videos", "--attribute", "PRO")])
def test_what_is_asked_about_is_one_thing(runtime: Runtime, more: tuple[str, ...]) -> None:
    """Neither, or both: whoever asks reads which options there are."""
    answer = run_inside(runtime, *ASKED[:5], *more)

    assert answer.exit_code == 2
    assert "Donnez --resource | --provider | --attribute" in answer.output


@pytest.mark.parametrize("more", [("--school", COLLEGE.id), ("--at", "2026-09-01")])
def test_what_one_learns_is_told_of_no_instant_and_no_school(
    runtime: Runtime, more: tuple[str, str]
) -> None:
    """Whoever gave one would read the answer as that of that day, or of that school."""
    answer = run_inside(runtime, *ASKED[:5], "--provider", "parc", *more)

    assert answer.exit_code == 2
    assert "--school et --at ne valent qu’avec --resource" in answer.output


@pytest.mark.parametrize(
    "arguments",
    [
        (*ASKED, "--as", "alice"),
        (*ASKED, "--as", "cheffe", "--school", COLLEGE.id),
        (
            "explain",
            "--reason",
            "appel",
            "--person",
            "nobody",
            "--resource",
            "ark:/12345/videos",
            "--as",
            "cheffe",
        ),
        (*JOURNAL, "--as", "alice"),
        (*JOURNAL[:-1], COLLEGE.id, "--as", "cheffe"),
    ],
)
def test_a_denial_ends_with_five(runtime: Runtime, arguments: tuple[str, ...]) -> None:
    """With the code of the reason and no answer; nothing is written down."""
    answer = run_inside(runtime, *arguments)

    assert (answer.exit_code, answer.stdout) == (5, "")
    assert "GB-DRO-20" in answer.stderr
    assert run_inside(runtime, *JOURNAL).stdout == "aucune consultation\n"
