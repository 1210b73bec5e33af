"""One page of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T")

SIZE: Final = 30
"""Rows of one page."""
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """The rows of page *number* of *pages*, of *total* rows in all."""

    rows: Sequence[T]
    number: int
    pages: int
    total: int


def paged(rows: Sequence[T], asked: str | None) -> Paged[T]:
    """Return the page that *asked* names, or the nearest one there is.

    >>> paged(range(75), "9").number, len(paged(range(75), "9").rows)
    (3, 15)
    """
    pages = max(1, -(-len(rows) // SIZE))
    is_number = asked is not None and asked.isascii() and asked.isdecimal()
    wanted = int((asked or "")[:_DIGITS]) if is_number else 1
    number = min(max(wanted, 1), pages)
    return Paged(rows[(number - 1) * SIZE : number * SIZE], number, pages, len(rows))
