"""``policy`` from outside: exit codes, lines to read, stable JSON."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside
from tests.wiring.portal_files import CAS, write_portal

from garbridge.cli import main
from garbridge.config import OidcSection, ProviderFile, described
from garbridge.core.identifiers import ResourceId
from garbridge.core.people import Public
from garbridge.testing.world import ALICE, ATLAS, COLLEGE, LYCEE, PUBLISHER, SUBSCRIPTION, seat
from garbridge.wiring import Runtime

ENTRY = """
[[release]]
attribute = "{attribute}"
purpose = "{purpose}"
profiles = [{profiles}]
retention = "un an"
validated_by = "DPO"
validated_on = 2026-08-{day}
"""
VIDEOS = "https://studio.example/videos"
TERMS = """
[terms]
role = "processor"
contract = "Marché 7"
hosting = ["FR"]
"""


def entry(
    attribute: str, profiles: str = '"elv"', purpose: str = "choisir le niveau", day: int = 20
) -> str:
    """Return one ``[[release]]``."""
    return ENTRY.format(attribute=attribute, profiles=profiles, purpose=purpose, day=day)


@pytest.fixture(name="file")
def _file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the ``garbridge.toml`` of a portal in French whose provider learns the profile."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    file = write_portal(tmp_path)
    says(file, entry("PRO") + TERMS)
    return file


def says(file: Path, *more: str) -> Path:
    """Write the provider's file anew."""
    provider = file.parent / "providers" / "studio.toml"
    provider.write_text(CAS + "".join(more), encoding="utf-8")
    return provider


def run(file: Path, *arguments: str) -> tuple[int, str]:
    """Run a command of a portal whose database nobody made."""
    done = CliRunner().invoke(main, ["--config", str(file), "policy", *arguments])
    return done.exit_code, done.output


@pytest.fixture(name="runtime")
def _runtime(file: Path) -> Iterator[Runtime]:
    """Return the same portal with its people; the lycée bought the videos."""
    with portal_with(PEOPLE, file.parent, schools=(LYCEE, COLLEGE)) as runtime:
        bought = replace(SUBSCRIPTION, resource=ResourceId("ark:/12345/videos"))
        runtime.writer.write(subscriptions=[bought])
        yield runtime


def test_a_careful_policy_is_clean(file: Path) -> None:
    """No database is needed to say so."""
    assert run(file, "lint") == (0, "rien à signaler\n")
    assert run(file, "lint", "--json") == (0, "[]\n")


def test_what_is_no_toml_has_the_line_where_the_parser_stopped(file: Path) -> None:
    """Not the first of the file."""
    says(file, entry("PRO"), '\n[[release]]\nattribute = "NOM\n')
    stopped = (file.parent / "providers" / "studio.toml").read_text("utf-8").count("\n")

    code, output = run(file, "lint", "--json")

    assert code == 1
    assert [row["line"] for row in json.loads(output)] == [stopped]


def test_a_finding_has_its_line_and_ends_with_one(file: Path) -> None:
    """Somebody opens the file there."""
    provider = says(file, entry("PRE"), TERMS)
    line = provider.read_text("utf-8").splitlines().index('profiles = ["elv"]') + 1

    code, said = run(file, "lint")

    assert code == 1
    assert said.startswith(f"studio.toml:{line} : release[1].profiles : l’identité des élèves")
    code, told = run(file, "lint", "--json")
    (row,) = json.loads(told)
    advice = row.pop("advice")
    assert code == 1
    assert "accept" in advice
    assert row == {
        "rule": "direct_identity",
        "file": "studio.toml",
        "line": line,
        "key": "release[1].profiles",
        "detail": "PRE",
    }


def test_three_mistakes_are_three_findings(file: Path) -> None:
    """What cannot be read is found with its line too, and the portal does not start."""
    broken = entry("ZZZ").replace('purpose = "choisir le niveau"\n', "")
    provider = says(file, broken, entry("PRO", '"elv", "roi"'))
    lines = provider.read_text("utf-8").splitlines()

    code, told = run(file, "lint", "--json")

    rows = {row["key"]: row for row in json.loads(told)}
    assert code == 1
    assert {row["rule"] for row in rows.values()} == {"invalid"}
    assert set(rows) == {"release[1].attribute", "release[1].purpose", "release[2].profiles"}
    assert lines[rows["release[1].attribute"]["line"] - 1] == 'attribute = "ZZZ"'
    assert lines[rows["release[1].purpose"]["line"] - 1] == "[[release]]"
    assert lines[rows["release[2].profiles"]["line"] - 1] == 'profiles = ["elv", "roi"]'
    started = CliRunner().invoke(main, ["--config", str(file), "provider", "list"])
    assert started.exit_code == 3
    assert all(key in started.output for key in rows)


def test_list_and_show(file: Path) -> None:
    """By version, with everything that was said."""
    code, listed = run(file, "list")
    version = listed.split()[0]
    assert (code, listed) == (0, f"{version}  studio : PRO\n")
    assert json.loads(run(file, "list", "--json")[1]) == [
        {"provider": "studio", "name": "Studio", "version": version, "attributes": ["PRO"]}
    ]
    code, shown = run(file, "show", "studio")
    assert code == 0
    assert "sous-traitant · Marché 7 · hébergement : FR" in shown
    assert "PRO (Profil) : elv · en entier · choisir le niveau · mission d’intérêt public" in shown
    document = json.loads(run(file, "show", "studio", "--json")[1])
    assert (document["version"], document["protocol"]) == (version, "cas")
    assert document["release"][0]["validated_on"] == "2026-08-20"
    assert run(file, "show", "nobody")[0] == 2


def test_what_changes_is_told_and_a_fault_ends_with_one(file: Path, tmp_path: Path) -> None:
    """Two folders, or two files; the order of reading is old, then new."""
    providers = file.parent / "providers"
    old = tmp_path / "old"
    copytree(providers, old)
    says(file, entry("PRO", '"elv", "ens"'), TERMS)

    more = "+ studio · PRO (Profil) · ens : rien → en entier (1) · choisir le niveau"
    assert run(file, "diff", str(old), str(providers)) == (1, f"{more} · NON REVALIDÉ\n")
    says(file, entry("PRO", '"elv", "ens"', day=21), TERMS)
    code, said = run(file, "diff", str(old), str(providers))
    assert (code, said.splitlines()[0]) == (0, more)
    assert run(file, "diff", "--no-widening", str(old), str(providers))[0] == 1
    one = run(file, "diff", str(providers / "studio.toml"), str(old / "studio.toml"))
    less = "- studio · PRO (Profil) · ens : en entier (1) → rien"
    assert (one[0], one[1].splitlines()[0]) == (0, less)
    assert run(file, "diff", str(old), str(old)) == (0, "rien ne change\n")
    says(file, entry("PRO"), entry("DIV", purpose="x"), TERMS)
    code, told = run(file, "diff", str(old), str(providers))
    assert code == 1
    assert "SANS FINALITÉ" in told
    assert run(file, "diff", str(old), str(tmp_path / "nothing"))[0] == 2


def test_what_is_said_otherwise_is_told_too(file: Path, tmp_path: Path) -> None:
    """Another country, another address, another reason: nobody learns more, and it matters."""
    providers = file.parent / "providers"
    old = tmp_path / "old"
    copytree(providers, old)
    says(file, entry("PRO", purpose="compter les heures"), TERMS.replace('"FR"', '"FR", "US"'))
    moved = (providers / "studio.toml").read_text("utf-8").replace(VIDEOS, f"{VIDEOS}/v2")
    (providers / "studio.toml").write_text(moved, "utf-8")

    code, said = run(file, "diff", str(old), str(providers))
    assert code == 1
    assert said.splitlines() == [
        "~ studio · release.PRO.purpose : choisir le niveau → compter les heures · NON REVALIDÉ",
        "~ studio · terms.hosting : FR → FR, US",
        f"~ studio · resources.ark:/12345/videos.url : {VIDEOS} → {VIDEOS}/v2",
        f"~ studio · cas.services : {VIDEOS} ark:/12345/videos → {VIDEOS}/v2 ark:/12345/videos",
    ]
    rows = json.loads(run(file, "diff", str(old), str(providers), "--json")[1])
    assert rows[0] == {
        "provider": "studio",
        "key": "release.PRO.purpose",
        "direction": "same",
        "before": "choisir le niveau",
        "after": "compter les heures",
        "faults": ["not_validated"],
    }
    says(file, entry("PRO", purpose="compter les heures", day=29), TERMS)
    code, said = run(file, "diff", str(old), str(providers))
    assert code == 0
    assert [line.split(" : ")[0] for line in said.splitlines()] == [
        "~ studio · release.PRO.purpose",
        "~ studio · release.PRO.validated_on",
    ]


def test_no_secret_is_compared() -> None:
    """What is not to be shown is in no line: the digest of a secret, for one."""
    section = OidcSection(
        client_id="editeur", redirect_uris=(("https://a.example/back", None),), secrets=(b"x" * 32,)
    )
    file = ProviderFile(provider=PUBLISHER, resources=(ATLAS,), protocol=section)

    settings = described(file).settings

    assert "secrets" not in settings["oidc"]  # type: ignore[operator]  # a table
    assert "redirect_uris" in settings["oidc"]  # type: ignore[operator]  # a table


def test_for_how_many(runtime: Runtime, file: Path, tmp_path: Path) -> None:
    """People and schools that bought something of the provider; each person once."""
    providers = file.parent / "providers"
    old = tmp_path / "old"
    copytree(providers, old)
    says(file, entry("PRO"), entry("DIV"), TERMS)

    done = run_inside(runtime, "policy", "diff", str(old), str(providers), "--population", "--json")

    (row,) = json.loads(done.stdout)
    pupils = [p for p in PEOPLE for m in p.memberships if m.school == LYCEE.id]
    count = sum(any(m.profile == "elv" for m in person.memberships) for person in pupils)
    assert count
    assert row == {
        "provider": "studio",
        "attribute": "DIV",
        "profile": "elv",
        "direction": "more",
        "before": None,
        "after": {
            "transformation": "as_is",
            "purpose": "choisir le niveau",
            "ends": None,
            "resources": ["ark:/12345/videos"],
        },
        "faults": [],
        "people": count,
        "schools": 1,
    }
    lines = run_inside(runtime, "policy", "diff", str(old), str(providers), "--population")
    assert f"{count} personne(s), 1 établissement(s)" in lines.output

    for_staff = replace(
        SUBSCRIPTION, resource=ResourceId("ark:/12345/videos"), publics=frozenset({Public.TEACHERS})
    )
    runtime.writer.write(subscriptions=[for_staff])
    lines = run_inside(runtime, "policy", "diff", str(old), str(providers), "--population")
    assert "0 personne(s), 0 établissement(s)" in lines.output


def test_what_is_learnt_is_printed_both_ways(runtime: Runtime) -> None:
    """One way: all that a provider learns; the other: who learns an attribute; never both empty."""
    videos = ResourceId("ark:/12345/videos")
    runtime.writer.write(seats=[seat(ALICE, replace(SUBSCRIPTION, resource=videos))])
    about = ("explain", "--person", ALICE, "--reason", "appel de la famille")

    learns = run_inside(runtime, *about, "--provider", "studio")
    who = json.loads(run_inside(runtime, *about, "--attribute", "PRO", "--json").stdout)
    nobody = run_inside(runtime, *about, "--attribute", "NOM")

    assert learns.output.splitlines() == [
        f"studio · Vidéos ({videos}) · {LYCEE.id}",
        "  + PRO (Profil) = National_elv — choisir le niveau",
    ]
    (row,) = who
    assert len(row.pop("subject")) == 128
    assert row == {
        "provider": "studio",
        "resource": videos,
        "school": LYCEE.id,
        "released": [{"name": "PRO", "values": ["National_elv"], "purpose": "choisir le niveau"}],
        "reserved": [],
    }
    assert nobody.output == "personne n’apprend rien\n"
    looked = run_inside(runtime, "lookups", "--school", LYCEE.id)
    assert "attribute:NOM · appel de la famille" in looked.output
    for wrong in (
        (*about,),
        (*about, "--resource", videos, "--provider", "studio"),
        (*about, "--attribute", "ZZZ"),
        (*about[:-2], "--provider", "studio"),
        (*about[:-1], "", "--provider", "studio"),
    ):
        assert run_inside(runtime, *wrong).exit_code == 2, wrong


def test_how_far_people_can_be_told_apart(runtime: Runtime) -> None:
    """By provider, with stable keys; a school with nothing open tells nobody apart."""
    videos = ResourceId("ark:/12345/videos")
    runtime.writer.write(seats=[seat(ALICE, replace(SUBSCRIPTION, resource=videos))])

    told = json.loads(run_inside(runtime, "policy", "exposure", "--json").stdout)
    said = run_inside(runtime, "policy", "exposure", "--school", LYCEE.id)
    none = run_inside(runtime, "policy", "exposure", "--school", COLLEGE.id)

    assert told == {
        "providers": [{"provider": "studio", "people": 1, "tuples": 1, "smallest": 1, "alone": 1}],
        "pairs": [],
    }
    assert "studio : 1 personne(s)" in said.output
    assert none.output == "personne n’apprend rien\n"
