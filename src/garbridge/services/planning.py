"""What an act on licences would do, computed from what is given at that moment."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from garbridge.core.entitlements import Opening, Population, Seat
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.moving import Moving
from garbridge.core.openings import is_opened, plan_closing, plan_opening
from garbridge.core.operations import Movement, OperationKind
from garbridge.core.planning import Giving, in_order, plan_withdrawal
from garbridge.core.seats import (
    Candidate,
    Doubtful,
    Held,
    Impossible,
    Obstacle,
    Plan,
    Stock,
    joined,
)
from garbridge.services.selecting import People, Request


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen (*aperçu*); nothing is written.

    ``token`` stands for the plan and the stock it was made from: whoever applies it is told when
    either has changed.  ``stocks`` is that stock, ``request`` what was asked.  ``doubts``
    keep nobody from applying it; ``reach`` is how many people it is about.
    """

    request: Request
    plan: Plan
    stocks: tuple[Stock, ...]
    token: str
    doubts: tuple[Doubtful, ...] = ()
    reach: int = 0


_TOLD: Final = {Obstacle.UNKNOWN_PERSON: Obstacle.NOT_A_MEMBER}


def preview_of(
    request: Request,
    plan: Plan,
    stocks: Iterable[Stock],
    doubts: Sequence[Doubtful] = (),
    reached: Collection[tuple[SchoolId, PersonId]] = (),
) -> Preview:
    """Return the preview of *plan*, with its token.

    *reached* are all whom it is about, those of the populations that are let in too: as many
    others are another plan.
    """
    known = tuple(stocks)
    digest = hashlib.sha256()
    about = (f"{school}|{person}" for school, person in sorted(reached))
    for line in (*_stock_lines(known), *map(_movement_line, plan.movements), *about):
        digest.update(line.encode())
        digest.update(b"\n")
    # The same for all who ask, whether or not they are told that somebody is unknown.
    impossible = [
        (one.who, one.resource, one.school, _TOLD.get(one.obstacle, one.obstacle))
        for one in plan.impossible
    ]
    digest.update(repr((request, impossible, plan.shortages, plan.already)).encode())
    return Preview(request, plan, known, digest.hexdigest()[:32], tuple(doubts), len(reached))


def plan_of(
    request: Request,
    school: SchoolId,
    stocks: Sequence[Stock],
    people: People,
    at: datetime,
) -> Plan:
    """Plan *request* at one of its schools, resource by resource in the order of the request.

    Args:
        request: What is wanted.
        school: Where.
        stocks: Every subscription of that school to the resources.
        people: Of that school.
        at: The day from which it is wanted.

    Raises:
        ValueRefusedError: a population has a code that no journal keeps.
    """
    for one in request.populations:
        one.require_kept(school)
    resources = request.resources or tuple(dict.fromkeys(s.subscription.resource for s in stocks))
    plans: list[Plan] = []
    for resource in dict.fromkeys(resources):
        here = [stock for stock in stocks if stock.subscription.resource == resource]
        plans.append(_One(resource, school, here, people, at).plan(request))
    return joined(plans)


@dataclass(frozen=True, slots=True)
class _One:
    """One resource at one school."""

    resource: ResourceId
    school: SchoolId
    stocks: Sequence[Stock]
    people: People
    at: datetime

    def plan(self, request: Request) -> Plan:
        match request.kind:
            case OperationKind.WITHDRAW:
                return self._withdraw(request)
            case OperationKind.MOVE:
                return self._move(request)
            case OperationKind.RECLAIM:
                return self._reclaim()
            case _:
                return self._assign(request)

    def _assign(self, request: Request) -> Plan:
        usable = in_order(self.stocks, self.at)
        opened = any(is_opened(stock) for stock in usable)
        seated = any(not is_opened(stock) for stock in usable)
        giving = self._giving(self.stocks)
        named = self.people.named(request.people, giving.refuse)
        populations: Sequence[Population] = request.populations
        if seated or not opened:
            giving.serve(named)
            if not opened:
                giving.serve(self._others(named, request))
        else:
            alone = [Population(person=candidate.person) for candidate in named]
            populations = [*alone, *populations]
        plan = giving.plan()
        if not opened or not populations:
            return plan
        members = self.people.members()
        return plan + plan_opening(
            self.resource, self.school, self.stocks, populations, members, at=self.at
        )

    def _others(self, named: Sequence[Candidate], request: Request) -> list[Candidate]:
        already = {candidate.person for candidate in named}
        found = self.people.within(request.populations, self.at)
        return [candidate for candidate in found if candidate.person not in already]

    def _withdraw(self, request: Request) -> Plan:
        seated = [stock for stock in self.stocks if not is_opened(stock)]
        opened = [stock for stock in self.stocks if is_opened(stock)]
        within = [candidate.person for candidate in self._others((), request)]
        alone = {Population(person=person): person for person in request.people}
        shut = plan_closing(self.resource, self.school, opened, alone)
        closed = {m.right.population for m in shut.movements if isinstance(m.right, Opening)}
        held = [person for one, person in alone.items() if one not in closed]
        back = plan_withdrawal(self.resource, self.school, seated, held)
        rest = [person for person in within if person not in request.people]
        plan = Plan(shut.movements) + back
        plan += plan_withdrawal(self.resource, self.school, seated, rest, whole_list=False)
        if opened and request.populations:
            plan += plan_closing(self.resource, self.school, opened, request.populations)
        return plan

    def _move(self, request: Request) -> Plan:
        # Who gives and gets keeps what they have.
        source = [person for person in request.people if person not in request.to]
        seated = [stock for stock in self.stocks if not is_opened(stock)]
        refused = self._giving(())
        to = [person for person in request.to if person not in request.people]
        getting = self.people.named(to, refused.refuse)
        if not to:
            holding = {person for stock in seated for person in stock.holders}
            for person in dict.fromkeys(request.to):
                has = Obstacle.ALREADY_HELD if person in holding else Obstacle.NOT_HELD
                refused.refuse(person, has)
        plan = Moving(self.resource, self.school, seated, self.at).plan(source, getting)
        strangers = refused.plan()
        # Nobody loses anything to a name that was mistyped.
        return Plan(impossible=plan.impossible) + strangers if strangers.impossible else plan

    def _reclaim(self) -> Plan:
        there = {
            member.person
            for member in self.people.members()
            if member.membership.ends is None or self.at < member.membership.ends
        }
        seated = [stock for stock in self.stocks if not is_opened(stock)]
        left = sorted({p for stock in seated for p in stock.holders} - there)
        alone = [
            opening.population
            for stock in self.stocks
            for opening in stock.openings
            if opening.population.person is not None and opening.population.person not in there
        ]
        back = plan_withdrawal(self.resource, self.school, seated, left)
        return back + plan_closing(self.resource, self.school, self.stocks, dict.fromkeys(alone))

    def _giving(self, stocks: Sequence[Stock]) -> Giving:
        return Giving(self.resource, self.school, stocks, at=self.at)


def after(stocks: Iterable[Stock], movements: Iterable[Movement]) -> list[Stock]:
    """Return *stocks* as they are once *movements* of seats and openings are done."""
    moved: dict[SubscriptionId, list[Movement]] = {}
    for movement in movements:
        if isinstance(movement.right, Seat | Opening):
            moved.setdefault(movement.right.subscription, []).append(movement)
    return [
        _after(stock, moved[stock.subscription.id]) if stock.subscription.id in moved else stock
        for stock in stocks
    ]


def _after(stock: Stock, movements: Iterable[Movement]) -> Stock:
    holders, openings = dict(stock.holders), dict.fromkeys(stock.openings)
    # What is taken comes before what is given.
    for movement in sorted(movements, key=lambda one: one.gives):
        right = movement.right
        if isinstance(right, Seat) and movement.gives:
            holders[right.person] = Held(movement.public, right.origin)
        elif isinstance(right, Seat):
            holders.pop(right.person, None)
        elif isinstance(right, Opening) and movement.gives:
            openings[right] = None
        elif isinstance(right, Opening):
            openings.pop(right, None)
    return replace(stock, holders=holders, openings=tuple(openings))


def opened_by(plan: Plan) -> dict[SchoolId, list[Population]]:
    """Return the populations that *plan* lets in or shuts out, school by school."""
    found: dict[SchoolId, list[Population]] = {}
    for movement in plan.movements:
        if isinstance(movement.right, Opening):
            found.setdefault(movement.right.school, []).append(movement.right.population)
    return found


def unknown(resource: ResourceId, schools: Iterable[SchoolId]) -> Plan:
    """Return the plan for a resource that nobody registered."""
    return Plan(
        impossible=tuple(
            Impossible(Population(), resource, school, Obstacle.UNKNOWN_RESOURCE)
            for school in schools
        )
    )


def _stock_lines(stocks: Iterable[Stock]) -> Iterable[str]:
    for stock in stocks:
        bought = stock.subscription
        yield f"{bought.id}|{bought.starts}|{bought.ends}|{bought.licences}"
        yield "|".join(sorted(f"{who} {held.public}" for who, held in stock.holders.items()))
        yield "|".join(sorted(str(one.population) for one in stock.openings))


def _movement_line(movement: Movement) -> str:
    right = movement.right
    match right:
        case Seat():
            return f"{movement.gives}|{right.subscription}|{right.person}|{movement.public}"
        case _:
            return f"{movement.gives}|{right}"
