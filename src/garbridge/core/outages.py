"""Which providers do not answer: known from tickets and codes that nobody handed in.

With CAS and OpenID Connect a provider asks for what stands behind each ticket, within seconds.
Where it asks for none of several people's, it is down.  With SAML and LTI it asks for nothing, and
nothing is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from garbridge.core.identifiers import ProviderId

WINDOW: Final = timedelta(minutes=10)
"""What was longer ago says nothing of now."""
SETTLED: Final = timedelta(seconds=30)
"""So long a ticket may still be handed in."""
LEAST_LAUNCHES: Final = 5
LEAST_PEOPLE: Final = 3
"""Fewer prove nothing: one person who goes back and forth takes no resource from the others."""
HANDED_IN: Final = frozenset({"cas", "oidc"})
"""Protocols whose providers ask for what they are told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Of how many launches, of how many people, a provider asked for how many."""

    launches: int
    people: int
    answered: int

    @property
    def is_down(self) -> bool:
        """Whether it does not answer.

        >>> Asked(5, 3, 0).is_down, Asked(5, 3, 1).is_down, Asked(50, 2, 0).is_down
        (True, False, False)
        """
        enough = self.launches >= LEAST_LAUNCHES and self.people >= LEAST_PEOPLE
        return enough and not self.answered


def down_of(asked: Mapping[ProviderId, Asked]) -> frozenset[ProviderId]:
    """Return the providers that do not answer."""
    return frozenset(provider for provider, one in asked.items() if one.is_down)
