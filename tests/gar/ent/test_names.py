"""The names of an export's files."""

from datetime import datetime

import pytest

from garbridge.core.identifiers import TenantId
from garbridge.gar.ent.names import parse_archive_name, parse_part_name, part_name, run_name
from garbridge.gar.ent.schema import DEGREES, FIRST_DEGREE, SECOND_DEGREE, Degree, Sheet

RUN = run_name(TenantId("F0"), datetime(2026, 11, 21, 21, 5, 9))  # noqa: DTZ001 - no zone in names


def test_names_have_the_form_that_portals_write() -> None:
    """They are what the GAR sorts files by."""
    second = part_name(RUN, SECOND_DEGREE, Sheet.STAFF, 3).text
    first = part_name(RUN, FIRST_DEGREE, Sheet.SCHOOLS, 0).text

    assert second == "F0_GAR-ENT_Complet_20261121_210509_Enseignant_0003.xml"
    assert first == "F0_GAR-ENT_Complet_20261121_210509_1D_Etab_0000.xml"


@pytest.mark.parametrize("degree", DEGREES)
@pytest.mark.parametrize("sheet", Sheet)
def test_a_name_is_read_back_as_it_was_written(degree: Degree, sheet: Sheet) -> None:
    """Writer and reader agree on every sort of file."""
    name = part_name(RUN, degree, sheet, 42)

    assert parse_part_name(name.text) == name


def test_the_second_degree_may_be_marked_too() -> None:
    """Some portals write ``_2D_``."""
    name = "F0_GAR-ENT_Complet_20261121_210509_2D_Eleve_0000.xml"
    found = parse_part_name(name)

    assert found is not None
    assert (found.degree, found.text) == (SECOND_DEGREE, name)


@pytest.mark.parametrize(
    "name",
    [
        "F0_GAR-ENT_Complet_20261121_210509_Eleve_0000.xml.gz",
        "F0_GAR-ENT_Complet_20261121_210509_Eleve_000.xml",
        "F0_GAR-ENT_Complet_20261121_210509_3D_Eleve_0000.xml",
        "F0_GAR-ENT_Complet_20261121_210509_eleve_0000.xml",
        "F0_GAR-ENT_Complet_20261321_210509_Eleve_0000.xml",
        "F0_GAR-ENT_Complet_20261121_250509_Eleve_0000.xml",
        "F0_GAR-ENT_Delta_20261121_210509_Eleve_0000.xml",
        "../F0_GAR-ENT_Complet_20261121_210509_Eleve_0000.xml",
        "F0_GAR-ENT_Complet_20261121_210509_Eleve_0000.xml\n",
        "_GAR-ENT_Complet_20261121_210509_Eleve_0000.xml",
        "F0_GAR-ENT_Complet_20261121_210509_Eleve_\u0660\u0660\u0660\u0660.xml",
        "",
    ],
)
def test_any_other_name_is_not_one(name: str) -> None:
    """A name is matched as a whole; dates are days of the calendar."""
    assert parse_part_name(name) is None


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("F0_GAR-ENT_Complet_20261121_210509.tar.gz", True),
        ("F0_GAR-ENT_Complet_20261121_210509.tgz", False),
        ("F0_GAR-ENT_Complet_20260231_210509.tar.gz", False),
        ("F0_GAR-ENT_Complet_20261121_210509.tar.gz.tar.gz", False),
    ],
)
def test_an_archive_is_named_after_its_run(name: str, known: bool) -> None:  # noqa: FBT001 - a parameter
    """Its name tells the project and the instant before anything is read."""
    assert parse_archive_name(name) == (RUN if known else None)
