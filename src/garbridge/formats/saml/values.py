"""Simple values of SAML messages, each read in one strict way."""

import binascii
import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from lxml import etree

from garbridge.errors import MalformedError
from garbridge.ports import TokenSource

_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,20})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)
_DURATION = re.compile(
    r"P(?=[0-9T])(?:(?P<days>[0-9]{1,4})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,6})H)?(?:(?P<minutes>[0-9]{1,8})M)?"
    r"(?:(?P<seconds>[0-9]{1,9})(?:\.[0-9]{1,20})?S)?)?",
    re.ASCII,
)
_CALENDAR = re.compile(r"P(?:(?P<years>[0-9]{1,3})Y)?(?:(?P<months>[0-9]{1,4})M)?", re.ASCII)
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def parse_instant(text: str) -> datetime:
    """Return the instant *text* names, which says its zone (Core 1.3.3).

    Raises:
        MalformedError: it is no such instant.

    >>> parse_instant("2026-11-21T08:00:00.125Z").isoformat()
    '2026-11-21T08:00:00.125000+00:00'
    """
    if _INSTANT.fullmatch(text):
        try:
            return datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise MalformedError(f"not an instant: {text[:40]!r}")


def write_instant(instant: datetime) -> str:
    """Return an aware *instant* in UTC and whole seconds, the rest cut off.

    >>> write_instant(datetime(2026, 11, 21, 8, 0, 0, 125000, tzinfo=UTC))
    '2026-11-21T08:00:00Z'
    """
    return _written(instant.replace(microsecond=0))


@lru_cache(maxsize=256)
def _written(second: datetime) -> str:
    """Return *second* in UTC: every launch of one second writes the same three."""
    return f"{second.astimezone(UTC).isoformat()[:19]}Z"


def parse_duration(text: str) -> timedelta:
    """Return the length of an ``xs:duration``: a year has 365 days, a month 30.

    Raises:
        MalformedError: it is none, or a negative one.

    >>> parse_duration("P1DT6H")
    datetime.timedelta(days=1, seconds=21600)
    """
    exact, calendar = text.strip(), _CALENDAR.match(text.strip())
    days, in_months = 0, calendar is not None and calendar.end() > 1
    if calendar is not None and in_months:
        days = 365 * int(calendar["years"] or 0) + 30 * int(calendar["months"] or 0)
        exact = f"P{exact[calendar.end() :]}"
    found = _DURATION.fullmatch(exact)
    if found is None and not (in_months and exact == "P"):
        raise MalformedError(f"not a duration: {text[:40]!r}")
    parts = {} if found is None else {k: int(v) for k, v in found.groupdict("0").items()}
    return timedelta(days=days) + timedelta(**parts)


def parse_boolean(text: str) -> bool:
    """Return the value of an ``xs:boolean``.

    Raises:
        MalformedError: it is none.
    """
    value = _BOOLEANS.get(text.strip())
    if value is None:
        raise MalformedError(f"neither true nor false: {text[:40]!r}")
    return value


def new_identifier(tokens: TokenSource) -> str:
    """Return a new ``xs:ID``: a token, which may begin with a digit, behind an underscore."""
    return f"_{tokens()}"


def parse_base64(text: str | bytes, *, what: str) -> bytes:
    """Return the octets of *text*: line breaks and blanks are skipped, nothing else is.

    Raises:
        MalformedError: *what* is not base64.
    """
    try:
        octets = text if isinstance(text, bytes) else text.encode("ascii")
        return binascii.a2b_base64(b"".join(octets.split()), strict_mode=True)
    except (binascii.Error, ValueError) as error:  # a UnicodeEncodeError is a ValueError
        raise MalformedError(f"{what} is not base64") from error


def only_children(parent: etree._Element, tags: frozenset[str]) -> dict[str, etree._Element]:
    """Return the children of *parent* that are called one of *tags*, by name.

    Raises:
        MalformedError: there are several of one name.
    """
    found: dict[str, etree._Element] = {}
    for child in parent:
        tag = child.tag
        if tag in tags:
            if tag in found:
                raise MalformedError(f"{etree.QName(tag).localname} stands more than once")
            found[tag] = child
    return found


def only_child(parent: etree._Element) -> etree._Element:
    """Return the one child of *parent*.

    Raises:
        MalformedError: there is none, or there are several.
    """
    if len(parent) != 1:
        raise MalformedError(f"{etree.QName(parent).localname} holds {len(parent)} elements")
    return parent[0]


def whole_text(element: etree._Element) -> str:
    """Return the text of *element*, all of it.

    Raises:
        MalformedError: it has elements inside, so that "its text" would be two things.
    """
    if len(element):
        raise MalformedError(f"{etree.QName(element).localname} holds more than text")
    return element.text or ""
