"""The licences that are given, in memory: the reference of the ledger."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from garbridge.core.entitlements import Opening, Population, Rule, Seat, Subscription
from garbridge.core.identifiers import (
    OperationId,
    PersonId,
    ResourceId,
    SchoolId,
    SubscriptionId,
)
from garbridge.core.operations import BY_HAND, Movement, Operation, Signature, Summary
from garbridge.core.people import Public
from garbridge.core.rules import StandingRule, TakenBack, serving_order
from garbridge.core.seats import Held, Stock
from garbridge.errors import StoreError
from garbridge.stores.memory.database import MemoryDatabase


class MemoryLedger:
    """The reference of :class:`garbridge.ports.Ledger`.

    Args:
        database: Where everything is kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def stocks(
        self, school: SchoolId, resources: Sequence[ResourceId] | None = None
    ) -> Sequence[Stock]:
        """Return every subscription of *school* to one of *resources*, with who holds what."""
        with self._database.transaction():
            return [
                self._stock(one)
                for one in self._database.subscriptions.all().values()
                if one.school == school and (resources is None or one.resource in resources)
            ]

    def names(
        self, school: SchoolId, resources: Sequence[ResourceId] | None = None
    ) -> Sequence[SubscriptionId]:
        """Return what :meth:`stocks` would be about, without who holds what."""
        return [stock.subscription.id for stock in self.stocks(school, resources)]

    def lock(self, subscriptions: Sequence[SubscriptionId]) -> None:
        """Refuse names that nobody knows: the transaction itself lets nobody else in."""
        for name in subscriptions:
            self._bought(name)

    def commit(self, operation: Operation) -> None:
        """Apply *operation* and write it into the journal, all or nothing.

        Raises:
            StoreError: what is given has changed, or would be more than there is.  Nothing was
                written.
        """
        with self._database.transaction():
            if operation.signed.undoes is not None:
                self._mark_undone(operation.signed.undoes, operation.signed.id)
            # A right may come back to be given to somebody else in the same operation.
            for movement in sorted(operation.movements, key=lambda m: m.gives):
                self._apply(movement, operation.signed)
            given = [m.right for m in operation.movements if m.gives]
            for name in {right.subscription for right in given if isinstance(right, Seat)}:
                self._require_licences(self._bought(name))
            self.write_down(operation)

    def write_down(self, operation: Operation) -> None:
        """Write *operation*, whose movements are applied, into the journal."""
        for school in operation.schools:
            key = (school, operation.signed.id)
            if self._database.operations.get(key) is not None:
                raise StoreError("an operation of that name was journalled before")
            moved = operation.at_school(school)
            given = sum(movement.gives for movement in moved)
            self._database.operations.put(
                key,
                Summary(
                    signed=operation.signed,
                    school=school,
                    given=given,
                    returned=len(moved) - given,
                ),
            )
            self._database.movements.put(key, moved)

    def operation(self, operation: OperationId) -> Operation | None:
        """Return one operation with all its movements; ``None`` if unknown."""
        with self._database.transaction():
            found = self._of(operation)
            moved = self._database.movements.all()
        if not found:
            return None
        by_school = {school: moved[school, operation] for school in sorted(s.school for s in found)}
        movements = tuple(movement for there in by_school.values() for movement in there)
        elsewhere = tuple(school for school, there in by_school.items() if not there)
        return Operation(found[0].signed, movements, elsewhere)

    def undone_by(self, operation: OperationId) -> OperationId | None:
        """Return the operation that undid *operation*; ``None`` while it stands."""
        return next((summary.undone for summary in self._of(operation) if summary.undone), None)

    def journal(
        self, school: SchoolId, *, limit: int, resources: Collection[ResourceId] | None = None
    ) -> Sequence[Summary]:
        """Return the latest operations at *school*, of some *resources* or of all."""
        with self._database.transaction():
            there = self._at(school)[::-1]
            moved = self._database.movements.all()
        if resources is not None:
            there = [_about(one, moved[school, one.signed.id], resources) for one in there]
            there = [one for one in there if one.given or one.returned]
        return there[:limit]

    def rules(self, school: SchoolId) -> Sequence[StandingRule]:
        """Return the rules that stand at *school*, in the order in which they are served."""
        with self._database.transaction():
            standing = self._database.rules.all().values()
        return sorted((one for one in standing if one.rule.school == school), key=serving_order)

    def ruled(self) -> Sequence[SchoolId]:
        """Return the schools with a rule, by UAI."""
        with self._database.transaction():
            return sorted({rule.school for rule in self._database.rules.all()})

    def taken_back(self, school: SchoolId, resource: ResourceId, *, since: datetime) -> TakenBack:
        """Return whose licence of *resource* there was last taken back by hand since an instant."""
        taken: dict[PersonId | Population, bool] = {}
        for signed, moved in self._acts(school):
            if signed.at < since:
                continue
            # What is taken comes before what is given.
            for movement in sorted(moved, key=lambda m: m.gives):
                right = movement.right
                if not isinstance(right, Rule) and right.resource == resource:
                    taken[_who(right)] = not movement.gives and signed.kind in BY_HAND
        return frozenset(who for who, by_hand in taken.items() if by_hand)

    def _acts(self, school: SchoolId) -> list[tuple[Signature, Sequence[Movement]]]:
        """Return what was done at *school*, oldest first."""
        with self._database.transaction():
            moved = self._database.movements.all()
            there = self._at(school)
        return [(one.signed, moved[school, one.signed.id]) for one in there]

    def _at(self, school: SchoolId) -> list[Summary]:
        """Return the journal of *school*, oldest first.

        Rows stand in the order in which they were written, which tells those of one instant apart.
        """
        there = (s for s in self._database.operations.all().values() if s.school == school)
        return sorted(there, key=lambda summary: summary.signed.at)

    def _of(self, operation: OperationId) -> list[Summary]:
        return [s for s in self._database.operations.all().values() if s.signed.id == operation]

    def _mark_undone(self, operation: OperationId, by: OperationId) -> None:
        standing = [summary for summary in self._of(operation) if summary.undone is None]
        if not standing:
            raise StoreError("that operation is unknown, or was undone before")
        for summary in standing:
            self._database.operations.put((summary.school, operation), replace(summary, undone=by))

    def _stock(self, bought: Subscription) -> Stock:
        seats, publics = self._database.seats.all(), self._database.publics
        return Stock(
            bought,
            {
                seat.person: Held(publics.get(key), seat.origin)
                for key, seat in seats.items()
                if seat.subscription == bought.id
            },
            tuple(one for one in self._database.openings.all() if one.subscription == bought.id),
        )

    def _bought(self, name: SubscriptionId) -> Subscription:
        found = self._database.subscriptions.get(name)
        if found is None:
            raise StoreError("no such subscription")
        return found

    def _apply(self, movement: Movement, signed: Signature) -> None:
        match movement.right:
            case Seat():
                self._move_seat(movement.right, movement.public, gives=movement.gives)
            case Opening():
                self._move_opening(movement.right, gives=movement.gives)
            case Rule():
                self._move_rule(movement.right, signed, gives=movement.gives)

    def _move_seat(self, seat: Seat, public: Public | None, *, gives: bool) -> None:
        self._bought(seat.subscription)
        database, key = self._database, (seat.subscription, seat.person)
        _require(as_it_was=(database.seats.get(key) is None) is gives)
        if gives:
            database.seats.put(key, seat)
            database.publics.put(key, public)
        else:
            database.seats.drop(key)
            database.publics.drop(key)

    def _move_opening(self, opening: Opening, *, gives: bool) -> None:
        self._bought(opening.subscription)
        _require(as_it_was=(self._database.openings.get(opening) is None) is gives)
        if gives:
            self._database.openings.put(opening, opening)
        else:
            self._database.openings.drop(opening)

    def _move_rule(self, rule: Rule, signed: Signature, *, gives: bool) -> None:
        _require(as_it_was=(self._database.rules.get(rule) is None) is gives)
        if gives:
            by = self._writer(rule, signed)
            self._database.rules.put(rule, StandingRule(rule, by.actor, by.at, by.reason))
        else:
            self._database.rules.drop(rule)

    def _writer(self, rule: Rule, signed: Signature) -> Signature:
        """Return who wrote *rule*: whoever did before what *signed* undoes, or *signed*."""
        acts = self._acts(rule.school)
        undone = next((n for n, (by, _) in enumerate(acts) if by.id == signed.undoes), -1)
        writers = [
            by
            for by, moved in acts[: undone + 1]
            if by.undoes is None and any(m.gives and m.right == rule for m in moved)
        ]
        return writers[-1] if writers else signed

    def _require_licences(self, bought: Subscription) -> None:
        taken = Counter(held.public for held in self._stock(bought).holders.values())
        if bought.licences.overdrawn(taken):
            raise StoreError("more licences would be given than there are")


def _require(*, as_it_was: bool) -> None:
    if not as_it_was:
        raise StoreError("what is given has changed since it was looked at")


def _about(
    summary: Summary, moved: Iterable[Movement], resources: Collection[ResourceId]
) -> Summary:
    """Return *summary* with the movements of *resources* alone counted."""
    counts = Counter(one.gives for one in moved if one.right.resource in resources)
    return replace(summary, given=counts[True], returned=counts[False])


def _who(right: Seat | Opening | Rule) -> PersonId | Population:
    return right.person if isinstance(right, Seat) else right.population
