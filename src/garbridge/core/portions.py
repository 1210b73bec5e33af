"""What the switch does with one resource: pure, and the same when it is asked again.

What is wanted comes from the snapshot, what there is from the stock of that moment; so a portion
that was applied has nothing left to do.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from garbridge.core.carrying import Lack, NewYear
from garbridge.core.entitlements import Opening, Population, Rule, Seat
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.openings import is_opened, plan_closing, plan_opening
from garbridge.core.operations import Movement
from garbridge.core.people import GroupKind
from garbridge.core.planning import Giving, plan_withdrawal
from garbridge.core.school_years import Calendar
from garbridge.core.seats import Candidate, Impossible, Obstacle, Plan, Stock, joined
from garbridge.core.years import Carry, Follow, KeptSeat


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """What the switch does with one resource.

    ``ending`` counts seats that end with their subscription and are left until then.  ``waiting``
    are populations of whom the directory does not know yet who they will be.  ``ordered`` says
    whether there is a subscription for the new year; without one ``unserved`` want it.
    """

    resource: ResourceId
    follow: Follow
    plan: Plan
    ending: int = 0
    waiting: tuple[Carry, ...] = ()
    ordered: bool = True
    unserved: int = 0

    @property
    def given(self) -> int:
        """How many licences are given, and populations let in."""
        return sum(movement.gives for movement in self.plan.movements)

    @property
    def reclaimed(self) -> int:
        """How many come back; a rule that ends is none."""
        back = (movement for movement in self.plan.movements if not movement.gives)
        return sum(not isinstance(movement.right, Rule) for movement in back)

    @property
    def missing(self) -> int:
        """For how many there is no licence."""
        return self.unserved + sum(one.missing for one in self.plan.shortages)

    @property
    def is_clean(self) -> bool:
        """Say whether nothing of it asks for a decision."""
        return self.ordered and not (self.plan.shortages or self.plan.impossible)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Who should have it: people by name, and who is let in.

    ``spared`` keep theirs because nobody knows yet whether they should.
    """

    people: tuple[Candidate, ...] = ()
    populations: tuple[Population, ...] = ()
    spared: frozenset[PersonId] = frozenset()
    waiting: tuple[Carry, ...] = ()
    gone: tuple[Carry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """One resource at one school, and what is wanted of it.

    ``stocks`` is every subscription to it; ``seats`` and ``openings`` are those of the snapshot,
    ``switched`` who was let in by what is done of this switch.
    """

    resource: ResourceId
    school: SchoolId
    stocks: Sequence[Stock]
    seats: Sequence[KeptSeat]
    openings: Collection[Opening]
    carries: Sequence[Carry]
    follow: Follow
    year: NewYear
    calendar: Calendar
    switched: Collection[Opening] = ()

    def turn(self) -> Turned:
        """Plan it: what comes back first, then what is given."""
        when = self.calendar
        live = [
            s
            for s in self.stocks
            if when.wanted < s.subscription.ends and s.subscription.starts < when.end
        ]
        wanted = self._wanted(live)
        back = joined([self._over(), self._seats_back(live, wanted), self._shut(live, wanted)])
        left = _without(live, back.movements)
        plan = joined([back, *self._give(left, wanted), *self._open(left, wanted)])
        plan += Plan(impossible=tuple(self._gone(carry) for carry in wanted.gone))
        served = len(wanted.people) or len(wanted.populations)
        return Turned(
            resource=self.resource,
            follow=self.follow,
            plan=plan,
            ending=sum(
                len(s.holders) for s in self.stocks if when.now < s.subscription.ends <= when.wanted
            ),
            waiting=wanted.waiting,
            ordered=bool(live) or not (served or wanted.waiting),
            unserved=0 if live else served,
        )

    def _wanted(self, live: Sequence[Stock]) -> _Wanted:
        if self.follow is Follow.DROP:
            return _Wanted()
        this_year = {
            s.subscription.id for s in self.stocks if self.calendar.is_of_this_year(s.subscription)
        }
        alone = {
            kept.seat.person
            for kept in self.seats
            if kept.seat.subscription in this_year and (kept.named or self._with_people)
        }
        spared: set[PersonId] = set()
        populations: list[Population] = []
        lacking: dict[Lack, list[Carry]] = {Lack.WAITING: [], Lack.GONE: []}
        for carry in self.carries:
            found = self._in_place_of(carry)
            if isinstance(found, Population):
                populations.append(found)
            elif isinstance(found, Lack):
                lacking[found].append(carry)
                if found is Lack.WAITING and carry.population.kind is not GroupKind.LEVEL:
                    spared.update(one.person for one in self._covered([carry.population]))
            else:
                alone.update(one.person for one in found)
        if not any(is_opened(stock) for stock in live):
            alone.update(one.person for one in self.year.people_in(populations))
        return _Wanted(
            tuple(one for one in self.year.people if one.person in alone),
            tuple(dict.fromkeys(populations)),
            frozenset(spared),
            tuple(lacking[Lack.WAITING]),
            tuple(lacking[Lack.GONE]),
        )

    @property
    def _with_people(self) -> bool:
        return self.follow is Follow.COHORT

    def _in_place_of(self, carry: Carry) -> Population | Lack | Sequence[Candidate]:
        if carry.opened:
            return self.year.population(carry, self.follow)
        return () if self._with_people else self.year.people_of(carry)

    def _covered(self, populations: Sequence[Population]) -> list[Candidate]:
        return [
            one
            for one in self.year.people
            if any(p.covers(one.person, one.membership) for p in populations)
        ]

    def _over(self) -> Plan:
        """Give back everything under subscriptions that are over; it opens nothing any more."""
        plans: list[Plan] = []
        for stock in self.stocks:
            if self.calendar.now < stock.subscription.ends:
                continue
            if stock.subscription.transferable:
                plans.append(self._back(stock, stock.holders))
            plans.append(Plan(tuple(Movement(one, gives=False) for one in _sorted(stock.openings))))
        return joined(plans)

    def _seats_back(self, live: Sequence[Stock], wanted: _Wanted) -> Plan:
        """Take this year's seats back from whoever should not have them in the new one.

        What was given for the new year already, or since the snapshot, is left alone, unless its
        holder left.
        """
        keep = wanted.spared | {one.person for one in wanted.people}
        there = {one.person for one in self.year.people}
        ours = {(kept.seat.subscription, kept.seat.person) for kept in self.seats}
        plans: list[Plan] = []
        for stock in live:
            bought = stock.subscription
            old = bought.starts < self.calendar.first
            lost = [
                person
                for person in stock.holders
                if person not in there
                or (old and person not in keep and (bought.id, person) in ours)
            ]
            plans.append(self._back(stock, lost))
        return joined(plans)

    def _shut(self, live: Sequence[Stock], wanted: _Wanted) -> Plan:
        """Let in no more who is not wanted; whoever is not known yet stays.

        Neither the class that this switch let in as it was said, once the directory names another.
        """
        keep = {*wanted.populations, *(carry.population for carry in wanted.waiting)}
        overruled = self.year.overruled()
        mistaken = {
            replace(old, code=self.year.classes[old.code])
            for old in (carry.population for carry in self.carries if carry.opened)
            if old.kind is GroupKind.DIVISION and old.code in overruled
        }
        plans: list[Plan] = []
        for stock in live:
            old = stock.subscription.starts < self.calendar.first
            lost = [
                one.population
                for one in _sorted(stock.openings)
                if one.population not in keep
                and (
                    (old and one in self.openings)
                    or (one in self.switched and one.population in mistaken)
                )
            ]
            plans.append(plan_closing(self.resource, self.school, [stock], lost))
        return joined(plans)

    def _give(self, live: Sequence[Stock], wanted: _Wanted) -> Iterable[Plan]:
        seated = [stock for stock in live if not is_opened(stock)]
        if seated and wanted.people:
            giving = Giving(self.resource, self.school, seated, at=self.calendar.wanted)
            giving.serve(wanted.people)
            yield giving.plan()

    def _open(self, live: Sequence[Stock], wanted: _Wanted) -> Iterable[Plan]:
        opened = [stock for stock in live if is_opened(stock)]
        populations = list(wanted.populations)
        if len(opened) == len(live):
            populations += self._instead_of_seats()
        if opened and populations:
            yield plan_opening(
                self.resource,
                self.school,
                opened,
                dict.fromkeys(populations),
                self.year.people,
                at=self.calendar.wanted,
            )

    def _instead_of_seats(self) -> Iterable[Population]:
        """Yield populations for those who had seats, where nothing but openings is left."""
        if self.follow is Follow.DROP:
            return
        for carry in self.carries:
            found = self.year.population(carry, self.follow)
            if not carry.opened and isinstance(found, Population):
                yield found
        alone = {kept.seat.person for kept in self.seats if kept.named}
        for one in self.year.people:
            if one.person in alone:
                yield Population(person=one.person)

    def _back(self, stock: Stock, people: Iterable[PersonId]) -> Plan:
        return plan_withdrawal(self.resource, self.school, [stock], sorted(people))

    def _gone(self, carry: Carry) -> Impossible:
        return Impossible(carry.population, self.resource, self.school, Obstacle.NO_SUCH_POPULATION)


def _sorted(openings: Iterable[Opening]) -> list[Opening]:
    return sorted(openings, key=lambda one: repr(one.population))


def _without(stocks: Iterable[Stock], movements: Iterable[Movement]) -> list[Stock]:
    """Return *stocks* as they are once everything that comes back has come back."""
    back = {movement.right for movement in movements if not movement.gives}
    seats = {(right.subscription, right.person) for right in back if isinstance(right, Seat)}
    return [
        replace(
            stock,
            holders={
                person: held
                for person, held in stock.holders.items()
                if (stock.subscription.id, person) not in seats
            },
            openings=tuple(one for one in stock.openings if one not in back),
        )
        for stock in stocks
    ]
