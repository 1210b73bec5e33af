"""Which licence goes to whom: pure, in a fixed order, never more than there are.

A plan is made for one resource at one school.  Where the school has several subscriptions, those
that run on the wanted day are used, and only where none does those still to come; among them the
one that ends last first, then the smallest identifier.  So what is planned depends on nobody's
order but that of the people, who are served in the order in which they are given.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from garbridge.core.entitlements import LicenceKind, Origin, Population, Seat
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.operations import Movement
from garbridge.core.people import Public, is_current, public_of
from garbridge.core.seats import (
    Candidate,
    Held,
    Impossible,
    Obstacle,
    Plan,
    Shortage,
    Stock,
)


def in_order(stocks: Iterable[Stock], at: datetime) -> list[Stock]:
    """Return the *stocks* to be used at *at*, the first at the front: those that run.

    Only where none runs, those that are still to come: a licence of next year is of no use today,
    and one that is missing today is to be told.
    """
    usable = [stock for stock in stocks if at < stock.subscription.ends]
    usable.sort(key=lambda stock: stock.subscription.id)
    usable.sort(key=lambda stock: stock.subscription.ends, reverse=True)
    usable.sort(key=lambda stock: max(stock.subscription.starts, at))
    return [stock for stock in usable if stock.subscription.starts <= at] or usable


class Giving:
    """Gives the licences of one resource at one school to one person after another.

    Args:
        resource: What.
        school: Where.
        stocks: Every subscription of that school to that resource, whatever its dates.
        at: The day from which it is wanted.
        origin: What gives the seats.
        most: How many of each subscription, however many there are; ``None`` is no such limit.
    """

    def __init__(
        self,
        resource: ResourceId,
        school: SchoolId,
        stocks: Sequence[Stock],
        *,
        at: datetime,
        origin: Origin = Origin.PERSON,
        most: int | None = None,
    ) -> None:
        self._resource = resource
        self._school = school
        self._at = at
        self._origin = origin
        self._bought = bool(stocks)
        self._stocks = [_Counted(stock, most) for stock in in_order(stocks, at)]
        self._by_public: dict[Public, list[_Counted]] = {}
        self._movements: list[Movement] = []
        self._impossible: list[Impossible] = []
        self._without: list[PersonId] = []
        self._served = 0
        self._already = 0

    def serve(self, candidates: Iterable[Candidate]) -> None:
        """Give each of *candidates* a licence, or note why not."""
        for candidate in candidates:
            obstacle = self.give(candidate)
            if obstacle is Obstacle.NO_LICENCE_LEFT:
                self._without.append(candidate.person)
            elif obstacle is not None:
                self.refuse(candidate.person, obstacle)

    def refuse(self, who: PersonId | Population, obstacle: Obstacle) -> None:
        """Note that *who* cannot be served."""
        self._impossible.append(Impossible(who, self._resource, self._school, obstacle))

    def plan(self) -> Plan:
        """Return what the calls so far come to."""
        without = tuple(self._without)
        wanted = self._served + len(without)
        short = Shortage(self._resource, self._school, wanted, self._served, without)
        return Plan(
            tuple(self._movements),
            self._already,
            tuple(self._impossible),
            (short,) if without else (),
        )

    def give(self, candidate: Candidate) -> Obstacle | None:
        """Give *candidate* a licence unless they have one; return why not, which is not noted."""
        person, membership = candidate.person, candidate.membership
        if not is_current(membership, self._at):
            return Obstacle.NOT_THERE_THEN
        public = public_of(membership.profile)
        usable = self._for(public)
        if not usable:
            return self._why_nothing(public)
        if any(person in stock.holders for stock in usable):
            self._already += 1
            return None
        for stock in usable:
            if person not in stock.holders and stock.take(person, public):
                seat = Seat(
                    subscription=stock.subscription.id,
                    resource=self._resource,
                    school=self._school,
                    person=person,
                    origin=self._origin,
                )
                self._movements.append(Movement(seat, gives=True, public=public))
                self._served += 1
                return None
        return Obstacle.NO_LICENCE_LEFT

    def _for(self, public: Public) -> list["_Counted"]:
        """Return what can be given to *public*."""
        found = self._by_public.get(public)
        if found is None:
            found = [
                stock
                for stock in self._stocks
                if stock.counts_seats and public in stock.subscription.publics
            ]
            self._by_public[public] = found
        return found

    def _why_nothing(self, public: Public) -> Obstacle:
        if not self._bought:
            return Obstacle.NO_SUBSCRIPTION
        if not self._stocks:
            return Obstacle.SUBSCRIPTION_EXPIRED
        covered = any(public in stock.subscription.publics for stock in self._stocks)
        return Obstacle.NO_SUBSCRIPTION if covered else Obstacle.PUBLIC_NOT_COVERED


class _Counted:
    """A stock while it is being given out."""

    __slots__ = ("_left", "_taken", "_total", "counts_seats", "holders", "subscription")

    def __init__(self, stock: Stock, most: int | None) -> None:
        self.subscription = stock.subscription
        self.holders = dict(stock.holders)
        self._left = most
        self.counts_seats = stock.subscription.kind is LicenceKind.INDIV
        self._taken = stock.taken
        self._total = len(self.holders)

    def take(self, person: PersonId, public: Public) -> bool:
        """Count a licence for *person*, if one is left."""
        licences = self.subscription.licences
        limit = licences.limit_for(public)
        used = self._taken[public] if licences.per_public else self._total
        if (limit is not None and used >= limit) or self._left == 0:
            return False
        if self._left is not None:
            self._left -= 1
        self.holders[person] = Held(public)
        self._taken[public] += 1
        self._total += 1
        return True


def plan_withdrawal(
    resource: ResourceId,
    school: SchoolId,
    stocks: Sequence[Stock],
    people: Iterable[PersonId],
    *,
    whole_list: bool = True,
) -> Plan:
    """Plan to take every licence of *resource* at *school* back from *people*.

    Args:
        resource: What.
        school: Where.
        stocks: Every subscription of that school to that resource, whatever its dates.
        people: Holders, or not.
        whole_list: Whether somebody without a licence is an obstacle; else they count as served.
    """
    movements: list[Movement] = []
    impossible: list[Impossible] = []
    already = 0
    for person in dict.fromkeys(people):
        held = [stock for stock in stocks if person in stock.holders]
        kept = [stock for stock in held if not stock.subscription.transferable]
        movements += [_taken_back(stock, person) for stock in held if stock not in kept]
        if kept:
            found = Obstacle.NOT_TRANSFERABLE
        elif held:
            continue
        elif whole_list:
            found = Obstacle.NOT_HELD
        else:
            already += 1
            continue
        impossible.append(Impossible(person, resource, school, found))
    return Plan(tuple(movements), already, tuple(impossible))


def _taken_back(stock: Stock, person: PersonId) -> Movement:
    return Movement(stock.seat_of(person), gives=False, public=stock.holders[person].public)
