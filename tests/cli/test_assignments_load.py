"""Licences from a file: each bad row is told, nothing is applied unless asked, and it is undone."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from tests.services.licences import classmate
from tests.services.school import adult
from tests.wiring.inside import portal_with, run_inside, ticking

from garbridge.core.entitlements import LicenceKind, Licences, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SubscriptionId
from garbridge.core.people import Identity, Membership, Person, Profile, Public
from garbridge.testing.world import (
    ATLAS,
    COLLEGE,
    LYCEE,
    NOW,
    SCHOOL_WIDE,
    SUBSCRIPTION,
    YEAR_ENDS,
    YEAR_STARTS,
    seat,
)
from garbridge.wiring import Runtime

VIDEOS = ResourceId("ark:/12345/videos")
DAY = timedelta(days=1)
GONE = Person(
    PersonId("gone"),
    Identity("Partie", "Léa"),
    (Membership(LYCEE.id, Profile.PUPIL, ends=NOW - DAY),),
)
ELSEWHERE = Person(
    PersonId("eve"), Identity("Ailleurs", "Ève"), (Membership(COLLEGE.id, Profile.PUPIL),)
)


def named(name: str, **changes: object) -> Subscription:
    """Return a subscription to the videos."""
    facts = {one: getattr(SUBSCRIPTION, one) for one in Subscription.__slots__}
    own = {"id": SubscriptionId(name), "resource": VIDEOS, **changes}
    return Subscription(**{**facts, **own})


TWO = named("deux", licences=Licences(overall=2))
OTHER = named("autre")
COMING = named("suite", starts=YEAR_ENDS, ends=YEAR_ENDS + 365 * DAY)
ENDED = named("avant", starts=YEAR_STARTS - 365 * DAY, ends=NOW - DAY)
STAFF = named("adultes", resource=ATLAS.id, publics=frozenset({Public.TEACHERS}))
FEW = replace(SCHOOL_WIDE, id=SubscriptionId("peu"), licences=Licences(overall=2))
SHARED = named("partage", kind=LicenceKind.ETABL, resource=ResourceId("ark:/12345/partage"))
BOUGHT = (TWO, OTHER, COMING, ENDED, STAFF, FEW, SHARED)


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    people = (*map(classmate, "abc"), GONE, ELSEWHERE, adult("cheffe", Profile.HEAD))
    with portal_with(people, tmp_path, schools=(LYCEE, COLLEGE), clock=ticking()) as runtime:
        runtime.writer.write(subscriptions=BOUGHT)
        yield runtime


def table(folder: Path, *rows: str) -> str:
    """Write a table of assignments, and return its path."""
    path = folder / "affectations.csv"
    lines = ["idAbonnement;personne;profil;type;code", *rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def load(runtime: Runtime, *arguments: str) -> Result:
    """Run the command."""
    return run_inside(runtime, "assignments", "load", *arguments)


def given(runtime: Runtime) -> set[str]:
    """Return who holds what, and how many openings there are of what."""
    stocks = runtime.assigning.ledger.stocks(LYCEE.id)
    held = {f"{one.subscription.id} {who}" for one in stocks for who in one.holders}
    opened = [one for one in stocks if one.openings]
    return held | {f"{one.subscription.id} +{len(one.openings)}" for one in opened}


@pytest.mark.parametrize(
    ("row", "reason", "told"),
    [
        ("deux;gone;;;", "not_there_then", "personne : n’est pas dans l’établissement ce jour-là"),
        ("deux;eve;;;", "not_a_member", "personne : n’est pas de cet établissement"),
        ("deux;nobody;;;", "unknown_person", "personne : inconnu de l’annuaire"),
        ("autre;a;;;", "already_held", "personne : a déjà cette ressource pour ces jours"),
        ("avant;b;;;", "subscription_expired", "idAbonnement : abonnement terminé"),
        ("adultes;b;;;", "public_not_covered", "idAbonnement : l’abonnement n’est pas pour ce"),
        ("peu;;elv;;", "no_licence_left", "3 personnes de plus y entreraient, il reste 2 licences"),
        ("peu;;ens;;\npeu;;;etablissement;", "no_licence_left", "il reste 2 licences"),
    ],
)
def test_a_row_is_held_to_what_an_assignment_is_held_to(
    runtime: Runtime, tmp_path: Path, row: str, reason: str, told: str
) -> None:
    """The whole file is refused, with file, line and reason; a rehearsal says the same."""
    path = table(tmp_path, "deux;a;;;", *row.splitlines())
    line = 2 + len(row.splitlines())
    before = given(runtime)

    refused, rehearsed = load(runtime, path), load(runtime, path, "--dry-run")
    document = json.loads(load(runtime, path, "--json").stdout)

    assert (refused.exit_code, refused.stdout) == (5, ""), refused.output
    assert f"affectations.csv, ligne {line}, colonne" in refused.stderr
    assert told in refused.stderr
    assert (rehearsed.exit_code, rehearsed.output) == (refused.exit_code, refused.output)
    assert [(one["line"], one["reason"]) for one in document["refused"]] == [(line, reason)]
    assert (document["accepted"], document["applied"], document["operation"]) == (
        False,
        False,
        None,
    )
    assert given(runtime) == before


def test_a_part_is_given_when_asked_and_undone_as_one(runtime: Runtime, tmp_path: Path) -> None:
    """Bad form, bad rows and good ones: each bad one is told, the good ones are one operation."""
    rows = ("deux;a;;;", "deux;gone;;;", "deux;b;;;", "deux;c;;;", "rien;c;;;", "partage;;elv;;")
    path = table(tmp_path, *rows)

    rehearsed = load(runtime, path, "--accept-partial", "--dry-run", "--json")
    done = load(runtime, path, "--accept-partial", "--reason", "Rentrée", "--json")

    one, other = json.loads(rehearsed.stdout), json.loads(done.stdout)
    assert (rehearsed.exit_code, done.exit_code) == (1, 1)
    assert [(row["line"], row["reason"]) for row in other["refused"]] == [
        (3, "not_there_then"),
        (5, "no_licence_left"),
    ]
    assert (other["seats"], other["openings"], other["problem_count"]) == (2, 1, 3)
    assert given(runtime) == {"deux a", "deux b", "partage +1"}
    operation = other.pop("operation")
    assert (one.pop("operation"), one.pop("applied"), other.pop("applied")) == (None, False, True)
    assert one == other

    journal = run_inside(runtime, "journal", "--school", LYCEE.id)
    assert f"load · opérateur · +3 -0 · {operation} · Rentrée" in journal.output
    assert run_inside(runtime, "undo", operation).exit_code == 0
    assert given(runtime) == set()


def test_the_same_file_again_changes_nothing(runtime: Runtime, tmp_path: Path) -> None:
    """Also what somebody holds who left since, or under an order that has ended."""
    runtime.writer.write(seats=[seat(PersonId("gone"), ENDED)])
    path = table(tmp_path, "deux;a;;;", "partage;;;division;2DE4", "avant;gone;;;")

    first, again = load(runtime, path), load(runtime, path)

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "Exemplaires attribués : 1\nOuvertures : 1\nDéjà fait : 1\nFait : " in first.stdout
    assert again.stdout == "Exemplaires attribués : 0\nOuvertures : 0\nDéjà fait : 3\n"


def test_what_opens_later_is_given_and_told(runtime: Runtime, tmp_path: Path) -> None:
    """Books come in July: who has them this year may have them for the next one."""
    path = table(tmp_path, "deux;a;;;", "suite;a;;;", "suite;b;;;")

    answer = load(runtime, path)

    assert answer.exit_code == 0, answer.output
    assert "suite : pas encore commencé, s’ouvre le 2027-08-16" in answer.stdout
    assert given(runtime) == {"deux a", "suite a", "suite b"}


def test_one_resource_twice_in_one_file_is_told(runtime: Runtime, tmp_path: Path) -> None:
    """The second row would take a second licence for one person."""
    answer = load(runtime, table(tmp_path, "autre;a;;;", "deux;a;;;"), "--accept-partial")

    assert answer.exit_code == 1
    assert "ligne 3, colonne personne : a déjà cette ressource" in answer.stderr
    assert given(runtime) == {"autre a"}


def test_where_nothing_is_possible_nothing_is_done(runtime: Runtime, tmp_path: Path) -> None:
    """A script that goes by the exit code must not believe that a part was."""
    answer = load(runtime, table(tmp_path, "deux;gone;;;"), "--accept-partial")

    assert answer.exit_code == 5
    assert given(runtime) == set()


def test_a_load_takes_the_right_to_assign(runtime: Runtime, tmp_path: Path) -> None:
    """At every school it names, for every resource; a pupil has it nowhere."""
    path = table(tmp_path, "deux;a;;;")

    denied = load(runtime, path, "--as", "a")
    allowed = load(runtime, path, "--as", "cheffe")

    assert (denied.exit_code, "GB-DRO-20" in denied.output) == (5, True)
    assert allowed.exit_code == 0
    assert "load · cheffe" in run_inside(runtime, "journal", "--school", LYCEE.id).output


def test_every_bad_row_is_told(
    runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many: who corrects them needs the last one too; in English where the locale is."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    rows = [f"deux;x{number};;;" for number in range(1_000)]
    rows += [";a;;;", "deux;;;;", "partage;;elv;division;" + "x" * 256, "partage;;elv;niveau;"]
    answer = load(runtime, table(tmp_path, *rows))

    assert answer.exit_code == 5
    assert answer.stderr.count("unknown to the directory") == 1_000
    place = "affectations.csv, line"
    both = "a code goes with a type other than etablissement, and the other way round"
    assert answer.stderr.splitlines()[:4] == [
        f"{place} 1002, column idAbonnement: no subscription has this name",
        f"{place} 1003, column personne: empty: the identifier of a person is needed",
        f"{place} 1004, column code: a code on one line is needed, of at most 255 characters",
        f"{place} 1005, column code: {both}",
    ]
    assert "affectations.csv, line 1001, column personne" in answer.stderr


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        (b'deux;"b;;;\ndeux;c;;;\n', "ligne 3 : guillemets mal fermés"),
        (b"deux;b\xe9;;;\ndeux;c;;;\n", "ligne 3 : ce n’est pas de l’UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_to_its_end_gives_nothing(
    runtime: Runtime, tmp_path: Path, rest: bytes, told: str
) -> None:
    """Not even in part: nobody knows what the rest of it asked for."""
    path = Path(table(tmp_path, "deux;a;;;"))
    path.write_bytes(path.read_bytes() + rest)

    answer = load(runtime, str(path), "--accept-partial")

    assert answer.exit_code == 5
    assert told in answer.stderr
    assert given(runtime) == set()


def test_whoever_may_assign_nothing_learns_no_identifier(runtime: Runtime, tmp_path: Path) -> None:
    """What is there and what is not are answered alike; so is what is of another school."""
    foreign = replace(OTHER, id=SubscriptionId("ailleurs"), school=COLLEGE.id)
    runtime.writer.write(subscriptions=[foreign])
    beside = tmp_path / "beside"
    beside.mkdir()
    there, not_there = table(tmp_path, "deux;a;;;"), table(beside, "rien;a;;;")
    of_pupil = {load(runtime, path, "--as", "a").output for path in (there, not_there)}

    at_other = load(runtime, table(tmp_path, "ailleurs;a;;;"), "--as", "cheffe")
    unknown = load(runtime, table(tmp_path, "inconnu;a;;;"), "--as", "cheffe")

    assert len(of_pupil) == 1
    assert (at_other.exit_code, at_other.output) == (unknown.exit_code, unknown.output)
