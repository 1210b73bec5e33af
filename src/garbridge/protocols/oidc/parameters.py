"""Reads the parameters of a request: decoded once, each known one at most once (RFC 6749 3.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from garbridge.core.records import quick
from garbridge.errors import MalformedError, OversizedError
from garbridge.formats.queries import read_fields
from garbridge.ports import WireRequest

MAX_QUERY: Final = 16 * 1024
"""No honest request is longer."""
_MOST: Final = 100


@quick
@dataclass(frozen=True, slots=True)
class Parameters:
    """The first value of each known parameter, and the names of those that stand there twice.

    An empty value is as an absent one (RFC 6749 3.1).
    """

    values: Mapping[str, str]
    repeated: frozenset[str]

    def get(self, name: str) -> str:
        """Return the value of *name*, or nothing."""
        return self.values.get(name, "")


def read_query(request: WireRequest, names: frozenset[str]) -> Parameters:
    """Return the parameters among *names* of a GET's query or a POST's form.

    All others are ignored, and so is the query of a POST.  Octets that are not UTF-8 become
    U+FFFD, which nothing that is registered holds.

    Raises:
        OversizedError: the query is longer than any honest one.
        MalformedError: it has more parameters than any honest one.
    """
    if request.method == "POST":
        return _parameters(request.form, names)
    if len(request.query) > MAX_QUERY:
        raise OversizedError(f"query of {len(request.query)} characters, at most {MAX_QUERY}")
    try:
        pairs = read_fields(request.query, most=_MOST)
    except ValueError as broken:
        raise MalformedError(f"more than {_MOST} parameters") from broken
    return _parameters(pairs, names)


def _parameters(pairs: Iterable[tuple[str, str]], names: frozenset[str]) -> Parameters:
    values: dict[str, str] = {}
    repeated: set[str] = set()
    for name, value in pairs:
        if name not in names:
            continue
        if name in values:
            repeated.add(name)
        values.setdefault(name, value)
    return Parameters(values, frozenset(repeated))
