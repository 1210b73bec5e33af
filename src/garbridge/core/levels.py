"""Which level follows which, proposed from the national codes; and how their names are listed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from garbridge.core.people import Group
from garbridge.core.spelling import spelled

LEAVES = ""
"""What follows the last level of a school: nothing."""
_NAMES: Final = (
    *("maternelle", "ps", "ms", "gs", "cycle 1", "ecole", "elementaire", "primaire"),
    *("cp", "ce1", "ce2", "cycle 2", "cm1", "cm2", "cycle 3", "college", "6e", "5e", "cycle 4"),
    *("4e", "3e", "lycee", "2de", "1re", "terminale", "tle", "cap", "bts", "cpge", "superieur"),
)
_OTHERS: Final = {
    "sixieme": "6e",
    "6eme": "6e",
    "cinquieme": "5e",
    "5eme": "5e",
    "quatrieme": "4e",
    "4eme": "4e",
    "troisieme": "3e",
    "3eme": "3e",
    "seconde": "2de",
    "2nde": "2de",
    "premiere": "1re",
    "1ere": "1re",
    "term": "terminale",
}
_RANKS: Final = {name: number for number, name in enumerate(_NAMES)}


def as_one_goes(name: str) -> tuple[int, str]:
    """Return by what the *name* of a level is listed: as one goes through them, then by name.

    What begins with a level is listed with it; what nobody knows comes last.

    >>> sorted(["Terminale", "Autre", "3ème", "CP", "6e", "2de pro", "2de"], key=as_one_goes)
    ['CP', '6e', '3ème', '2de', '2de pro', 'Terminale', 'Autre']
    """
    text = spelled(name)
    rank = _RANKS.get(text)
    if rank is None:
        first = text.partition(" ")[0]
        rank = _RANKS.get(_OTHERS.get(first, first), len(_RANKS))
    return rank, text


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
