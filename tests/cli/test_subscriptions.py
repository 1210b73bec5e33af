"""Subscriptions from the command line: files, exit codes and JSON."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.cli.test_commands import run
from tests.gar.ent.small import Small
from tests.stores.migrated import new_database
from tests.wiring.portal_files import write_portal

from garbridge.config import read_config
from garbridge.gar.ent.schema import Sheet

TODAY = datetime.now(UTC)
YEAR = TODAY.year if (TODAY.month, TODAY.day) >= (8, 16) else TODAY.year - 1
"""The school year that runs: what has ended is neither served nor renewed as it is here."""
ORDER = {
    "idAbonnement": "videos",
    "idRessource": "ark:/12345/videos",
    "uaiEtab": "0750001A",
    "typeAffectation": "ETABL",
    "publicCible": ["ELEVE", "ENSEIGNANT"],
    "nbLicenceGlobale": "ILLIMITE",
    "debutValidite": f"{YEAR}-08-16",
    "anneeFinValidite": f"{YEAR}-{YEAR + 1}",
    "categorieAffectation": "transferable",
}
LONG = {**ORDER, "anneeFinValidite": None, "finValidite": "2036-08-15"}
"""Runs whenever the tests do: nothing is given under what has ended."""
WRONG = {**ORDER, "idAbonnement": "_x", "nbLicenceGlobale": -1}


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a portal with schools, in French."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    new_database(read_config(write_portal(tmp_path)).database)
    export = Small().write(tmp_path / "export")
    assert run(tmp_path, "directory", "import", str(export)).exit_code == 0
    return tmp_path


def orders(folder: Path, *rows: object) -> str:
    """Write a file of orders."""
    path = folder / "abonnements.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    return str(path)


def test_a_file_is_taken_whole_or_not_at_all(folder: Path) -> None:
    """Exit 5 with every problem; nothing is written."""
    refused = run(folder, "subscriptions", "load", orders(folder, ORDER, WRONG))
    told = run(folder, "subscriptions", "load", orders(folder, ORDER, WRONG), "--json")
    loaded = run(folder, "subscriptions", "load", orders(folder, ORDER), "--json")

    assert (refused.exit_code, told.exit_code, loaded.exit_code) == (5, 5, 0)
    assert refused.stdout == ""
    assert "abonnements.json, abonnement 2, champ idAbonnement" in refused.stderr
    document = json.loads(told.stdout)
    assert (document["accepted"], document["applied"], document["problem_count"]) == (
        False,
        False,
        2,
    )
    assert json.loads(loaded.stdout)["orders"] == {"created": 1, "changed": 0, "unchanged": 0}


def test_a_part_is_taken_when_asked(folder: Path) -> None:
    """Exit 1: what is right is written, the rest is told."""
    file = orders(folder, ORDER, WRONG)
    taken = run(folder, "subscriptions", "load", file, "--accept-partial")
    again = run(folder, "subscriptions", "load", file, "--accept-partial", "--json")

    assert (taken.exit_code, again.exit_code) == (1, 1)
    assert "Abonnements : 1 (créés 1, modifiés 0, inchangés 0)" in taken.stdout
    assert "champ idAbonnement" in taken.stderr
    assert json.loads(again.stdout)["orders"]["unchanged"] == 1


def test_a_rehearsal_writes_nothing(folder: Path) -> None:
    """It says what a load would say."""
    file = orders(folder, ORDER)
    rehearsed = run(folder, "subscriptions", "load", file, "--dry-run", "--json")
    loaded = run(folder, "subscriptions", "load", file, "--json")
    one, other = json.loads(rehearsed.stdout), json.loads(loaded.stdout)

    assert (one.pop("applied"), other.pop("applied")) == (False, True)
    assert one == other


def test_what_the_schools_forbid_is_told_with_its_place(folder: Path) -> None:
    """A rule that only the database knows is told like one of the file, beside those."""
    run(folder, "subscriptions", "load", orders(folder, ORDER))
    moved = {**ORDER, "uaiEtab": "0750002B"}
    answer = run(folder, "subscriptions", "load", orders(folder, moved, WRONG))

    assert answer.exit_code == 5
    assert "abonnement 1, champ uaiEtab : les établissements" in answer.stderr
    assert "abonnement 2, champ idAbonnement" in answer.stderr


def test_another_start_is_told(folder: Path) -> None:
    """The first one stays, as the GAR has it."""
    run(folder, "subscriptions", "load", orders(folder, ORDER))
    later = {**ORDER, "debutValidite": f"{YEAR}-09-01"}
    answer = run(folder, "subscriptions", "load", orders(folder, later))

    assert answer.exit_code == 0
    assert "le début reste celui d’origine" in answer.stdout


def test_an_offer_follows_the_natures_of_schools(folder: Path) -> None:
    """Natures that are loaded, and every import, bring it to the schools it reaches."""
    offer = {**ORDER, "uaiEtab": None, "codeNatureUAI": ["340", "300"]}
    loaded = run(folder, "subscriptions", "load", orders(folder, offer), "--json")
    table = folder / "natures.csv"
    table.write_text("uai;nature\n0750001A;340\n", encoding="utf-8")
    rehearsed = run(folder, "schools", "natures", str(table), "--dry-run")
    stated = run(folder, "schools", "natures", str(table))
    again = run(folder, "schools", "natures", str(table))

    assert json.loads(loaded.stdout)["subscriptions"] == 0
    assert [answer.exit_code for answer in (rehearsed, stated, again)] == [0, 0, 0]
    counts = [answer.stdout[-2] for answer in (rehearsed, stated, again)]
    assert counts == ["0", "1", "0"]


def listed(folder: Path, *arguments: str) -> list[dict[str, object]]:
    """Return what is listed."""
    rows: list[dict[str, object]] = json.loads(
        run(folder, "subscriptions", "list", "--json", *arguments).stdout
    )
    return rows


def test_what_is_given_and_left_is_listed(folder: Path) -> None:
    """For each public, from the seats."""
    counts = {"publicCible": "ELEVE,ENSEIGNANT", "nbLicenceEleve": 3, "nbLicenceEnseignant": 1}
    order = {**LONG, **counts, "nbLicenceGlobale": None, "typeAffectation": "INDIV"}
    run(folder, "subscriptions", "load", orders(folder, {**order, "periodicite": "annuelle"}))
    table = folder / "affectations.csv"
    table.write_text(
        "idAbonnement;personne;profil;type;code\nvideos;p1;;;\nvideos;p2;;;\nvideos;t1;;;\n",
        encoding="utf-8",
    )
    assert run(folder, "assignments", "load", str(table)).exit_code == 0
    (row,) = listed(folder, "--school", "0750001A")
    told = run(folder, "subscriptions", "list")

    assert row["counts"] == [
        {"public": "ELEVE", "limit": 3, "given": 2, "left": 1},
        {"public": "ENSEIGNANT", "limit": 1, "given": 1, "left": 0},
    ]
    assert (row["title"], row["periodicity"]) == ("Vidéos", "annuelle")
    assert row["last_day"] == "2036-08-15"
    assert "ELEVE 2/3 (restent : 1), ENSEIGNANT 1/1 (restent : 0)" in told.stdout
    assert listed(folder, "--school", "0750002B") == []


def test_an_order_ends_and_is_renewed(folder: Path) -> None:
    """Both say what they did; ending twice and renewing twice change nothing more."""
    run(folder, "subscriptions", "load", orders(folder, ORDER))
    answers = [
        run(folder, "subscriptions", act, "videos", "--json")
        for act in ("renew", "renew", "end", "end")
    ]
    effects = [json.loads(answer.stdout)[0]["effect"] for answer in answers]

    assert effects == ["created", "unchanged", "changed", "unchanged"]
    assert {row["subscription"]: row["follows"] for row in listed(folder)} == {
        "videos": None,
        f"videos-{YEAR + 1}": "videos",
    }


def test_what_one_school_ended_stays_ended_and_is_told(folder: Path) -> None:
    """The same file loaded again does not open it there; nor does a renewal."""
    file = orders(folder, {**ORDER, "uaiEtab": ["0750001A", "0750002B"]})
    run(folder, "subscriptions", "load", file)
    run(folder, "subscriptions", "end", "videos@0750001A")
    again = run(folder, "subscriptions", "load", file)
    told = json.loads(run(folder, "subscriptions", "load", file, "--json").stdout)
    renewed = run(folder, "subscriptions", "renew", "videos")

    assert "abonnement 1 : reste arrêté dans 0750001A" in again.stdout
    assert told["stay_ended"] == [{"order": "videos", "schools": ["0750001A"]}]
    assert renewed.stdout == (f"videos : renouvelé (videos-{YEAR + 1}), sauf 0750001A (arrêté)\n")
    assert {row["subscription"]: row["state"] for row in listed(folder)} == {
        "videos@0750001A": "ended",
        "videos@0750002B": "running",
        f"videos-{YEAR + 1}": "coming",
    }


def test_an_import_tells_what_has_become_too_little(folder: Path) -> None:
    """A third pupil enters where there are licences for two; a lower order is refused."""
    pupils = {**LONG, "publicCible": "ELEVE"}
    loaded = run(folder, "subscriptions", "load", orders(folder, {**pupils, "nbLicenceGlobale": 2}))
    table = folder / "affectations.csv"
    table.write_text(
        "idAbonnement;personne;profil;type;code\nvideos;;;etablissement;\n", encoding="utf-8"
    )
    assigned = run(folder, "assignments", "load", str(table))
    lower = run(folder, "subscriptions", "load", orders(folder, {**pupils, "nbLicenceGlobale": 1}))
    grown = Small()
    newcomer = {**grown.find("GAREleve"), "GARPersonIdentifiant": "q1"}
    grown.add(2, Sheet.PUPILS, "GAREleve", newcomer)
    export = str(grown.write(folder / "grown"))
    rehearsed = run(folder, "directory", "import", export, "--dry-run", "--json")
    imported = run(folder, "directory", "import", export)

    assert [one.exit_code for one in (loaded, assigned, lower, imported)] == [0, 0, 5, 0]
    assert "2 personnes y entrent, pour 1 licences" in lower.stderr
    assert "en rendre d’abord (reclaim et queue settle" in lower.stderr
    assert json.loads(rehearsed.stdout)["crowded"] == []
    assert "  0750001A  videos : 3 personnes pour 2 licences, 1 de trop" in imported.stdout


def test_what_cannot_be_done_is_a_refusal(folder: Path) -> None:
    """Exit 5 with the reason; exit 2 where nothing, or too much, is named."""
    unknown = run(folder, "subscriptions", "renew", "nothing", "--json")

    assert (unknown.exit_code, json.loads(unknown.stdout)[0]["reason"]) == (5, "unknown")
    assert run(folder, "subscriptions", "end", "nothing").exit_code == 5
    assert run(folder, "subscriptions", "renew").exit_code == 2
    assert run(folder, "subscriptions", "renew", "a", "--school", "0750001A").exit_code == 2
    assert run(folder, "subscriptions", "list", "--school", "x").exit_code == 2
    assert run(folder, "subscriptions", "list", "--at", "hier").exit_code == 2
    target = str(folder / "nowhere" / "fins.ics")
    assert run(folder, "subscriptions", "calendar", "-o", target).exit_code == 2
    assert run(folder, "subscriptions", "alerts").exit_code == 0


def test_alerts_have_a_form_for_programs(folder: Path) -> None:
    """A job that watches them reads the days that are left; they are findings."""
    soon = datetime.now(UTC).date() + timedelta(days=20)
    begun = soon - timedelta(days=200)
    dates = {"debutValidite": f"{begun}", "finValidite": f"{soon}", "anneeFinValidite": None}
    run(folder, "subscriptions", "load", orders(folder, {**ORDER, **dates}))
    answer = run(folder, "subscriptions", "alerts", "--json")
    (row,) = json.loads(answer.stdout)

    assert answer.exit_code == 1
    assert (row["subscription"], row["schools"], row["thresholds"]) == (
        "videos",
        ["0750001A"],
        [60, 30],
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("list", "--school", "0750001A"),
        ("alerts",),
        ("calendar", "-o", "fins.ics"),
        ("load", "abonnements.json"),
        ("load", "abonnements.json", "--accept-partial"),
        ("end", "videos"),
        ("renew", "videos"),
        ("renew", "--school", "0750001A"),
    ],
    ids=" ".join,
)
def test_a_pupil_is_denied(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    """With ``--as``: exit 5 with the code of the reason, and nothing is written."""
    monkeypatch.chdir(folder)
    run(folder, "subscriptions", "load", orders(folder, ORDER))
    orders(folder, {**ORDER, "commentaireAbonnement": "à moi"})
    before = listed(folder)

    answer = run(folder, "subscriptions", *arguments, "--as", "p1")

    assert (answer.exit_code, answer.stdout) == (5, "")
    assert "GB-DRO-20" in answer.stderr
    assert listed(folder) == before
    assert not (folder / "fins.ics").exists()
