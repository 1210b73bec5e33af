"""What is given at several schools, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.rounds import Round, RoundId, RoundPart
from garbridge.stores.memory.database import MemoryDatabase
from garbridge.stores.memory.dropping import drop


class MemoryRounds:
    """The reference of :class:`garbridge.ports.RoundStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._rounds = database.resources.rounds

    def keep(self, told: Round, *, forget: datetime) -> None:
        """Keep *told*, and forget what was begun before *forget*."""
        with self._database.transaction():
            drop(self._rounds, lambda _, one: one.at < forget)
            parts = tuple(sorted(told.parts, key=lambda part: part.school))
            self._rounds.put((told.actor, told.id), replace(told, parts=parts))

    def one(self, actor: PersonId, name: RoundId) -> Round | None:
        """Return a round of *actor*."""
        with self._database.transaction():
            return self._rounds.get((actor, name))

    def claim(self, actor: PersonId, name: RoundId) -> Round | None:
        """Inside a transaction: return likewise one that nobody else changes until its end."""
        return self.one(actor, name)

    def restate(self, told: Round) -> None:
        """Keep what *told* says of itself."""
        with self._database.transaction():
            there = self._rounds.get((told.actor, told.id))
            if there is not None:
                self._rounds.put((told.actor, told.id), replace(told, parts=there.parts))

    def claim_part(self, actor: PersonId, name: RoundId, school: SchoolId) -> RoundPart | None:
        """Inside a transaction: return one part that nobody else changes until its end."""
        there = self.one(actor, name)
        return there.part(school) if there else None

    def settle(self, actor: PersonId, name: RoundId, part: RoundPart) -> None:
        """Put *part* in the place of the one of its school."""
        with self._database.transaction():
            there = self._rounds.get((actor, name))
            if there is not None and there.part(part.school) is not None:
                parts = tuple(part if one.school == part.school else one for one in there.parts)
                self._rounds.put((actor, name), replace(there, parts=parts))

    def of_actor(self, actor: PersonId) -> Sequence[Round]:
        """Return the rounds of *actor* without their parts, the latest first."""
        with self._database.transaction():
            found = [one for one in self._rounds.all().values() if one.actor == actor]
        ordered = sorted(found, key=lambda one: (one.at, one.id), reverse=True)
        return [replace(one, parts=()) for one in ordered]
