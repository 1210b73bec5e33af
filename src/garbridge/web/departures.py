"""``/api/v1/departures``: who left, for the provider that holds a token; and its answer."""

import json
from typing import Final

from flask import Response, request
from werkzeug.exceptions import HTTPException

from garbridge.errors import StoreError, StoreUnavailableError
from garbridge.ports import Document
from garbridge.services.feed import MOST, FeedService, Turned
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.failures import guarded
from garbridge.web.incoming import MAX_BODY, argument, only
from garbridge.web.outgoing import document
from garbridge.wiring import feed_page, feed_service

_JSON: Final = "application/json"
_STATUS: Final = {Turned.UNAUTHORIZED: 401, Turned.TOO_MANY: 429, Turned.MALFORMED: 400}
_MORE: Final = {
    Turned.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"},
    Turned.TOO_MANY: {"Retry-After": "60"},
    Turned.MALFORMED: dict[str, str](),
}
_MOST_DIGITS: Final = 15


@guarded
def departures() -> Response:
    """Answer GET with lines of the feed, POST with what was acknowledged.

    No cookie is looked at: the token is all the proof there is, so no other site can use it.
    """
    only("GET", "POST")
    try:
        return _answered(current_bridge())
    except StoreError as failed:
        # Nothing was written: a program is told to ask again.
        raise StoreUnavailableError(str(failed)) from failed


def _answered(bridge: Bridge) -> Response:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else ""
    service = feed_service(bridge.runtime, bridge.feeds)
    if request.method == "POST":
        return _acknowledge(bridge, service, token)
    since = argument("since") or "0"
    if not (since.isascii() and since.isdecimal() and len(since) <= _MOST_DIGITS):
        return _turned(bridge, Turned.MALFORMED)
    page = service.read(token, since=int(since))
    if isinstance(page, Turned):
        return _turned(bridge, page)
    return _json(bridge, 200, feed_page(page, bridge.runtime))


def _acknowledge(bridge: Bridge, service: FeedService, token: str) -> Response:
    # A stranger's body is read, up to its limit, and counts for nothing.
    subjects = _subjects()
    done = service.acknowledge(token, subjects or ())
    if isinstance(done, Turned):
        return _turned(bridge, done)
    if subjects is None:
        return _turned(bridge, Turned.MALFORMED)
    known = set(done)
    unknown = [one for one in subjects if one not in known]
    return _json(bridge, 200, {"acknowledged": len(known), "unknown": unknown})


def _subjects() -> list[str] | None:
    request.max_content_length = MAX_BODY
    try:
        said = json.loads(request.get_data())
    except (HTTPException, ValueError, RecursionError):
        return None
    found = said.get("deleted") if isinstance(said, dict) else None
    if not isinstance(found, list) or not 0 < len(found) <= MOST:
        return None
    fit = all(isinstance(one, str) and one.isascii() and one.isprintable() for one in found)
    return list(dict.fromkeys(map(str, found))) if fit else None


def _turned(bridge: Bridge, turned: Turned) -> Response:
    return _json(bridge, _STATUS[turned], {"error": turned.value}, _MORE[turned])


def _json(
    bridge: Bridge, status: int, said: object, headers: dict[str, str] | None = None
) -> Response:
    body = json.dumps(said, ensure_ascii=False).encode()
    return document(bridge, Document(status, _JSON, body, headers or {}))
