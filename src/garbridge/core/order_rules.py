"""The rules that an order keeps whoever made it, and that need to know the schools.

What is wrong with the fields of a stated order is :mod:`garbridge.core.order_fields`.
"""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Final

from garbridge.core.days import anniversary, last_day
from garbridge.core.identifiers import SchoolId
from garbridge.core.messages import N_
from garbridge.core.orders import Order, is_first_degree
from garbridge.core.people import Public
from garbridge.core.stated import Breach

ONE_TARGET: Final = N_("soit des codes UAI, soit des natures d’établissement")
LONGEST_YEARS: Final = 10
"""How many school years an order may run (RG7, RG8)."""
_NO_LIBRARIAN: Final = N_("pas de licence DOCUMENTALISTE dans le premier degré")


def order_breach(order: Order, degrees: Mapping[SchoolId, int], zone: tzinfo) -> Breach | None:
    """Return a rule that *order*, however it was made, does not keep at the schools that are known.

    Args:
        order: The order.
        degrees: The degree of every school that is known.
        zone: Where its days are.
    """
    if bool(order.schools) is bool(order.natures):
        return Breach("uaiEtab", "RG2", ONE_TARGET)
    return window_breach(order, zone) or first_degree_breach(order, degrees)


def first_degree_breach(order: Order, degrees: Mapping[SchoolId, int]) -> Breach | None:
    """Return how *order* counts licences for librarians where there are none (RG11).

    The rule is about licences that are counted for them, or that nobody else may have.  One number
    for several publics counts none for them: four publics under one number is what distributors
    write for every school, and at an école those that are there have the licences.  What the GAR
    itself does with that is not known.

    Args:
        order: The order.
        degrees: The degree of every school that is known; one that is not is no breach.
    """
    limit = order.licences.limit_for(Public.LIBRARIANS) if order.licences.per_public else 0
    if limit == 0 and order.publics != {Public.LIBRARIANS}:
        return None
    if any(is_first_degree(nature) for nature in order.natures):
        return Breach("codeNatureUAI", "RG11", _NO_LIBRARIAN)
    if any(degrees.get(school) == 1 for school in order.schools):
        return Breach("uaiEtab", "RG11", _NO_LIBRARIAN)
    return None


def window_breach(order: Order, zone: tzinfo) -> Breach | None:
    """Return how the end of *order* does not go with its start (RG8, RG9), by days of *zone*."""
    if is_window(order.starts, order.ends, zone):
        return None
    return outside("finValidite" if order.year is None else "anneeFinValidite")


def is_window(starts: datetime, ends: datetime, zone: tzinfo) -> bool:
    """Say whether something may run from *starts* up to the exclusive *ends*.

    Ten years are those of the calendar, however many days they have: the last day comes before the
    tenth anniversary of the first one, as the GAR's own clients count (RG8).

    >>> from datetime import UTC
    >>> is_window(datetime(2026, 8, 16, tzinfo=UTC), datetime(2036, 8, 16, tzinfo=UTC), UTC)
    True
    """
    first = starts.astimezone(zone).date()
    return starts < ends and last_day(ends, zone) < anniversary(first, LONGEST_YEARS)


def outside(name: str) -> Breach:
    """Return that the end stated as *name* does not go with the start."""
    return Breach(name, "RG8, RG9", N_("la fin vient après le début, à dix ans au plus"))
