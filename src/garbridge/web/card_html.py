"""Draws cards, each once: what one pupil's card looks like, another's of the same resource does.

A card holds nothing of the person, so what was drawn is kept for whoever comes next.  Whatever is
about the person, such as a favourite, stands between both halves of it and is drawn anew.
"""

from pathlib import Path
from typing import Final, NamedTuple

from flask import current_app, render_template, request
from jinja2 import TemplateNotFound
from markupsafe import Markup

from garbridge.web.bridge import Bridge
from garbridge.web.cards import Card
from garbridge.web.pages import Frame

TEMPLATE: Final = "garbridge/card.html"

_ACTS: Final = Markup("<!--acts-->")
"""Where the halves meet; no text of a publisher holds it, because all of them are escaped."""
_PARTS: Final = (TEMPLATE, "garbridge/icons.html")
_OURS: Final = Path(__file__).parent / "templates"
_MOST: Final = 4_096


class Drawn(NamedTuple):
    """A card in two halves; buttons of the person's own stand between them."""

    head: Markup
    tail: Markup


def draw(bridge: Bridge, gb: Frame, card: Card, *, within: str = "") -> Drawn:
    """Return *card*; *within* names the section it stands in, where another may show it too."""
    if not _is_kept(bridge):
        return _drawn(gb, card, within)
    key = (card, gb.language, gb.place.kind, gb.form, within, request.script_root)
    found = bridge.cards.get(key)
    if found is None:
        if len(bridge.cards) >= _MOST:
            bridge.cards.clear()
        found = bridge.cards[key] = _drawn(gb, card, within)
    return Drawn(*found)


def _drawn(gb: Frame, card: Card, within: str) -> Drawn:
    level = gb.level + 2
    html = render_template(TEMPLATE, gb=gb, card=card, within=within, level=level, acts=_ACTS)
    head, _, tail = html.partition(_ACTS)
    return Drawn(Markup(head), Markup(tail))  # noqa: S704 - rendered by our template


def _is_kept(bridge: Bridge) -> bool:
    """Say whether cards are drawn by our own templates: a portal's may say more of the person."""
    if bridge.keeps_cards is None:
        bridge.keeps_cards = all(map(_is_ours, _PARTS))
    return bridge.keeps_cards


def _is_ours(name: str) -> bool:
    try:
        file = current_app.jinja_env.get_template(name).filename
    except TemplateNotFound:
        return False
    return file is not None and _OURS in Path(file).parents
