"""What orders become, inside the transaction in which they are written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from garbridge.core.entitlements import Subscription
from garbridge.core.identifiers import SchoolId, SubscriptionId
from garbridge.core.order_rules import order_breach, window_breach
from garbridge.core.ordering import Decline, Declined, Effect, Kept, declined
from garbridge.core.orders import Order, ended_alone, order_id, order_of, subscription_at
from garbridge.core.permissions import Denied
from garbridge.core.roles import Act
from garbridge.ports import OrderStore
from garbridge.services.reaching import Rights, Schools

_MOMENT: Final = timedelta(microseconds=1)


def known_orders(store: OrderStore, names: Sequence[SubscriptionId]) -> dict[SubscriptionId, Order]:
    """Return orders by their names, also where only a subscription was ever written."""
    found = dict(store.orders(names))
    for name, made in store.made_of([name for name in names if name not in found]).items():
        found.update((one.id, order_of(one)) for one in made if one.id == name == order_id(one))
    return found


def known_order(store: OrderStore, name: SubscriptionId) -> Order | None:
    """Return one of :func:`known_orders`."""
    return known_orders(store, [name]).get(name)


def settle(
    store: OrderStore,
    orders: Sequence[Order],
    schools: Schools,
    rights: Rights,
    *,
    new: bool,
) -> Mapping[SubscriptionId, Kept | Declined] | Denied:
    """Claim *orders* and return what each becomes, or why not; subscriptions are not written yet.

    Of one that is declined nothing was written; where all are denied the transaction must be
    undone.

    Args:
        store: The orders.
        orders: As they were stated, each of another name.
        schools: Those there are.
        rights: What the actor may do.
        new: Whether they must not be there yet.
    """
    there = {} if new else known_orders(store, [order.id for order in orders])
    denied = _denied(orders, there, rights)
    if denied:
        return denied
    degrees = schools.degrees()
    breaches = {order.id: order_breach(order, degrees, schools.zone) for order in orders}
    found: dict[SubscriptionId, Kept | Declined] = {
        name: Declined(name, Decline.RULE_BROKEN, (breach,))
        for name, breach in breaches.items()
        if breach is not None
    }
    stated = {order.id: order for order in orders if order.id not in found}
    there = known_orders(store, list(stated)) if new else there
    # Somebody may have ordered or changed it since it was looked at: what is claimed counts.
    claimed = store.claim([there.get(order.id, order) for order in stated.values()])
    there |= claimed
    if new:
        found |= {name: declined(name, Decline.ALREADY_THERE) for name in stated if name in there}
    else:
        denied = rights.denied(Act.CHANGE_SUBSCRIPTION, claimed.values())
    if denied:
        return denied
    return found | _settled(
        store, [order for order in stated.values() if order.id not in found], there, schools
    )


def _denied(
    orders: Iterable[Order], there: Mapping[SubscriptionId, Order], rights: Rights
) -> Denied | None:
    """Say whether they may be ordered, and changed from what they are to what they would be."""
    fresh = [order for order in orders if order.id not in there]
    changed = [order for order in orders if order.id in there]
    return rights.denied(Act.ORDER, fresh) or rights.denied(
        Act.CHANGE_SUBSCRIPTION, [*changed, *there.values()]
    )


def _settled(
    store: OrderStore,
    orders: Sequence[Order],
    there: Mapping[SubscriptionId, Order],
    schools: Schools,
) -> dict[SubscriptionId, Kept | Declined]:
    made_before = store.made_of(order.id for order in orders)
    found: dict[SubscriptionId, Kept | Declined] = {}
    for order in orders:
        if order.id in there:
            made = made_before[order.id]
            found[order.id] = _changed(order, there[order.id], made, schools)
        elif made_before[order.id]:  # written without an order: not replaced unseen
            found[order.id] = declined(order.id, Decline.ALREADY_THERE)
        else:
            made = tuple(subscription_at(order, school) for school in schools.reached(order))
            found[order.id] = Kept(order, Effect.CREATED, made)
    kept = (one for one in found.values() if isinstance(one, Kept))
    store.replace([one.order for one in kept if one.effect is Effect.CHANGED])
    return found


def _changed(
    order: Order, there: Order, made_before: Sequence[Subscription], schools: Schools
) -> Kept | Declined:
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
    breach = window_breach(changed, schools.zone)
    if breach is not None:
        return Declined(order.id, Decline.RULE_BROKEN, (breach,))
    before = {one.school: one for one in made_before}
    reaching = dict.fromkeys((*before, *schools.reached(changed)))
    made = tuple(_at(changed, school, before.get(school), there) for school in reaching)
    same = changed == there and all(before.get(one.school) == one for one in made)
    return Kept(
        changed,
        Effect.UNCHANGED if same else Effect.CHANGED,
        made,
        start_kept=order.starts != there.starts,
        stay_ended=tuple(one.school for one in made if ended_alone(one, changed)),
    )


def _at(order: Order, school: SchoolId, before: Subscription | None, there: Order) -> Subscription:
    """Return what *order* is at *school* now; one that was ended there alone stays so.

    Its end stays another than that of the order, which is what tells so the next time.
    """
    made = subscription_at(order, school)
    if before is None or not ended_alone(before, there):
        return made
    same = before.ends == order.ends
    return replace(made, ends=before.ends - _MOMENT if same else before.ends)
