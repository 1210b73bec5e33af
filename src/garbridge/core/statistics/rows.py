"""What is published, as the rows of one flat table with stable columns."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from typing import Final

from garbridge.core.disclosure.publishing import Published
from garbridge.core.identifiers import SchoolId
from garbridge.core.statistics.figures import Measure
from garbridge.core.statistics.periods import Period

COLUMNS: Final = (
    "etablissement",
    "periode",
    "mesure",
    "public",
    "mois",
    "ressource",
    "motif",
    "valeur",
    "etat",
)
"""Of every export, in this order; a new one is added at the end."""

SHOWN: Final = "publie"
HIDDEN: Final = "masque"
"""A hidden figure is no number: it may be small, or protect one that is."""

_COLUMN_OF: Final[Mapping[str, str]] = {
    "person": "public",
    "month": "mois",
    "resource": "ressource",
    "reason": "motif",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure; an empty node is all of its dimension, or one that the measure does not have.

    ``valeur`` is ``None`` where it is hidden.
    """

    etablissement: str
    periode: str
    mesure: str
    public: str = ""
    mois: str = ""
    ressource: str = ""
    motif: str = ""
    valeur: int | None = None
    etat: str = HIDDEN

    def cells(self) -> tuple[str | int | None, ...]:
        """Return its values in the order of :data:`COLUMNS`."""
        return astuple(self)


def rows_of(
    school: SchoolId, period: Period, tables: Iterable[tuple[Measure, Published]]
) -> Iterator[Row]:
    """Yield every cell of *tables*, hidden ones too, in the order of their names.

    What is hidden because it is small is told in the same words as what protects it.
    """
    for measure, published in tables:
        shown = published.shown
        names = [_COLUMN_OF[one.name] for one in shown.lattice.dimensions]
        for cell in sorted(shown.lattice.cells):
            value = shown.figures.get(cell)
            yield Row(
                etablissement=school,
                periode=period.name,
                mesure=measure.value,
                **dict(zip(names, cell, strict=True)),
                valeur=value,
                etat=HIDDEN if value is None else SHOWN,
            )
