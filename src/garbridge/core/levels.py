"""Which level follows which: proposed from the national codes, never guessed beyond them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from garbridge.core.people import Group

LEAVES = ""
"""What follows the last level of a school: nothing."""


def propose(levels: Iterable[Group]) -> dict[str, str]:
    """Return which of *levels*, by code, follows which, as far as their MEFSTAT4 say so.

    The first two digits are the cycle; within it the next number follows.  The last level of a
    cycle is left for another school.  A level without MEFSTAT4, or one that several levels, or none
    of the school, could follow, is not in the answer: somebody has to say it.

    >>> from garbridge.core.people import GroupKind
    >>> sixth = Group(GroupKind.LEVEL, "10010012110", "6e", statistical="2111")
    >>> fifth = Group(GroupKind.LEVEL, "10110001110", "5e", statistical="2112")
    >>> propose([sixth, fifth])
    {'10010012110': '10110001110', '10110001110': ''}
    """
    by_number: defaultdict[int, set[str]] = defaultdict(set)
    for level in levels:
        if level.mefstat4.isdigit():
            by_number[int(level.mefstat4)].add(level.code)
    found: dict[str, str] = {}
    for number in sorted(by_number):
        follows = by_number.get(number + 1, set()) if _one_cycle(number, number + 1) else set()
        later = any(other > number and _one_cycle(number, other) for other in by_number)
        for code in sorted(by_number[number]):
            if len(follows) == 1:
                found[code] = next(iter(follows))
            elif not later:
                found[code] = LEAVES
    return found


def before(levels: Mapping[str, str]) -> dict[str, str]:
    """Return the reverse of *levels*: where one level alone leads to another.

    >>> before({"6e": "5e", "5e": "", "ulis": "", "2de": "1re", "2de pro": "1re"})
    {'5e': '6e'}
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for level, following in levels.items():
        if following not in {LEAVES, level}:
            found[following].append(level)
    return {following: only[0] for following, only in found.items() if len(only) == 1}


def _one_cycle(number: int, other: int) -> bool:
    return number // 100 == other // 100
