"""Seats of people whose place had an end from the beginning: they come back by themselves.

A replacement teacher or a hosted pupil has a membership that ends on a day; when it is over, what
they hold at that school comes back without anybody's word.  Who leaves without such a day is in
the queue, and somebody decides.  Licences that the order locks stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from garbridge.core.identifiers import OperationId, PersonId, ResourceId, SchoolId
from garbridge.core.operations import Operation, OperationKind, Signature
from garbridge.core.people import Membership
from garbridge.core.permissions import OPERATOR, Actor, Denied
from garbridge.core.planning import plan_withdrawal
from garbridge.core.queue import EntryKind
from garbridge.core.roles import Act
from garbridge.core.seats import Plan, Stock, joined
from garbridge.ports import Clock, Directory, Ledger, QueueStore, TokenSource, Transaction
from garbridge.services.permitting import PermissionService
from garbridge.services.selecting import Through
from garbridge.services.serving import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturningService:
    """Takes back what people hold whose place is over, as it was to be; for a nightly timer."""

    directory: Directory
    ledger: Ledger
    queue: QueueStore
    permissions: PermissionService
    transaction: Transaction
    clock: Clock
    tokens: TokenSource = field(repr=False)

    def settle(
        self,
        actor: Actor = OPERATOR,
        schools: Sequence[SchoolId] | None = None,
        *,
        rehearse: bool = False,
        through: Through = tuple,
    ) -> tuple[Round, ...] | Denied:
        """Take back at *schools*, or at all; return those where anything comes back.

        They are gone *through* one after the other.

        Done once, whatever is asked again.

        Raises:
            StoreError: schools that come later were not settled.
        """
        named = schools or [school.id for school in self.directory.schools()]
        answer = self.permissions.permit_all(
            actor, Act.RECLAIM, [(school, None) for school in dict.fromkeys(named)]
        )
        if isinstance(answer, Denied):
            return answer
        rounds = [self._settle(school, actor, rehearse=rehearse) for school in through(named)]
        return tuple(one for one in rounds if one.plan.movements or one.plan.impossible)

    def _settle(self, school: SchoolId, actor: Actor, *, rehearse: bool) -> Round:
        plan = self._plan(school, self.clock())
        if rehearse or not plan.movements:
            return Round(school, plan)
        with self.transaction():
            self.ledger.lock([stock.subscription.id for stock in self.ledger.stocks(school)])
            now = self.clock()
            plan = self._plan(school, now)
            if not plan.movements:
                return Round(school, plan)
            signed = Signature(
                id=OperationId(self.tokens()),
                kind=OperationKind.RECLAIM,
                actor=actor.text,
                at=now,
            )
            self.ledger.commit(Operation(signed, plan.movements))
        return Round(school, plan, signed.id)

    def _plan(self, school: SchoolId, now: datetime) -> Plan:
        stocks = [one for one in self.ledger.stocks(school) if one.holders]
        holders = sorted({person for stock in stocks for person in stock.holders})
        over = [person for person in holders if self._is_over(person, school, now)]
        by_resource: dict[ResourceId, list[Stock]] = {}
        for stock in stocks:
            by_resource.setdefault(stock.subscription.resource, []).append(stock)
        return joined(
            plan_withdrawal(resource, school, here, over, whole_list=False)
            for resource, here in by_resource.items()
        )

    def _is_over(self, person: PersonId, school: SchoolId, now: datetime) -> bool:
        found = self.directory.person(person)
        place = None if found is None else found.at(school)
        if place is None or place.ends is None or now < place.ends:
            return False
        return not self._is_queued(person, place, place.ends)

    def _is_queued(self, person: PersonId, place: Membership, ends: datetime) -> bool:
        """Say whether an import ended the place: then somebody decides, or has decided."""
        entries = self.queue.of_person(place.school, person)
        return any(one.kind is EntryKind.DEPARTURE and one.at >= ends for one in entries)
