"""The flat table: stable columns, and no number for what is hidden."""

from tests.core.disclosure.attacker import inside
from tests.core.statistics.drawn import SMALL_ECOLE, UAI, YEAR

from garbridge.core.disclosure.publishing import publish
from garbridge.core.statistics.figures import use
from garbridge.core.statistics.rows import COLUMNS, HIDDEN, SHOWN, Row, rows_of


def test_every_cell_has_a_row_and_a_hidden_one_no_number() -> None:
    """Not even an order that tells which of the hidden ones are small."""
    tables = [
        (one.measure, publish(one.lattice, one.contributions, inside))
        for one in use(SMALL_ECOLE.tallies(), YEAR, SMALL_ECOLE.catalogue())
    ]

    rows = list(rows_of(UAI, YEAR.name, tables, str.upper))

    assert len(rows) == sum(len(one.shown.lattice.cells) for _, one in tables)
    assert {row.etat for row in rows} == {SHOWN, HIDDEN}
    assert all((row.valeur is None) == (row.etat == HIDDEN) for row in rows)
    assert all(row.valeur is None or row.valeur >= 5 for row in rows)
    totals = {row.libelle for row in rows if row.public == row.mois == ""}
    assert totals >= {"", "RESOURCE:ARK:/12345/R1"}


def test_the_columns_are_stable() -> None:
    """Spreadsheets of others are built on them."""
    row = Row(etablissement=UAI, periode=YEAR.name, mesure="acces", valeur=7, etat=SHOWN)

    assert COLUMNS == (
        "etablissement",
        "periode",
        "mesure",
        "public",
        "mois",
        "ressource",
        "motif",
        "valeur",
        "etat",
        "fournisseur",
        "libelle",
    )
    assert row.cells() == (UAI, "2026-2027", "acces", "", "", "", "", 7, SHOWN, "", "")
