"""Serving standing rules: whoever is in their population and has no licence gets one.

Runs after every import of the directory for the schools where something changed, when a rule is
written, and whenever somebody asks.  A school is looked at where its people, its rules, what it
bought or what it gave has changed since it was last served, or somebody's place there has begun;
else nothing is read but that.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Final

from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import Population, Subscription
from garbridge.core.gathering import Gathered
from garbridge.core.identifiers import OperationId, ResourceId, SchoolId
from garbridge.core.operations import Operation, OperationKind, Signature
from garbridge.core.people import is_current
from garbridge.core.permissions import OPERATOR, Actor
from garbridge.core.rules import Serving, StandingRule, next_begin, serving_order
from garbridge.core.seats import Candidate, Doubtful, Impossible, Obstacle, Plan, Stock, joined
from garbridge.ports import (
    Clock,
    Directory,
    Ledger,
    OrderStore,
    ServingLog,
    TokenSource,
    Transaction,
)
from garbridge.services.doubting import doubts_of
from garbridge.services.rule_years import RuleYears
from garbridge.services.selecting import People

_BEGINS: Final = "@"
"""Stands before the second at which the next place begins, in what is noted of a school."""
_LENGTH: Final = 20


@dataclass(frozen=True, slots=True)
class Round:
    """What serving the rules of one school came to.

    ``operation`` is ``None`` where nothing was to be given, or nothing was written.  ``doubts``
    are those of a rehearsal; they keep nobody from being served.  ``ahead`` says that the classes
    of the new year are not there yet: rules were served by next year's level.
    """

    school: SchoolId
    plan: Plan
    operation: OperationId | None = None
    doubts: tuple[Doubtful, ...] = ()
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of a school, and how many of its changes they were read after."""

    school: SchoolId
    seen: int
    people: People

    @property
    def members(self) -> Sequence[Candidate]:
        """Everybody there, by name."""
        return self.people.members()


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
        roster = self.roster(school)
        found = self.ledger.rules(school)
        rules = [one for one in found if only is None or one.rule.resource in only]
        with self.transaction():
            self.lock(rules)
            standing = self.ledger.rules(school)  # one that was taken back meanwhile gives nothing
            there = set(standing)
            rules = [one for one in rules if one in there]
            now = self.clock()
            # What changes from here on is looked at the next time.
            digest = self._digest(school, standing, now)
            planned = self.look(roster, rules, now)
            return self.give(roster, rules, planned, actor, now, digest)

    def roster(self, school: SchoolId) -> Roster:
        """Read who is at *school*: the long part, before anything is locked."""
        # Whatever an import counts from here on is looked at the next time.
        seen = self.log.served(school).changes
        people = People(self.directory, school)
        people.members()
        return Roster(school, seen, people)

    def lock(self, rules: Iterable[StandingRule]) -> None:
        """Inside a transaction: let nobody else give what *rules* are about until its end."""
        wanted: dict[SchoolId, set[ResourceId]] = {}
        for one in rules:
            wanted.setdefault(one.rule.school, set()).add(one.rule.resource)
        names = (self.ledger.names(school, sorted(about)) for school, about in wanted.items())
        self.ledger.lock(sorted(chain.from_iterable(names)))

    def give(  # noqa: PLR0917 - what was looked at, by whom and when
        self,
        roster: Roster,
        rules: Sequence[StandingRule],
        planned: Round,
        actor: Actor,
        now: datetime,
        digest: str = "",
    ) -> Round:
        """Give what *planned*, made under the lock from *rules*, says, and remember it.

        Where other rules stand at the school nothing is remembered: they were not served.
        *digest* stands for the school before, where it was not changed since.
        """
        school = roster.school
        done = self._commit(planned.plan, actor, now)
        if len(rules) == len(self.ledger.rules(school)):
            if done is not None or not digest:
                digest = self._digest(school, rules, now)
            begins = next_begin(roster.members, now)
            if begins is not None:
                digest += f"{_BEGINS}{int(begins.timestamp()):x}"
            self.log.note(school, seen=roster.seen, digest=digest)
        return replace(planned, operation=done)

    def rehearsed(
        self, rosters: Sequence[Roster], looked: Sequence[Round], now: datetime
    ) -> tuple[Round, ...]:
        """Return what was *looked* at, with the doubts about it taken together."""
        doubts = doubts_of(
            (movement for one in looked for movement in one.plan.movements),
            self.catalogue(),
            self.ledger.stocks,
            {roster.school: roster.people for roster in rosters},
            now,
        )
        return tuple(
            replace(one, doubts=tuple(d for d in doubts if d.school == one.school))
            for one in looked
        )

    def look(
        self,
        roster: Roster,
        rules: Sequence[StandingRule],
        now: datetime,
        stocks: Sequence[Stock] | None = None,
    ) -> Round:
        """Return what serving *rules*, all of the school of *roster*, would do.

        *stocks* are those of the school, where they were read.

        Between the switch of a school year and the arrival of its classes: by next year's level.
        """
        school, today = roster.school, roster.members
        known = self.catalogue().resources
        wanted: dict[ResourceId, list[Population]] = {}
        for one in sorted(rules, key=serving_order):
            wanted.setdefault(one.rule.resource, []).append(one.rule.population)
        if not wanted:
            return Round(school, Plan())
        year = self.years.year(school, now)
        members = year.members(today)
        there = Gathered(one for one in members if is_current(one.membership, year.at))
        if stocks is None:
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
                there,
                partial(self.ledger.taken_back, school, resource, since=year.since),
                year.at,
            )
            plans.append(serving.plan(populations))
        return Round(school, joined(plans), ahead=members is not today)

    def _is_due(self, school: SchoolId) -> bool:
        before, now = self.log.served(school), self.clock()
        digest, _, begins = before.digest.partition(_BEGINS)
        if before.seen < before.changes or (begins and int(begins, 16) <= now.timestamp()):
            return True
        return digest != self._digest(school, self.ledger.rules(school), now)

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
        return hashlib.sha256(said.encode()).hexdigest()[:_LENGTH]

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
