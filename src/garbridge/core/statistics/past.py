"""What was given out at an instant that is over: what is given now, and every act since undone."""

from collections.abc import Iterable
from dataclasses import replace

from garbridge.core.access import Entitlements
from garbridge.core.entitlements import Opening, Rule, Seat
from garbridge.core.identifiers import PersonId, SubscriptionId
from garbridge.core.operations import Movement


def as_it_was(given: Entitlements, since: Iterable[Movement]) -> Entitlements:
    """Return *given* before the movements *since*, the latest first.

    Rules are no licences, and are left out.
    """
    seats: dict[tuple[SubscriptionId, PersonId], Seat] = {
        (one.subscription, one.person): one for one in given.seats
    }
    openings = dict.fromkeys(given.openings)
    for movement in since:
        match movement.right:
            case Seat() as seat if movement.gives:
                seats.pop((seat.subscription, seat.person), None)
            case Seat() as seat:
                seats[seat.subscription, seat.person] = seat
            case Opening() as opening if movement.gives:
                openings.pop(opening, None)
            case Opening() as opening:
                openings[opening] = None
            case Rule():
                pass
    return replace(given, seats=tuple(seats.values()), openings=tuple(openings))
