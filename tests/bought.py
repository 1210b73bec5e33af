"""What a table of subscriptions comes to, without a portal."""

from datetime import tzinfo
from pathlib import Path

from garbridge.core.entitlements import Subscription
from garbridge.core.orders import subscription_at
from garbridge.formats.order_files import read_orders


def read_subscriptions(file: Path, zone: tzinfo) -> tuple[Subscription, ...]:
    """Return the subscriptions at the schools that *file* names.

    Raises:
        ImportRefusedError: with every problem.
    """
    found = read_orders(file, zone)
    found.problems.refuse()
    return tuple(subscription_at(order, at) for order in found.orders for at in order.schools)
