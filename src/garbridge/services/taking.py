"""Takes orders in one transaction: claimed, held to rules and to the actor's rights, written."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NoReturn

from garbridge.core.identifiers import SchoolId, SubscriptionId
from garbridge.core.messages import Message
from garbridge.core.ordering import Decline, Declined, Kept, declined
from garbridge.core.orders import Order
from garbridge.core.permissions import Denied
from garbridge.core.stated import Breach
from garbridge.errors import GarbridgeError, ImportRefusedError
from garbridge.ports import EntitlementWriter, OrderStore, Transaction
from garbridge.services.reaching import Rights, Schools
from garbridge.services.selecting import Passing
from garbridge.services.settling import settle

MOST_AT_ONCE: Final = 1_000
"""Orders that are settled together: so many that it costs nothing, so few that one is told."""
_TOLD: Final = Message("{told}")
"""What a store says of the licences that would not fit: as it says it."""


class _UndoneError(GarbridgeError):
    """Passes through a transaction so that it is undone; never leaves this module."""


def _undo() -> NoReturn:
    raise _UndoneError


@dataclass(frozen=True, slots=True)
class Taking:
    """Writes orders with what they become; where one is denied or declined, nothing of it."""

    orders: OrderStore
    writer: EntitlementWriter
    transaction: Transaction

    def together(
        self,
        orders: Sequence[Order],
        here: Schools,
        rights: Rights,
        *,
        rehearse: bool,
        passing: Passing[Sequence[Order]] = tuple,
    ) -> tuple[Kept | Declined, ...] | Denied | None:
        """Take all *orders* in one transaction; ``None``, and nothing written, if one is wrong.

        Raises:
            StoreError: nothing was written.
        """
        kept: dict[SubscriptionId, Kept] = {}
        denied: Denied | None = None
        try:
            with self.transaction():
                for stated in passing(_each_name_once(orders)):
                    outcomes = settle(self.orders, stated, here, rights, new=False)
                    if isinstance(outcomes, Denied):
                        denied = outcomes
                        _undo()
                    for name, outcome in outcomes.items():
                        if isinstance(outcome, Declined):
                            _undo()
                        kept[name] = outcome
                self.writer.write(
                    subscriptions=[made for one in kept.values() for made in one.subscriptions]
                )
                if rehearse:
                    _undo()
        except ImportRefusedError:
            return None
        except _UndoneError:
            if denied:
                return denied
            if not rehearse or not kept.keys() >= {order.id for order in orders}:
                return None
        return tuple(kept[order.id] for order in orders)

    def alone(
        self,
        order: Order,
        here: Schools,
        rights: Rights,
        *,
        new: bool = False,
        rehearse: bool = False,
        never_at: Collection[SchoolId] = (),
    ) -> Kept | Declined | Denied:
        """Take one order; with *new* it must not be there yet.

        At the schools *never_at* what it becomes ends before it begins.

        Raises:
            StoreError: nothing was written.
        """
        outcome: Kept | Declined | Denied | None = None
        try:
            with self.transaction():
                outcomes = settle(self.orders, [order], here, rights, new=new)
                outcome = outcomes if isinstance(outcomes, Denied) else outcomes[order.id]
                if isinstance(outcome, Kept):
                    made = (
                        replace(one, ends=one.starts) if one.school in never_at else one
                        for one in outcome.subscriptions
                    )
                    outcome = replace(outcome, subscriptions=tuple(made))
                    self.writer.write(subscriptions=outcome.subscriptions)
                if rehearse or not isinstance(outcome, Kept):
                    _undo()
        except ImportRefusedError as refused:
            told = declined(order.id, Decline.IN_USE)
            detail = Breach("nbLicenceGlobale", "", _TOLD, (("told", refused.problems[0]),))
            return replace(told, breaches=(*told.breaches, detail))
        except _UndoneError:
            pass
        return outcome or declined(order.id, Decline.RULE_BROKEN)


def _each_name_once(orders: Iterable[Order]) -> list[Sequence[Order]]:
    """Return *orders* in parts in which no name comes twice, each name in its own order."""
    rounds: list[dict[SubscriptionId, Order]] = []
    for order in orders:
        free = next((one for one in rounds if order.id not in one), None)
        if free is None:
            free = {}
            rounds.append(free)
        free[order.id] = order
    return [part for one in rounds for part in _parts(list(one.values()))]


def _parts(orders: Sequence[Order]) -> Iterator[Sequence[Order]]:
    for first in range(0, len(orders), MOST_AT_ONCE):
        yield orders[first : first + MOST_AT_ONCE]
