"""A strict reader of iCalendar: refuses what RFC 5545 does not allow, and gives back the values."""

import re
from dataclasses import dataclass, field

_NAME = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[A-Za-z0-9-]+)*):(.*)", re.DOTALL)
_UNESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_SIGNS = {"\\": "\\", ";": ";", ",": ",", "n": "\n", "N": "\n"}
_TEXTS = frozenset({"SUMMARY", "DESCRIPTION", "UID"})


@dataclass
class Component:
    """A component: its properties by name, with parameters, and what stands inside."""

    name: str
    properties: dict[str, str] = field(default_factory=dict[str, str])
    parts: list["Component"] = field(default_factory=list["Component"])


def read_calendar(octets: bytes) -> Component:
    """Return the only calendar in *octets*."""
    assert octets.endswith(b"\r\n")
    physical = octets[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in physical)
    for octets_of_line in physical:
        octets_of_line.decode()  # a line that ends inside a character cannot be shown by itself
    lines = re.sub("\r\n[ \t]", "", octets[:-2].decode()).split("\r\n")
    open_parts: list[Component] = []
    done: list[Component] = []
    for line in lines:
        matched = _NAME.fullmatch(line)
        assert matched is not None, line
        name, parameters, value = matched.groups()
        if name == "BEGIN":
            open_parts.append(Component(value))
        elif name == "END":
            closed = open_parts.pop()
            assert closed.name == value
            (open_parts[-1].parts if open_parts else done).append(closed)
        else:
            properties = open_parts[-1].properties
            assert name not in properties, f"{name} twice"
            properties[name + parameters] = _text(value) if name in _TEXTS else value
    (calendar,) = done
    assert not open_parts
    assert calendar.name == "VCALENDAR"
    assert {"VERSION", "PRODID"} <= set(calendar.properties)
    return calendar


def _text(value: str) -> str:
    bare = _UNESCAPE.sub("", value)
    assert not set(bare) & set(";,\n"), "a sign that must be escaped"
    return _UNESCAPE.sub(lambda found: _SIGNS[found[1]], value)
