"""Reads what an LDAP directory writes of its entries: LDIF (RFC 2849), as ``ldapsearch`` prints it.

Entries alone, no changes; an address in the place of a value is not followed.  Values that are not
ASCII are taken as UTF-8 where a program did not encode them.  Every mistake is gathered with its
line, and a value is never repeated, for it may be a name.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from garbridge.core.messages import N_, Sentence, sentence
from garbridge.formats.tables import UNREADABLE, Problems, Text, at_column, at_line

LONGEST: Final = 1024 * 1024
"""Octets of one value with its name, folded lines together."""
MOST_LINES: Final = 100_000
"""Of one entry."""

_NO_ENTRY: Final = frozenset({"version", "search", "result", "ref", "control"})
"""What stands before or behind the entries, without a name."""
_CHANGE: Final = b"changetype:"
_NOT_UTF_8: Final = Sentence(N_("ce n’est pas de l’UTF-8"))
_NOT_FOLLOWED: Final = Sentence(N_("une adresse tient lieu de valeur : elle n’est pas lue"))
_TOO_LONG: Final = Sentence(N_("trop long : la suite ne peut pas être lue"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the values of the attributes that were asked for, those that it has."""

    file: str
    number: int
    values: Mapping[str, list[str]]
    problems: Problems

    def problem(self, attribute: str, reason: Text) -> None:
        """Note that a value is wrong."""
        self.problems.add(at_column(at_line(self.file, self.number), attribute), reason)


def read_entries(path: Path, attributes: Iterable[str], problems: Problems) -> Iterator[Entry]:
    """Yield the entries of *path*, also those that have none of *attributes*.

    Args:
        path: The file.
        attributes: What is read of an entry, as it is to be called; any case, with or without
            options (``sn;lang-fr``), is the same attribute.
        problems: Takes what makes an entry, or the rest of the file, unreadable.
    """
    names = {name.lower(): name for name in attributes}
    try:
        with path.open("rb") as source:
            lines = iter(partial(source.readline, LONGEST + 2), b"")
            yield from _Reading(path.name, names, problems).entries(lines)
    except OSError as broken:
        problems.cut(path.name, sentence(UNREADABLE, why=type(broken).__name__))


class _TooLongError(Exception):
    """No directory writes a line, or an entry, as long as the one at line *number*."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(slots=True)
class _Reading:
    """One file being read."""

    file: str
    names: Mapping[str, str]
    problems: Problems

    def entries(self, source: Iterable[bytes]) -> Iterator[Entry]:
        """Yield each entry whose lines could all be read."""
        try:
            for lines in _blocks(self, source):
                entry = self._entry(lines)
                if entry is not None:
                    yield entry
        except _TooLongError as cut:
            self.problems.cut(at_line(self.file, cut.number), _TOO_LONG)

    def wrong(self, number: int, reason: Text) -> None:
        """Note what is wrong in a line."""
        self.problems.add(at_line(self.file, number), reason)

    def _entry(self, lines: list[tuple[int, bytes]]) -> Entry | None:
        before = self.problems.total
        first, values, others = lines[0][0], dict[str, list[str]](), set[str]()
        if any(line.lower().startswith(_CHANGE) for _, line in lines):
            self.wrong(first, Sentence(N_("un changement, et non une entrée")))
            return None
        for number, line in lines:
            name, separator, rest = line.partition(b":")
            called = name.partition(b";")[0].decode("ascii", errors="replace").strip().lower()
            if not separator or not called:
                self.wrong(number, Sentence(N_("il faut « attribut: valeur »")))
            elif called in self.names:
                value = self._value(number, rest)
                if value:
                    values.setdefault(self.names[called], []).append(value)
            else:
                others.add(called)
        if "dn" not in others and (values or not others <= _NO_ENTRY):
            self.wrong(first, Sentence(N_("une entrée commence par « dn: »")))
        if self.problems.total > before or "dn" not in others:
            return None
        return Entry(self.file, first, values, self.problems)

    def _value(self, number: int, rest: bytes) -> str:
        """Return the value; empty, and a problem, where it is none."""
        try:
            if rest.startswith(b":"):
                return base64.b64decode(rest[1:].strip(), validate=True).decode().strip()
            if not rest.startswith(b"<"):
                return rest.decode().strip()
        except UnicodeDecodeError:
            self.wrong(number, _NOT_UTF_8)
        except binascii.Error:
            self.wrong(number, Sentence(N_("ce n’est pas du base64")))
        else:
            self.wrong(
                number, Sentence(N_("une adresse tient lieu de valeur : elle n’est pas lue"))
            )
        return ""


def _blocks(reading: _Reading, source: Iterable[bytes]) -> Iterator[list[tuple[int, bytes]]]:
    """Yield the lines of each entry, with their numbers; comments are left out."""
    block: list[tuple[int, bytes]] = []
    for number, line in _unfolded(reading, source):
        if not line and block:
            yield block
            block = []
        elif line and not line.startswith(b"#"):
            block.append((number, line))
        if len(block) > MOST_LINES:
            raise _TooLongError(number)
    if block:
        yield block


def _unfolded(reading: _Reading, source: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield each line with those that a blank at their start makes part of it."""
    began, held = 0, bytearray()
    for number, raw in enumerate(source, start=1):
        line = raw.rstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf" if number == 1 else b"")
        if line.startswith(b" "):
            if not held:
                reading.wrong(number, Sentence(N_("la suite d’aucune ligne")))
            held += line[1:]
        else:
            yield began, bytes(held)
            began, held = number, bytearray(line)
        if len(held) > LONGEST:
            raise _TooLongError(number)
    yield began, bytes(held)
