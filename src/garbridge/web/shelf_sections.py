"""The named sections above « Toutes mes ressources »: what they are made of, and what they are.

Which there are is told by :mod:`garbridge.web.own_sections`.  Cards of a section are drawn with its
``id`` in theirs, so that one resource may stand in several.  What is said beside a card stands in
the templates between ``drawn.head`` and ``drawn.tail``; where it differs from person to person a
list is drawn anew.  A button of a card is one of a form that stands elsewhere (``<button
form="…">``): no token of a session is drawn into what is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from garbridge.core.identifiers import SchoolId
from garbridge.core.marks import Marks
from garbridge.core.people import Person
from garbridge.core.showcase import Showcase
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
    among them.  ``at`` is the minute in which they are looked at, in words;
    ``marks`` is what the person marked, ``showcases`` what those schools put forward.
    """

    bridge: Bridge
    who: SignedIn
    person: Person
    tiles: Sequence[Tile]
    telling: Telling
    at: Markup
    marks: Marks
    showcases: Mapping[SchoolId, Showcase]


@dataclass(frozen=True, slots=True)
class More:
    """A link to all of what a section shows the first of."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class NamedSection:
    """Some cards under a heading; ``id`` stands in the page's anchors, ``note`` below the heading.

    With a ``note`` it may be empty, else an empty one is not shown.
    """

    id: str
    title: str
    cards: tuple[Card, ...]
    note: str = ""
    more: More | None = None
