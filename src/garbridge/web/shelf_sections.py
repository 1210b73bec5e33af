"""The named sections above « Toutes mes ressources »: what stands out of the list.

A section is a function in :data:`SECTIONS`.  It is given a :class:`Shelf` and returns a
:class:`NamedSection`, or ``None`` where it has nothing to say; the page shows them in the order of
:data:`SECTIONS`, and none while something is looked for::

    def favourites(shelf: Shelf) -> NamedSection | None:
        mine = shelf.bridge.runtime.…(shelf.who.person)
        tiles = [tile for tile in shelf.tiles if tile.key in mine]
        return NamedSection("favoris", title, shelf.telling.cards(tiles[:MOST_SHOWN]))

Cards of a section are drawn with its ``id`` in theirs, so that one resource may stand in several.
What is said beside a card stands in the templates between ``drawn.head`` and ``drawn.tail``, and
where it differs from person to person :func:`marks_of` says how.  A button of a card is one of a
form that stands elsewhere (``<button form="…">``): no token of a session is drawn into what is
kept.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from garbridge.core.people import Person
from garbridge.services.launch import SignedIn
from garbridge.services.shelf import Tile
from garbridge.web.bridge import Bridge
from garbridge.web.cards import Card, Telling

MOST_SHOWN: Final = 4
"""Cards of one section."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What sections are made of.

    ``tiles`` are all those of the person at the schools that are shown, those that do not open
    among them.  ``at`` is the minute in which they are looked at, in words.
    """

    bridge: Bridge
    who: SignedIn
    person: Person
    tiles: Sequence[Tile]
    telling: Telling
    at: Markup


@dataclass(frozen=True, slots=True)
class NamedSection:
    """Some cards under a heading; ``id`` stands in the page's anchors, ``note`` below the heading.

    With a ``note`` it may be empty, else an empty one is not shown.
    """

    id: str
    title: str
    cards: tuple[Card, ...]
    note: str = ""


SECTIONS: Final[tuple[Callable[[Shelf], NamedSection | None], ...]] = ()
"""In the order of the page."""


def marks_of(shelf: Shelf) -> tuple[object, ...]:
    """Return what else of the person the list shows beside its cards, such as their favourites.

    A list is drawn anew for whoever is marked otherwise; nothing else of the person, no token of
    their session, may stand in it.
    """
    del shelf
    return ()


def sections_of(shelf: Shelf) -> Iterable[NamedSection]:
    """Yield the sections that have something to show."""
    for section in SECTIONS:
        made = section(shelf)
        if made is not None and (made.cards or made.note):
            yield made
