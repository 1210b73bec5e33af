"""Which class follows which (6A → 5A): proposed from their names, never guessed beyond them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from garbridge.core.levels import LEAVES
from garbridge.core.people import Group, GroupKind, Profile
from garbridge.core.seats import Candidate
from garbridge.core.spelling import spelled

_WORDS: Final = re.compile(
    r"^\W*(?:sixieme|cinquieme|quatrieme|troisieme|seconde|premiere|terminale|term|tle)\W*"
)
_NUMBER: Final = re.compile(r"^\W*[0-9]")
_ORDINAL: Final = re.compile(r"^(?:ieme|eme|nde|ere|de|re|e)(?![a-z])\W*")
"""What may stand after the number of a level: 6e A, 2nde 4, 1re B; the E of 6E is a name."""


@dataclass(frozen=True, slots=True)
class Division:
    """A class with its pupils: the level of most of them; empty where nobody knows it."""

    group: Group
    level: str
    pupils: int


def divisions_of(people: Iterable[Candidate]) -> dict[str, Division]:
    """Return the classes of the pupils among *people*, by code."""
    groups: dict[str, Group] = {}
    levels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    pupils: Counter[str] = Counter()
    for one in people:
        if one.membership.profile is not Profile.PUPIL:
            continue
        for group in one.membership.of_kind(GroupKind.DIVISION):
            groups[group.code] = group
            pupils[group.code] += 1
            levels[group.code].update(one.membership.codes(GroupKind.LEVEL))
    return {
        code: Division(groups[code], _most(levels[code]), pupils[code]) for code in sorted(groups)
    }


def propose_classes(divisions: Mapping[str, Division], levels: Mapping[str, str]) -> dict[str, str]:
    """Return which of *divisions*, by code, follows which, as far as their names say so.

    One of a level that leaves is followed by none.  Where the level that follows has no class that
    is called alike, or several classes are, it is not in the answer: somebody has to say it.

    Args:
        divisions: Those of the school this year, by code.
        levels: Which level follows which.

    >>> def of(name: str, level: str) -> Division:
    ...     return Division(Group(GroupKind.DIVISION, name, name), level, 25)
    >>> here = {name: of(name, level) for name, level in (("6A", "6"), ("5A", "5"), ("5E", "5"))}
    >>> propose_classes(here, {"6": "5", "5": ""})
    {'5A': '', '5E': '', '6A': '5A'}
    """
    found: dict[str, str] = {}
    for code in sorted(divisions):
        following = levels.get(divisions[code].level)
        if following == LEAVES:
            found[code] = LEAVES
        elif following:
            name = _name(divisions[code].group)
            alike = [
                other
                for other, one in divisions.items()
                if one.level == following and _name(one.group) == name
            ]
            rivals = [one for one in divisions.values() if levels.get(one.level) == following]
            if len(alike) == 1 and sum(_name(one.group) == name for one in rivals) == 1:
                found[code] = alike[0]
    return found


def _name(group: Group) -> str:
    """Return what a class is called within its level.

    >>> [_name(Group(GroupKind.DIVISION, "x", label)) for label in ("6e A", "6A", "SIXIEME A")]
    ['a', 'a', 'a']
    >>> [_name(Group(GroupKind.DIVISION, "x", label)) for label in ("6E", "602", "2NDE 4", "6e")]
    ['e', '02', '4', 'e']
    """
    text = spelled(group.label or group.code)
    word = _WORDS.match(text)
    if word:
        return text[word.end() :].strip()
    number = _NUMBER.match(text)
    if number is None:
        return text.strip()
    rest = text[number.end() :]
    ordinal = _ORDINAL.match(rest)
    return (rest[ordinal.end() :] if ordinal and ordinal.end() < len(rest) else rest).strip()


def _most(counts: Counter[str]) -> str:
    return min(counts, key=lambda code: (-counts[code], code), default="")
