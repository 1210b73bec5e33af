"""The port of what is given at several schools, a few of them at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.rounds import Round, RoundId, RoundPart


class RoundStore(Protocol):
    """The rounds of one tenant, each of one person: nobody else finds it."""

    def keep(self, told: Round, *, forget: datetime) -> None:
        """Keep *told* in the place of what has its name, its parts too, all or nothing.

        Rounds of anybody that were begun before *forget* are forgotten.

        Raises:
            StoreError: it could not be kept.
        """
        ...

    def one(self, actor: PersonId, name: RoundId) -> Round | None:
        """Return a round of *actor* with its parts by school; ``None`` if there is none."""
        ...

    def claim(self, actor: PersonId, name: RoundId) -> Round | None:
        """Inside a transaction: return likewise one that nobody else changes until its end."""
        ...

    def restate(self, told: Round) -> None:
        """Keep what *told* says of itself; its parts stay as they are.

        Raises:
            StoreError: it could not be kept.
        """
        ...

    def claim_part(self, actor: PersonId, name: RoundId, school: SchoolId) -> RoundPart | None:
        """Inside a transaction: return one part that nobody else changes until its end."""
        ...

    def settle(self, actor: PersonId, name: RoundId, part: RoundPart) -> None:
        """Put *part* in the place of the one of its school.

        Raises:
            StoreError: it could not be kept.
        """
        ...

    def of_actor(self, actor: PersonId) -> Sequence[Round]:
        """Return the rounds of *actor* without their parts, the latest first."""
        ...
