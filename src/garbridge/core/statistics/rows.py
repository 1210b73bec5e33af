"""What is published, as the rows of one flat table with stable columns."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from typing import Final

from garbridge.core.disclosure.publishing import Published
from garbridge.core.identifiers import SchoolId
from garbridge.core.statistics.figures import Measure

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
    "fournisseur",
    "libelle",
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
    "provider": "fournisseur",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure; an empty node is all of its dimension, or one that the measure does not have.

    ``valeur`` is ``None`` where it is hidden.  ``libelle`` is the same for people, in French.
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
    fournisseur: str = ""
    libelle: str = ""

    @property
    def nodes(self) -> tuple[str, ...]:
        """Its nodes: who, when, what, why and of which provider."""
        return (self.public, self.mois, self.ressource, self.motif, self.fournisseur)

    def cells(self) -> tuple[str | int | None, ...]:
        """Return its values in the order of :data:`COLUMNS`."""
        return astuple(self)


def rows_of(
    school: SchoolId,
    period: str,
    tables: Iterable[tuple[Measure, Published]],
    named: Callable[[str], str],
) -> Iterator[Row]:
    """Yield every cell of *tables*, hidden ones too, in the order of their lines and columns.

    What is hidden because it is small is told in the same words as what protects it.

    Args:
        school: Of which school.
        period: The name of the period, or the day of a state.
        tables: What is published of each measure.
        named: Names a node for people.
    """
    for measure, published in tables:
        shown = published.shown
        names = [_COLUMN_OF[one.name] for one in shown.lattice.dimensions]
        for cell in shown.lattice.cells:
            value = shown.figures.get(cell)
            yield Row(
                etablissement=school,
                periode=period,
                mesure=measure.value,
                **dict(zip(names, cell, strict=True)),
                valeur=value,
                etat=HIDDEN if value is None else SHOWN,
                libelle=" · ".join(named(node) for node in cell if node),
            )
