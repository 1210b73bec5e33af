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

from garbridge.core.messages import N_, Sentence, sentence
from garbridge.core.order_fields import COUNTS, OVERALL, REPEATED, read_order
from garbridge.core.orders import Order
from garbridge.core.stated import Breach, Stated
from garbridge.formats.tables import UNREADABLE, Problems, at_column, at_line, read_lines

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
    """Where an order stands: line 3 of a table, or the second order of a JSON list."""

    file: str
    number: int
    is_listed: bool = False

    @property
    def sentence(self) -> Sentence:
        """The same in words."""
        if self.is_listed:
            return sentence(N_("{file}, abonnement {number}"), file=self.file, number=self.number)
        return at_line(self.file, self.number)

    def of(self, field: str) -> Sentence:
        """Return where a field of it stands."""
        if self.is_listed:
            return sentence(N_("{place}, champ {field}"), place=self.sentence, field=field)
        return at_column(self.sentence, field)

    def problem(self, breach: Breach) -> tuple[Sentence, Sentence]:
        """Return the place of *breach* and its reason."""
        return self.of(breach.field), breach.sentence


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
            Place(line.file, line.number),
            {name: _values(name, cell) for name, cell in line.cells.items()},
            frozenset(),
        )


def _values(name: str, cell: str) -> Sequence[str]:
    if name not in REPEATED or not cell:
        return (cell,)
    return tuple(part.strip() for part in cell.split(","))


def _json_rows(file: Path, problems: Problems) -> Iterator[_Row]:
    for number, item in enumerate(_items(file, problems), start=1):
        place = Place(file.name, number, is_listed=True)
        if not isinstance(item, dict):
            problems.add(place.sentence, Sentence(N_("il faut un objet")))
            continue
        stated: dict[str, Sequence[str]] = {}
        unread: set[str] = set()
        for name, value in cast("Mapping[str, object]", item).items():
            texts = _texts(name, value)
            if name not in SUBSCRIPTION_COLUMNS:
                problems.add(place.of(_shown(name)), Sentence(N_("ce champ n’est pas connu")))
                unread.add(name)
            elif texts is None:
                several = N_("il faut un texte, un nombre ou une liste")
                one = N_("il faut un texte")
                problems.add(place.of(name), Sentence(several if name in REPEATED else one))
                unread.add(name)
            else:
                stated[name] = texts
        yield place, stated, frozenset(unread)


def _items(file: Path, problems: Problems) -> Sequence[object]:
    try:
        document: object = json.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        problems.add(file.name, Sentence(N_("ce n’est pas de l’UTF-8")))
    except json.JSONDecodeError as broken:
        place = at_line(file.name, broken.lineno)
        problems.add(place, Sentence(N_("ce n’est pas du JSON")))
    except (ValueError, RecursionError):  # a number of thousands of digits, thousands of brackets
        problems.add(file.name, Sentence(N_("ce n’est pas du JSON que l’on puisse lire")))
    except OSError as broken:
        problems.add(file.name, sentence(UNREADABLE, why=type(broken).__name__))
    else:
        if isinstance(document, list):
            return cast("list[object]", document)
        problems.add(file.name, Sentence(N_("il faut une liste d’abonnements")))
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
