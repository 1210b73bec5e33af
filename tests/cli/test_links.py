"""``garbridge links``: content that was chosen is seen and taken back by whoever may."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside, ticking

from garbridge.testing.links import AT_COLLEGE, LATER, LINK
from garbridge.testing.world import LYCEE
from garbridge.wiring import Runtime


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return a portal with two links at the lycée and one elsewhere."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with portal_with(PEOPLE, tmp_path, clock=ticking()) as runtime:
        runtime.stores.links.add([LINK, LATER, AT_COLLEGE])
        yield runtime


def test_a_school_lists_its_own(runtime: Runtime) -> None:
    """In words and as data; not what is elsewhere."""
    said = run_inside(runtime, "links", "list", "--school", LYCEE.id)
    data = run_inside(runtime, "links", "list", "--school", LYCEE.id, "--json")

    assert said.exit_code == 0
    assert LINK.url in said.output
    assert [one["id"] for one in json.loads(data.output)] == [LINK.id, LATER.id]


def test_one_is_taken_back_for_all(runtime: Runtime) -> None:
    """Once; the others stay, and so does that of another school."""
    done = run_inside(runtime, "links", "remove", LINK.id, "--school", LYCEE.id)
    again = run_inside(runtime, "links", "remove", LINK.id, "--school", LYCEE.id)

    assert (done.exit_code, again.exit_code) == (0, 2)
    assert [one.id for one in runtime.stores.links.of_school(LYCEE.id)] == [LATER.id]
    assert list(runtime.stores.links.of_school(AT_COLLEGE.school)) == [AT_COLLEGE]


@pytest.mark.parametrize("command", [("list",), ("remove", LINK.id)])
def test_a_pupil_may_neither(runtime: Runtime, command: tuple[str, ...]) -> None:
    """Exit 5, and nothing is changed or told."""
    denied = run_inside(runtime, "links", *command, "--school", LYCEE.id, "--as", "alice")

    assert denied.exit_code == 5
    assert LINK.url not in denied.output
    assert len(runtime.stores.links.of_school(LYCEE.id)) == 2


def test_nothing_is_said_where_there_is_nothing(runtime: Runtime) -> None:
    """A school without any."""
    runtime.stores.links.remove(LYCEE.id, LINK.resource, LINK.id)
    runtime.stores.links.remove(LYCEE.id, LATER.resource, LATER.id)

    said = run_inside(runtime, "links", "list", "--school", LYCEE.id)

    assert said.output == "aucun contenu choisi\n"
