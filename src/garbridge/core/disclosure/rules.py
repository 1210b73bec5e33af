"""When a cell may be shown: enough persons, and none who makes nearly all of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from garbridge.errors import ValueRefusedError

FLOOR: Final = 3
"""The lowest threshold: below it a total and one's own part give the other person's."""
DEFAULT_THRESHOLD: Final = 5
DEFAULT_SHARE: Final = 85
_HALF: Final = 50
_ALL: Final = 100


@dataclass(frozen=True, slots=True)
class Rules:
    """What a cell must have to be shown.

    ``threshold`` is the least number of distinct persons, and the least width, in units of the
    figure, of the interval to which a hidden cell can be narrowed.  ``share`` is the most, in per
    cent, that one person may make of it.

    Raises:
        ValueRefusedError: the threshold is below 3, or the share not between 50 and 99.

    >>> Rules(threshold=1)
    Traceback (most recent call last):
    ...
    garbridge.errors.ValueRefusedError: threshold '1' is not valid: expected 3 persons or more
    """

    threshold: int = DEFAULT_THRESHOLD
    share: int = DEFAULT_SHARE

    def __post_init__(self) -> None:
        if self.threshold < FLOOR:
            raise ValueRefusedError("threshold", str(self.threshold), f"{FLOOR} persons or more")
        if not _HALF <= self.share < _ALL:
            raise ValueRefusedError("share", str(self.share), "50 to 99 per cent")

    def allow(self, parts: Mapping[str, int]) -> bool:
        """Say whether a figure made of *parts*, by person, may be shown.

        >>> Rules().allow({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1})
        True
        >>> Rules().allow({"a": 100, "b": 1, "c": 1, "d": 1, "e": 1})
        False
        """
        return len(parts) >= self.threshold and not self._dominated(parts)

    def _dominated(self, parts: Mapping[str, int]) -> bool:
        return max(parts.values()) * _ALL > sum(parts.values()) * self.share


def together(all_parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the parts of the sum of several figures, by person.

    >>> together([{"a": 1, "b": 2}, {"b": 3}])
    {'a': 1, 'b': 5}
    """
    found: dict[str, int] = {}
    for parts in all_parts:
        both = parts.keys() & found.keys() if found else ()
        sums = {person: found[person] + parts[person] for person in both}
        found.update(parts)
        found.update(sums)
    return found
