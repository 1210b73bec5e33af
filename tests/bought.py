"""What a table of subscriptions, or of assignments, comes to, without a portal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from garbridge.core.entitlements import Opening, Seat, Subscription
from garbridge.core.orders import subscription_at
from garbridge.formats.entitlement_tables import read_assignments
from garbridge.formats.order_files import read_orders


def read_subscriptions(file: Path, zone: tzinfo) -> tuple[Subscription, ...]:
    """Return the subscriptions at the schools that *file* names.

    Raises:
        ImportRefusedError: with every problem.
    """
    found = read_orders(file, zone)
    found.problems.refuse()
    return tuple(subscription_at(order, at) for order in found.orders for at in order.schools)


@dataclass(frozen=True)
class Assigned:
    """Who is given what."""

    seats: tuple[Seat, ...]
    openings: tuple[Opening, ...]


def read_assigned(file: Path, subscriptions: Iterable[Subscription]) -> Assigned:
    """Return what *file* gives under *subscriptions*.

    Raises:
        ImportRefusedError: with every problem.
    """
    found = read_assignments(file, subscriptions)
    found.problems.refuse()
    return Assigned(
        tuple(right for right in found.rights if isinstance(right, Seat)),
        tuple(right for right in found.rights if isinstance(right, Opening)),
    )
