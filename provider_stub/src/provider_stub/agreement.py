"""Compare what was received with what the agreement allows (GAR: *fiche de la ressource*)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

GAR_ATTRIBUTES: Mapping[str, str] = MappingProxyType(
    {
        "IDO": "Numéro à la place du nom",
        "PRO": "Profil",
        "UAI": "Code de l’établissement",
        "DIV": "Classe",
        "GRO": "Groupe",
        "NOM": "Nom",
        "PRE": "Prénom",
        "CIV": "Civilité",
        "P_MEL": "Adresse électronique",
        "P_MAT": "Matières enseignées",
        "P_MS4": "Niveaux enseignés",
    }
)
"""In the order and the words in which a portal's page *Mes données* has them."""


class Expected(StrEnum):
    """Whether an attribute is where the agreement wants it."""

    YES = "oui"
    TOO_MUCH = "en trop"
    ALLOWED_ABSENT = "permis, non reçu"
    ABSENT_AS_PLANNED = "absent comme prévu"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table Donnée | Transmise ? | Valeur | Attendue par la fiche ?."""

    name: str
    label: str
    values: tuple[str, ...]
    expected: Expected

    @property
    def is_received(self) -> bool:
        """Whether it came, with a value or without."""
        return self.expected in {Expected.YES, Expected.TOO_MUCH}


def compare(
    received: Mapping[str, tuple[str, ...]], agreement: frozenset[str], *, subject: str = ""
) -> tuple[Row, ...]:
    """Account for every attribute: received, allowed, or neither.

    Names are compared exactly.  An attribute received without any value counts
    as received.  Received ones come first, those in excess before the others.
    The *subject* is the opaque identifier, which every agreement has: it was
    received also where no attribute repeats it.

    >>> [(row.name, row.expected.value) for row in compare({"NOM": ("Roy",)}, frozenset({"UAI"}))
    ...  if row.name in {"NOM", "UAI", "PRE"}]
    [('NOM', 'en trop'), ('UAI', 'permis, non reçu'), ('PRE', 'absent comme prévu')]
    """
    if subject and "IDO" not in received:
        received, agreement = {"IDO": (subject,), **received}, agreement | {"IDO"}
    names = {**GAR_ATTRIBUTES, **dict.fromkeys(received), **dict.fromkeys(sorted(agreement))}
    rows = [
        Row(
            name,
            GAR_ATTRIBUTES.get(name, ""),
            received.get(name, ()),
            _expected(name, received, agreement),
        )
        for name in names
    ]
    order = [Expected.TOO_MUCH, Expected.YES, Expected.ALLOWED_ABSENT, Expected.ABSENT_AS_PLANNED]
    return tuple(sorted(rows, key=lambda row: order.index(row.expected)))


def excess(received: Mapping[str, tuple[str, ...]], agreement: frozenset[str]) -> tuple[str, ...]:
    """Name what was received without being allowed."""
    return tuple(sorted(received.keys() - agreement))


def _expected(
    name: str, received: Mapping[str, tuple[str, ...]], agreement: frozenset[str]
) -> Expected:
    """Decide one row."""
    if name in received:
        return Expected.YES if name in agreement else Expected.TOO_MUCH
    return Expected.ALLOWED_ABSENT if name in agreement else Expected.ABSENT_AS_PLANNED
