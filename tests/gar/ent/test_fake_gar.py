"""The fake GAR of the stub, which shares no code with us, says of an export what our control says.

Neither can prove what the real one does; where both agree, a bug of ours is not hidden by itself.
"""

from pathlib import Path

import pytest
from tests.gar.ent.days import TODAY
from tests.gar.ent.exported import World
from tests.gar.ent.small import ECOLE, Small, archived, part, replace_in
from tests.gar.ent.test_control import CAUSES, KNOWN, Cause

from garbridge.gar.ent.district.writing import write_district
from garbridge.gar.ent.schema import Sheet
from garbridge.testing.world import pupil, teacher
from provider_stub.gar_control import control, main

UAIS = frozenset(map(str, KNOWN))


@pytest.mark.xdist_group("district")
def test_it_takes_the_export_of_the_district(tmp_path: Path) -> None:
    """All of it, of both degrees."""
    written = write_district(tmp_path / "district", TODAY)

    assert written.archive is not None
    report = control(written.archive)
    assert [str(one) for one in report.refusals] == []
    assert report.counts["GAREleve"] + report.counts["GAREnseignant"] == written.count
    assert report.counts["GAREtab"] == 4


def test_it_takes_what_a_directory_is_exported_as(tmp_path: Path) -> None:
    """The same writer, other people."""
    prepared = World(people=[pupil(), teacher()]).export(tmp_path).prepared

    assert prepared.archive is not None
    assert control(prepared.archive).refusals == []


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: f"{cause.refused}-{cause.why}")
def test_it_refuses_what_our_control_refuses(
    tmp_path: Path, cause: Cause, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same object, with « Impossible de créer le … », and nobody's name."""
    small = Small()
    cause.change(small)
    archive = archived(small.write(tmp_path / "export"))
    report = control(archive, UAIS)

    assert report.refusals[0].refused == cause.refused, "others may follow from it"
    assert main([str(archive), "--known", *UAIS]) == 1
    told = capsys.readouterr().out
    assert f"Impossible de créer le {cause.refused} : " in told
    assert "Marquefort" not in told


def test_it_takes_the_small_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From which each cause changes one thing."""
    archive = archived(Small().write(tmp_path / "export"))

    assert main([str(archive), "--known", *UAIS]) == 0
    assert "GAREleve 3" in capsys.readouterr().out


def test_a_post_is_no_membership(tmp_path: Path) -> None:
    """Somebody may be appointed at one school and be at another."""
    small = Small()
    posts = {"GARStructureUAI": ECOLE, "GAREnsDisciplinePosteCode": ["L1300"]}
    small.find("GAREnseignant")["GAREnsDisciplinesPostes"] = [posts]

    assert control(archived(small.write(tmp_path / "export"))).refusals == []


def test_an_archive_that_was_changed_is_not_taken(tmp_path: Path) -> None:
    """The checksum tells a transfer that broke."""
    archive = archived(Small().write(tmp_path / "export"))
    archive.write_bytes(archive.read_bytes()[:-1])

    assert main([str(archive)]) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("<men:GAR-ENT-Eleve", "<!DOCTYPE x><men:GAR-ENT-Eleve", id="document-type"),
        pytest.param("</men:GAREleve>", "</men:GAR>", id="malformed"),
        pytest.param("ns/gar", "ns/autre", id="namespace"),
        pytest.param(' Version="1.7"', "", id="no-version"),
    ],
)
def test_a_file_of_another_form_is_not_taken(tmp_path: Path, old: str, new: str) -> None:
    """Nor is anything else of its archive."""
    export = Small().write(tmp_path / "export")
    replace_in(part(export, Sheet.PUPILS), old, new)

    assert main([str(archived(export))]) == 2
