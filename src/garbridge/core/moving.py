"""Licences that pass from some people to others: as many come back as are given on, and no more."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from garbridge.core.entitlements import Seat, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.operations import Movement
from garbridge.core.people import Public
from garbridge.core.planning import Giving, plan_withdrawal
from garbridge.core.seats import Candidate, Impossible, Obstacle, Plan, Shortage, Stock


@dataclass(frozen=True, slots=True)
class Moving:
    """A move of one resource at one school; ``stocks`` are those that are given to persons."""

    resource: ResourceId
    school: SchoolId
    stocks: Sequence[Stock]
    at: datetime

    def plan(self, source: Sequence[PersonId], takers: Sequence[Candidate]) -> Plan:
        """Plan that licences of *source*, in their order, go to *takers*, in theirs.

        Licence by licence, so that a move needs none that was free.  Where one of *takers* cannot
        have what would come to them, or has it, nothing is done: somebody was named by mistake.
        """
        # What has ended is of no use to anybody; where all has, that is told.
        lasting = [one for one in self.stocks if self.at < one.subscription.ends]
        lasting = lasting or list(self.stocks)
        back = plan_withdrawal(self.resource, self.school, lasting, source)
        freed: dict[SubscriptionId, list[Movement]] = {}
        for movement in back.movements:
            if isinstance(movement.right, Seat):
                freed.setdefault(movement.right.subscription, []).append(movement)
        plan = Plan(impossible=back.impossible)
        if not freed:
            return plan + self._refused(takers, Obstacle.NO_LICENCE_LEFT)
        held = [one for one in takers if any(self._has(one, lasting, name) for name in freed)]
        if held:
            return plan + self._refused(held, Obstacle.ALREADY_HELD)
        given_on = [stock for stock in lasting if stock.subscription.id in freed]
        for together in _at_once(given_on, self.at):
            plan += self._passed_together(together, freed, takers)
        if len(plan.impossible) > len(back.impossible):
            return Plan(impossible=tuple(dict.fromkeys(plan.impossible)))
        return plan

    def _passed_together(
        self,
        stocks: Sequence[Stock],
        freed: Mapping[SubscriptionId, Sequence[Movement]],
        takers: Sequence[Candidate],
    ) -> Plan:
        """Plan what passes under *stocks*, whose days overlap: nobody gets two for one day."""
        plan, got = Plan(), dict[PersonId, list[Subscription]]()
        for stock in stocks:
            bought = stock.subscription
            without = [
                taker
                for taker in takers
                if not any(_overlap(bought, one, self.at) for one in got.get(taker.person, ()))
            ]
            plan += replace(self._passed(stock, freed[bought.id], without), shortages=())
            for movement in plan.movements:
                right = movement.right
                if movement.gives and isinstance(right, Seat) and right.subscription == bought.id:
                    got.setdefault(right.person, []).append(bought)
        refused = {one.who for one in plan.impossible}
        wanting = [one.person for one in takers if one.person not in refused]
        without_any = tuple(person for person in wanting if person not in got)
        if not without_any:
            return plan
        left = len(wanting) - len(without_any)
        short = Shortage(self.resource, self.school, len(wanting), left, without_any)
        return replace(plan, shortages=(short,))

    def _passed(
        self, stock: Stock, givers: Sequence[Movement], takers: Sequence[Candidate]
    ) -> Plan:
        """Plan what passes under *stock*, of which *givers* could come back."""
        leaving = {m.right.person for m in givers if isinstance(m.right, Seat)}
        holders = {who: held for who, held in stock.holders.items() if who not in leaving}
        begins = max(self.at, stock.subscription.starts)
        rest = replace(stock, holders=holders)
        giving = Giving(self.resource, self.school, [rest], at=begins, most=len(givers))
        giving.serve(takers)
        given = giving.plan()
        back = _coming_back(stock, givers, [m.public for m in given.movements])
        return Plan(tuple(back)) + given

    def _has(self, taker: Candidate, stocks: Sequence[Stock], name: SubscriptionId) -> bool:
        """Say whether *taker* has the resource on a day of the subscription *name*."""
        (one,) = (stock.subscription for stock in stocks if stock.subscription.id == name)
        mine = (stock.subscription for stock in stocks if taker.person in stock.holders)
        return any(other.id == name or _overlap(one, other, self.at) for other in mine)

    def _refused(self, takers: Sequence[Candidate], obstacle: Obstacle) -> Plan:
        return Plan(
            impossible=tuple(
                Impossible(one.person, self.resource, self.school, obstacle) for one in takers
            )
        )


def _overlap(one: Subscription, other: Subscription, at: datetime) -> bool:
    """Say whether both hold on some day from *at*."""
    return max(one.starts, other.starts, at) < min(one.ends, other.ends)


def _at_once(stocks: Sequence[Stock], at: datetime) -> list[list[Stock]]:
    """Sort *stocks* into those that have days in common from *at*, directly or through others."""
    found: list[list[Stock]] = []
    for stock in stocks:
        near = [
            group
            for group in found
            if any(_overlap(stock.subscription, one.subscription, at) for one in group)
        ]
        found = [group for group in found if group not in near]
        found.append([*(one for group in near for one in group), stock])
    return found


def _coming_back(
    stock: Stock, givers: Sequence[Movement], given: Sequence[Public | None]
) -> list[Movement]:
    """Return as many of *givers* as are *given* on.

    Where each public has a number of its own, those of the same public first: so none is passed.
    """
    if not stock.subscription.licences.per_public:
        return list(givers[: len(given)])
    wanted, same, others = Counter(given), list[Movement](), list[Movement]()
    for giver in givers:
        wanted[giver.public] -= 1
        (same if wanted[giver.public] >= 0 else others).append(giver)
    return [*same, *others][: len(given)]
