"""Tiles, schools and reasons as JSON.  Every key is stable, and what is not there is ``null``."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Final

from flask import url_for

from garbridge.core.access import Refused
from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.incidents import REFUSALS
from garbridge.core.marks import Marks
from garbridge.core.people import School
from garbridge.core.schools import Function
from garbridge.services.shelf import Tile
from garbridge.web.bridge import Bridge
from garbridge.web.cards import Telling
from garbridge.web.places import book_of

_TAG: Final = re.compile(r"<[^<>]*>")


def plain(html: str) -> str:
    r"""Return what *html* of ours says, as text: JSON is not shown as it stands.

    >>> plain('Ouvre le <time datetime="2026-09-01">1<sup>er</sup>\u00a0septembre</time> &lt;')
    'Ouvre le 1er\xa0septembre <'
    """
    return unescape(_TAG.sub("", html))


def instant(at: datetime | None) -> str | None:
    """Return an instant as RFC 3339 has it."""
    return None if at is None else at.isoformat()


def school_document(school: School) -> dict[str, object]:
    """Return one school."""
    return {"uai": school.id, "name": school.name}


def closed_document(refused: Refused, text: str) -> dict[str, object]:
    """Return why something does not open: *text* is for people, the code is that of its page."""
    return {
        "code": REFUSALS[refused.reason].code,
        "text": plain(text),
        "since": instant(refused.since),
    }


def can_be_marked(bridge: Bridge, tile: Tile) -> bool:
    """Say whether *tile* is a whole resource, at a school that has favourites."""
    return tile.link is None and book_of(bridge).offers(Function.FAVOURITES, tile.school)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """Writes tiles down: how they are told to one person, and what they marked.

    ``marked`` are the places of ``marks``.
    """

    bridge: Bridge
    telling: Telling
    marks: Marks
    marked: Collection[tuple[SchoolId, ResourceId]]

    def document(self, tile: Tile) -> dict[str, object]:
        """Return one entry of the list; ``place`` is what is inside of a resource."""
        resource, place = tile.resource, tile.link
        return {
            "key": tile.key,
            "title": resource.title,
            "place": None if place is None else {"id": place.id, "title": place.title},
            "publisher": resource.publisher or None,
            "description": resource.description or None,
            "discipline": resource.discipline or None,
            "levels": list(resource.levels),
            "types": list(resource.types),
            "source": resource.source.value,
            "twice": tile.is_double,
            "vignette": self.telling.pictures.of(resource),
            "sheet": url_for(".resource_sheet", key=tile.key),
            **self.way(tile),
        }

    def way(self, tile: Tile) -> dict[str, object]:
        """Return what one school says of a resource: whether it opens, where, until when."""
        told = self.telling.closed(tile)
        return {
            "school": school_document(self.telling.schools[tile.school]),
            "open": url_for(
                ".open_tile", key=tile.key, lien=None if tile.link is None else tile.link.id
            ),
            "starts": instant(tile.starts),
            "ends": instant(tile.ends),
            "closed": None if tile.refused is None else closed_document(tile.refused, told or ""),
            "favourite": self._is_marked(tile),
        }

    def _is_marked(self, tile: Tile) -> bool | None:
        """Say whether it is marked; ``None`` where nothing can be."""
        if not can_be_marked(self.bridge, tile):
            return None
        return tile.place in self.marked
