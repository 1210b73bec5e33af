"""``garbridge dpo pack``: what the documents say is what the policies say."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.wiring.portal_files import CAS, portal, write_portal

from garbridge.cli import main
from garbridge.config import read_config
from garbridge.core.identifiers import ProviderId
from garbridge.core.retention import Kept, Retention
from garbridge.errors import ConfigError, ValueRefusedError
from garbridge.wiring.dossier import dossier_files, dossier_of, write_folder

DAY = date(2026, 9, 1)
TERMS = """
[terms]
role = "{role}"
contract = "Marché 7"
hosting = ["FR"]
contact = "dpo@studio.example"
[[terms.sub_processors]]
name = "Hébergeur du Nord"
country = "FR"
purpose = "hébergement"
[[terms.transfers]]
country = "US"
safeguard = "clauses types"
"""
RELEASE = """
[[release]]
attribute = "{attribute}"
purpose = "{purpose}"
profiles = [{profiles}]
retention = "un an"
validated_by = "DPO"
validated_on = 2026-08-20
"""


def entry(attribute: str, purpose: str = "choisir le niveau", profiles: str = '"elv"') -> str:
    """Return one ``[[release]]``."""
    return RELEASE.format(attribute=attribute, purpose=purpose, profiles=profiles)


def documents(folder: Path, *provider: str, shared: bool = False) -> dict[str, str]:
    """Return every document of a portal whose provider's file is that of the tests and more."""
    config = portal(folder)
    (config.providers / "studio.toml").write_text(CAS + "".join(provider), "utf-8")
    if shared:
        config = replace(config, shared_sector=ProviderId("ent"))
    files = dossier_files(dossier_of(config), DAY)
    return {name: content.decode("utf-8-sig") for name, content in files.items()}


class Text(HTMLParser):
    """What a page says, and which elements are open wrongly."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser gives it
        """Note what was opened."""
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check what is closed."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the words, not the style sheet."""
        if self.open[-1:] != ["style"]:
            self.said.append(data)


def text(page: str) -> str:
    """Return the words of *page*, which is well formed."""
    reader = Text()
    reader.feed(page)
    assert reader.open == []
    return " ".join(" ".join(reader.said).split())


def rows(files: dict[str, str]) -> list[dict[str, str]]:
    """Return the rows of the register."""
    return list(csv.DictReader(io.StringIO(files["registre.csv"]), delimiter=";"))


def test_a_document_for_each_reader(tmp_path: Path) -> None:
    """And an annex for each provider."""
    assert list(documents(tmp_path)) == [
        "registre.csv",
        "registre.json",
        "information.html",
        "analyse-impact.html",
        "annexe-studio.html",
    ]


def test_the_register_has_a_row_for_the_portal_and_each_provider(tmp_path: Path) -> None:
    """With everything that article 30 asks for, and the version of the policy."""
    files = documents(tmp_path, entry("NOM", "nommer la copie"), TERMS.format(role="processor"))

    own, told = rows(files)

    assert own["responsable"] == told["responsable"] == "Région"
    assert "accès aux ressources" in own["durees"]
    assert told["destinataire"] == "Studio"
    assert told["qualite_du_destinataire"].startswith("sous-traitant")
    assert told["contrat"] == "Marché 7"
    assert told["hebergement"] == "FR"
    assert told["personnes"] == "élèves"
    assert told["donnees"].split("\n")[1:] == ["Nom (NOM)"]
    assert "nommer la copie" in told["finalites"].split("\n")
    assert told["sous_traitants_ulterieurs"] == "Hébergeur du Nord (FR) : hébergement"
    assert told["transferts_hors_eee"] == "US : clauses types"
    assert told["durees"] == "Nom : un an"
    assert len(told["version"]) == 32
    assert told["etabli_le"] == "2026-09-01"


def test_the_register_as_json_says_the_same(tmp_path: Path) -> None:
    """Lists where a cell has lines."""
    files = documents(tmp_path, entry("NOM"), TERMS.format(role="processor"))

    document = json.loads(files["registre.json"])

    for row, one in zip(rows(files), document["traitements"], strict=True):
        joined = {k: "\n".join(v) if isinstance(v, list) else v for k, v in one.items()}
        assert joined == {k: v.replace("\r\n", "\n") for k, v in row.items()}


@pytest.mark.parametrize("name", ["information.html", "analyse-impact.html", "annexe-studio.html"])
def test_every_document_names_what_is_told(tmp_path: Path, name: str) -> None:
    """The attribute, of whom and what for."""
    files = documents(tmp_path, entry("NOM", "nommer la copie"), TERMS.format(role="processor"))

    said = text(files[name])

    for word in ("Nom", "élèves", "nommer la copie", "Studio", "1er septembre 2026"):
        assert word in said


def test_what_can_never_leave_is_not_in_them(tmp_path: Path) -> None:
    """An entry that no resource receives says nothing of anybody."""
    narrow = CAS.replace('title = "Vidéos"', 'title = "Vidéos"\nrelease = ["PRO"]')
    config = portal(tmp_path)
    (config.providers / "studio.toml").write_text(narrow + entry("NOM") + entry("PRO"), "utf-8")

    (found,) = dossier_of(config).disclosures

    assert [one.attribute for one in found.told] == ["PRO"]


def test_a_provider_that_is_told_nothing_is_told_so(tmp_path: Path) -> None:
    """Its row and annex say the identifier alone."""
    files = documents(tmp_path)

    assert rows(files)[1]["donnees"] == "identifiant opaque, propre à l’éditeur"
    assert "Aucune autre donnée n’est transmise." in text(files["annexe-studio.html"])
    assert "rien de plus" in text(files["information.html"])


def test_a_provider_that_is_switched_off_is_in_none(tmp_path: Path) -> None:
    """It is told nothing."""
    config = portal(tmp_path)
    (config.providers / "studio.toml").write_text("enabled = false\n" + CAS, "utf-8")

    assert dossier_of(config).disclosures == ()


def test_one_identifier_for_all_is_not_called_ones_own(tmp_path: Path) -> None:
    """Every document says it, and the assessment asks why."""
    files = documents(tmp_path, entry("NOM"), shared=True)

    for page in files.values():
        assert "propre à l’éditeur" not in page
    assert "le même identifiant à tous les éditeurs" in text(files["analyse-impact.html"])
    assert "identifiants différents chez chacun" not in files["analyse-impact.html"]


def test_the_name_of_pupils_is_pointed_out(tmp_path: Path) -> None:
    """Whoever judges proportionality sees it; the name of a teacher is not there."""
    one = documents(tmp_path / "one", entry("NOM", "nommer la copie"))
    other = documents(tmp_path / "other", entry("NOM", "nommer la copie", '"ens"'))

    assert "Studio : Nom (NOM) (nommer la copie)" in text(one["analyse-impact.html"])
    assert "aucun éditeur" in text(other["analyse-impact.html"])


def test_joint_controllers_sign_another_paper(tmp_path: Path) -> None:
    """Nobody instructs them."""
    files = documents(tmp_path, TERMS.format(role="joint_controller"))

    said = text(files["annexe-studio.html"])

    assert said.startswith("Accord entre responsables conjoints : Studio")
    assert "instruction" not in said


def test_the_assessment_says_where_and_by_whom(tmp_path: Path) -> None:
    """Whoever judges the risk reads of sub-processors and transfers; unsaid is not "none"."""
    agreed = TERMS.format(role="joint_controller")
    bare = agreed.partition("[[terms.sub_processors]]")[0]

    stated, none, unsaid = (
        text(documents(tmp_path / name, terms)["analyse-impact.html"])
        for name, terms in (("stated", agreed), ("none", bare), ("unsaid", ""))
    )

    assert "Hébergeur du Nord (FR) : hébergement US : clauses types" in stated
    assert "responsable conjoint du traitement" in stated
    assert "FR aucun aucun" in none
    assert "Studio non indiqué non indiqué non indiqué non indiqué" in unsaid


def test_terms_that_nobody_wrote_are_missing_in_sight(tmp_path: Path) -> None:
    """Not invented."""
    files = documents(tmp_path)

    assert rows(files)[1]["contrat"] == "non indiqué"
    assert "[à compléter : la référence du contrat]" in text(files["annexe-studio.html"])


def test_texts_are_texts(tmp_path: Path) -> None:
    """Neither a page nor a spreadsheet computes them."""
    files = documents(tmp_path, entry("NOM", "<script>alert(1)</script>"))
    formula = documents(tmp_path / "two", TERMS.format(role="processor").replace("Marché", "=1+"))

    assert "<script>" not in files["information.html"]
    assert "<script>alert(1)</script>" in text(files["information.html"])
    assert rows(formula)[1]["contrat"].startswith("'=")


def test_periods_are_those_of_the_portal(tmp_path: Path) -> None:
    """What the configuration shortens is shorter in the notice."""
    config = replace(portal(tmp_path), retention=Retention({Kept.LAUNCHES: 7}))

    page = dossier_files(dossier_of(config), DAY)["information.html"].decode()

    assert "7 mois" in text(page)
    assert "12 mois" in text(page)


@pytest.fixture(name="file")
def _file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    return write_portal(tmp_path / "portal")


def run(file: Path, *arguments: str) -> tuple[int, str]:
    """Run the command with the portal of *file*."""
    done = CliRunner().invoke(main, ["--config", str(file), "dpo", "pack", *arguments])
    return done.exit_code, done.output


def test_the_command_writes_them(file: Path, tmp_path: Path) -> None:
    """Into a folder that was not there, and says which; no database is opened."""
    folder = tmp_path / "a" / "dossier"

    code, output = run(file, str(folder))

    assert code == 0, output
    assert output.split() == [str(folder / name) for name in output_names(folder, output)]
    assert len(list(folder.iterdir())) == 5
    assert not (file.parent / "garbridge.sqlite").exists()


def output_names(folder: Path, output: str) -> list[str]:
    """Return the names of the files that were said, which are all there."""
    names = [Path(line).name for line in output.split()]
    assert sorted(names) == sorted(one.name for one in folder.iterdir())
    return names


def test_the_command_says_it_as_json(file: Path, tmp_path: Path) -> None:
    """For a program."""
    code, output = run(file, str(tmp_path / "dossier"), "--json")

    assert code == 0
    assert "registre.csv" in json.loads(output)["files"]


def test_nobodys_corrections_are_written_over(file: Path, tmp_path: Path) -> None:
    """A folder with anything in it is refused, and left as it is."""
    (tmp_path / "dossier").mkdir()
    (tmp_path / "dossier" / "information.html").write_text("corrigé", "utf-8")

    code, output = run(file, str(tmp_path / "dossier"))

    assert code != 0
    assert "dossier" in output
    assert [one.name for one in (tmp_path / "dossier").iterdir()] == ["information.html"]
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Nothing is left behind."""
    (tmp_path / "file").write_text("", "utf-8")

    with pytest.raises((ConfigError, ValueRefusedError)):
        write_folder(tmp_path / "file" / "dossier", {"a": b""})
    with pytest.raises(ValueRefusedError):
        write_folder(tmp_path / "file", {"a": b""})


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("launches = 0", "retention.launches: must be a whole number from 1 to 120"),
        ("departed = 4", "retention.departed: must be a whole number from 1 to 3"),
        ("accès = 4", "accès"),
        ("lookups = true", "retention.lookups"),
    ],
)
def test_a_period_that_cannot_be_is_refused(tmp_path: Path, line: str, problem: str) -> None:
    """With its key; the arrêté of 2006 allows no more than three months after a departure."""
    file = write_portal(tmp_path)
    quoted = line if line.isascii() else '"accès" = 4'
    file.write_text(file.read_text("utf-8") + f"\n[retention]\n{quoted}\n", "utf-8")

    with pytest.raises(ConfigError) as refused:
        read_config(file)

    assert any(problem in one for one in refused.value.problems)
