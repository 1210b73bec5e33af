"""The command line from outside: exit codes, JSON, messages without a trace."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.stores.migrated import new_database
from tests.wiring.portal_files import write_portal

from garbridge.cli import main
from garbridge.config import read_config

SUBSCRIPTION = (
    "idAbonnement;idRessource;uaiEtab;typeAffectation;publicCible;nbLicenceGlobale;"
    "debutValidite;finValidite;categorieAffectation\n"
    "a1;ark:/12345/videos;0990001A;ETABL;ELEVE;ILLIMITE;2026-08-16;2027-08-15;transferable\n"
)


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a portal whose tables are up to date, in French."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    new_database(read_config(write_portal(tmp_path)).database)
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    """Run the command on the portal in *folder*."""
    return CliRunner().invoke(main, ["--config", str(folder / "garbridge.toml"), *arguments])


def test_the_database_says_where_it_stands(tmp_path: Path) -> None:
    """A probe can compare the two revisions."""
    write_portal(tmp_path)
    upgraded = run(tmp_path, "db", "upgrade")
    status = run(tmp_path, "db", "status", "--json")
    said = json.loads(status.stdout)

    assert (upgraded.exit_code, status.exit_code) == (0, 0)
    assert said["current"] == said["head"] is not None


def test_tables_that_are_behind_are_a_finding(tmp_path: Path) -> None:
    """A deployment script stops before it serves."""
    write_portal(tmp_path)

    assert run(tmp_path, "db", "status").exit_code == 1


def test_a_broken_configuration_is_shown_whole(tmp_path: Path) -> None:
    """All mistakes in one message, exit code 3, and no trace."""
    file = write_portal(tmp_path)
    file.write_text('tenant = "é"\ncolour = 1\nissuer = "http://x"\n', encoding="utf-8")
    answer = run(tmp_path, "provider", "list")

    assert answer.exit_code == 3
    assert all(key in answer.stderr for key in ("tenant", "colour", "issuer", "keys"))
    assert "Traceback" not in answer.output


def test_a_refusal_is_explained(folder: Path) -> None:
    """The JSON form has the keys that others rely on."""
    answer = run(
        folder,
        "explain",
        "--reason",
        "x",
        "--person",
        "nobody",
        "--resource",
        "ark:/12345/videos",
        "--json",
    )

    assert json.loads(answer.stdout) == {
        "decision": "refused",
        "reason": "unknown_person",
        "code": "GB-ANN-01",
        "rule": "personne inconnue de l’annuaire",
        "subject": None,
        "released": [],
        "withheld": [],
        "reserved": [],
    }


@pytest.mark.parametrize(
    "wrong",
    [
        ("--person", "x", "--resource", "videos"),
        ("--person", "", "--resource", "ark:/12345/videos"),
        ("--person", "x", "--resource", "ark:/12345/videos", "--school", "1"),
        ("--person", "x", "--resource", "ark:/12345/videos", "--at", "hier"),
    ],
    ids=["no-ark", "nobody", "no-uai", "no-instant"],
)
def test_what_cannot_be_meant_is_a_usage_error(folder: Path, wrong: tuple[str, ...]) -> None:
    """A typo is told apart from a refusal."""
    answer = run(folder, "explain", "--reason", "x", *wrong)

    assert answer.exit_code == 2
    assert "Traceback" not in answer.output


def test_subscriptions_are_loaded_or_refused_as_a_whole(folder: Path) -> None:
    """One wrong line refuses the file with its place, exit code 5; a right file counts."""
    table = folder / "abonnements.csv"
    table.write_text(SUBSCRIPTION + "a2;x;y;z;;;;;\n", encoding="utf-8")
    refused = run(folder, "subscriptions", "load", str(table))
    table.write_text(SUBSCRIPTION, encoding="utf-8")
    rehearsed = run(folder, "subscriptions", "load", "--dry-run", str(table))
    loaded = run(folder, "subscriptions", "load", str(table))

    assert refused.exit_code == 5
    assert "ligne 3" in refused.stderr
    assert (rehearsed.exit_code, loaded.exit_code) == (0, 0)
    assert ": 1" in loaded.stdout


def test_an_assignment_without_subscription_is_refused(folder: Path) -> None:
    """Nothing is given that was not bought."""
    table = folder / "affectations.csv"
    table.write_text("idAbonnement;personne;profil;type;code\na9;x;;;\n", encoding="utf-8")
    answer = run(folder, "assignments", "load", str(table))

    assert answer.exit_code == 5
    assert "ligne 2" in answer.stderr


def test_a_provider_is_added_and_listed(folder: Path) -> None:
    """What was registered can be looked at."""
    added = run(
        folder,
        *("provider", "add", "--cas-service", "https://parc.example/retour", "--json"),
        *("--resource", "ark:/12345/atlas", "--release", "PRO=ouvrir les fonctions"),
    )
    rows = json.loads(run(folder, "provider", "list", "--json").stdout)

    assert json.loads(added.stdout)["provider"] == "parc-example"
    assert {row["provider"]: row["release"] for row in rows} == {
        "parc-example": ["PRO"],
        "studio": [],
    }


def test_a_client_of_openid_connect_is_added(folder: Path) -> None:
    """What to tell it is printed, but for the secret, whose file is named."""
    client = ("--oidc-redirect-uri", "https://parc.example/retour", "--resource", "ark:/12345/a")
    added = run(folder, "provider", "add", *client, "--oidc-dialect", "gar")

    secret = folder / "providers" / "parc-example.secret"
    assert added.exit_code == 0
    assert "issuer : https://ent.example/oidc" in added.stdout
    assert "client_id : parc-example" in added.stdout
    assert f"secret : {secret}" in added.stdout
    assert secret.read_text("ascii").strip() not in added.output
    text = (folder / "providers" / "parc-example.toml").read_text("utf-8")
    assert 'dialect = "gar"' in text


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--resource", "ark:/12345/a"), 2),
        (("--cas-service", "https://a.example/", "--resource", "x"), 2),
        (
            (
                "--cas-service",
                "https://a.example/",
                "--resource",
                "ark:/12345/a",
                "--release",
                "X=y",
            ),
            2,
        ),
        (
            (
                "--cas-service",
                "https://a.example/",
                "--resource",
                "ark:/12345/a",
                "--release",
                "PRO=",
            ),
            2,
        ),
        (("--metadata", "http://127.0.0.1:9/", "--resource", "ark:/12345/a"), 4),
        (
            (
                *("--cas-service", "https://a.example/", "--resource", "ark:/12345/a"),
                *("--oidc-redirect-uri", "https://a.example/"),
            ),
            2,
        ),
        (("--cas-service", "https://studio.example/videos", "--resource", "ark:/12345/a"), 3),
    ],
    ids=["no-protocol", "no-ark", "unknown-attribute", "no-purpose", "away", "two", "taken"],
)
def test_a_provider_that_cannot_be_added(
    folder: Path, arguments: tuple[str, ...], code: int
) -> None:
    """Each kind of mistake has its exit code."""
    assert run(folder, "provider", "add", *arguments).exit_code == code


def test_keys_in_use_are_never_replaced(folder: Path) -> None:
    """A second ``keys new`` would make every pupil a stranger to every publisher."""
    before = (folder / "keys" / "pairwise.key").read_bytes()
    answer = run(folder, "keys", "new", str(folder / "keys"), "--name", "x")

    assert answer.exit_code == 5
    assert (folder / "keys" / "pairwise.key").read_bytes() == before
