"""``/mediacentre/signaler/<key>``: somebody says what is wrong with a resource of theirs.

One of a few causes is chosen and nothing is typed: no name, no text of a pupil can be kept.
"""

from http import HTTPStatus
from typing import Final

from flask import Response, url_for

from garbridge.core.access import Refusal
from garbridge.core.problems import Cause, ProblemRecord
from garbridge.services.shelf import Tile
from garbridge.web.bridge import Bridge
from garbridge.web.identity import form_mark
from garbridge.web.incoming import argument
from garbridge.web.keeping_words import REPORT_TEXTS
from garbridge.web.mediacentre import Reader
from garbridge.web.own_forms import PROOF, field, is_own_form
from garbridge.web.pages import page
from garbridge.web.places import place_of
from garbridge.web.refusing import unlisted_page
from garbridge.web.speaking import translations
from garbridge.web.visiting import visited
from garbridge.wiring import reporting_service

MINUTE: Final = "60"


@visited("GET", "HEAD")
def report_problem(bridge: Bridge, reader: Reader, key: str) -> Response:
    """Ask what is wrong."""
    return _page(bridge, reader, key)


@visited("POST")
def problem_reported(bridge: Bridge, reader: Reader, key: str) -> Response:
    """Count it, and show the reference under which it is followed up."""
    cause, tile = field("cause"), _tile(reader, key)
    if tile is None:
        return unlisted_page(bridge, Refusal.UNKNOWN_RESOURCE, schools=reader.here)
    if not is_own_form(bridge, reader.who) or cause not in set(Cause):
        return _page(bridge, reader, key, note="report_choose", status=HTTPStatus.BAD_REQUEST)
    if not bridge.reports.allows(reader.who.session, bridge.runtime.clock()):
        answer = _page(
            bridge, reader, key, note="report_later", status=HTTPStatus.TOO_MANY_REQUESTS
        )
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
    tile, said = _tile(reader, key), translations()
    words = {name: said.text(text) for name, text in REPORT_TEXTS.items()}
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
