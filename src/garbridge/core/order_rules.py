"""The rules that an order keeps whoever made it, and that need to know the schools.

What is wrong with the fields of a stated order is :mod:`garbridge.core.order_fields`.
"""

from collections.abc import Mapping
from typing import Final

from garbridge.core.identifiers import SchoolId
from garbridge.core.orders import WINDOW, Order, is_first_degree
from garbridge.core.people import Public
from garbridge.core.stated import Breach

ONE_TARGET: Final = "soit des codes UAI, soit des natures d’établissement"
_NO_LIBRARIAN: Final = "pas de licence DOCUMENTALISTE dans le premier degré"


def order_breach(order: Order, degrees: Mapping[SchoolId, int]) -> Breach | None:
    """Return a rule that *order*, however it was made, does not keep at the schools that are known.

    Args:
        order: The order.
        degrees: The degree of every school that is known.
    """
    if bool(order.schools) is bool(order.natures):
        return Breach("uaiEtab", "RG2", ONE_TARGET)
    return window_breach(order) or first_degree_breach(order, degrees)


def first_degree_breach(order: Order, degrees: Mapping[SchoolId, int]) -> Breach | None:
    """Return how *order* counts licences for librarians where there are none (RG11).

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


def window_breach(order: Order) -> Breach | None:
    """Return how the end of *order* does not go with its start (RG8, RG9)."""
    if order.starts < order.ends <= order.starts + WINDOW:
        return None
    return outside("finValidite" if order.year is None else "anneeFinValidite")


def outside(name: str) -> Breach:
    """Return that the end stated as *name* does not go with the start."""
    return Breach(name, "RG8, RG9", "la fin vient après le début, à dix ans au plus")
