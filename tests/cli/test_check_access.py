"""``check-access`` from outside: exit codes, JSON, lines to read."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from tests.services.school import PARIS, PEOPLE
from tests.stores.filling import People
from tests.wiring.inside import portal_with, run_inside

from garbridge.core.days import end_of
from garbridge.core.entitlements import LicenceKind, Licences
from garbridge.core.identifiers import PersonId, ResourceId, SubscriptionId
from garbridge.core.people import Person
from garbridge.stores.sql.database import Database
from garbridge.testing.world import (
    COLLEGE,
    LYCEE,
    NOW,
    OPENING,
    SUBSCRIPTION,
    TENANT,
    pupil,
    seat,
)
from garbridge.wiring import Runtime, open_engine

VIDEOS = ResourceId("ark:/12345/videos")
BOUGHT = replace(
    SUBSCRIPTION,
    id=SubscriptionId("videos"),
    resource=VIDEOS,
    ends=end_of(date(2027, 8, 15), PARIS),
)
ENDED = replace(BOUGHT, id=SubscriptionId("ended"), ends=NOW)


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return a portal, in French, whose lycée bought videos and gave none."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    people = (*PEOPLE, pupil("chloé"), pupil("denis"))
    with portal_with(people, tmp_path, schools=(LYCEE, COLLEGE)) as runtime:
        runtime.writer.write(subscriptions=[BOUGHT])
        yield runtime


def run(runtime: Runtime, *arguments: str) -> Result:
    """Run the command inside the portal."""
    return run_inside(runtime, "check-access", *arguments)


def test_what_was_given_to_nobody_is_a_finding(runtime: Runtime) -> None:
    """A script stops on it; every school is looked at."""
    answer = run(runtime)

    assert answer.exit_code == 1
    assert "videos  Vidéos : attribué à personne" in answer.output
    assert f"{COLLEGE.id} : 0 personnes" in answer.output


def test_a_clean_school_ends_with_zero(runtime: Runtime) -> None:
    """Each pupil of the class holds a seat."""
    names = ("alice", "chloé", "denis")
    runtime.writer.write(seats=[seat(PersonId(name), BOUGHT) for name in names])

    answer = run(runtime, "--school", LYCEE.id, "--as", "cheffe")

    assert answer.exit_code == 0, answer.output
    assert "rien à signaler" in answer.output


def test_the_json_form_is_stable(runtime: Runtime) -> None:
    """Who cannot, by which rule and code; who lacks what the class has; how far it is covered."""
    runtime.writer.write(
        subscriptions=[ENDED],
        seats=[
            *(seat(PersonId(name), BOUGHT) for name in ("alice", "chloé")),
            seat(PersonId("bruno"), ENDED),
        ],
    )

    said = json.loads(run(runtime, "--school", LYCEE.id, "--json").stdout)

    assert said == {
        "clean": False,
        "schools": [
            {
                "school": LYCEE.id,
                "people": 8,
                "checked": 3,
                "later": 0,
                "barred": [
                    {
                        "person": "bruno",
                        "resource": VIDEOS,
                        "reason": "not_assigned",
                        "code": "GB-DRO-01",
                        "since": None,
                        "alternative": None,
                    }
                ],
                "unassigned": [],
                "lacking": [{"division": "2DE4", "resource": VIDEOS, "people": ["denis"], "of": 3}],
                "crowded": [],
                "unserved": [],
                "coverage": [
                    {
                        "division": "2DE4",
                        "label": "Seconde 4",
                        "resource": VIDEOS,
                        "can": 2,
                        "of": 3,
                    }
                ],
            }
        ],
    }
    lines = run(runtime, "--school", LYCEE.id).output
    assert "bruno  Vidéos : non attribuée [GB-DRO-01]" in lines
    assert "2DE4  Vidéos : manque à denis (1/3)" in lines
    assert "2DE4  Vidéos  2/3" in lines


def test_a_class_that_outgrew_a_licence_is_a_finding(runtime: Runtime) -> None:
    """Nobody is shut out; check-access finds it and stock tells it, until the order is raised."""
    three = replace(BOUGHT, kind=LicenceKind.ETABL, licences=Licences(overall=4))
    opened = replace(OPENING, subscription=three.id, resource=VIDEOS)
    runtime.writer.write(subscriptions=[three], openings=[opened])
    before = run_inside(runtime, "stock", "--school", LYCEE.id)
    for name in ("emil", "fanny"):
        arrive(runtime, pupil(name))

    found = run(runtime, "--school", LYCEE.id)
    document = json.loads(run(runtime, "--school", LYCEE.id, "--json").stdout)
    stock = run_inside(runtime, "stock", "--school", LYCEE.id)
    (told,) = json.loads(run_inside(runtime, "stock", "--school", LYCEE.id, "--json").stdout)

    assert "licences d’établissement : 4 · personnes : 3 · populations : 1" in before.output
    assert found.exit_code == 1
    assert "videos  Vidéos : 5 personnes pour 4 licences, 1 de trop" in found.output
    (school,) = document["schools"]
    assert school["barred"] == []
    assert school["crowded"] == [
        {"subscription": "videos", "resource": VIDEOS, "licences": 4, "inside": 5, "over": 1}
    ]
    assert "personnes : 5 · de trop : 1" in stock.output
    assert (told["inside"], told["over"], told["in_use"]) == (5, 1, None)
    assert run(runtime, "--population", "division:2DE4", "--school", LYCEE.id).exit_code == 0
    runtime.writer.write(subscriptions=[replace(three, licences=Licences(overall=5))])
    assert run(runtime, "--school", LYCEE.id).exit_code == 0


def arrive(runtime: Runtime, person: Person) -> None:
    """Put somebody more into the directory."""
    database = Database(open_engine(runtime.config.database))
    People(database, TENANT).put(person, NOW)
    database.close()


def test_a_population_and_a_day_can_be_chosen(runtime: Runtime) -> None:
    """Only those are looked at, on that day."""
    runtime.writer.write(seats=[seat(PersonId("alice"), BOUGHT)])
    late = run(runtime, "--school", LYCEE.id, "--at", "2027-08-15T12:00", "--population", "elv")
    after = run(runtime, "--school", LYCEE.id, "--at", BOUGHT.ends.isoformat())

    assert late.exit_code == 0, late.output
    assert "3 personnes, 1 accès" in late.output
    assert after.exit_code == 0, "last year's: a finding of nobody"


def test_a_population_of_nobody_is_a_finding(runtime: Runtime) -> None:
    """A typo in the code of a class must not look like a class where all is well."""
    answer = run(runtime, "--school", LYCEE.id, "--population", "division:6Z")
    document = json.loads(run(runtime, "--population", "division:6Z", "--json").stdout)

    assert answer.exit_code == 1
    assert "0 personnes" in answer.output
    assert "personne dans cette population" in answer.output
    assert document["clean"] is False


def test_a_day_is_one_of_the_portal(runtime: Runtime) -> None:
    """The subscription ends at midnight in Paris, 22:00 of the day before in UTC."""
    running = run(runtime, "--school", LYCEE.id, "--at", "2027-08-15")
    over = run(runtime, "--school", LYCEE.id, "--at", "2027-08-16")

    assert "attribué à personne" in running.output
    assert "attribué à personne" not in over.output


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--population", "division:"), 2, "population"),
        (("--population", "king"), 2, "population"),
        (("--school", "x"), 2, "UAI"),
        (("--at", "demain"), 2, "2026-09-01"),
        (("--at", "0001-01-01"), 2, "1900"),
        (("--at", "9999-12-31T23:00:00-12:00"), 2, "2200"),
        (("--population", "division:x\udcff"), 2, "population"),
        (("--school", "0750009Z"), 2, "inconnu"),
        (("--as", "alice"), 5, "GB-DRO-20"),
        (("--as", "cheffe", "--school", COLLEGE.id), 5, "GB-DRO-20"),
    ],
)
def test_what_is_wrong_is_told(
    runtime: Runtime, arguments: tuple[str, ...], code: int, told: str
) -> None:
    """Without a trace."""
    answer = run(runtime, *arguments)

    assert answer.exit_code == code
    assert told in answer.output
    assert "Traceback" not in answer.output


def test_a_head_sees_the_own_school_of_all(runtime: Runtime) -> None:
    """Without ``--school`` those that are permitted, and no word about the others."""
    answer = run(runtime, "--as", "cheffe")

    assert answer.exit_code == 1
    assert LYCEE.id in answer.output
    assert COLLEGE.id not in answer.output


def test_whom_a_rule_leaves_without_is_told(runtime: Runtime) -> None:
    """Licences are missing: with the reason, the names and the counts."""
    runtime.writer.write(subscriptions=[replace(BOUGHT, licences=Licences(overall=1))])
    rule = ("--school", LYCEE.id, "--resource", VIDEOS, "--division", "2DE4", "--profile", "elv")
    assert run_inside(runtime, "rules", "add", *rule).exit_code == 1

    answer = run(runtime, "--school", LYCEE.id)

    assert answer.exit_code == 1
    assert "Vidéos : plus d’exemplaire pour la règle : chloé, denis (2/3)" in answer.output
    (said,) = json.loads(run(runtime, "--school", LYCEE.id, "--json").stdout)["schools"]
    assert said["unserved"] == [
        {
            "resource": VIDEOS,
            "reason": "no_licence_left",
            "people": ["chloé", "denis"],
            "missing": 2,
            "of": 3,
        }
    ]
