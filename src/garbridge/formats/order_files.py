"""Orders as files: ``subscriptions.csv``, or JSON with the same fields.

Both have the fields of the GAR's subscription service under their own names.  In a table several
values stand in one cell, separated by commas; in JSON they may be a list, and counts numbers.
:mod:`garbridge.core.order_fields` holds the rules.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Final, cast

from garbridge.core.messages import N_
from garbridge.core.order_fields import COUNTS, OVERALL, REPEATED, read_order
from garbridge.core.orders import Order
from garbridge.core.stated import Breach, Stated
from garbridge.formats.tables import Problems, read_lines

SUBSCRIPTION_COLUMNS: Final = (
    "idAbonnement",
    "idRessource",
    "uaiEtab",
    "typeAffectation",
    "publicCible",
    OVERALL,
    *COUNTS,
    "debutValidite",
    "finValidite",
    "categorieAffectation",
    "commentaireAbonnement",
    "codeNatureUAI",
    "anneeFinValidite",
    "idDistributeurCom",
    "typeIdRessource",
    "libelleRessource",
    "codeProjetRessource",
    "periodicite",
)
"""Every field there may be; the order in which the demonstration's tables have them."""
_REQUIRED: Final = frozenset(
    {
        "idAbonnement",
        "idRessource",
        "typeAffectation",
        "publicCible",
        "debutValidite",
        "categorieAffectation",
    }
)
_OPTIONAL: Final = frozenset(SUBSCRIPTION_COLUMNS) - _REQUIRED


@dataclass(frozen=True, slots=True)
class OrderFile:
    """What a file says: orders with their places in it, and what is wrong with the others."""

    orders: tuple[Order, ...]
    places: tuple["Place", ...]
    problems: Problems


@dataclass(frozen=True, slots=True)
class Place:
    """Where an order stands: « ligne 3 » of a table, « abonnement 2 » of a JSON list."""

    file: str
    number: str
    unit: str

    def __str__(self) -> str:
        return f"{self.file}, {self.number}"

    def problem(self, breach: Breach) -> tuple[str, str]:
        """Return the place of *breach* and its reason."""
        return f"{self}, {self.unit} {breach.field}", str(breach)


_Row = tuple[Place, Stated, frozenset[str]]
"""Where a row stands, what it states, and the fields of it that cannot be read."""


def read_orders(file: Path, zone: tzinfo) -> OrderFile:
    """Read the orders of *file*, whose days are those of *zone*: JSON if it is called so.

    Nothing is raised because of what the file holds.
    """
    problems = Problems()
    rows = _json_rows(file, problems) if file.suffix.lower() == ".json" else _rows(file, problems)
    found: dict[str, tuple[Order, Place]] = {}
    seen: set[str] = set()
    for place, stated, unread in rows:
        outcome = read_order(stated, zone)
        breaches = list(outcome) if isinstance(outcome, tuple) else []
        breaches = [breach for breach in breaches if breach.field not in unread]
        name = "".join(stated.get("idAbonnement", ()))
        if name in seen:
            reason = N_("un autre abonnement porte cet identifiant")
            breaches.insert(0, Breach("idAbonnement", "RG12", reason))
        elif isinstance(outcome, Order) and not unread:
            found[name] = (outcome, place)
        seen.add(name)
        for breach in breaches:
            problems.add(*place.problem(breach))
    return OrderFile(
        tuple(order for order, _ in found.values()),
        tuple(place for _, place in found.values()),
        problems,
    )


def _rows(file: Path, problems: Problems) -> Iterator[_Row]:
    for line in read_lines(file, SUBSCRIPTION_COLUMNS, _OPTIONAL, problems):
        yield (
            Place(line.file, f"ligne {line.number}", "colonne"),
            {name: _values(name, cell) for name, cell in line.cells.items()},
            frozenset(),
        )


def _values(name: str, cell: str) -> Sequence[str]:
    if name not in REPEATED or not cell:
        return (cell,)
    return tuple(part.strip() for part in cell.split(","))


def _json_rows(file: Path, problems: Problems) -> Iterator[_Row]:
    for number, item in enumerate(_items(file, problems), start=1):
        place = Place(file.name, f"abonnement {number}", "champ")
        if not isinstance(item, dict):
            problems.add(str(place), "il faut un objet")
            continue
        stated: dict[str, Sequence[str]] = {}
        unread: set[str] = set()
        for name, value in cast("Mapping[str, object]", item).items():
            texts = _texts(name, value)
            if name not in SUBSCRIPTION_COLUMNS:
                problems.add(f"{place}, champ {_shown(name)}", "ce champ n’est pas connu")
                unread.add(name)
            elif texts is None:
                wanted = "un texte, un nombre ou une liste" if name in REPEATED else "un texte"
                problems.add(f"{place}, champ {name}", f"il faut {wanted}")
                unread.add(name)
            else:
                stated[name] = texts
        yield place, stated, frozenset(unread)


def _items(file: Path, problems: Problems) -> Sequence[object]:
    try:
        document: object = json.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        problems.add(file.name, "ce n’est pas de l’UTF-8")
    except json.JSONDecodeError as broken:
        problems.add(f"{file.name}, ligne {broken.lineno}", "ce n’est pas du JSON")
    except (ValueError, RecursionError):  # a number of thousands of digits, thousands of brackets
        problems.add(file.name, "ce n’est pas du JSON que l’on puisse lire")
    except OSError as broken:
        problems.add(file.name, f"ne peut pas être lu ({type(broken).__name__})")
    else:
        if isinstance(document, list):
            return cast("list[object]", document)
        problems.add(file.name, "il faut une liste d’abonnements")
    return ()


def _texts(name: str, value: object) -> Sequence[str] | None:
    """Return the texts of a value; ``None`` where a field cannot have it."""
    if value is None:
        return ()
    if isinstance(value, list) and name in REPEATED:
        parts = [_texts("", part) for part in cast("list[object]", value)]
        return None if None in parts else tuple(text for part in parts for text in part or ())
    if isinstance(value, int) and not isinstance(value, bool):
        return (str(value),)
    return _values(name, value.strip()) if isinstance(value, str) else None


def _shown(name: str) -> str:
    """Return *name*, which somebody else chose, as it can be shown on one line."""
    return ascii(name)[:50]
