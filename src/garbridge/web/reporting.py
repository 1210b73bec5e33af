"""``/mediacentre/signaler/<key>``: somebody says what is wrong with a resource of theirs.

One of a few causes is chosen and nothing is typed: no name, no text of a pupil can be kept.
"""

from typing import Final

from flask import Response, url_for

from garbridge.core.access import Refusal
from garbridge.core.problems import Cause, ProblemRecord
from garbridge.services.shelf import Tile
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.failures import guarded
from garbridge.web.identity import form_mark, signed_in
from garbridge.web.incoming import argument, language, only
from garbridge.web.keeping_words import REPORT_WORDS
from garbridge.web.login import session_ended, to_login, way_back
from garbridge.web.mediacentre import Reader, reader_of
from garbridge.web.own_forms import PROOF, field, is_own_form
from garbridge.web.pages import page
from garbridge.web.places import place_of
from garbridge.web.refusing import unlisted_page
from garbridge.wiring import reporting_service

_BAD, _TOO_MANY = 400, 429
MINUTE: Final = "60"


@guarded
def report_problem(key: str) -> Response:
    """Ask what is wrong."""
    only("GET", "HEAD")
    bridge = current_bridge()
    who = signed_in(bridge)
    if who is None:
        return to_login(bridge, way_back(url_for(".report_problem", key=key)))
    reader = reader_of(bridge, who)
    return reader if isinstance(reader, Response) else _page(bridge, reader, key)


@guarded
def problem_reported(key: str) -> Response:
    """Count it, and show the reference under which it is followed up."""
    only("POST")
    bridge = current_bridge()
    who = signed_in(bridge)
    if who is None:
        return session_ended(bridge)
    reader = reader_of(bridge, who)
    if isinstance(reader, Response):
        return reader
    cause, tile = field("cause"), _tile(reader, key)
    if tile is None:
        return unlisted_page(bridge, Refusal.UNKNOWN_RESOURCE, schools=reader.here)
    if not is_own_form(bridge, who) or cause not in set(Cause):
        return _page(bridge, reader, key, note="report_choose", status=_BAD)
    if not bridge.reports.allows(who.session, bridge.runtime.clock()):
        answer = _page(bridge, reader, key, note="report_later", status=_TOO_MANY)
        answer.headers["Retry-After"] = MINUTE
        return answer
    done = reporting_service(bridge.runtime).report(tile, Cause(cause))
    return _page(bridge, reader, key, done=done)


def _tile(reader: Reader, key: str) -> Tile | None:
    return next((one for one in reader.tiles if one.key == key and one.link is None), None)


def _page(
    bridge: Bridge,
    reader: Reader,
    key: str,
    *,
    done: ProblemRecord | None = None,
    note: str = "",
    status: int = 200,
) -> Response:
    tile, words = _tile(reader, key), REPORT_WORDS[language()]
    if tile is None:
        return unlisted_page(bridge, Refusal.UNKNOWN_RESOURCE, schools=reader.here)
    return page(
        bridge,
        "report.html",
        status=status,
        place=place_of(bridge, [reader.known[tile.school]]),
        words=words,
        said=words[note] if note else "",
        causes={one.value: words[f"cause_{one.value}"] for one in Cause},
        title=tile.resource.title,
        school=reader.known[tile.school].name,
        address=url_for(".problem_reported", key=key, lang=argument("lang")),
        done=done,
        proof=PROOF,
        mark=form_mark(bridge, reader.who),
    )
