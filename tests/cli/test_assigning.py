"""Licences given, moved and taken back from the shell."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from tests.services.licences import classmate
from tests.services.school import PARIS, adult
from tests.wiring.inside import portal_with, run_inside, ticking

from garbridge.core.days import first_of
from garbridge.core.entitlements import Licences
from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.leases import LEASE, Lease
from garbridge.core.people import Profile
from garbridge.testing.leases import FLOATING
from garbridge.testing.world import ALICE, LYCEE, NOW, SUBSCRIPTION, seat
from garbridge.wiring import Runtime

VIDEOS = ResourceId("ark:/12345/videos")
WHERE = ("--resource", VIDEOS, "--school", LYCEE.id)


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    people = (*map(classmate, "abc"), adult("cheffe", Profile.HEAD))
    with portal_with(people, tmp_path, clock=ticking()) as runtime:
        runtime.writer.write(
            subscriptions=[replace(SUBSCRIPTION, resource=VIDEOS, licences=Licences(overall=2))]
        )
        yield runtime


def held(runtime: Runtime) -> str:
    """Return who holds the videos."""
    stocks = runtime.assigning.ledger.stocks(LYCEE.id)
    return "".join(sorted(person for stock in stocks for person in stock.holders))


def test_floating_licences_are_told_without_names(runtime: Runtime) -> None:
    """How many are in use of how many, and when the first comes back."""
    shared = replace(FLOATING, resource=VIDEOS, licences=Licences(overall=1))
    runtime.writer.write(subscriptions=[shared])
    free = run_inside(runtime, "leases", "--school", LYCEE.id)
    lease = Lease(subscription=shared.id, school=LYCEE.id, person=ALICE, until=NOW + LEASE)
    assert runtime.access.leases.take(lease, now=NOW)

    full = run_inside(runtime, "leases", "--school", LYCEE.id, "--as", "cheffe")
    document = json.loads(run_inside(runtime, "leases", "--school", LYCEE.id, "--json").stdout)
    stock = run_inside(runtime, "stock", "--school", LYCEE.id)

    assert "en service : 0/1\n" in free.output
    assert "en service : 1/1 · libre à 10:00" in full.output
    assert document == [
        {
            "subscription": shared.id,
            "resource": VIDEOS,
            "in_use": 1,
            "licences": 1,
            "free_at": "2026-11-16T09:00:00+00:00",
        }
    ]
    assert "licences flottantes : 1 · en service : 1" in stock.output
    assert "alice" not in full.output + stock.output + json.dumps(document)
    assert run_inside(runtime, "leases", "--school", LYCEE.id, "--as", "a").exit_code == 5
    assert "aucune" in run_inside(runtime, "leases", "--school", "0750009Z").output


def said(answer: Result) -> dict[str, object]:
    """Return what a command that must succeed printed as JSON."""
    assert answer.exit_code == 0, answer.output
    document: dict[str, object] = json.loads(answer.stdout)
    return document


def test_from_the_preview_to_the_undo(runtime: Runtime) -> None:
    """Given under the token of the preview, moved, and taken back step by step."""
    preview = said(
        run_inside(runtime, "assign", *WHERE, "--person", "a", "--person", "x", "--json")
    )
    assert held(runtime) == ""
    assert preview == {
        "applied": False,
        "token": preview["token"],
        "given": 1,
        "returned": 0,
        "already": 0,
        "impossible": [
            {"who": "x", "resource": VIDEOS, "school": LYCEE.id, "reason": "unknown_person"}
        ],
        "shortages": [],
        "doubts": [],
    }

    people = ("--person", "a", "--person", "x", "--reason", "Rentrée", "--as", "cheffe")
    token = str(preview["token"])
    answer = run_inside(runtime, "assign", *WHERE, *people, "--apply", token, "--json")
    assert answer.exit_code == 1, "somebody of the two is unknown"
    done = json.loads(answer.stdout)
    assert held(runtime) == "a"
    moved = said(
        run_inside(runtime, "move", *WHERE, "--from", "a", "--to", "b", "--yes", "--json"),
    )
    assert held(runtime) == "b"
    assert said(run_inside(runtime, "undo", str(moved["operation"]), "--json"))["returned"] == 1
    assert held(runtime) == "a"
    run_inside(runtime, "undo", str(done["operation"]))
    assert held(runtime) == ""

    again = run_inside(runtime, "undo", str(done["operation"]))
    assert (again.exit_code, "déjà annulée" in again.output) == (5, True)
    journal = run_inside(runtime, "journal", "--school", LYCEE.id)
    assert [line.split(" · ")[1:4] for line in journal.stdout.splitlines()] == [
        ["undo", "opérateur", "+0 -1"],
        ["undo", "opérateur", "+1 -1"],
        ["move", "opérateur", "+1 -1"],
        ["assign", "cheffe", "+1 -0"],
    ]
    assert "Rentrée · annulée" in journal.stdout


def test_too_few_licences(runtime: Runtime) -> None:
    """Told first, and nothing is done; in the order of the class list where somebody says so."""
    whole_class = ("assign", *WHERE, "--division", "2DE4")

    stopped = run_inside(runtime, *whole_class, "--yes")

    assert stopped.exit_code == 5
    assert "Il manque 1 exemplaire(s) de « Vidéos" in stopped.output
    assert held(runtime) == ""
    assert run_inside(runtime, *whole_class, "--yes", "--serve-some").exit_code == 0
    assert held(runtime) == "ab"
    stock = run_inside(runtime, "stock", "--school", LYCEE.id)
    assert "exemplaires : 2 · attribués : 2 · restants : 0" in stock.stdout


def test_a_token_that_no_longer_holds(runtime: Runtime) -> None:
    """Somebody else was faster: exit 5, and the new preview."""
    token = said(run_inside(runtime, "assign", *WHERE, "--person", "a", "--json"))["token"]
    run_inside(runtime, "assign", *WHERE, "--person", "b", "--yes")

    answer = run_inside(runtime, "assign", *WHERE, "--person", "a", "--apply", str(token))

    assert answer.exit_code == 5
    assert "le stock a changé" in answer.output
    assert held(runtime) == "b"


def test_a_list_with_bad_rows(runtime: Runtime, tmp_path: Path) -> None:
    """Every row is told; nothing is applied unless somebody asks for what is possible."""
    bad, list_ = tmp_path / "bad.txt", tmp_path / "list.txt"
    bad.write_text("a\n\nb\x07\n" + "x" * 65 + "\n", encoding="utf-8")
    list_.write_text("\ufeffa\r\nnobody\r\n", encoding="utf-8")

    refused = run_inside(runtime, "assign", *WHERE, "--list", str(bad), "--yes")
    stopped = run_inside(runtime, "assign", *WHERE, "--list", str(list_), "--yes")

    assert refused.exit_code == 5
    assert ["ligne 3" in refused.output, "ligne 4" in refused.output] == [True, True]
    assert (stopped.exit_code, held(runtime)) == (5, "")
    assert "nobody · « Vidéos" in stopped.output
    part = run_inside(runtime, "assign", *WHERE, "--list", str(list_), "--yes", "--accept-partial")
    assert (part.exit_code, held(runtime)) == (1, "a")


def test_a_list_with_a_line_that_is_no_identifier(runtime: Runtime, tmp_path: Path) -> None:
    """Told with its number; the others are served where somebody asks for a part."""
    list_ = tmp_path / "list.txt"
    list_.write_text("a\n\x07\nb\n", encoding="utf-8")
    listed = ("assign", *WHERE, "--list", str(list_), "--yes")

    refused, part = run_inside(runtime, *listed), run_inside(runtime, *listed, "--accept-partial")

    assert (refused.exit_code, part.exit_code) == (5, 1)
    assert "list.txt, ligne 2" in refused.output
    assert "list.txt, ligne 2" in part.stderr
    assert "À attribuer : 2" in part.stdout


def test_the_token_of_a_list_does_not_let_bad_rows_pass(runtime: Runtime, tmp_path: Path) -> None:
    """Neither of people nor of resources: all of a file, or nothing, with or without a preview."""
    people, resources = tmp_path / "people.txt", tmp_path / "resources.txt"
    people.write_text("a\nnobody\n", encoding="utf-8")
    resources.write_text(f"{VIDEOS}\nark:/12345/unknown\n", encoding="utf-8")
    listed = ("assign", *WHERE, "--list", str(people))
    stocked = ("assign", "--resource", f"@{resources}", "--school", LYCEE.id, "--person", "a")

    for command in (listed, stocked):
        token = str(said(run_inside(runtime, *command, "--json"))["token"])
        refused = run_inside(runtime, *command, "--apply", token)
        at_once = run_inside(runtime, *command, "--yes")

        assert [refused.exit_code, at_once.exit_code, held(runtime)] == [5, 5, ""]
        assert "impossible : 1" in refused.output
    part = run_inside(runtime, *stocked, "--apply", token, "--accept-partial")
    assert (part.exit_code, held(runtime)) == (1, "a")


@pytest.mark.parametrize(
    "command",
    [
        ("assign", *WHERE, "--person", "nobody"),
        ("withdraw", *WHERE, "--person", "a"),
        ("move", *WHERE, "--from", "nobody", "--to", "none"),
    ],
)
def test_nothing_done_and_something_impossible_is_refused(
    runtime: Runtime, command: tuple[str, ...]
) -> None:
    """A script that goes by the exit code must not believe that it was done."""
    answer = run_inside(runtime, *command, "--yes")

    assert answer.exit_code == 5, answer.output
    assert "rien à faire" in answer.output


def test_a_table_that_is_refused_names_nobody(runtime: Runtime, tmp_path: Path) -> None:
    """What stands in the column of people may be a name instead of an identifier."""
    table = tmp_path / "assignments.csv"
    row = f"{SUBSCRIPTION.id};Léa Dupont;;;"
    table.write_text(f"idAbonnement;personne;profil;type;code\n{row}\n", encoding="utf-8")

    answer = run_inside(runtime, "assignments", "load", str(table))

    assert answer.exit_code == 5
    assert "inconnu de l’annuaire" in answer.output
    assert "Dupont" not in answer.output


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("assign", *WHERE), 2, "--person"),
        (("assign", *WHERE, "--profile", "roi"), 2, "elv"),
        (("assign", *WHERE, "--everybody", "--at", "demain"), 2, "2026-09-01"),
        (("assign", *WHERE, "--person", "a", "--as", "a"), 5, "GB-DRO-20"),
        (("reclaim", "--school", LYCEE.id, "--as", "a"), 5, "GB-DRO-20"),
        (("stock", "--school", LYCEE.id, "--as", "a"), 5, "GB-DRO-20"),
        (("journal", "--school", LYCEE.id, "--as", "a"), 5, "GB-DRO-20"),
        (("undo", "x"), 5, "inconnue"),
        (("reclaim", "--school", LYCEE.id), 0, "à rendre : 0"),
        (("withdraw", *WHERE, "--person", "a"), 0, "n’a rien à rendre"),
        (("assign", *WHERE, "--everybody", "--dry-run", "--yes"), 0, "manque 2 exemplaire"),
    ],
)
def test_what_is_refused_and_what_only_shown(
    runtime: Runtime, arguments: tuple[str, ...], code: int, told: str
) -> None:
    """With its exit code, in words, without a trace; nothing is given."""
    answer = run_inside(runtime, *arguments)

    assert answer.exit_code == code, answer.output
    assert told in answer.output
    assert "Traceback" not in answer.output
    assert held(runtime) == ""


@pytest.mark.parametrize(
    ("to", "told"), [("typo", "inconnu de l’annuaire"), ("b", "a déjà cette ressource")]
)
def test_a_move_to_who_cannot_get_is_refused(runtime: Runtime, to: str, told: str) -> None:
    """Exit 5, with the reason, and everybody keeps what they have."""
    run_inside(runtime, "assign", *WHERE, "--person", "a", "--person", "b", "--yes")

    answer = run_inside(runtime, "move", *WHERE, "--from", "a", "--to", to, "--yes")

    assert (answer.exit_code, told in answer.output) == (5, True), answer.output
    assert held(runtime) == "ab"


@pytest.mark.parametrize(("days", "code"), [(-1, 2), (0, 0), (1, 0)])
def test_nothing_is_given_for_a_day_that_is_past(runtime: Runtime, days: int, code: int) -> None:
    """Who left since would get a licence; today is none of those days."""
    day = NOW.astimezone(runtime.config.zone).date() + timedelta(days=days)

    answer = run_inside(runtime, "assign", *WHERE, "--person", "a", "--at", str(day), "--yes")

    assert (answer.exit_code, held(runtime)) == (code, "" if code else "a"), answer.output
    assert ("aujourd’hui ou après" in answer.output) == bool(code)


def test_resources_from_a_file(runtime: Runtime, tmp_path: Path) -> None:
    """One ARK a line; a line that is none refuses the command and is named."""
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(f"{VIDEOS}\n\n{VIDEOS}\n", encoding="utf-8")
    bad.write_text(f"{VIDEOS}\nvideos\n", encoding="utf-8")
    who = ("--school", LYCEE.id, "--person", "a", "--yes")

    refused = run_inside(runtime, "assign", "--resource", f"@{bad}", *who)
    missing = run_inside(runtime, "assign", "--resource", f"@{tmp_path}/none.txt", *who)
    done = run_inside(runtime, "assign", "--resource", f"@{good}", *who)

    assert (refused.exit_code, "bad.txt, ligne 2" in refused.output) == (5, True)
    assert (missing.exit_code, "none.txt" in missing.output) == (5, True)
    assert (done.exit_code, held(runtime)) == (0, "a")


def test_everybody_is_narrowed_by_a_profile(runtime: Runtime) -> None:
    """All the pupils, not the whole school beside them."""
    plan = said(run_inside(runtime, "assign", *WHERE, "--everybody", "--profile", "dir", "--json"))

    assert plan["given"] == 1


@pytest.mark.parametrize("bad", ["x\udcff", "x\n2026-11-16 · assign · +99", "\x1b[2J"])
@pytest.mark.parametrize(
    "command",
    [
        ("assign", *WHERE, "--person", "a", "--yes", "--reason"),
        ("assign", *WHERE, "--yes", "--division"),
        ("rules", "add", *WHERE, "--group"),
        ("rules", "add", *WHERE, "--division", "2DE4", "--reason"),
        ("undo",),
        ("subscriptions", "end"),
        ("subscriptions", "renew"),
        ("delegations", "withdraw", "--school", LYCEE.id, "--reason", "r"),
        ("delegations", "renew", "--school", LYCEE.id),
        ("queue", "signal", "arrival", "--school", LYCEE.id, "--person", "a", "--division"),
    ],
)
def test_what_is_no_text_is_a_usage_error(
    runtime: Runtime, command: tuple[str, ...], bad: str
) -> None:
    """Bytes that are no UTF-8, lines for the journal, orders to the terminal: nothing is done."""
    answer = run_inside(runtime, *command, bad)

    assert answer.exit_code == 2, answer.output
    assert "line breaks or control characters" in answer.output
    assert bad not in answer.output
    assert held(runtime) == ""


@pytest.mark.parametrize("bad", ["", "  ", "x" * 256])
@pytest.mark.parametrize(
    "command",
    [
        ("assign", *WHERE, "--yes", "--division"),
        ("withdraw", *WHERE, "--yes", "--group"),
        ("rules", "add", *WHERE, "--level"),
        ("rules", "remove", *WHERE, "--subject"),
        ("queue", "signal", "arrival", "--school", LYCEE.id, "--person", "a", "--division"),
    ],
)
def test_what_is_no_code_is_a_usage_error(
    runtime: Runtime, command: tuple[str, ...], bad: str
) -> None:
    """A variable of the shell that is empty; and PostgreSQL refuses what SQLite would keep."""
    answer = run_inside(runtime, *command, bad)

    assert answer.exit_code == 2, answer.output
    assert "a code of 1 to 255 characters" in answer.output


@pytest.mark.parametrize("bad", ["x" * 256, "x\ny"])
@pytest.mark.parametrize(
    "command",
    [
        ("explain", "--person", "a", "--resource", "ark:/12345/atlas", "--reason"),
        ("explain", "--person", "a", "--provider", "studio", "--reason"),
        ("year", "switch", "--school", LYCEE.id, "--reason"),
        ("year", "undo", "--school", LYCEE.id, "--reason"),
    ],
)
def test_a_reason_that_no_journal_keeps_is_a_usage_error(
    runtime: Runtime, command: tuple[str, ...], bad: str
) -> None:
    """Before anything is looked up or done, whatever there is to do."""
    answer = run_inside(runtime, *command, bad)

    assert answer.exit_code == 2, answer.output


@pytest.mark.parametrize("bad", ["x\udcff", "x\ny"])
def test_the_reason_of_a_delegation_is_one_line(runtime: Runtime, bad: str) -> None:
    """As that of every other line of a journal."""
    whom = ("--school", LYCEE.id, "--person", "cheffe", "--ends", "2027-08-15")
    answer = run_inside(runtime, "delegations", "add", *whom, "--reason", bad)

    assert answer.exit_code == 5
    assert "motif" in answer.output


@pytest.mark.parametrize(
    "command",
    [
        ("assign", *WHERE, "--person", "a", "--at"),
        ("delegations", "add", "--school", LYCEE.id, "--person", "a", "--reason", "r", "--ends"),
        ("explain", "--reason", "x", "--person", "a", "--resource", VIDEOS, "--at"),
        ("subscriptions", "list", "--at"),
    ],
)
@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_a_usage_error(
    runtime: Runtime, command: tuple[str, ...], day: str
) -> None:
    """There is no day before the first one, nor a zone for it."""
    answer = run_inside(runtime, *command, day)

    assert answer.exit_code == 2, answer.output
    assert "1900" in answer.output


def test_a_day_of_an_explanation_is_one_of_the_portal(runtime: Runtime) -> None:
    """It begins at midnight in Paris: what begins then is open, and not two hours later."""
    begins = replace(SUBSCRIPTION, resource=VIDEOS, starts=first_of(date(2026, 9, 1), PARIS))
    runtime.writer.write(subscriptions=[begins], seats=[seat(PersonId("a"), begins)])
    about = ("explain", "--reason", "x", "--person", "a", "--resource", VIDEOS, "--json", "--at")

    before = said(run_inside(runtime, *about, "2026-08-31"))
    that_day = said(run_inside(runtime, *about, "2026-09-01"))
    [listed] = json.loads(
        run_inside(runtime, "subscriptions", "list", "--at", "2026-09-01", "--json").stdout
    )

    assert before["reason"] == "subscription_not_started"
    assert that_day["decision"] == "granted"
    assert listed["state"] == "running"


def test_each_line_of_a_list_that_cannot_be_is_told(runtime: Runtime, tmp_path: Path) -> None:
    """However many: whoever wrote the list mends each of them; what is typed is told in short."""
    strangers = [f"inconnu-{number:03}" for number in range(250)]
    (tmp_path / "eleves.txt").write_text("\n".join(["a", *strangers]), encoding="utf-8")

    listed = run_inside(runtime, "assign", *WHERE, "--list", f"{tmp_path}/eleves.txt")
    refused = run_inside(runtime, "assign", *WHERE, "--list", f"{tmp_path}/eleves.txt", "--yes")

    assert [one for one in strangers if one not in listed.output] == []
    assert [one for one in strangers if one not in refused.output] == []
    assert (refused.exit_code, held(runtime)) == (5, "")
