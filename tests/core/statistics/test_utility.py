"""What is left to read when nobody can be read off it."""

import pytest
from tests.core.disclosure.attacker import inside
from tests.core.statistics.drawn import MEDIAN_COLLEGE, SMALL_ECOLE, YEAR, Drawn

from garbridge.core.disclosure.lattice import ROOT
from garbridge.core.disclosure.publishing import Published, publish
from garbridge.core.statistics.figures import Measure, use


def published(school: Drawn) -> dict[Measure, Published]:
    """Return what is published of a school's year."""
    tables = use(school.tallies(), YEAR, school.catalogue())
    return {one.measure: publish(one.lattice, one.contributions, inside) for one in tables}


@pytest.mark.parametrize(
    ("seed", "each"), [*((seed, 5.0) for seed in range(16)), *((seed, 8.0) for seed in range(4))]
)
def test_nine_cells_in_ten_of_a_median_college_are_published(seed: int, each: float) -> None:
    """Of those that the rules allow; and there are many, for it is no use to publish a total."""
    tables = published(Drawn(seed=seed, each=each))

    shown = sum(len(one.shown.figures) for one in tables.values())
    reaching = sum(one.reaching for one in tables.values())
    assert shown / reaching >= 0.9, {name: one.share for name, one in tables.items()}
    assert shown > 250
    assert not any(one.audit.findings for one in tables.values())


def test_a_median_college_reads_every_resource_and_level() -> None:
    """The lines a head asks for first."""
    figures = published(MEDIAN_COLLEGE)[Measure.ACCESSES].shown.figures
    lines = [cell[2] for cell in figures if cell[:2] == (ROOT, ROOT)]

    assert len([one for one in lines if one.startswith("resource:")]) >= 28
    assert {cell[0] for cell in figures if cell[1:] == (ROOT, ROOT)} >= {
        *(f"level:N{n}" for n in range(4)),
        "pupils",
        "staff",
        "profile:ENSEIGNANT",
    }


def test_a_small_ecole_has_a_report() -> None:
    """Sixty pupils: the total, each title and most months stand; nobody's line does."""
    tables = published(SMALL_ECOLE)
    figures = tables[Measure.ACCESSES].shown.figures
    months = [cell for cell in figures if cell[0] == cell[2] == ROOT and cell[1]]
    titles = [cell for cell in figures if cell[2].startswith("resource:")]

    assert (ROOT, ROOT, ROOT) in figures
    assert len(months) >= 6
    assert len(titles) == 5
    assert not any(cell[0].startswith("profile:") for cell in figures)
    assert not any(one.audit.findings for one in tables.values())
