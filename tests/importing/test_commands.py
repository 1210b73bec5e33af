"""The commands: what they print, in both forms, and with which code they end."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.gar.ent.small import COLLEGE, ECOLE, NAMES, RUN, Small, archived, part, replace_in
from tests.wiring.portal_files import write_portal

from garbridge.cli import main
from garbridge.gar.ent.schema import Sheet


@pytest.fixture(name="export")
def _export(tmp_path: Path) -> Path:
    return Small().write(tmp_path / "export")


def run(*arguments: object) -> Result:
    """Run a command in French."""
    return CliRunner(env={"LC_ALL": "fr_FR.UTF-8"}).invoke(main, [str(a) for a in arguments])


def test_a_valid_export_is_said_to_be(export: Path) -> None:
    """Exit 0, and one line."""
    result = run("directory", "validate", export, "--tenant", "F0")

    assert (result.exit_code, result.output) == (0, "export : export conforme\n")


def test_an_archive_is_validated_too(export: Path) -> None:
    """In its packed form."""
    assert run("directory", "validate", archived(export), "--tenant", "F0").exit_code == 0


def test_an_invalid_export_is_findings(export: Path) -> None:
    """Exit 1; each with file, line, reason and code, none with a name."""
    replace_in(part(export, Sheet.PUPILS), "National_elv", "National_x")
    result = run("directory", "validate", export, "--tenant", "F0")

    assert result.exit_code == 1
    assert f"{RUN.base}_Eleve_0000.xml, ligne " in result.output
    assert "[unknown_profile]" in result.output
    assert "refusé, 1 erreur\n" in result.output
    assert not any(name in result.output for name in NAMES)


def test_findings_as_json(export: Path) -> None:
    """For a program: stable keys."""
    replace_in(part(export, Sheet.PUPILS), "National_elv", "National_x")
    replace_in(part(export, Sheet.PUPILS), "National_elv", "National_tut")
    result = run("directory", "validate", export, "--tenant", "F0", "--json")
    document = json.loads(result.output)

    assert document["valid"] is False
    assert set(document["errors"][0]) == {"file", "line", "code", "reason"}
    assert document["error_counts"] == {"unknown_profile": 1}
    assert document["warning_counts"]["unsupported_profile"] == 1


def test_a_path_that_is_not_there_is_a_mistake_of_use(tmp_path: Path) -> None:
    """Exit 2."""
    assert run("directory", "validate", tmp_path / "x", "--tenant", "F0").exit_code == 2


def test_a_long_report_is_cut(tmp_path: Path) -> None:
    """And says how much is left out."""
    small = Small()
    for number in range(300):
        values = {**small.find("GAREleve"), "GARPersonIdentifiant": f"q{number}"}
        small.add(2, Sheet.PUPILS, "GAREleve", {**values, "GARPersonDateNaissance": "x"})
    result = run("directory", "validate", small.write(tmp_path / "x"), "--tenant", "F0")

    assert "… et 100 autres erreurs" in result.output
    assert "refusé, 300 erreurs" in result.output


def test_the_district_is_written_and_listed(tmp_path: Path) -> None:
    """With the people one can sign in as."""
    folder = tmp_path / "district"
    result = run("demo-data", folder, "--date", "2026-11-21", "--no-archive")

    assert result.exit_code == 0
    assert "demo-zoe" in result.output
    assert len(list(folder.glob("export/Z9_GAR-ENT_Complet_20261121_*.xml"))) == 11
    assert run("demo-data", folder).exit_code == 2, "it is not overwritten"


def test_the_district_as_json(tmp_path: Path) -> None:
    """For a script: where everything is."""
    result = run("demo-data", tmp_path / "d", "--tenant", "F0", "--people", "10", "--json")
    document = json.loads(result.output)

    assert Path(document["archive"]).is_file()
    assert (document["day_before"], document["people"] > 2_000) == (None, True)
    assert Path(document["subscriptions"]).is_file()


@pytest.fixture(name="portal")
def _portal(tmp_path: Path) -> Path:
    """Return the configuration of a portal whose tables are up to date."""
    folder = tmp_path / "portal"
    folder.mkdir()
    file = write_portal(folder)
    assert run("--config", file, "db", "upgrade").exit_code == 0
    return file


def test_an_export_is_imported_and_counted(portal: Path, export: Path) -> None:
    """Once it adds, then it leaves alone."""
    first = run("--config", portal, "directory", "import", archived(export))
    again = run("--config", portal, "directory", "import", export, "--json")
    document = json.loads(again.output)

    assert first.exit_code == 0
    assert "personnes : +6 ~0 -0 =0" in first.output
    assert (document["accepted"], document["applied"]) == (True, True)
    assert document["changes"]["people"] == {"added": 0, "changed": 0, "ended": 0, "unchanged": 6}


def test_a_dry_run_says_and_does_nothing(portal: Path, export: Path) -> None:
    """What it says is what the import does."""
    rehearsed = run("--config", portal, "directory", "import", export, "--dry-run", "--json")
    done = run("--config", portal, "directory", "import", export, "--json")
    one, other = json.loads(rehearsed.output), json.loads(done.output)

    assert (one.pop("applied"), other.pop("applied")) == (False, True)
    assert one == other


def test_a_refused_import_is_a_refusal(portal: Path, export: Path) -> None:
    """Exit 5: the export was stopped by a rule."""
    replace_in(part(export, Sheet.PUPILS), "National_elv", "National_x")
    told = run("--config", portal, "directory", "import", export)
    document = json.loads(run("--config", portal, "directory", "import", export, "--json").output)

    assert told.exit_code == 5
    assert "[unknown_profile]" in told.output
    assert (document["accepted"], document["changes"]) == (False, None)


def test_a_warning_is_told_once_with_its_count(portal: Path, export: Path) -> None:
    """Two hundred guardians are one line."""
    path = part(export, Sheet.PUPILS)
    text = path.read_text(encoding="utf-8").replace("National_elv", "National_tut")
    path.write_text(text, encoding="utf-8")
    told = run("--config", portal, "directory", "import", export)

    assert told.exit_code == 0
    assert "avertissement (2) : " in told.output
    assert told.output.count("unsupported_profile") == 1


def test_an_import_without_tables_is_told(tmp_path: Path, export: Path) -> None:
    """Without a trace."""
    folder = tmp_path / "bare"
    folder.mkdir()
    told = run("--config", write_portal(folder), "directory", "import", export)

    assert told.exit_code != 0
    assert "Traceback" not in told.output


def test_the_language_follows_the_shell(export: Path) -> None:
    """French first, English where the locale says so."""
    runner = CliRunner(env={"LC_ALL": "en_GB.UTF-8"})
    told = runner.invoke(main, ["directory", "validate", str(export), "--tenant", "F0"])

    assert told.output == "export : valid export\n"


def test_any_export_is_held_to_what_the_gar_refuses(tmp_path: Path) -> None:
    """Also what an import leaves out with a warning; with what to do, and no name."""
    small = Small()
    here = {"GARStructureUAI": COLLEGE, "GARPersonProfil": "National_elv"}
    there = {"GARStructureUAI": ECOLE, "GARPersonProfil": "National_elv"}
    small.find("GAREleve", GARPersonIdentifiant="p2")["GARPersonProfils"] = [here, there]
    export = small.write(tmp_path / "export")
    asked = ("directory", "validate", export, "--tenant", "F0")
    taken, refused = run(*asked), run(*asked, "--gar")

    assert (taken.exit_code, refused.exit_code) == (0, 1)
    assert "[profile_without_school] le GAR : Impossible de créer le GAREleve" in refused.output
    assert "nommez dans GARPersonEtab" in refused.output
    assert not any(name in refused.output for name in NAMES)


def test_the_state_s_list_of_schools_says_which_the_gar_does_not_know(
    export: Path, tmp_path: Path
) -> None:
    """That alone is enough to ask for what the GAR would say."""
    listed = tmp_path / "schools.csv"
    listed.write_text(f"uai;nature\n{COLLEGE};340\n", encoding="utf-8")
    result = run(*("directory", "validate", export, "--tenant", "F0"), "--establishments", listed)

    assert result.exit_code == 1
    assert "[unknown_in_gar] le GAR : Impossible de créer le GAREtab" in result.output
    listed.write_text("uai;nature\nx\n", encoding="utf-8")
    broken = run("directory", "validate", export, "--tenant", "F0", "--establishments", listed)
    assert broken.exit_code not in {0, 1}
    assert "Traceback" not in broken.output
