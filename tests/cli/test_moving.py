"""``rules``, ``queue`` and ``directory duplicates`` as scripts read them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside

from garbridge.core.entitlements import Licences
from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.queue import Entry, EntryKind, EntryState
from garbridge.testing.world import ALICE, LYCEE, SUBSCRIPTION, seat
from garbridge.wiring import Runtime

VIDEOS = "ark:/12345/videos"
BOUGHT = replace(SUBSCRIPTION, resource=ResourceId(VIDEOS), licences=Licences(overall=1))
BRUNO = PersonId("bruno")
WHO = ("--school", LYCEE.id, "--resource", VIDEOS, "--everybody")


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return a portal whose lycée has one licence for everybody."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with portal_with(PEOPLE, tmp_path) as runtime:
        runtime.writer.write(subscriptions=[BOUGHT])
        yield runtime


def test_the_json_of_rules_is_stable(runtime: Runtime) -> None:
    """Scripts rely on the keys; exit 1 says that licences are missing."""
    tried = run_inside(runtime, "rules", "add", *WHO, "--dry-run", "--json")
    assert (tried.exit_code, json.loads(tried.stdout)["operation"]) == (1, None)

    added = run_inside(runtime, "rules", "add", *WHO, "--reason", "Tous", "--json")

    said = json.loads(added.stdout)
    assert added.exit_code == 1
    assert set(said) == {"operation", "changed", "before", "rounds"}
    assert said["changed"] == [
        {
            "school": LYCEE.id,
            "resource": VIDEOS,
            "population": {"profile": None, "kind": None, "code": None},
        }
    ]
    (served,) = said["rounds"]
    assert (served["given"], served["shortages"][0]["left"]) == (1, 1)
    (listed,) = json.loads(
        run_inside(runtime, "rules", "list", "--school", LYCEE.id, "--json").stdout
    )
    assert (listed["by"], listed["reason"]) == (None, "Tous")
    again = run_inside(runtime, "rules", "serve", "--dry-run", "--json")
    assert [one["given"] for one in json.loads(again.stdout)["rounds"]] == [0]
    removed = run_inside(runtime, "rules", "remove", *WHO)
    assert removed.exit_code == 0
    assert "Règles changées : 1" in removed.output


def test_the_json_of_the_queue_is_stable(runtime: Runtime) -> None:
    """What waits, with what is proposed; then what became of it."""
    school = ("--school", LYCEE.id)
    told = run_inside(runtime, "queue", "signal", "arrival", *school, "--person", "new", "--json")
    entry = json.loads(told.stdout)
    assert (entry["kind"], entry["signalled"], entry["state"]) == ("arrival", True, "open")

    (waits,) = json.loads(run_inside(runtime, "queue", "list", *school, "--json").stdout)["waiting"]
    assert waits == {**entry, "give": [], "take_back": [], "locked": []}
    number = str(entry["number"])
    accepted = run_inside(runtime, "queue", "accept", number, *school, "--json")
    assert accepted.exit_code == 1
    assert json.loads(accepted.stdout)[0]["closed"] is False
    assert run_inside(runtime, "queue", "accept", *school, "--all", "--dry-run").exit_code == 0
    assert "attend encore" in run_inside(runtime, "queue", "accept", *school, "--all").output
    dismissed = run_inside(runtime, "queue", "dismiss", number, *school)
    assert "fermé" in dismissed.output
    recipients = [one["recipient"] for one in json.loads(_json(runtime, "notifications"))]
    assert "zoe-doc" in recipients


def _json(runtime: Runtime, *arguments: str) -> str:
    return run_inside(runtime, *arguments, "--json").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("rules", "add", *WHO, "--as", "alice"), 5),
        (("rules", "add", "--school", LYCEE.id, "--resource", VIDEOS), 2),
        (("rules", "add", "--school", LYCEE.id, "--resource", "ark:/1/x", "--everybody"), 2),
        (("rules", "list", "--school", LYCEE.id, "--as", "alice"), 5),
        (("rules", "serve", "--school", LYCEE.id, "--as", "alice"), 5),
        (("queue", "list", "--school", LYCEE.id, "--as", "alice"), 5),
        (("queue", "accept", "--school", LYCEE.id, "--all", "--as", "alice"), 5),
        (("queue", "dismiss", "1", "--school", LYCEE.id, "--as", "alice"), 5),
        (("queue", "settle", "--school", LYCEE.id, "--as", "alice"), 5),
        (("queue", "signal", "arrival", "--school", LYCEE.id, "--person", "x", "--as", "alice"), 5),
        (("directory", "duplicates", "--school", LYCEE.id, "--as", "alice"), 5),
        (("directory", "merge", "alice", "bruno", "--as", "alice"), 5),
        (("directory", "merge", "alice", "alice"), 2),
        (("directory", "merge", "alice", "bruno"), 0),
        (("queue", "refresh", "--school", LYCEE.id, "--as", "alice"), 5),
        (("queue", "accept", "99", "--school", LYCEE.id), 1),
        (("queue", "dismiss", "99", "98", "--school", LYCEE.id), 1),
        (("queue", "dismiss", "9" * 20, "--school", LYCEE.id), 2),
        (("journal", "--school", LYCEE.id, "--limit", "9" * 20), 2),
        (("purge", "--journal", "--limit", "9" * 20), 2),
        (("queue", "refresh"), 0),
        (("queue", "settle"), 0),
        (("rules", "serve"), 0),
    ],
)
def test_each_command_ends_as_it_should(
    runtime: Runtime, arguments: tuple[str, ...], code: int
) -> None:
    """A denial with five, a wrong value with two, and never with a trace."""
    answer = run_inside(runtime, *arguments)

    assert answer.exit_code == code, answer.output
    assert "Traceback" not in answer.output


def test_possible_duplicates_wait_to_be_merged(runtime: Runtime) -> None:
    """Told once, with the command that merges them; looking for them needs a right."""
    school = ("--school", LYCEE.id)
    tried = run_inside(runtime, "queue", "refresh", *school, "--dry-run", "--json")
    assert {one["kind"] for one in json.loads(tried.stdout)} == {"duplicate"}

    found = run_inside(runtime, "queue", "refresh", *school)

    assert "doublon possible" in found.output
    assert "rien de nouveau" in run_inside(runtime, "queue", "refresh", *school).output
    listed = run_inside(runtime, "queue", "list", *school)
    assert "à regarder, puis à fusionner : garbridge directory merge" in listed.output
    waiting = json.loads(run_inside(runtime, "queue", "list", *school, "--json").stdout)["waiting"]
    number = str(waiting[0]["number"])
    accepted = run_inside(runtime, "queue", "accept", number, *school)
    assert (accepted.exit_code, "attend encore" in accepted.output) == (1, True)
    assert run_inside(runtime, "queue", "accept", *school, "--all").exit_code == 0


def test_an_undone_merge_says_what_stays(runtime: Runtime) -> None:
    """What waited is of the one again; what somebody decided since stays, and is told."""
    school = ("--school", LYCEE.id)
    merge = ("directory", "merge", "alice", "bruno", "--json")
    stays = json.loads(run_inside(runtime, *merge).stdout)["stays"]
    waits = Entry(school=LYCEE.id, kind=EntryKind.DEPARTURE, person=ALICE, at=runtime.clock())
    runtime.writer.write(seats=[replace(seat(), resource=BOUGHT.resource)])
    told: list[tuple[object, str]] = []
    for since in ([], [("queue", "dismiss", "1", *school)]):
        if not since:
            runtime.stores.queue.add([waits])
        done = json.loads(run_inside(runtime, *merge, "--apply").stdout)["operation"]
        for words in since:
            assert run_inside(runtime, *words).exit_code == 0
        answer = run_inside(runtime, "undo", done, *([] if since else ["--json"]))
        (entry,) = runtime.stores.queue.of_person(LYCEE.id, BRUNO if since else ALICE)
        told.append((entry.state, answer.stdout))

    assert stays == ["restrictions"]
    assert told[0][0] is EntryState.OPEN
    assert (json.loads(told[0][1])["back"], json.loads(told[0][1])["stays"]) == (["queue"], [])
    assert told[1][0] is EntryState.DISMISSED
    assert "Reste au compte gardé\u00a0: des entrées de la file" in told[1][1]


def test_the_preview_of_a_rule_carries_its_doubts(runtime: Runtime) -> None:
    """In the JSON and in words, as that of an assignment."""
    tried = run_inside(runtime, "rules", "add", *WHO, "--dry-run", "--json")

    assert [one["doubts"] for one in json.loads(tried.stdout)["rounds"]] == [[]]


def test_a_day_is_one_of_the_portals_zone(runtime: Runtime) -> None:
    """What was signalled for the 18th is shown as the 18th, which begins at 23:00 in UTC."""
    told = run_inside(
        runtime,
        *("queue", "signal", "departure", "--school", LYCEE.id),
        *("--person", "alice", "--on", "2026-12-18"),
    )

    assert "à partir du 2026-12-18" in told.output
    waits = run_inside(runtime, "queue", "list", "--school", LYCEE.id)
    assert "à partir du 2026-12-18" in waits.output
