"""Draws cards and lists, each once: what is shown to one pupil is shown to others of their class.

A card holds nothing of the person, and a list nothing but which resources they have: what was drawn
is kept for whoever has the same.  Whatever is about the person, such as a favourite, stands between
both halves of a card, and is told to :func:`kept_list` by its *marks*: a list is only shown again
where all it was drawn from is the same.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple, TypeVar, cast

from flask import current_app, render_template, request
from jinja2 import TemplateNotFound
from markupsafe import Markup

from garbridge.web.bridge import Bridge
from garbridge.web.cards import Card
from garbridge.web.pages import Frame

CARD: Final = "garbridge/card.html"
LIST: Final = "garbridge/list.html"
PAGE: Final = "garbridge/mediacentre.html"

T = TypeVar("T")

_HERE: Final = Markup("<!--here-->")
"""Where the halves meet; no text of a publisher holds it, because all of them are escaped."""
_PARTS: Final = (
    *(CARD, LIST),
    *("garbridge/finding.html", "garbridge/icons.html", "garbridge/stars.html"),
)
_FRAMES: Final = (PAGE, "garbridge/page.html")
_OURS: Final = Path(__file__).parent / "templates"
_MOST_CARDS: Final = 4_096
_MOST_LISTS: Final = 128
_LARGEST: Final = 100_000
"""Characters of what is kept: a page of thirty cards has fewer."""


class Drawn(NamedTuple):
    """A card in two halves; buttons of the person's own stand between them."""

    head: Markup
    tail: Markup


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
) -> str:
    """Return the whole page, which is kept only where nothing around the list is the portal's.

    *is_kept* as above.
    """

    def drawn() -> str:
        return render_template(PAGE, gb=gb, **values())

    if (
        not is_kept
        or not gb.is_own_base
        or not all(_is_ours(bridge, name) for name in (*_FRAMES, gb.base))
    ):
        return drawn()
    key = (made_of, gb.language, gb.place, gb.form, gb.leave, request.script_root)
    return _kept(bridge, bridge.drawn, _MOST_LISTS, key, drawn)


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
    if not all(_is_ours(bridge, name) for name in _PARTS):
        return make()
    found = there.get(key)
    if found is None:
        found = make()
        if _length(found) > _LARGEST:
            return found
        if len(there) >= most:
            there.clear()
        there[key] = found
    return found


def _length(made: object) -> int:
    return len(made) if isinstance(made, str) else sum(map(len, cast("tuple[str, ...]", made)))


def _halves(template: str, gb: Frame, **values: object) -> tuple[Markup, Markup]:
    html = render_template(template, gb=gb, **values)
    head, _, tail = html.partition(_HERE)
    return Markup(head), Markup(tail)  # noqa: S704 - rendered by our template


def _is_ours(bridge: Bridge, name: str) -> bool:
    """Say whether the template of that *name* is ours; looked at once."""
    found = bridge.keeps.get(name)
    if found is None:
        try:
            file = current_app.jinja_env.get_template(name).filename
        except TemplateNotFound:
            file = None
        found = bridge.keeps[name] = file is not None and _OURS in Path(file).parents
    return found
