"""Which providers do not answer: known from tickets and codes for which nobody was told anything.

With CAS and OpenID Connect a provider asks for what stands behind each ticket, within seconds.
Where it was told nothing of several people's, it is down.  With SAML and LTI it asks for nothing,
and nothing is known.

A browser that does not follow the link leaves a ticket behind as a provider that is down does, and
whoever has a ticket of CAS may hand it in.  So people are counted and not clicks, a school is
believed about itself alone, and a few who were told something are believed before many who were
not.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from garbridge.core.identifiers import ProviderId, SchoolId

WINDOW: Final = timedelta(minutes=10)
"""What was longer ago says nothing of now."""
SETTLED: Final = timedelta(seconds=30)
"""So long a ticket may still be handed in."""
LEAST_PEOPLE: Final = 5
"""Fewer of a school prove nothing there."""
LEAST_SCHOOLS: Final = 3
"""Of so many schools it is down for those of which nothing is known, too."""
LEAST_EVERYWHERE: Final = 10
"""And of so many people."""
_ENOUGH: Final = 3
"""So many who were told something prove that it answers, however many were not."""
_ONE_IN: Final = 5
"""Of fewer people, one in so many does: one alone takes nothing back from a whole class."""
HANDED_IN: Final = frozenset({"cas", "oidc"})
"""Protocols whose providers ask for what they are told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How many people were sent to a provider, and of how many it was told something.

    Of somebody who was sent there several times one answer is enough.
    """

    people: int
    answered: int

    def __add__(self, other: "Asked") -> "Asked":
        """Return both together; whoever is at two schools counts at both."""
        return Asked(self.people + other.people, self.answered + other.answered)

    @property
    def answers(self) -> bool:
        """Whether it answers.

        >>> Asked(5, 0).answers, Asked(5, 1).answers, Asked(9, 1).answers, Asked(40, 3).answers
        (False, True, False, True)
        """
        return self.answered >= min(_ENOUGH, -(-self.people // _ONE_IN))


@dataclass(frozen=True, slots=True)
class Down:
    """Who does not answer: *everywhere*, and *at* which schools."""

    everywhere: frozenset[ProviderId] = frozenset()
    at: frozenset[tuple[ProviderId, SchoolId]] = frozenset()

    def is_down(self, provider: ProviderId, school: SchoolId) -> bool:
        """Say whether people of *school* find nobody there."""
        return provider in self.everywhere or (provider, school) in self.at


def down_of(asked: Mapping[tuple[ProviderId, SchoolId], Asked]) -> Down:
    """Return the providers that do not answer, of what they asked of whom at which school."""
    of = defaultdict[ProviderId, dict[SchoolId, Asked]](dict)
    for (provider, school), one in asked.items():
        of[provider][school] = one
    everywhere: set[ProviderId] = set()
    at: set[tuple[ProviderId, SchoolId]] = set()
    for provider, here in of.items():
        whole = sum(here.values(), Asked(0, 0))
        if whole.answers:
            continue
        if len(here) >= LEAST_SCHOOLS and whole.people >= LEAST_EVERYWHERE:
            everywhere.add(provider)
        at |= {(provider, school) for school, one in here.items() if one.people >= LEAST_PEOPLE}
    return Down(frozenset(everywhere), frozenset(at))
