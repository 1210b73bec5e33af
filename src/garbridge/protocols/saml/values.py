"""Simple values of SAML messages, each read in one strict way."""

import base64
import binascii
import re
from datetime import UTC, datetime
from functools import lru_cache

from lxml import etree

from garbridge.errors import MalformedError

_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,20})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)
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


def parse_boolean(text: str) -> bool:
    """Return the value of an ``xs:boolean``.

    Raises:
        MalformedError: it is none.
    """
    value = _BOOLEANS.get(text.strip())
    if value is None:
        raise MalformedError(f"neither true nor false: {text[:40]!r}")
    return value


def parse_base64(text: str, *, what: str) -> bytes:
    """Return the octets of *text*: line breaks and blanks are skipped, nothing else is.

    Raises:
        MalformedError: *what* is not base64.
    """
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedError(f"{what} is not base64") from error


def only_child(parent: etree._Element, tag: str) -> etree._Element | None:
    """Return the child of *parent* called *tag*, or ``None``.

    Raises:
        MalformedError: there are several.
    """
    found = parent.findall(tag)
    if len(found) > 1:
        raise MalformedError(f"{etree.QName(tag).localname} stands {len(found)} times")
    return found[0] if found else None


def whole_text(element: etree._Element) -> str:
    """Return the text of *element*, all of it.

    Raises:
        MalformedError: it has elements inside, so that "its text" would be two things.
    """
    if len(element):
        raise MalformedError(f"{etree.QName(element).localname} holds more than text")
    return element.text or ""
