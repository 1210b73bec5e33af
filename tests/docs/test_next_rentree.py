"""The collège of the rentrée turns to the next year: rules, imports and the plan together."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.docs.college import (
    SCHOOL,
    college,
    september,
    titles,
    wanted,
    write_export,
    write_orders,
    write_provider,
)
from tests.docs.how_to import commands
from tests.docs.test_rentree import PAGE, RENTREE, opened, run
from tests.wiring.portal_files import write_portal

from garbridge.core.identifiers import ResourceId
from garbridge.gar.ent.district.building import build_school
from garbridge.gar.ent.district.model import Band, Cluster, Resident
from garbridge.wiring import build_runtime

JULY, AUGUST = datetime(2027, 7, 5, 8, tzinfo=UTC), datetime(2027, 8, 20, 8, tzinfo=UTC)
SEPTEMBER = datetime(2027, 9, 1, 8, tzinfo=UTC)
UAI = str(SCHOOL)


def next_september(people: Cluster) -> Cluster:
    """Return everybody a year later: classes of the same letter, a new 6e, no old 3e."""
    (site,) = people.sites
    bands = {band.code: band for band in people.bands[site.id]}
    residents = [one for one in people.residents if not one.pupil]
    residents += [_grown(one, bands) for one in people.residents if one.pupil and _digit(one) > 3]
    fresh = build_school(site, seed=2027, year=2027).residents
    coming = [one for one in fresh if one.pupil and _digit(one) == 6]
    residents += [replace(one, id=f"n-{one.id}") for one in coming]
    return Cluster(people.sites, people.bands, residents)


def _digit(resident: Resident) -> int:
    return int(resident.places[0].bands[0].code[0])


def _grown(resident: Resident, bands: dict[str, Band]) -> Resident:
    (place,) = resident.places
    codes = [
        f"{int(band.code[0]) - 1}{band.code[1:]}" if band.code[0].isdigit() else band.code
        for band in place.bands
    ]
    return replace(
        resident, places=[replace(place, bands=[bands[code] for code in codes if code in bands])]
    )


def test_the_next_rentree_of_the_same_college(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has the book of the class they leave, whenever an import comes between."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.chdir(tmp_path)
    site = college()
    write_portal(tmp_path)
    write_provider(tmp_path, site)
    write_orders(tmp_path, site)
    assert run(tmp_path, RENTREE, "db", "upgrade").exit_code == 0
    people = september(site)
    write_export(tmp_path / "rentree", people, RENTREE)
    for command in commands(PAGE):
        if command.arguments[0] in {"subscriptions", "rules"} or "rentree" in command.arguments:
            done(tmp_path, RENTREE, *command.arguments)
    follow_on(tmp_path)
    done(tmp_path, JULY, "subscriptions", "load", "suite.csv")

    year = ("--school", UAI)
    done(tmp_path, JULY, "year", "prepare", *year, "--year", "2027-2028", "--confirm-levels")
    done(tmp_path, JULY, "year", "check", *year)
    done(tmp_path, JULY, "year", "switch", *year)
    before = held(tmp_path, JULY)
    for name, day in (("juillet", JULY), ("aout", AUGUST)):
        write_export(tmp_path / name, people, day)
        done(tmp_path, day, "directory", "import", name)
        assert held(tmp_path, day) == before, "the directory has the classes of last year"

    after = next_september(people)
    expected = set(wanted(after, titles(site)))
    stays = {resident.id for resident in after.residents}
    given = {one[1:] for one in held(tmp_path, AUGUST, running=True) if one[1] in stays}
    assert given <= expected

    write_export(tmp_path / "septembre", after, SEPTEMBER)
    done(tmp_path, SEPTEMBER, "directory", "import", "septembre", "--accept-removals")
    done(tmp_path, SEPTEMBER, "year", "check", *year)
    done(tmp_path, SEPTEMBER, "year", "switch", *year)
    runtime = build_runtime(tmp_path / "garbridge.toml", clock=lambda: SEPTEMBER)
    assert opened(runtime, after) == expected


def follow_on(folder: Path) -> None:
    """Order the same for the next year, from July on."""
    head, *lines = (folder / "abonnements.csv").read_text("utf-8").splitlines()
    text = "\n".join([head, *(f"suite-{line}" for line in lines)])
    text = text.replace("2026-2027", "2027-2028").replace("2026-07-01", "2027-07-01")
    (folder / "suite.csv").write_text(f"{text}\n", encoding="utf-8")


def done(folder: Path, now: datetime, *arguments: str) -> None:
    """Run a command, which must do what it says; what it finds is not looked at."""
    result = run(folder, now, *arguments)
    assert result.exit_code in {0, 1}, result.output


def held(folder: Path, now: datetime, *, running: bool = False) -> set[tuple[str, str, ResourceId]]:
    """Return under which subscription who holds what, or what of it is open now."""
    runtime = build_runtime(folder / "garbridge.toml", clock=lambda: now)
    return {
        (stock.subscription.id, who, stock.subscription.resource)
        for stock in runtime.rules.ledger.stocks(SCHOOL)
        if not running or now < stock.subscription.ends
        for who in stock.holders
    }
