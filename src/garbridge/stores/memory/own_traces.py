"""What the tables of others tell of one person, in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import astuple
from typing import TypeVar

from garbridge.core.entitlements import Seat
from garbridge.core.identifiers import PersonId
from garbridge.core.traces import (
    OwnKeptSeat,
    OwnLease,
    OwnMovement,
    OwnNotice,
    OwnPlace,
    Traces,
    place_codes,
)
from garbridge.stores.memory.database import MemoryDatabase

T = TypeVar("T", OwnMovement, OwnKeptSeat, OwnNotice, OwnLease)


def own_traces(database: MemoryDatabase, person: PersonId) -> Traces:
    """Return all of that of *person*, as it is at one moment."""
    with database.transaction():
        return Traces(
            movements=_ordered(_movements(database, person)),
            places=(*_rolled(database, person), *_placed(database, person)),
            kept=_ordered(
                OwnKeptSeat(school=school, year=year, resource=one.seat.resource)
                for (school, year), snapshot in database.year_snapshots.all().items()
                for one in snapshot.seats
                if one.seat.person == person
            ),
            notices=_ordered(
                OwnNotice(at=one.at, school=one.school, kind=one.kind)
                for one in database.notifications.all().values()
                if one.recipient == person
            ),
            leases=_ordered(
                OwnLease(school=one.school, subscription=one.subscription, until=one.until)
                for one in database.leases.all().values()
                if one.person == person
            ),
            missing=database.missing.get(person),
        )


def _ordered(found: Iterable[T]) -> tuple[T, ...]:
    """Return values by their fields, in the order of those."""
    return tuple(sorted(found, key=astuple))


def _movements(database: MemoryDatabase, person: PersonId) -> Iterator[OwnMovement]:
    for place, moved in database.movements.all().items():
        done = database.operations.get(place)
        for one in moved:
            if done is None or not isinstance(one.right, Seat) or one.right.person != person:
                continue
            yield OwnMovement(
                at=done.signed.at,
                school=one.right.school,
                resource=one.right.resource,
                kind=done.signed.kind,
                gives=one.gives,
            )


def _rolled(database: MemoryDatabase, person: PersonId) -> Iterator[OwnPlace]:
    for school, roll in sorted(database.rolls.all().items()):
        if person in roll:
            place = roll[person]
            yield OwnPlace(school=school, year=None, profile=place.profile.value, codes=place.codes)


def _placed(database: MemoryDatabase, person: PersonId) -> Iterator[OwnPlace]:
    for (school, year), snapshot in sorted(
        database.year_snapshots.all().items(), key=lambda one: one[0]
    ):
        for place in snapshot.places:
            if place.person == person:
                codes = place_codes(place.level, place.division)
                yield OwnPlace(school=school, year=year, profile="", codes=codes)
