"""Where in a TOML file a key stands: ``tomllib`` reads values and forgets their lines."""

import re
from collections import Counter

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\"' -]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"\s*([\w.-]+|\"[^\"]*\"|'[^']*')\s*=")
_NUMBER = re.compile(r"\[(\d+)\]")


def line_of(text: str, place: str) -> int:
    r"""Return the line, from 1, on which *place* stands in a TOML *text*.

    Where the key is missing or stands inside a value, it is the line of what holds it: of the
    inline table, of the ``[[release]]`` that lacks it, of the file's beginning.

    Args:
        text: The file, as it could be read.
        place: As messages of the configuration write it: ``terms.role``, ``release[2].purpose``.

    >>> line_of('name = "x"\n[[release]]\nattribute = "PRO"\n', "release[1].attribute")
    3
    >>> line_of('name = "x"\n[[release]]\nattribute = "PRO"\n', "release[1].purpose")
    2
    """
    found = _lines(text)
    parts = place.rstrip(".").split(".")
    while parts:
        name = ".".join(parts)
        if name in found:
            return found[name]
        last = _NUMBER.sub("", parts[-1])
        parts = [*parts[:-1], last] if last != parts[-1] else parts[:-1]
    return 1


def _lines(text: str) -> dict[str, int]:
    """Return the line of each header and key, by its place."""
    found: dict[str, int] = {}
    counted: Counter[str] = Counter()
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.fullmatch(line)
        if header is not None:
            name = _numbered(header[2], counted)
            if header[1] == "[[":
                counted[name] += 1
                name = f"{name}[{counted[name]}]"
            found.setdefault(name, number)
            table = name
        elif (key := _KEY.match(line)) is not None:
            name = key[1].strip("\"'")
            found.setdefault(f"{table}.{name}" if table else name, number)
    return found


def _numbered(name: str, counted: Counter[str]) -> str:
    """Return *name* with the number of each array of tables that it goes through."""
    place = ""
    *outer, last = name.replace('"', "").replace("'", "").split(".")
    for part in outer:
        place = f"{place}.{part}" if place else part
        if counted[place]:
            place = f"{place}[{counted[place]}]"
    return f"{place}.{last}" if place else last
