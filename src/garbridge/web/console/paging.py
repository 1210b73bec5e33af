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

    @property
    def near(self) -> list[int]:
        """The pages to name: the ends, this one and its neighbours; 0 stands for those between.

        >>> Paged((), 7, 20, 0).near, Paged((), 1, 3, 0).near
        ([1, 0, 6, 7, 8, 0, 20], [1, 2, 3])
        """
        named = {1, self.pages, *range(self.number - 1, self.number + 2)}
        found: list[int] = []
        for number in sorted(named & set(range(1, self.pages + 1))):
            if found and number > found[-1] + 1:
                found.append(0)
            found.append(number)
        return found


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
