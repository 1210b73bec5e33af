"""``identifiers`` from outside."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside, ticking

from garbridge.core.identifiers import PersonId, ProviderId, ResourceId
from garbridge.testing.journal import RECORD
from garbridge.testing.world import ALICE, SUBSCRIPTION, seat
from garbridge.wiring import Runtime

STUDIO = ProviderId("studio")
VIDEOS = ResourceId("ark:/12345/videos")
WHY = ("--reason", "changement de portail")
HEADER = "personne;editeur;identifiant\n"


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Return a portal whose lycée bought the videos for Alice, in French."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with portal_with(PEOPLE, tmp_path, clock=ticking()) as runtime:
        bought = replace(SUBSCRIPTION, resource=VIDEOS)
        runtime.writer.write(subscriptions=[bought], seats=[seat(ALICE, bought)])
        runtime.journal.commit(replace(RECORD, resource=VIDEOS, provider=STUDIO))
        yield runtime


def _file(folder: Path, *rows: str) -> str:
    file = folder / "identifiants.csv"
    file.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return str(file)


def _explained(runtime: Runtime) -> dict[str, str]:
    asked = ("explain", "--person", "alice", "--resource", VIDEOS, "--reason", "essai")
    read = json.loads(run_inside(runtime, *asked, "--json").stdout)
    (line,) = [one for one in run_inside(runtime, *asked).stdout.splitlines() if "Sujet" in one]
    assert isinstance(read, dict)
    return {"subject": read["subject"], "source": line.partition("(")[2].rstrip(")")}


def test_from_the_file_to_explain_and_to_the_persons_export(
    runtime: Runtime, tmp_path: Path
) -> None:
    """Shown first, then taken over; ``explain`` and the person's own export say it."""
    file = _file(tmp_path, "alice;studio;ANCIEN-7f3b9c2d4e5f", "bruno;studio;42")
    arguments = ("identifiers", "import", file, *WHY, "--replace-known")
    before = _explained(runtime)

    shown = run_inside(runtime, *arguments, "--dry-run")
    unchanged = _explained(runtime)
    done = run_inside(runtime, *arguments)
    after = _explained(runtime)
    export = run_inside(runtime, "person", "export", "--person", "alice", *WHY)
    again = json.loads(run_inside(runtime, *arguments, "--json").stdout)

    assert shown.stdout == (
        "identifiants.csv, ligne 3 : identifiant court : il peut se deviner\n"
        "2 identifiants seraient repris, 0 inchangés\n"
    )
    assert unchanged == before
    assert done.stdout.endswith("2 identifiants repris, 0 inchangés\n")
    assert (before["source"], after["source"]) == ("dérivé", "repris d’un autre portail")
    assert after["subject"] == "ANCIEN-7f3b9c2d4e5f"
    told = json.loads(export.stdout)
    assert told["identifiers"] == {"studio": "ANCIEN-7f3b9c2d4e5f"}
    assert [one["identifier"] for one in told["former_identifiers"]] == [before["subject"]]
    assert (again["new"], again["unchanged"], again["problem_count"]) == (0, 2, 0)


def test_every_mistake_is_told_with_its_line_and_nothing_is_written(
    runtime: Runtime, tmp_path: Path
) -> None:
    """Those that cannot be read and those that may not be taken, and never a value."""
    file = _file(
        tmp_path,
        "alice;studio;bon-identifiant-0001",
        "bruno;studio;bruno.marquefort@ent.example",
        "inconnue;studio;bon-identifiant-0002",
        "zoe-doc;autre;bon-identifiant-0003",
        "zoe-doc;;bon-identifiant-0004",
        "zoe-doc;studio",
    )

    done = run_inside(runtime, "identifiers", "import", file, *WHY)

    assert done.exit_code == 5
    lines = done.stderr.splitlines()
    assert sorted(line.split(" : ")[0] for line in lines) == [
        "identifiants.csv, ligne 2, colonne personne",
        "identifiants.csv, ligne 3, colonne identifiant",
        "identifiants.csv, ligne 4, colonne personne",
        "identifiants.csv, ligne 5, colonne editeur",
        "identifiants.csv, ligne 6, colonne editeur",
        "identifiants.csv, ligne 7",
    ]
    assert "marquefort" not in done.stderr
    assert _explained(runtime)["source"] == "dérivé"
    assert run_inside(runtime, "identifiers", "journal").stdout == "rien\n"


def test_a_revocation_is_seen_at_the_next_launch_and_told(runtime: Runtime) -> None:
    """Who, when and why stand in the journal; the provider is told which one and when."""
    before = _explained(runtime)["subject"]
    arguments = ("identifiers", "revoke", "--person", "alice", "--reason", "publié par erreur")

    done = run_inside(runtime, *arguments, "--provider", "studio", "--json")
    after = _explained(runtime)
    told = json.loads(
        run_inside(runtime, "identifiers", "revoked", "--provider", "studio", "--json").stdout
    )
    line = run_inside(runtime, "identifiers", "journal").stdout
    unclear = run_inside(runtime, *arguments)
    unknown = run_inside(runtime, *arguments, "--provider", "autre")

    assert json.loads(done.stdout) == [{"provider": "studio", "identifier": before}]
    assert after["subject"] != before
    assert after["source"] == "renouvelé après révocation"
    assert [one["identifier"] for one in told] == [before]
    assert " · opérateur · révocation · studio · 1 · publié par erreur" in line
    assert "alice" not in line
    assert (unclear.exit_code, unknown.exit_code) == (2, 2)


def test_an_export_is_for_its_owner_only_and_replaces_nothing(
    runtime: Runtime, tmp_path: Path
) -> None:
    """One line for whom the provider knows; it is written down that it was made."""
    file = tmp_path / "studio.csv"
    arguments = ("identifiers", "export", str(file), "--provider", "studio", *WHY)

    done, again = run_inside(runtime, *arguments), run_inside(runtime, *arguments)

    assert (done.exit_code, done.stdout) == (0, "1 identifiants écrits\n")
    assert again.exit_code == 5
    assert file.stat().st_mode & 0o777 == 0o600
    subject = runtime.access.subject_at(STUDIO, ALICE)
    assert file.read_text("utf-8") == f"{HEADER}alice;studio;{subject}\n"
    journal = json.loads(run_inside(runtime, "identifiers", "journal", "--json").stdout)
    assert [(one["kind"], one["provider"], one["count"]) for one in journal] == [
        ("export", "studio", 1)
    ]


def test_an_erasure_leaves_no_identifier_that_names_the_person(
    runtime: Runtime, tmp_path: Path
) -> None:
    """What was theirs is nobody's, and a file that gives it to somebody is refused."""
    file = _file(tmp_path, "partie;studio;ANCIEN-7f3b9c2d4e5f")
    run_inside(runtime, "identifiers", "import", file, *WHY, "--keep-unknown")

    erased = run_inside(runtime, "person", "erase", "--person", "partie", *WHY)
    given = run_inside(
        runtime, "identifiers", "import", _file(tmp_path, "bruno;studio;ancien-7f3b9c2d4e5f"), *WHY
    )

    assert erased.exit_code == 0
    assert runtime.stores.identifiers.of_person(PersonId("partie")) == {}
    assert given.exit_code == 5
    assert "il a été révoqué" in given.stderr
