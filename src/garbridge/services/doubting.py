"""What a preview warns about: one title twice, and the wrong edition."""

from collections.abc import Callable, Iterable, Sequence

from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import Seat
from garbridge.core.families import double_title, relatives, wrong_public
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.operations import Movement
from garbridge.core.people import Public
from garbridge.core.seats import Doubt, Doubtful, Stock

Stocks = Callable[[SchoolId, Sequence[ResourceId]], Sequence[Stock]]
Place = tuple[SchoolId, ResourceId]


def doubts_of(
    movements: Iterable[Movement], catalogue: Catalogue, stocks: Stocks
) -> tuple[Doubtful, ...]:
    """Return the doubts about the seats that *movements* give.

    Holders are asked for only where a resource has relatives.

    Args:
        movements: What is planned.
        catalogue: What is registered.
        stocks: Tells who holds some resources at a school.
    """
    given: dict[Place, list[tuple[PersonId, Public | None]]] = {}
    for movement in movements:
        right = movement.right
        if isinstance(right, Seat) and movement.gives:
            given.setdefault((right.school, right.resource), []).append(
                (right.person, movement.public)
            )
    found: list[Doubtful] = []
    for (school, name), people in given.items():
        resource = catalogue.resources.get(name)
        if resource is None:
            continue
        others = relatives(resource, catalogue)
        held = _held(school, others, given, stocks) if others else {}
        for person, public in people:
            if public is not None and wrong_public(resource, public):
                found.append(Doubtful(person, name, school, Doubt.WRONG_EDITION))
            double = double_title(resource, held.get(person, ()), catalogue)
            if double is not None:
                found.append(Doubtful(person, name, school, Doubt.DOUBLE_TITLE, double.id))
    return tuple(found)


def _held(
    school: SchoolId,
    resources: Sequence[ResourceId],
    given: dict[Place, list[tuple[PersonId, Public | None]]],
    stocks: Stocks,
) -> dict[PersonId, set[ResourceId]]:
    """Return what people hold of *resources*, or would once all that is planned is given."""
    held: dict[PersonId, set[ResourceId]] = {}
    for stock in stocks(school, resources):
        for person in stock.holders:
            held.setdefault(person, set()).add(stock.subscription.resource)
    for resource in resources:
        for person, _ in given.get((school, resource), ()):
            held.setdefault(person, set()).add(resource)
    return held
