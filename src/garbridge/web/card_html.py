"""Draws cards and lists, each once: what is shown to one pupil is shown to others of their class.

A card holds nothing of the person, and a list nothing but which resources they have: what was drawn
is kept for whoever has the same.  Whatever is about the person, such as a favourite, stands between
both halves of a card, and is told to :func:`kept_list` by its *marks*: a list is only shown again
where all it was drawn from is the same.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from flask import current_app, render_template, request
from jinja2 import TemplateNotFound
from markupsafe import Markup

from garbridge.web.bridge import Bridge
from garbridge.web.cards import Card
from garbridge.web.pages import Frame

CARD: Final = "garbridge/card.html"
LIST: Final = "garbridge/list.html"
PAGE: Final = "garbridge/mediacentre.html"

T = TypeVar("T", tuple[Markup, Markup], tuple[bytes, ...])

_HERE: Final = Markup("<!--here-->")
"""Where the halves meet; no text of a publisher holds it, because all of them are escaped."""
STARS_HERE: Final = Markup("<!--stars-->")
"""Where the form of the stars stands in a page: it holds a proof of the session."""
MINUTE_HERE: Final = Markup("<!--minute-->")
"""Where the minute stands in which the page is shown."""
_LEFT_OPEN: Final = re.compile(f"({STARS_HERE}|{MINUTE_HERE})")
_KEPT_FOR: Final = timedelta(minutes=10)
_PARTS: Final = (
    *(CARD, LIST),
    *("garbridge/badges.html", "garbridge/finding.html", "garbridge/icons.html"),
    *("garbridge/notices.html", "garbridge/stars.html"),
)
_FRAMES: Final = (PAGE, "garbridge/page.html")
_OURS: Final = Path(__file__).parent / "templates"
_MOST_CARDS: Final = 4_096
_MOST_LISTS: Final = 128
_LARGEST: Final = 100_000
"""Characters or octets of what is kept: a page of thirty cards has fewer."""


class Drawn(NamedTuple):
    """A card in two halves; buttons of the person's own stand between them."""

    head: Markup
    tail: Markup


Pieces = tuple[bytes, ...]
"""A page cut where something is left open, as it is sent."""


class Listed(NamedTuple):
    """The search and the list; the named sections stand between them."""

    search: Markup
    rows: Markup


def draw(bridge: Bridge, gb: Frame, card: Card, *, within: str = "") -> Drawn:
    """Return *card*; *within* names the section it stands in, where another may show it too."""

    def drawn() -> tuple[Markup, Markup]:
        level = gb.level + 2
        return _halves(CARD, gb, card=card, within=within, level=level, acts=_HERE)

    key = (card, gb.language, gb.place.kind, gb.form, within, request.script_root)
    return Drawn(*_kept(bridge, bridge.cards, _MOST_CARDS, key, drawn))


def kept_list(
    bridge: Bridge,
    gb: Frame,
    made_of: tuple[object, ...],
    values: Callable[[], dict[str, object]],
    *,
    is_kept: bool,
) -> Listed:
    """Return the search and the list with *values*, which all come of what it is *made_of*.

    *is_kept* where many ask for the same: there are as many searches as somebody cares to write.
    """

    def drawn() -> tuple[Markup, Markup]:
        return _halves(LIST, gb, sections_here=_HERE, **values())

    if not is_kept:
        return Listed(*drawn())
    key = (made_of, gb.language, gb.place.kind, gb.form, request.script_root)
    return Listed(*_kept(bridge, bridge.lists, _MOST_LISTS, key, drawn))


def kept_page(
    bridge: Bridge,
    gb: Frame,
    made_of: tuple[object, ...],
    values: Callable[[], dict[str, object]],
    *,
    is_kept: bool,
) -> Pieces:
    """Return the whole page, which is kept only where nothing around the list is the portal's.

    *is_kept* as above.  What changes with the session or the minute is left open in it.
    """

    def drawn() -> Pieces:
        page = render_template(PAGE, gb=gb, **values())
        return tuple(piece.encode() for piece in _LEFT_OPEN.split(page))

    if not is_kept or not gb.is_own_base or not _are_ours(bridge, (*_FRAMES, gb.base)):
        return drawn()
    key = (made_of, gb.language, gb.place, gb.form, gb.leave, request.script_root)
    return _kept(bridge, bridge.drawn, _MOST_LISTS, key, drawn)


def filled(pieces: Pieces, told: Mapping[Markup, Markup]) -> bytes:
    """Return a page in which *told* stands where it was left open."""
    said = {mark.encode(): text.encode() for mark, text in told.items()}
    return b"".join([said.get(piece, piece) for piece in pieces])


def forget_old(bridge: Bridge, now: datetime) -> None:
    """Forget after some minutes which lists were shown: what one has may say who they are."""
    if now - bridge.kept_since >= _KEPT_FOR:
        bridge.lists.clear()
        bridge.drawn.clear()
        bridge.kept_since = now


def _kept(
    bridge: Bridge,
    there: dict[tuple[object, ...], T],
    most: int,
    key: tuple[object, ...],
    make: Callable[[], T],
) -> T:
    """Return what was made for *key*, or make it; there are never more than *most*.

    What a portal's own template draws is kept for nobody: it may say more of the person.
    """
    if not _are_ours(bridge, _PARTS):
        return make()
    found = there.get(key)
    if found is None:
        found = make()
        if sum(map(len, found)) > _LARGEST:
            return found
        if len(there) >= most:
            there.clear()
        there[key] = found
    return found


def _halves(template: str, gb: Frame, **values: object) -> tuple[Markup, Markup]:
    html = render_template(template, gb=gb, **values)
    head, _, tail = html.partition(_HERE)
    return Markup(head), Markup(tail)  # noqa: S704 - rendered by our template


def _are_ours(bridge: Bridge, names: tuple[str, ...]) -> bool:
    """Say whether the templates of those *names* are ours; looked at once."""
    found = bridge.keeps.get(names)
    if found is None:
        found = bridge.keeps[names] = all(map(_is_ours, names))
    return found


def _is_ours(name: str) -> bool:
    try:
        file = current_app.jinja_env.get_template(name).filename
    except TemplateNotFound:
        return False
    return file is not None and _OURS in Path(file).parents
