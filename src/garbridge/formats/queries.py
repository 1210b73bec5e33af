"""Queries and forms (``application/x-www-form-urlencoded``), read and written as urllib does.

Most of what travels in one needs no escape.  urllib asks that of each text through five calls, and
encodes and decodes it to find out; here it is asked once.
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote_from_bytes, unquote, unquote_to_bytes

_PLAIN: Final = re.compile(r"[A-Za-z0-9_.~-]*")


def read_fields(
    query: str, *, errors: str = "replace", most: int | None = None
) -> list[tuple[str, str]]:
    """Return the names and values of *query*, in their order, also those that are empty.

    Args:
        query: Percent-encoded, with ``&`` between the fields.
        errors: What becomes of octets that are not UTF-8: ``replace``, or ``strict``.
        most: How many fields there may be; ``None`` is any number.

    Raises:
        ValueError: there are more, or what is *strict* is no UTF-8.

    >>> read_fields("name=L%C3%A9a+M.&empty")
    [('name', 'Léa M.'), ('empty', '')]
    """
    if most is not None and query and query.count("&") >= most:
        raise ValueError("more fields than allowed")
    found: list[tuple[str, str]] = []
    for one in query.split("&"):
        if one:
            name, _, value = one.partition("=")
            found.append((_read(name, errors), _read(value, errors)))
    return found


def write_fields(fields: Mapping[str, str]) -> str:
    """Return *fields* as a query.

    Raises:
        UnicodeEncodeError: a text holds half a character.

    >>> write_fields({"name": "Léa M."})
    'name=L%C3%A9a+M.'
    """
    return "&".join([f"{_written(name)}={_written(value)}" for name, value in fields.items()])


def plainer(value: str) -> str:
    """Return a percent-encoded *value* with those escapes undone that nearly all have.

    They are those of base64 and of addresses.  The standard library goes through the escapes one
    by one in Python; these go at once before it, and none of what they stand for can be part of
    another escape.

    >>> plainer("https%3A%2F%2Fparc.example%2F%C3%A9t%C3%A9")
    'https://parc.example/%C3%A9t%C3%A9'
    """
    plain = value.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=")
    return plain.replace("%3A", ":").replace("%23", "#")


def _read(text: str, errors: str) -> str:
    if "+" in text:
        text = text.replace("+", " ")
    if "%" in text:
        text = plainer(text)
    if "%" not in text:
        return text
    if not text.isascii():
        return unquote(text, errors=errors)
    return unquote_to_bytes(text).decode("utf-8", errors)


def _written(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return quote_from_bytes(text.encode(), safe=" ").replace(" ", "+")
