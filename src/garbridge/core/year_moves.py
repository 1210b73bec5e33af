"""Whether the directory has the new year yet: where pupils were, and where they are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto

from garbridge.core.identifiers import PersonId
from garbridge.core.people import GroupKind
from garbridge.core.seats import Candidate
from garbridge.core.years import Place


class Move(Enum):
    """Whether a pupil is where the new year has them."""

    MOVED = auto()
    STAYED = auto()
    UNSAID = auto()


def move_of(one: Candidate, was: Mapping[PersonId, Place], levels: Mapping[str, str]) -> Move:
    """Return whether *one* is where their level leads, or where they were; else nothing is said.

    Of a pupil whose level was not known, whether they are in another class.
    """
    place = was.get(one.person)
    if place is None:
        return Move.UNSAID
    if place.level:
        codes, old = one.membership.codes(GroupKind.LEVEL), place.level
        is_new = bool(levels.get(old)) and levels.get(old) in codes
    else:
        codes, old = one.membership.codes(GroupKind.DIVISION), place.division
        is_new = bool(codes) and old not in codes
    if is_new:
        return Move.MOVED
    return Move.STAYED if old in codes else Move.UNSAID


def has_moved(
    people: Iterable[Candidate], was: Mapping[PersonId, Place], levels: Mapping[str, str]
) -> bool:
    """Say whether the directory has the new year: most pupils are where their level leads.

    Of a pupil whose level was not known, whether they are in another class.
    """
    moved, stayed = _moved_and_stayed(people, was, levels)
    return moved > stayed


def is_behind(
    people: Iterable[Candidate], was: Mapping[PersonId, Place], levels: Mapping[str, str]
) -> bool:
    """Say whether the directory still has last year's classes: most pupils are where they were.

    Not the opposite of :func:`has_moved`: of pupils who are neither there nor where their level
    leads nothing is said, and where nobody is known to have stayed it is not behind.
    """
    moved, stayed = _moved_and_stayed(people, was, levels)
    return stayed > 0 and stayed >= moved


def _moved_and_stayed(
    people: Iterable[Candidate], was: Mapping[PersonId, Place], levels: Mapping[str, str]
) -> tuple[int, int]:
    moves = Counter(move_of(one, was, levels) for one in people)
    return moves[Move.MOVED], moves[Move.STAYED]


def there_in(
    members: Iterable[Candidate], first: datetime, end: datetime, at: datetime
) -> list[Candidate]:
    """Return who is at the school at *at* or comes later before *end*, as if they were there.

    Books are given before the day on which somebody arrives.
    """
    found: list[Candidate] = []
    for one in members:
        place = one.membership
        if place.ends is not None and place.ends <= max(at, first):
            continue
        if place.starts is not None and place.starts >= end:
            continue
        found.append(Candidate(one.person, replace(place, starts=None)))
    return found
