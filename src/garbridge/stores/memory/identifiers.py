"""What is held about identifiers, in memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.naming import Ended, NamingAct, Pair, fold
from garbridge.core.pairwise import DERIVED, Held
from garbridge.core.permissions import OPERATOR
from garbridge.errors import StoreError
from garbridge.stores.memory.database import MemoryDatabase


class MemoryIdentifiers:
    """The reference of :class:`garbridge.ports.IdentifierStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._numbers = count()

    def held(self, sector: ProviderId, person: PersonId) -> Held:
        """Return what is held of one person."""
        with self._database.transaction():
            held = self._database.naming.identifiers.get((sector, person)) or DERIVED
            return replace(held, key=self.default(sector).key)

    def of_person(self, person: PersonId) -> Mapping[ProviderId, Held]:
        """Return what is held of *person*, by sector."""
        with self._database.transaction():
            rows = sorted(self._database.naming.identifiers.all().items())
        return {
            sector: replace(held, key=self.default(sector).key)
            for (sector, who), held in rows
            if who == person
        }

    def of_sector(self, sector: ProviderId) -> Iterator[tuple[PersonId, Held]]:
        """Yield of whom something is held in *sector*, by person."""
        with self._database.transaction():
            rows = sorted(self._database.naming.identifiers.all().items())
        key = self.default(sector).key
        yield from ((who, replace(held, key=key)) for (where, who), held in rows if where == sector)

    def holder(self, sector: ProviderId, identifier: str) -> PersonId | None:
        """Return whose imported identifier it is, whatever its case."""
        wanted = fold(identifier)
        for person, held in self.of_sector(sector):
            if fold(held.imported) == wanted:
                return person
        return None

    def state(self, pairs: Sequence[Pair]) -> None:
        """Let each person of *pairs* be known by that identifier, all or nothing.

        Raises:
            StoreError: somebody else has one of them in that sector; nothing was written.
        """
        rows = self._database.naming.identifiers
        with self._database.transaction():
            for pair in pairs:
                if self.holder(pair.sector, pair.identifier) not in {None, pair.person}:
                    raise StoreError("an identifier is somebody else's")
                before = rows.get((pair.sector, pair.person)) or DERIVED
                rows.put((pair.sector, pair.person), replace(before, imported=pair.identifier))

    def revoke(self, ended: Sequence[Ended], renewal: str) -> None:
        """End identifiers, and let those whose they were be known by new ones, all or nothing.

        Raises:
            StoreError: one of them had ended before; nothing was written.
        """
        with self._database.transaction():
            self.end(ended)
            for one in ended:
                self._database.naming.identifiers.put(
                    (one.sector, one.person), Held(renewal=renewal)
                )

    def end(self, ended: Sequence[Ended]) -> None:
        """Note that identifiers are nobody's any more, and change nothing else.

        Raises:
            StoreError: one of them had ended before; nothing was written.
        """
        with self._database.transaction():
            for one in ended:
                if self.ending(one.sector, one.identifier) is not None:
                    raise StoreError("an identifier had ended before")
                self._database.naming.identifiers_ended.put(next(self._numbers), one)

    def pass_over(self, ended: Sequence[Ended]) -> None:
        """End imported identifiers: those whose they were are known by derived ones, all or none.

        Raises:
            StoreError: one of them had ended before; nothing was written.
        """
        rows = self._database.naming.identifiers
        with self._database.transaction():
            self.end(ended)
            for one in ended:
                held = rows.get((one.sector, one.person)) or DERIVED
                rows.put((one.sector, one.person), replace(held, imported=""))

    def default(self, sector: ProviderId) -> Held:
        """Return what is held of everybody else in *sector*: the key it is on."""
        with self._database.transaction():
            turn = self._database.naming.turns.get(sector)
        return DERIVED if turn is None else Held(key=turn.current)

    def ended(self, sector: ProviderId, *, since: datetime) -> Sequence[Ended]:
        """Return what ended in *sector* at or after *since*, oldest first."""
        gone = (one for one in self._all_ended() if not one.replaced)
        return [one for one in gone if one.sector == sector and one.at >= since]

    def ended_of(self, person: PersonId) -> Sequence[Ended]:
        """Return what ended of *person*, in any sector, oldest first."""
        return [one for one in self._all_ended() if one.person == person]

    def ending(self, sector: ProviderId, identifier: str) -> Ended | None:
        """Return when and why *identifier* ended there, whatever its case."""
        wanted = sector, fold(identifier)
        for one in self._all_ended():
            if (one.sector, fold(one.identifier)) == wanted:
                return one
        return None

    def is_spent(self, sector: ProviderId, identifier: str, person: PersonId) -> bool:
        """Say whether *identifier*, derived for *person*, is somebody else's there, or was."""
        ended, holder = self.ending(sector, identifier), self.holder(sector, identifier)
        return (ended is not None and ended.person != person) or holder not in {None, person}

    def forget(self, person: PersonId, *, at: datetime) -> int:
        """Remove what names *person*; return how many identifiers named them."""
        database, nobody = self._database, PersonId("")
        with database.transaction():
            theirs = self.of_person(person)
            for sector, held in theirs.items():
                database.naming.identifiers.drop((sector, person))
                if held.imported:
                    gone = Ended(
                        sector=sector,
                        person=nobody,
                        identifier=held.imported,
                        by=OPERATOR,
                        at=at,
                        reason="",
                    )
                    self.end([gone])
            ended = {
                number: one
                for number, one in database.naming.identifiers_ended.all().items()
                if one.person == person
            }
            for number, one in ended.items():
                database.naming.identifiers_ended.put(number, replace(one, person=nobody))
        return len(theirs) + len(ended)

    def note(self, act: NamingAct) -> None:
        """Write *act* down."""
        with self._database.transaction():
            self._database.naming.naming_acts.put(next(self._numbers), act)

    def acts(self, *, limit: int) -> Sequence[NamingAct]:
        """Return what was done last, newest first."""
        with self._database.transaction():
            found = sorted(self._database.naming.naming_acts.all().items(), reverse=True)
        return [act for _, act in found][:limit]

    def _all_ended(self) -> list[Ended]:
        with self._database.transaction():
            found = sorted(self._database.naming.identifiers_ended.all().items())
        return sorted((one for _, one in found), key=lambda one: one.at)
