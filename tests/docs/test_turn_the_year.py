"""The page about the school year is executed: each command ends as it says and prints its lines."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from tests.docs.how_to import commands, hold
from tests.services.turning import JULY, bought, class_of, small
from tests.wiring.inside import portal_with, run_inside
from tests.wiring.portal_files import write_portal

from garbridge.core.entitlements import Licences, Seat
from garbridge.core.identifiers import ResourceId
from garbridge.testing.world import COLLEGE
from garbridge.wiring import Runtime

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "turn-the-year.md").read_text("utf-8")
RESOURCE = """
[[resources]]
ark = "ark:/12345/{name}"
title = "{title}"
url = "https://studio.example/{name}"
"""
FIFTH = [person.id for person in class_of(5, "A")]
STOCK = [
    replace(one, resource=ResourceId(f"ark:/12345/{one.id.partition('-')[0]}"))
    for one in (
        bought("algebre", 2026, 2026),
        bought("algebre", 2027, 2027),
        bought("atlas", 2025, 2029, licences=Licences(overall=4)),
        bought("latin", 2026, 2026),
    )
]
SCHOOL = ("--school", COLLEGE.id)


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return the portal of the page, in French, in July."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    write_portal(tmp_path)
    with (tmp_path / "providers" / "studio.toml").open("a", encoding="utf-8") as provider:
        for name in ("algebre", "atlas", "latin"):
            provider.write(RESOURCE.format(name=name, title=name.capitalize()))
    numbers = count()
    seats = [
        Seat(subscription=one.id, resource=one.resource, school=one.school, person=person)
        for one in (STOCK[0], STOCK[2], STOCK[3])
        for person in FIFTH
    ]
    with portal_with(
        small(),
        tmp_path,
        schools=(COLLEGE,),
        clock=lambda: JULY,
        tokens=lambda: f"op-{next(numbers)}",
    ) as runtime:
        runtime.writer.write(subscriptions=STOCK, seats=seats)
        yield runtime


def test_every_command_of_the_page_does_what_it_says(runtime: Runtime) -> None:
    """In the order in which somebody reads it."""
    shown = list(commands(PAGE))
    assert len(shown) == 13
    for command in shown:
        hold(run_inside(runtime, *command.arguments), command)


def test_the_json_is_stable(runtime: Runtime) -> None:
    """Scripts rely on the keys."""
    year = ("--year", "2027-2028")
    prepared = run_inside(runtime, "year", "prepare", *SCHOOL, *year, "--confirm-levels", "--json")
    assert prepared.exit_code == 1, "latin is to be ordered"
    plan = json.loads(prepared.stdout)
    assert plan["snapshot"] == {"seats": 12, "openings": 0}
    assert plan["levels"]["10310019110"] == {"next": None, "confirmed": True}
    assert plan["renewals"][1]["follower"] is None
    (atlas,) = [one for one in plan["resources"] if one["resource"].endswith("atlas")]
    assert (atlas["follow"], atlas["given"], atlas["reclaimed"], atlas["missing"]) == (
        "level",
        4,
        4,
        0,
    )
    assert atlas["populations"][0]["label"] == "5e"

    checked = run_inside(runtime, "year", "check", *SCHOOL, "--json")
    said = json.loads(checked.stdout)
    assert (checked.exit_code, said["state"], said["step"]) == (1, "checked", 5)
    assert said["access"]["barred"] == []
    done = run_inside(runtime, "year", "switch", *SCHOOL, "--apply", said["token"], "--json")
    report = json.loads(done.stdout)
    assert report["state"] == "switched"
    assert [(one["given"], one["carried_over"], one["missing"]) for one in report["resources"]] == [
        (4, 4, 0),
        (4, 4, 0),
        (0, 0, 4),
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("prepare", *SCHOOL, "--as", "prof"), 5, "GB-DRO-20"),
        (("check", *SCHOOL, "--as", "nobody"), 5, "GB-DRO-20"),
        (("check", *SCHOOL), 5, "aucune année n’est préparée"),
        (("switch", *SCHOOL), 5, "aucune année n’est préparée"),
        (("prepare", *SCHOOL, "--map", "x"), 2, "20010018110"),
        (("prepare", *SCHOOL, "--drop", "ark:/1/x"), 2, "ARK"),
        (("prepare", *SCHOOL, "--drop", "ark:/12345/videos"), 2, "videos"),
        (("prepare", *SCHOOL, "--year", "2027"), 2, "2026-2027"),
        (("prepare", *SCHOOL, "--dry-run"), 1, "2027-2028"),
    ],
)
def test_what_is_refused(
    runtime: Runtime, arguments: tuple[str, ...], code: int, told: str
) -> None:
    """With its exit code, in words, without a trace; there is no plan afterwards."""
    answer = run_inside(runtime, "year", *arguments)

    assert answer.exit_code == code, answer.output
    assert told in answer.output
    assert "Traceback" not in answer.output
    assert run_inside(runtime, "year", "report", *SCHOOL).exit_code == 5


def test_a_stock_that_changed_is_refused_with_what_would_happen_now(runtime: Runtime) -> None:
    """Exit 5, and nothing was moved; a rehearsal shows the same and keeps nothing."""
    run_inside(
        runtime, "year", "prepare", *SCHOOL, "--confirm-levels", "--drop", "ark:/12345/latin"
    )
    assert run_inside(runtime, "year", "check", *SCHOOL).exit_code == 0
    runtime.writer.write(subscriptions=[replace(STOCK[1], licences=Licences(overall=3))])

    refused = run_inside(runtime, "year", "switch", *SCHOOL)

    assert refused.exit_code == 5
    assert "vérifier de nouveau" in refused.output
    assert "manque 1" in refused.output
    assert "manque 1" in run_inside(runtime, "year", "switch", *SCHOOL, "--dry-run").output
    report = json.loads(run_inside(runtime, "year", "report", *SCHOOL, "--json").stdout)
    assert not any(one["done"] for one in report["resources"])
