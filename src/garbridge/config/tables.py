"""Reads TOML tables key by key and gathers every problem with its file and key."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from stat import S_IRWXG, S_IRWXO
from typing import Final, TypeVar, cast
from urllib.parse import urlsplit

from garbridge.errors import ValueRefusedError

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

PEER_ALGORITHMS: Final = ("RS256", "PS256", "ES256")
"""How a provider may sign a token (RFC 7518 3.1): never with a shared secret, never not at all."""
ORIGIN = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
"""An origin that a page's policy can name: what a form may be posted to."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ENVIRONMENT = "env:"
"""Before the name of what stands in the environment."""
OPEN_TO_OTHERS = "others can read this file: its mode must be 0600"


@dataclass(slots=True)
class Problems:
    """What is wrong, in the order in which it was found."""

    found: list[str] = field(default_factory=list[str])

    def add(self, file: Path, key: str, what: str) -> None:
        """Note that *key* of *file* is wrong."""
        self.found.append(f"{file.name}: {key}: {what}" if key else f"{file.name}: {what}")


@dataclass(slots=True)
class Table:
    """One table of a file.  Every ``get`` marks its key as known; the rest is unknown."""

    values: Mapping[str, object]
    file: Path
    problems: Problems
    place: str = ""
    _known: set[str] = field(default_factory=set[str])

    def problem(self, key: str, what: str) -> None:
        """Note that *key* of this table is wrong."""
        self.problems.add(self.file, f"{self.place}{key}", what)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; required and not empty without a *default*."""
        value = self._get(key)
        if value is None and default is not None:
            return default
        if value is None:
            self.problem(key, "missing")
        elif not isinstance(value, str):
            self.problem(key, "must be a text")
        elif not value.strip() and default is None:
            self.problem(key, "must not be empty")
        else:
            return value
        return ""

    def flag(self, key: str, *, default: bool) -> bool:
        """Return ``true`` or ``false``."""
        value = self._get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.problem(key, "must be true or false")
            return default
        return value

    def number(self, key: str, default: int, most: int) -> int:
        """Return a whole number from 1 to *most*."""
        value = self._get(key)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            self.problem(key, f"must be a whole number from 1 to {most}")
            return default
        return value

    def day(self, key: str) -> date | None:
        """Return a date, written without quotes; ``None`` when absent."""
        value = self._get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.problem(key, "must be a date such as 2026-09-01, without quotes")
        return None

    def texts(self, key: str) -> tuple[str, ...] | None:
        """Return a list of texts; ``None`` when absent."""
        value = self._get(key)
        if value is None:
            return None
        items = cast("list[object]", value) if isinstance(value, list) else [None]
        if not all(isinstance(item, str) for item in items):
            self.problem(key, "must be a list of texts")
            return ()
        return tuple(str(item) for item in items)

    def path(self, key: str, folder: Path) -> Path:
        """Return the path of a file that is there; required."""
        name = self.text(key)
        path = folder / name
        if name and not is_file(path):
            self.problem(key, "no such file")
        return path

    def private(self, key: str, folder: Path) -> Path:
        """Return the path of a file that is there and that nobody else may read; required."""
        path = self.path(key, folder)
        if is_file(path) and not is_private(path):
            self.problem(key, OPEN_TO_OTHERS)
        return path

    def secret(self, key: str, folder: Path, environment: Mapping[str, str]) -> str | None:
        """Return a required text from ``env:NAME``, or from a file that nobody else may read.

        It is empty where that cannot be read, and ``None`` where nothing is named, or the file is
        not there, which is noted.
        """
        named = self.text(key)
        if not named:
            return None
        if named.startswith(ENVIRONMENT):
            return environment.get(named.removeprefix(ENVIRONMENT), "").strip()
        path = self.private(key, folder)
        if not is_file(path):
            return None
        try:
            return path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def table(self, key: str) -> "Table | None":
        """Return a table inside this one; ``None`` when absent."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.problem(key, "must be a table")
            return None
        return self._inner(cast("dict[str, object]", value), f"{key}.")

    def tables(self, key: str) -> "Iterable[Table]":
        """Yield the tables of an array of tables, such as ``[[resources]]``."""
        value = self._get(key)
        if value is None:
            return
        if not isinstance(value, list):
            self.problem(key, f"must be written as [[{key}]]")
            return
        for number, item in enumerate(cast("list[object]", value), start=1):
            if isinstance(item, dict):
                yield self._inner(cast("dict[str, object]", item), f"{key}[{number}].")
            else:
                self.problem(f"{key}[{number}]", "must be a table")

    def parsed(self, key: str, parse: Callable[[str], T], default: str | None = None) -> T | None:
        """Return a text turned into a value; ``None`` when it cannot be, and noted."""
        value = self.text(key, default)
        if not value:
            return None
        try:
            return parse(value)
        except ValueRefusedError as refused:
            self.problem(key, str(refused))
            return None

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.values:
            if key not in self._known:
                self.problem(key, "unknown key")

    def _get(self, key: str) -> object:
        self._known.add(key)
        return self.values.get(key)

    def _inner(self, values: Mapping[str, object], place: str) -> "Table":
        return Table(values, self.file, self.problems, f"{self.place}{place}")


def read_table(file: Path, problems: Problems) -> Table | None:
    """Return the top table of *file*, or note why it cannot be read."""
    try:
        return Table(tomllib.loads(file.read_text(encoding="utf-8")), file, problems)
    except FileNotFoundError:
        problems.add(file, "", "no such file")
    except tomllib.TOMLDecodeError as broken:
        problems.add(file, "", str(broken))
    except (OSError, ValueError, RecursionError) as broken:
        # not UTF-8, a number of thousands of digits, thousands of brackets
        problems.add(file, "", f"cannot be read: {broken.__class__.__name__}")
    return None


def is_file(path: Path) -> bool:
    """Say whether there is such a file; a name that no system would take has none."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_private(path: Path) -> bool:
    """Say whether only the owner of the file at *path* may read or change it."""
    return not path.stat().st_mode & (S_IRWXG | S_IRWXO)


def web_address(*, insecure_loopback: bool) -> Callable[[str], str]:
    """Return a parser of absolute https addresses without credentials or fragment.

    With *insecure_loopback* plain http is accepted too, to this machine only.
    """

    def parse(text: str) -> str:
        shown = None if "@" in text else text  # a password is not repeated
        try:
            parts = urlsplit(text)
            scheme, host, _ = parts.scheme, parts.hostname, parts.port
        except ValueError:
            raise ValueRefusedError("address", shown, "an https URL") from None
        if "@" in parts.netloc or not text.isprintable() or set(text) & set(" #\\"):
            raise ValueRefusedError("address", shown, "no credentials, fragment or spaces")
        if not ORIGIN.fullmatch(f"https://{parts.netloc}"):
            raise ValueRefusedError("address", shown, "a host of a-z 0-9 . and -")
        plain = insecure_loopback and scheme == "http" and host in LOOPBACK
        if not (scheme == "https" or plain) or not host:
            raise ValueRefusedError("address", shown, "an https URL")
        return text

    return parse


@cache
def member(closed: type[E]) -> Callable[[str], E]:
    """Return a parser of the values of *closed*, and of nothing else; one for all files."""
    values = {one.value: one for one in closed}

    def parse(text: str) -> E:
        found = values.get(text)
        if found is None:
            raise ValueRefusedError(closed.__name__.lower(), text, ", ".join(closed))
        return found

    return parse
