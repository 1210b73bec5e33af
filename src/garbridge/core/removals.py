"""When an import asks first: it would end so much that it is probably a mistake."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

MOST_PERCENT: Final = 10
"""More than this share of what there is."""
SMALLEST_SCHOOL: Final = 20
"""People of the smallest school that is looked at by itself, and the fewest of anything else."""


class Removal(NamedTuple):
    """How many of how many would end, at one school or, with an empty one, in all."""

    what: str
    school: str
    ended: int
    before: int

    @property
    def much(self) -> bool:
        """Whether it is more than ten percent.

        >>> Removal("people", "", 10, 100).much
        False
        """
        return self.ended * 100 > self.before * MOST_PERCENT

    @property
    def most(self) -> bool:
        """Whether it is more than a half.

        >>> Removal("people", "0750001A", 20, 40).most, Removal("people", "", 21, 40).most
        (False, True)
        """
        return self.ended * 2 > self.before


@dataclass(frozen=True, slots=True)
class Removals:
    """What an import would end: people, memberships, and people at each school.

    ``others`` is what is exchanged as a whole each summer, such as classes: only what nothing
    comes in place of is counted as ended.
    """

    people: Removal
    memberships: Removal
    schools: tuple[Removal, ...] = ()
    others: tuple[Removal, ...] = ()

    def much(self) -> tuple[Removal, ...]:
        """Return all that is too much to be done without asking; nothing where all is well.

        A school counts from 20 people on, and so do the others: of fewer only the loss of all.
        """
        whole = (self.people, self.memberships, *_large(self.schools), *_serious(self.others))
        return tuple(one for one in whole if one.before and one.much)


def _large(schools: Iterable[Removal]) -> Iterable[Removal]:
    return (one for one in schools if one.before >= SMALLEST_SCHOOL)


def _serious(others: Iterable[Removal]) -> Iterable[Removal]:
    return (one for one in others if one.before >= SMALLEST_SCHOOL or one.ended == one.before)
