"""Serving standing rules: whoever is in their population and has no licence gets one.

Runs after every import of the directory for the schools where something changed, when a rule is
written, and whenever somebody asks.  A school is looked at where its people, its rules, what it
bought or what it gave has changed since it was last served; else nothing is read but that.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import Population, Subscription
from garbridge.core.identifiers import OperationId, ResourceId, SchoolId
from garbridge.core.operations import Operation, OperationKind, Signature
from garbridge.core.permissions import OPERATOR, Actor
from garbridge.core.rules import Serving, StandingRule, serving_order
from garbridge.core.seats import Impossible, Obstacle, Plan, joined
from garbridge.ports import (
    Clock,
    Directory,
    Ledger,
    OrderStore,
    ServingLog,
    TokenSource,
    Transaction,
)
from garbridge.services.rule_years import RuleYears
from garbridge.services.selecting import People


@dataclass(frozen=True, slots=True)
class Round:
    """What serving the rules of one school came to.

    ``operation`` is ``None`` where nothing was to be given, or nothing was written.  ``ahead`` says
    that the classes of the new year are not there yet: rules were served by next year's level.
    """

    school: SchoolId
    plan: Plan
    operation: OperationId | None = None
    ahead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingService:
    """Gives licences where rules stand, as far as they go."""

    ledger: Ledger
    orders: OrderStore
    directory: Directory
    catalogue: Callable[[], Catalogue]
    log: ServingLog
    years: RuleYears
    transaction: Transaction
    clock: Clock
    tokens: TokenSource = field(repr=False)

    def follow(self) -> tuple[Round, ...]:
        """Serve the schools where something has changed; what follows an import.

        Raises:
            StoreError: schools that come later were not served; the next import makes up for it.
        """
        return tuple(self.serve(school) for school in self.ledger.ruled() if self._is_due(school))

    def serve(
        self,
        school: SchoolId,
        *,
        actor: Actor = OPERATOR,
        only: Collection[ResourceId] | None = None,
    ) -> Round:
        """Serve the rules of *school*, or those on *only* some resources.

        Whether something changed or not; *actor* must have been permitted to.  The next import
        makes up for rules that were left out.

        Raises:
            StoreError: nothing was given.
        """
        # Whatever an import counts from here on is looked at the next time.
        seen = self.log.served(school).changes
        now = self.clock()
        standing = self.ledger.rules(school)
        rules = [one for one in standing if only is None or one.rule.resource in only]
        digest = self._digest(school, standing, now)
        planned = self.look(school, rules, now)
        done: OperationId | None = None
        with self.transaction():
            if planned.plan.movements:
                self.ledger.lock([stock.id for stock in self._bought(school, rules)])
                planned = self.look(school, rules, now)
                done = self._commit(planned.plan, actor, now)
                digest = self._digest(school, standing, now)
            if len(rules) == len(standing):
                self.log.note(school, seen=seen, digest=digest)
        return replace(planned, operation=done)

    def look(self, school: SchoolId, rules: Sequence[StandingRule], now: datetime) -> Round:
        """Return what serving *rules*, all of one school, would do.

        Between the switch of a school year and the arrival of its classes: by next year's level.
        """
        known = self.catalogue().resources
        wanted: dict[ResourceId, list[Population]] = {}
        for one in sorted(rules, key=serving_order):
            wanted.setdefault(one.rule.resource, []).append(one.rule.population)
        if not wanted:
            return Round(school, Plan())
        year = self.years.year(school, now)
        today = People(self.directory, school).members()
        members = year.members(today)
        stocks = self.ledger.stocks(school, [name for name in wanted if name in known])
        plans: list[Plan] = []
        for resource, populations in wanted.items():
            if resource not in known:
                plans.append(_unknown(resource, school, populations))
                continue
            serving = Serving(
                resource,
                school,
                [stock for stock in stocks if stock.subscription.resource == resource],
                members,
                partial(self.ledger.taken_back, school, resource, since=year.since),
                year.at,
            )
            plans.append(serving.plan(populations))
        return Round(school, joined(plans), ahead=members is not today)

    def _is_due(self, school: SchoolId) -> bool:
        before = self.log.served(school)
        if before.seen < before.changes:
            return True
        return before.digest != self._digest(school, self.ledger.rules(school), self.clock())

    def _digest(self, school: SchoolId, rules: Sequence[StandingRule], now: datetime) -> str:
        """Return what stands for the rules, what was bought for them, and all that was given."""
        known = self.catalogue().resources
        latest = [one.signed.id for one in self.ledger.journal(school, limit=1)]
        bought = [
            (one.id, one.licences, sorted(one.publics), one.starts, one.starts <= now, one.ends)
            for one in self._bought(school, rules)
            if now < one.ends
        ]
        registered = [(one, one.rule.resource in known) for one in rules]
        said = repr((latest, bought, registered, self.years.mark(school, now)))
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    def _bought(self, school: SchoolId, rules: Sequence[StandingRule]) -> list[Subscription]:
        wanted = {one.rule.resource for one in rules}
        return [one for one in self.orders.subscriptions(school) if one.resource in wanted]

    def _commit(self, plan: Plan, actor: Actor, now: datetime) -> OperationId | None:
        if not plan.movements:
            return None
        signed = Signature(
            id=OperationId(self.tokens()), kind=OperationKind.SERVE, actor=actor.text, at=now
        )
        self.ledger.commit(Operation(signed, plan.movements))
        return signed.id


def _unknown(resource: ResourceId, school: SchoolId, populations: Sequence[Population]) -> Plan:
    return Plan(
        impossible=tuple(
            Impossible(one, resource, school, Obstacle.UNKNOWN_RESOURCE) for one in populations
        )
    )
