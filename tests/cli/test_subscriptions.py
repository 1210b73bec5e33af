"""Subscriptions from the command line: files, exit codes and JSON."""

import json
from pathlib import Path

import pytest
from tests.cli.test_commands import run
from tests.gar.ent.small import Small
from tests.wiring.portal_files import write_portal

ORDER = {
    "idAbonnement": "videos",
    "idRessource": "ark:/12345/videos",
    "uaiEtab": "0750001A",
    "typeAffectation": "ETABL",
    "publicCible": ["ELEVE", "ENSEIGNANT"],
    "nbLicenceGlobale": "ILLIMITE",
    "debutValidite": "2026-08-16",
    "anneeFinValidite": "2026-2027",
    "categorieAffectation": "transferable",
}
WRONG = {**ORDER, "idAbonnement": "_x", "nbLicenceGlobale": -1}


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a portal with schools, in French."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    write_portal(tmp_path)
    assert run(tmp_path, "db", "upgrade").exit_code == 0
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
    answer = run(
        folder, "subscriptions", "load", orders(folder, {**ORDER, "debutValidite": "2026-09-01"})
    )

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
