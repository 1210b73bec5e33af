"""A calendar of days as iCalendar (RFC 5545), for the diary of whoever orders.

Implemented: 3.1 (lines, folding at 75 octets), 3.3.11 (escaping), 3.4, 3.6.1 and 3.6.6 (all-day
events with reminders).  What is written has no time zone: a last day is a day.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

PRODUCT: Final = "-//garbridge//garbridge//FR"
_FOLD: Final = 75
_ESCAPES: Final = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
_ESCAPED = re.compile(r"[\\;,\n]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Day:
    """An event of one whole day.

    ``uid`` is the same in every calendar that names the event again; ``reminders`` are days before.
    """

    uid: str
    day: date
    summary: str
    description: str = ""
    reminders: tuple[int, ...] = ()


def write_calendar(days: Iterable[Day], *, now: datetime) -> bytes:
    """Return a calendar of *days*, in their order, stated at *now*.

    >>> day = Day("a@ent.example", date(2027, 8, 15), "Fin ; de l’atlas")
    >>> text = write_calendar([day], now=datetime(2026, 11, 16, 8, tzinfo=UTC)).decode()
    >>> text.splitlines()[6:8]
    ['DTSTART;VALUE=DATE:20270815', 'DTEND;VALUE=DATE:20270816']
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}"]
    for day in days:
        lines += _event(day, now)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _event(day: Day, now: datetime) -> Sequence[str]:
    summary = f"SUMMARY:{_text(day.summary)}"
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(day.uid)}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day.day + timedelta(days=1):%Y%m%d}",
        summary,
        "TRANSP:TRANSPARENT",
    ]
    if day.description:
        lines.append(f"DESCRIPTION:{_text(day.description)}")
    for before in day.reminders:
        what = summary.replace("SUMMARY", "DESCRIPTION", 1)
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", what, f"TRIGGER:-P{before}D", "END:VALARM"]
    return [*lines, "END:VEVENT"]


def _text(text: str) -> str:
    """Return *text* escaped; a control character, which no value may hold, is a space."""
    plain = _CONTROLS.sub(" ", text.replace("\r\n", "\n"))
    return _ESCAPED.sub(lambda found: _ESCAPES[found[0]], plain)


def _folded(line: str) -> bytes:
    """Return *line* in pieces of at most 75 octets, none of which ends inside a character."""
    pieces: list[bytes] = []
    piece = b""
    for sign in line:
        octets = sign.encode()
        if len(piece) + len(octets) > _FOLD:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece])
