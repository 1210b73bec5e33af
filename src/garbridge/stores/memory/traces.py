"""Where people are named, in memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import TypeVar

from garbridge.core.delegations import Delegation, DelegationEvent
from garbridge.core.entitlements import Seat
from garbridge.core.identifiers import PersonId
from garbridge.core.lookups import Lookup
from garbridge.core.operations import Movement
from garbridge.core.queue import Entry, EntryKind, EntryState
from garbridge.core.retention import Kept, RetentionAct, is_nobody
from garbridge.core.traces import Traces
from garbridge.core.years import Snapshot
from garbridge.stores.memory.database import MemoryDatabase, MemoryTable
from garbridge.stores.memory.dropping import (
    called,
    drop,
    dropping,
    drops,
    emptying,
    round_drops,
)
from garbridge.stores.memory.own_traces import own_traces
from garbridge.stores.memory.renaming import forgotten, renamed, unnamed

K = TypeVar("K")
V = TypeVar("V")
N = TypeVar("N", Lookup, Delegation, DelegationEvent)


class MemoryTraces:
    """The reference of :class:`garbridge.ports.TraceStore`.

    Args:
        database: Where everything is kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._numbers = count()

    def named(self) -> AbstractSet[PersonId]:
        """Return everybody who is named anywhere."""
        with self._database.transaction():
            return {one for one in self._people() if not is_nobody(one)}

    def of_person(self, person: PersonId) -> Traces:
        """Return what is told of *person* by what no other store hands out."""
        return own_traces(self._database, person)

    def erase(self, people: Mapping[PersonId, PersonId]) -> int:
        """Let others stand for *people* where something is counted, and remove the rest."""
        with self._database.transaction():
            return sum(
                self._replace(person, instead) + self._remove(person)
                for person, instead in people.items()
            )

    def over(self, kept: Kept, before: datetime) -> int:
        """Return how many records of *kept* are from before *before*."""
        with self._database.transaction():
            return sum(1 for _ in self._old(kept, before))

    def remove(self, kept: Kept, before: datetime) -> int:
        """Remove them."""
        with self._database.transaction():
            drops = list(self._old(kept, before))
            for drop in drops:
                drop()
            return len(drops)

    def missing(self) -> Mapping[PersonId, datetime]:
        """Return who was noted as missing, and since when."""
        return self._database.missing.all()

    def note_missing(self, people: Iterable[PersonId], *, since: datetime) -> None:
        """Note that *people* are missing; who is noted already stays as noted."""
        with self._database.transaction():
            for person in people:
                if self._database.missing.get(person) is None:
                    self._database.missing.put(person, since)

    def note_found(self, people: Iterable[PersonId]) -> None:
        """Forget that *people* were missing."""
        with self._database.transaction():
            for person in people:
                self._database.missing.drop(person)

    def note(self, acts: Sequence[RetentionAct]) -> None:
        """Write *acts* down."""
        with self._database.transaction():
            for act in acts:
                self._database.upkeep.retention_acts.put(next(self._numbers), act)

    def acts(self, *, limit: int) -> Sequence[RetentionAct]:
        """Return what was removed last, newest first."""
        found = self._database.upkeep.retention_acts.all().items()
        ordered = sorted(found, key=lambda one: (one[1].at, one[0]), reverse=True)
        return [act for _, act in ordered[:limit]]

    def _people(self) -> Iterator[PersonId]:
        database = self._database
        yield from (seat.person for seat in database.seats.all().values())
        yield from (
            seat.person for moved in database.movements.all().values() for seat in _seats(moved)
        )
        for notification in database.notifications.all().values():
            yield from (notification.person, notification.recipient)
        for held in (database.queue, database.lookups, database.leases, database.records):
            yield from (one.person for one in held.all().values())
        yield from (person for roll in database.rolls.all().values() for person in roll)
        for snapshot in database.year_snapshots.all().values():
            yield from (place.person for place in snapshot.places)
            yield from (kept.seat.person for kept in snapshot.seats)
        yield from (one.person for one in database.delegations.all().values())
        yield from (one.person for one in database.delegation_events.all().values())
        for table in (database.pending, database.participants, database.sessions):
            yield from (one.person for one in table.all().values())
        yield from database.missing.all()
        yield from database.salts.all()
        yield from (person for _, person in database.naming.identifiers.all())
        yield from (one.person for one in database.naming.identifiers_ended.all().values())
        yield from (person for _, person in database.naming.turns_told.all())
        yield from (one.person for one in database.rights.restrictions.all().values())
        yield from (one.person for one in database.rights.requests.all().values())
        yield from (one.person for one in database.rights.acquaintances.all().values())
        for marked in (database.resources.marks.favourites, database.resources.marks.opened):
            yield from (person for person, *_ in marked.all())
        yield from database.resources.marks.silent.all()
        yield from (actor for actor, _ in database.resources.rounds.all())
        for _, brought in database.upkeep.merges.all().values():
            yield from (person for one in brought for person in (one.gone, one.kept))

    def _replace(self, person: PersonId, instead: PersonId) -> int:
        database, done = self._database, 0
        for key, seat in database.seats.all().items():
            if seat.person == person:
                public = database.publics.drop(key)
                database.seats.drop(key)
                new = (*key[:-1], instead)
                database.seats.put(new, replace(seat, person=instead))
                database.publics.put(new, public)
                done += 1
        for act, moved in database.movements.all().items():
            now = tuple(renamed(one, person, instead) for one in moved)
            if now != moved:
                database.movements.put(act, now)
                done += sum(one != other for one, other in zip(now, moved, strict=True))
        done += _rename(database.lookups, person, instead)
        done += _rename(database.delegation_events, person, instead)
        done += _rename(database.delegations, person, instead)
        for at, known in database.years.all().items():
            database.years.put(at, unnamed(known, person, instead))
        for plan, snapshot in database.year_snapshots.all().items():
            seats = sum(kept.seat.person == person for kept in snapshot.seats)
            places = sum(place.person == person for place in snapshot.places)
            if seats or places:
                database.year_snapshots.put(plan, forgotten(snapshot, person, instead))
                done += seats + places
        return done

    def _remove(self, person: PersonId) -> int:
        database = self._database
        done = drop(database.queue, lambda _, one: one.person == person or _names(one, person))
        done += drop(database.notifications, lambda _, one: person in {one.person, one.recipient})
        done += drop(database.leases, lambda _, one: one.person == person)
        done += drop(database.pending, lambda _, one: one.person == person)
        done += drop(database.participants, lambda _, one: one.person == person)
        done += drop(database.sessions, lambda _, one: one.person == person)
        done += drop(database.missing, lambda who, _: who == person)
        for marked in (database.resources.marks.favourites, database.resources.marks.opened):
            done += drop(marked, lambda key, _: key[0] == person)
        done += drop(database.resources.marks.silent, lambda who, _: who == person)
        done += called(round_drops(database.resources.rounds, lambda one: one.actor == person))
        done += drop(database.openings, lambda _, one: one.population.person == person)
        done += drop(database.rules, lambda rule, _: rule.population.person == person)
        for act, (at, brought) in database.upkeep.merges.all().items():
            left = tuple(one for one in brought if person not in {one.gone, one.kept})
            done += len(brought) - len(left)
            database.upkeep.merges.put(act, (at, left))
        for school, roll in database.rolls.all().items():
            if person in roll:
                database.rolls.put(school, {who: roll[who] for who in roll if who != person})
                done += 1
        return done

    def _old(self, kept: Kept, before: datetime) -> Iterator[Callable[[], object]]:
        """Yield what drops each record of *kept* that is over."""
        database = self._database
        match kept:
            case Kept.LAUNCHES:
                sealed = {place for place, _ in database.receipts.all().values()}
                yield from drops(
                    database.records, lambda at, one: one.at < before and at not in sealed
                )
                yield from drops(database.redemptions, lambda _, one: one.at < before)
            case Kept.LOOKUPS:
                yield from drops(database.lookups, lambda _, one: one.at < before)
            case Kept.QUEUE:
                yield from drops(database.queue, lambda _, one: _is_closed(one, before))
                yield from drops(database.notifications, lambda _, one: one.at < before)
            case Kept.OPERATIONS:
                yield from self._old_operations(before)
            case Kept.DELEGATIONS:
                yield from drops(
                    database.delegations,
                    lambda _, one: (
                        one.ends < before
                        or (one.withdrawn_at is not None and one.withdrawn_at < before)
                    ),
                )
                yield from drops(database.delegation_events, lambda _, one: one.at < before)
            case Kept.RIGHTS:
                yield from self._old_rights(before)
            case Kept.FAVOURITES | Kept.OPENED:
                marks = database.resources.marks
                marked = marks.favourites if kept is Kept.FAVOURITES else marks.opened
                yield from drops(marked, lambda _, one: one.at < before)
            case Kept.JOURNALS:
                yield from self._old_journals(before)
            case Kept.DEPARTED:
                return

    def _old_journals(self, before: datetime) -> Iterator[Callable[[], object]]:
        database = self._database
        records = database.records.all()
        names = {one.reference for one in records.values()}
        sealed = (place for place, _ in database.receipts.all().values())
        older = any(records[one].at < before for one in sealed if one in records)
        yield from drops(database.naming.naming_acts, lambda _, one: one.at < before)
        yield from drops(database.upkeep.retention_acts, lambda _, one: one.at < before)
        yield from drops(
            database.naming.reveals,
            lambda _, one: one.at < before and one.reference not in names,
        )
        yield from drops(
            database.ledger_acts,
            lambda _, one: one.at < before and one.purged is None and not older,
        )

    def _old_rights(self, before: datetime) -> Iterator[Callable[[], object]]:
        rights = self._database.rights
        yield from drops(
            rights.requests, lambda _, one: one.answer is not None and one.answer.at < before
        )
        yield from drops(
            rights.restrictions, lambda _, one: one.end is not None and one.end.at < before
        )

    def _old_operations(self, before: datetime) -> Iterator[Callable[[], object]]:
        database = self._database
        for key, plan in database.years.all().items():
            snapshot = database.year_snapshots.get(key) or Snapshot()
            if plan.closed is not None and plan.closed < before:
                held = len(snapshot.places) + len(snapshot.seats) + len(snapshot.openings)
                yield from [emptying(database.year_snapshots, key)] * held
                yield from [dropping(database.year_portions, key)] * len(
                    database.year_portions.get(key) or ()
                )
                yield dropping(database.years, key)
        yield from round_drops(database.resources.rounds, lambda one: one.at < before)
        for act, summary in database.operations.all().items():
            if summary.signed.at < before:
                moved = len(database.movements.get(act) or ())
                yield from [dropping(database.movements, act)] * moved
                yield dropping(database.operations, act)


def _rename(table: MemoryTable[K, N], person: PersonId, instead: PersonId) -> int:
    found = [(key, row) for key, row in table.all().items() if row.person == person]
    for key, row in found:
        table.put(key, replace(row, person=instead))
    return len(found)


def _is_closed(entry: Entry, before: datetime) -> bool:
    decided = entry.decided_at
    return entry.state is not EntryState.OPEN and decided is not None and decided < before


def _names(entry: Entry, person: PersonId) -> bool:
    return entry.kind is EntryKind.DUPLICATE and person in (*entry.gone, *entry.come)


def _seats(moved: Sequence[Movement]) -> Iterator[Seat]:
    return (one.right for one in moved if isinstance(one.right, Seat))
