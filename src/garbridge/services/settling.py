"""What one order becomes, inside the transaction in which it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from garbridge.core.entitlements import Subscription
from garbridge.core.identifiers import SchoolId, SubscriptionId
from garbridge.core.order_rules import order_breach, window_breach
from garbridge.core.ordering import Decline, Declined, Effect, Kept, declined
from garbridge.core.orders import Order, order_id, order_of, reached, subscription_at
from garbridge.core.people import School
from garbridge.ports import OrderStore


@dataclass(frozen=True, slots=True)
class Schools:
    """The schools there are, and their natures."""

    known: tuple[School, ...]
    natures: Mapping[SchoolId, str]

    def degrees(self) -> Mapping[SchoolId, int]:
        """Return the degree of each."""
        return {school.id: school.degree for school in self.known}

    def reached(self, order: Order) -> tuple[SchoolId, ...]:
        """Return those that *order* reaches."""
        return reached(order, self.known, self.natures)


def known_order(store: OrderStore, name: SubscriptionId) -> Order | None:
    """Return an order by its name, also where only its subscription was ever written."""
    found = store.order(name)
    if found is None:
        for one in store.made_of(name):
            if one.id == name == order_id(one):
                return order_of(one)
    return found


def settle(store: OrderStore, order: Order, schools: Schools, *, new: bool) -> Kept | Declined:
    """Claim *order* and return what it becomes, or why not; its subscriptions are not written yet.

    Where it is declined nothing was written.

    Args:
        store: The orders.
        order: As it was stated.
        schools: Those there are.
        new: Whether it must not be there yet.
    """
    breach = order_breach(order, schools.degrees())
    if breach is not None:
        return Declined(order.id, Decline.RULE_BROKEN, (breach,))
    there = known_order(store, order.id)
    there = store.claim(there or order) or there
    if there is None:
        made = tuple(subscription_at(order, school) for school in schools.reached(order))
        return Kept(order, Effect.CREATED, made)
    if new:
        return declined(order.id, Decline.ALREADY_THERE)
    return _changed(store, order, there, schools)


def _changed(store: OrderStore, order: Order, there: Order, schools: Schools) -> Kept | Declined:
    if there.ended is not None:
        return declined(order.id, Decline.ENDED)
    if set(order.schools) != set(there.schools) or set(order.natures) != set(there.natures):
        return declined(order.id, Decline.SCHOOLS_FIXED)
    changed = replace(
        order,
        starts=there.starts,
        schools=there.schools,
        natures=there.natures,
        follows=there.follows,
    )
    breach = window_breach(changed)
    if breach is not None:
        return Declined(order.id, Decline.RULE_BROKEN, (breach,))
    before = {one.school: one for one in store.made_of(order.id)}
    reaching = dict.fromkeys((*before, *schools.reached(changed)))
    made = tuple(_at(changed, school, before.get(school), there) for school in reaching)
    effect = Effect.UNCHANGED
    if changed != there or any(before.get(one.school) != one for one in made):
        store.replace(changed)
        effect = Effect.CHANGED
    return Kept(changed, effect, made, start_kept=order.starts != there.starts)


def _at(order: Order, school: SchoolId, before: Subscription | None, there: Order) -> Subscription:
    """Return what *order* is at *school* now; one that was ended there alone stays so."""
    made = subscription_at(order, school)
    if before is not None and before.ends < there.ends:
        return replace(made, ends=min(before.ends, made.ends))
    return made
