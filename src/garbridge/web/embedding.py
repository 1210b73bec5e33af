"""The médiacentre inside a page of somebody else: one content, in a page, a fragment or a frame.

::

    /mediacentre/            a page
    /mediacentre/fragment    the content alone, which a portal puts into a page of its own: on its
                             server, or with the element <garbridge-mediacentre>
    /mediacentre/?embed=1    a page without a bar, for a frame

Whoever embeds it cannot be sent to a sign-in page inside of it: what comes then is a link that
leaves the frame.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from flask import Response, request

from garbridge.web.bridge import Bridge
from garbridge.web.incoming import argument
from garbridge.web.outgoing import endpoint

FRAGMENT: Final = "mediacentre_fragment"
"""The endpoint of the content alone."""
MOST_CARDS: Final = 100


class Form(StrEnum):
    """Where the content stands."""

    PAGE = "page"
    FRAGMENT = "fragment"
    FRAME = "frame"


BASES: Final[Mapping[Form, str]] = MappingProxyType(
    {Form.FRAGMENT: "garbridge/fragment.html", Form.FRAME: "garbridge/frame.html"}
)
"""The templates around it, where that is not the portal's."""


def form_of_request() -> Form:
    """Return the form in which the current request is answered, errors included."""
    if endpoint() == FRAGMENT:
        return Form.FRAGMENT
    is_framed = endpoint() == "mediacentre" and argument("embed") == "1"
    return Form.FRAME if is_framed else Form.PAGE


def card_limit() -> int | None:
    """Return how many cards are wanted; ``None`` is all, and what is no number from 1 to 100."""
    text = argument("limit") or ""
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MOST_CARDS))
    return int(text) if is_number and 1 <= int(text) <= MOST_CARDS else None


def share(bridge: Bridge, response: Response) -> Response:
    """Let the portal's other origins read *response*, with the person's cookies (Fetch 3.2).

    Those that ``GARBRIDGE_EMBED_ORIGINS`` names, each exactly; nobody else's script sees it.
    """
    response.vary.add("Origin")
    origin = request.headers.get("Origin", "")
    if origin in bridge.settings.embed_origins:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
