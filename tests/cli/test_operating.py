"""What whoever runs a portal asks it: its configuration, jobs, domains, keys, a bundle."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from stat import S_IMODE

import pytest
from click.testing import CliRunner, Result
from tests.services.school import PEOPLE
from tests.stores.migrated import new_database
from tests.wiring.inside import look_again, portal_with, run_inside, ticking
from tests.wiring.portal_files import write_portal

from garbridge.cli import main
from garbridge.config import read_config
from garbridge.core.jobs import Job, RunOutcome
from garbridge.testing.jobs import RUN
from garbridge.testing.journal import RECORD, numbered
from garbridge.testing.journal import REFUSED as REFUSED_LAUNCH
from garbridge.wiring import Runtime


@pytest.fixture(autouse=True)
def _french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path) -> Iterator[Runtime]:
    """Return a portal with people."""
    with portal_with(PEOPLE, tmp_path, clock=ticking()) as runtime:
        yield runtime


def run(file: Path, *arguments: str) -> Result:
    """Run a command on the portal of *file*."""
    return CliRunner().invoke(main, ["--config", str(file), *arguments])


def test_a_right_configuration_is_told_so_without_a_database(tmp_path: Path) -> None:
    """Before anything is deployed; nothing is made on the way."""
    said = run(write_portal(tmp_path), "config", "check")

    assert (said.exit_code, said.output) == (
        0,
        "configuration correcte : éditeurs 1, ressources 1\n",
    )
    assert not (tmp_path / "garbridge.sqlite").exists()


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """Those of the portal, of a provider and of a key."""
    file = write_portal(tmp_path)
    file.write_text("colour = 1\n" + file.read_text("utf-8"), "utf-8")
    studio = tmp_path / "providers" / "studio.toml"
    studio.write_text("size = 2\n" + studio.read_text("utf-8"), "utf-8")
    said = run(file, "config", "check")

    assert said.exit_code == 3
    assert "garbridge.toml: colour: unknown key" in said.stderr
    assert "studio.toml: size: unknown key" in said.stderr


def test_what_holds_is_shown_in_lines_and_as_data(tmp_path: Path) -> None:
    """Defaults too, and the key that makes identifiers never."""
    file = write_portal(tmp_path)
    secret = (tmp_path / "keys" / "pairwise.key").read_text("ascii").strip()
    lines, data = run(file, "config", "show"), run(file, "config", "show", "--json")

    assert 'timezone = "Europe/Paris"' in lines.output.splitlines()
    assert 'keys.pairwise = "***"' in lines.output.splitlines()
    assert json.loads(data.output)["retention"]["launches"] == 12
    assert secret not in lines.output + data.output


def test_an_example_is_printed_without_a_configuration(tmp_path: Path) -> None:
    """It is the first thing somebody needs."""
    said = run(tmp_path / "garbridge.toml", "config", "example")

    assert said.exit_code == 0
    assert "[privacy]" in said.output


def test_domains_are_those_of_providers_that_are_switched_on(tmp_path: Path) -> None:
    """Each once, or with whose it is; a name that would be a formula is none."""
    file = write_portal(tmp_path)
    studio = tmp_path / "providers" / "studio.toml"
    text = studio.read_text("utf-8")
    studio.write_text(text.replace('"Studio"', '"=Studio"'), "utf-8")
    off = text.replace("12345", "54321").replace("studio.example", "ferme.example")
    (tmp_path / "providers" / "ferme.toml").write_text("enabled = false\n" + off, "utf-8")
    lines, rows = run(file, "domains"), run(file, "domains", "--format", "csv")

    assert lines.output == "ent.example\nstudio.example\n"
    assert "studio.example;studio;'=Studio" in rows.output.splitlines()
    assert "ferme" not in lines.output + rows.output


def test_a_firewall_is_told_of_pictures_and_of_logouts(tmp_path: Path) -> None:
    """What the portal's machine asks of its own, whichever browser looks; nothing twice."""
    file = write_portal(tmp_path)
    before = run(file, "domains", "--asked")
    with file.open("a", encoding="utf-8") as more:
        more.write('[vignettes]\nhosts = ["images.example", "images.example:8443"]\n')
    studio = tmp_path / "providers" / "studio.toml"
    text = studio.read_text("utf-8")
    studio.write_text(text.replace("[cas]\n", "[cas]\nsingle_logout = true\n"), "utf-8")
    other = text.replace("12345", "54321").replace("studio.example", "frise.example")
    oidc = """[oidc]
redirect_uris = ["https://frise.example/retour"]
backchannel_logout_uri = "https://sorties.example/fin"
client_secret = "secret"
"""
    (tmp_path / "providers" / "frise.toml").write_text(other.replace("[cas]\n", oidc), "utf-8")
    secret = tmp_path / "providers" / "secret"
    secret.write_text("s" * 32, "utf-8")
    secret.chmod(0o600)

    assert before.output == ""
    after = run(file, "domains", "--asked").output.split()
    assert after == ["images.example", "sorties.example", "studio.example"]


def test_keys_that_end_soon_are_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty days before, to the day."""
    file = write_portal(tmp_path)
    good = run(file, "keys", "check", "--json")
    (signing,) = json.loads(good.output)
    later = datetime.fromisoformat(signing["ends"]) - timedelta(days=29)
    monkeypatch.setattr("garbridge.cli.keys.system_clock", lambda: later)
    bad = run(file, "keys", "check")

    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert "saml.crt" in bad.output


def test_a_command_of_a_timer_is_noted(runtime: Runtime) -> None:
    """What was done, and what was only looked at is not."""
    run_inside(runtime, "purge")
    assert list(runtime.stores.upkeep.runs.recent(Job.PURGE, 9)) == []
    run_inside(runtime, "purge", "--apply")
    run_inside(runtime, "rules", "serve")
    run_inside(runtime, "queue", "settle", "--dry-run")

    (purged,) = runtime.stores.upkeep.runs.recent(Job.PURGE, 9)
    assert (purged.outcome, purged.figures["launches"]) == (RunOutcome.DONE, 0)
    assert len(runtime.stores.upkeep.runs.recent(Job.RULES_SERVE, 9)) == 1
    assert list(runtime.stores.upkeep.runs.recent(Job.QUEUE_SETTLE, 9)) == []


def test_a_purge_by_a_clock_that_is_ahead_asks_first(runtime: Runtime) -> None:
    """Night after night, until the clock is right or somebody says that it is."""
    right = runtime.clock()
    run_inside(runtime, "purge", "--apply")
    runtime.journal.commit(replace(RECORD, at=right))
    ahead = replace(runtime, clock=lambda: right + timedelta(days=800))
    nights = [run_inside(ahead, "purge", "--apply") for _ in range(2)]

    assert [one.exit_code for one in nights] == [5, 5]
    assert "horloge" in nights[0].stderr
    assert len(runtime.journal.records(limit=9)) == 1
    assert run_inside(runtime, "purge", "--apply").exit_code == 0
    assert run_inside(ahead, "purge", "--apply", "--accept-gap").exit_code != 5
    assert list(runtime.journal.records(limit=9)) == []


def test_an_import_that_is_refused_is_noted_as_that(runtime: Runtime, tmp_path: Path) -> None:
    """With how many rows are wrong, and not which."""
    empty = tmp_path / "export"
    empty.mkdir()
    said = run_inside(runtime, "directory", "import", str(empty))
    (noted,) = runtime.stores.upkeep.runs.recent(Job.DIRECTORY_IMPORT, 9)

    assert said.exit_code == 5
    assert noted.outcome is RunOutcome.REFUSED
    status = run_inside(runtime, "jobs", "status")
    assert status.exit_code == 1
    assert "refusé" in status.output
    assert "aucun réussi" in status.output


def test_an_export_that_did_not_come_is_noted(runtime: Runtime, tmp_path: Path) -> None:
    """A folder that nobody filled, or a share that is away, is what a timer meets most."""
    said = run_inside(runtime, "directory", "import", str(tmp_path / "annuaire"))
    (noted,) = runtime.stores.upkeep.runs.recent(Job.DIRECTORY_IMPORT, 9)

    assert (said.exit_code, noted.outcome) == (5, RunOutcome.REFUSED)
    assert "annuaire : ni un dossier" in said.output
    assert run_inside(runtime, "health").exit_code == 1


def test_what_is_late_is_a_finding(runtime: Runtime) -> None:
    """Until it runs."""
    waiting = replace(
        runtime, config=replace(runtime.config, jobs={Job.PURGE: RUN.ended - RUN.started})
    )
    late = run_inside(waiting, "jobs", "status")
    run_inside(waiting, "purge", "--apply")
    good = run_inside(waiting, "jobs", "status", "--json")

    assert late.exit_code == 1
    assert late.output == "purge ; jamais ; EN RETARD\n"
    assert good.exit_code == 0
    assert json.loads(good.output)[0]["late"] is False


def test_the_history_of_a_job_is_told(runtime: Runtime) -> None:
    """The latest first, with its figures."""
    runtime.stores.upkeep.runs.note(RUN)
    lines = run_inside(runtime, "jobs", "history", "directory_import")
    data = run_inside(runtime, "jobs", "history", "directory_import", "--json")

    assert lines.output == "2026-11-16T08:00:00+00:00 réussi people 2500, rejected 0\n"
    assert json.loads(data.output)[0]["figures"] == {"people": 2500, "rejected": 0}


def test_a_reference_tells_what_happened_and_never_to_whom(runtime: Runtime) -> None:
    """In words, as data, and for one that nobody was shown."""
    runtime.stores.journal.commit(REFUSED_LAUNCH)
    runtime.stores.journal.commit(numbered(1))
    words = run_inside(runtime, "problem", f" {REFUSED_LAUNCH.reference}\n")
    data = run_inside(runtime, "problem", REFUSED_LAUNCH.reference, "--json")
    granted = run_inside(runtime, "problem", numbered(1).reference)
    unknown = run_inside(runtime, "problem", "zzzzzzzz")

    assert words.exit_code == 0
    assert f"référence : {REFUSED_LAUNCH.reference}" in words.output.splitlines()
    assert "qui peut aider : " in words.output
    assert json.loads(data.output)["outcome"].startswith("GB-")
    assert "résultat : accès ouvert" in granted.output
    assert unknown.exit_code == 2
    assert REFUSED_LAUNCH.person not in words.output + data.output


def test_a_problem_is_followed_up_by_its_reference(runtime: Runtime) -> None:
    """On whose side, how far, under which number there; what is not said stays."""
    runtime.stores.journal.commit(REFUSED_LAUNCH)
    reference = REFUSED_LAUNCH.reference
    nothing = run_inside(runtime, "problem")
    sent = run_inside(
        runtime, "problem", reference, "--side", "gar", "--state", "sent", "--ticket", "42"
    )
    listed = run_inside(runtime, "problem")
    again = run_inside(runtime, "problem", reference, "--state", "solved", "--json")
    wrong = run_inside(runtime, "problem", reference, "--ticket", "x" * 65)
    unknown = run_inside(runtime, "problem", "zzzzzzzz", "--state", "open")

    assert (nothing.exit_code, nothing.output) == (0, "")
    assert "à traiter par : le GAR" in sent.output
    assert listed.output.startswith(f"{reference} ; transmis ; le GAR ; 42 ; 2026-11-16")
    assert json.loads(again.output)["followed"]["ticket"] == "42"
    assert json.loads(again.output)["followed"]["state"] == "solved"
    assert run_inside(runtime, "problem", "--json").output == "[]\n"
    assert (wrong.exit_code, unknown.exit_code) == (2, 2)
    assert run_inside(runtime, "problem", "--state", "open").exit_code == 2


def test_a_bundle_names_nobody(runtime: Runtime, tmp_path: Path) -> None:
    """Neither people nor schools nor secrets; only its owner reads it, and it replaces nothing."""
    runtime.stores.upkeep.runs.note(RUN)
    file = tmp_path / "bundle.zip"
    done = run_inside(runtime, "support-bundle", str(file))
    again = run_inside(runtime, "support-bundle", str(file))
    with zipfile.ZipFile(file) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}

    assert (done.exit_code, again.exit_code) == (0, 5)
    assert S_IMODE(file.stat().st_mode) == 0o600
    assert set(texts) == {
        "versions.json",
        "configuration.json",
        "health.json",
        "providers.json",
        "jobs.json",
    }
    whole = "\n".join(texts.values())
    hidden = [runtime.config.pairwise.secret.hex(), runtime.config.responsibility.officer.name]
    for person in PEOPLE:
        hidden += [person.id, person.identity.family_name, person.identity.given_name]
    assert not [one for one in hidden if f'"{one}"' in whole or one in whole]
    assert json.loads(texts["versions.json"])["libraries"]["flask"]
    assert json.loads(texts["jobs.json"])[0]["job"] == "directory_import"


@pytest.mark.parametrize("database", [b"", b"no database at all" * 99], ids=["empty", "garbage"])
def test_a_bundle_is_made_while_the_database_is_broken(tmp_path: Path, database: bytes) -> None:
    """That is when somebody needs one; it says what is wrong with it."""
    file = write_portal(tmp_path)
    (tmp_path / "garbridge.sqlite").write_bytes(database)

    said = run(file, "support-bundle", str(tmp_path / "b.zip"))

    assert said.exit_code == 0, said.output
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert json.loads(archive.read("jobs.json")) == {"problem": "store"}
        health = json.loads(archive.read("health.json"))
        assert json.loads(archive.read("providers.json"))
    assert "failing" in str(health)


def _mistaken(folder: Path) -> Path:
    """Return the file of a portal, with a mistake in a provider's that names somebody."""
    file = write_portal(folder)
    studio = folder / "providers" / "studio.toml"
    text = studio.read_text("utf-8")
    studio.write_text(text.replace('ark = "ark:/12345/videos"', 'ark = "Mme Dupré"'), "utf-8")
    parc = text.replace("12345", "54321").replace("studio.example", "parc.example")
    (folder / "providers" / "parc.toml").write_text(parc, "utf-8")
    new_database(read_config(file).database)
    return file


def _bundled(file: Path, bundle: Path) -> dict[str, str]:
    said = run(file, "support-bundle", str(bundle))
    assert said.exit_code == 0, said.output
    with zipfile.ZipFile(bundle) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_bundle_is_made_while_a_providers_file_is_wrong(tmp_path: Path) -> None:
    """It tells where the mistake is, and of the others what they say."""
    texts = _bundled(_mistaken(tmp_path), tmp_path / "b.zip")

    assert "studio.toml: resources[1].ark" in texts["health.json"]
    assert [one["provider"] for one in json.loads(texts["providers.json"])] == ["parc", "studio"]
    assert json.loads(texts["jobs.json"]) == []
    assert json.loads(texts["configuration.json"])["tenant"] == "F0"
    assert "Dupré" not in "".join(texts.values())


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('tenant = "F0"', 'tenant = "Mme Dupré"', "garbridge.toml: tenant"),
        ('tenant = "F0"', 'tenant = "Mme Dupré', "garbridge.toml"),
        ("keys/saml.crt", "keys/nulle-part.crt", "keys.certificate"),
    ],
    ids=["value", "unreadable", "key"],
)
def test_a_bundle_is_made_while_nothing_would_start(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    """What is wrong stands in it by its place; what cannot be read is not in it."""
    file = _mistaken(tmp_path)
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    texts = _bundled(file, tmp_path / "b.zip")

    assert json.loads(texts["versions.json"])["garbridge"]
    assert json.loads(texts["health.json"])["status"] == "failing"
    assert place in texts["health.json"]
    assert "Dupré" not in "".join(texts.values())


@pytest.mark.parametrize("seen_from", [".", ".."], ids=["inside", "outside"])
@pytest.mark.parametrize(
    "kept",
    [
        "sqlite:///{}/garbridge.sqlite",
        "postgresql+psycopg://m.dupre:s3cr3t@127.0.0.1:9/ent",
        "postgresql+psycopg://m.dupre@127.0.0.1:9/ent?sslcert={}/c.pem&sslkey={}/k.pem",
        "postgresql+psycopg://m.dupre@/ent?host={}/pg",
    ],
    ids=["file", "server", "keys", "socket"],
)
def test_a_bundle_tells_no_folder_and_no_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen_from: str, kept: str
) -> None:
    """Homes and accounts are named after people; what a file is called is enough to help."""
    home = tmp_path / "m.dupre"
    home.mkdir()
    file = write_portal(home)
    told = f'database = "{kept.replace("{}", str(home))}"\n'
    file.write_text(told + file.read_text("utf-8"), "utf-8")
    monkeypatch.chdir(home / seen_from)
    whole = _bundled(file.relative_to((home / seen_from).resolve()), tmp_path / "b.zip")
    configuration = json.loads(whole["configuration.json"])

    assert "dupre" not in "".join(whole.values())
    assert configuration["keys"]["signing"] == "…/saml.key"
    assert configuration["issuer"] == read_config(file).issuer
    assert configuration["database"] in {
        "sqlite://…/garbridge.sqlite",
        "postgresql+psycopg://***@127.0.0.1:9/ent",
        "postgresql+psycopg://***@127.0.0.1:9/ent?sslcert=…/c.pem&sslkey=…/k.pem",
        "postgresql+psycopg://***@/ent?host=…/pg",
    }


def test_health_and_jobs_are_told_while_a_providers_file_is_wrong(tmp_path: Path) -> None:
    """It is time to act, and all else is well; a job that could not run has failed."""
    file = _mistaken(tmp_path)
    health, purge = run(file, "health"), run(file, "purge", "--apply")
    status = run(file, "jobs", "status")

    assert health.exit_code == 1
    assert "À VOIR   les fiches des éditeurs\n  studio.toml: resources[1].ark" in health.output
    assert "bien     la base de données répond" in health.output
    assert (purge.exit_code, status.exit_code) == (3, 1)
    assert "purge" in status.output
    assert "échoué" in status.output


def test_a_mistake_is_told_by_its_place_alone(runtime: Runtime, tmp_path: Path) -> None:
    """The value may name whoever validated a policy."""
    file = tmp_path / "providers" / "studio.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace('ark = "ark:/12345/videos"', 'ark = "Mme Dupré"'), "utf-8")
    look_again(runtime.registry)
    bundle = tmp_path / "bundle.zip"
    run_inside(runtime, "support-bundle", str(bundle))
    with zipfile.ZipFile(bundle) as archive:
        health = archive.read("health.json").decode()

    assert "Dupré" in run_inside(runtime, "health").output
    assert "Dupré" not in health
    assert "studio.toml: resources[1].ark" in health
