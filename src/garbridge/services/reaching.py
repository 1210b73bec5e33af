"""Which schools an order reaches, and whether who asks may order, change or end it there."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Protocol

from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.machines import Distributor
from garbridge.core.orders import Order, reached
from garbridge.core.people import School
from garbridge.core.permissions import EVERYWHERE, Actor, Denial, Denied
from garbridge.core.roles import Act
from garbridge.core.selling import DISTRIBUTORS_DO, denied_to
from garbridge.services.permitting import PermissionService


@dataclass(frozen=True, slots=True)
class Schools:
    """The schools there are, their natures, and the zone of their days."""

    known: tuple[School, ...]
    natures: Mapping[SchoolId, str]
    zone: tzinfo

    def degrees(self) -> Mapping[SchoolId, int]:
        """Return the degree of each."""
        return {school.id: school.degree for school in self.known}

    def reached(self, order: Order) -> tuple[SchoolId, ...]:
        """Return those that *order* reaches."""
        return reached(order, self.known, self.natures)


class Rights(Protocol):
    """What somebody may do to orders."""

    def denied(self, act: Act, orders: Iterable[Order]) -> Denied | None:
        """Say why they may not do *act* to all *orders*."""
        ...

    def denied_at(self, act: Act, school: SchoolId, resource: ResourceId) -> Denied | None:
        """Say why they may not do *act* at *school*, to *resource*."""
        ...


@dataclass(frozen=True, slots=True)
class DistributorRights:
    """What a distributor may: order, change and end what is its own, and nothing else."""

    distributor: Distributor

    def denied(self, act: Act, orders: Iterable[Order]) -> Denied | None:
        """Say why it may not do *act* to all *orders*."""
        return denied_to(self.distributor, orders) if act in DISTRIBUTORS_DO else _NO_ACT

    def denied_at(self, act: Act, school: SchoolId, resource: ResourceId) -> Denied | None:
        """Say why it may not do *act* at one school alone: it sells orders, not parts of them."""
        del act, school, resource
        return _NO_ACT


_NO_ACT = Denied(Denial.ROLE_DOES_NOT_ALLOW)


@dataclass(frozen=True, slots=True)
class OrderRights:
    """What *actor* may do to orders; asks the one permission function, and keeps no answer."""

    permissions: PermissionService
    catalogue: Callable[[], Catalogue]
    actor: Actor

    def denied(self, act: Act, orders: Iterable[Order]) -> Denied | None:
        """Say why *actor* may not do *act* to all *orders*, at every school each of them reaches.

        An order for natures of schools reaches those that come later too: it takes a grant at
        every school of the tenant.  A resource that nobody registered is in no limited scope, and
        an order for no school in nobody's but the operator's.
        """
        asked = list(orders)
        if not asked:
            return None
        places = {place for order in asked for place in _places(order)}
        known = self.catalogue().resources
        answer = self.permissions.permit_all(
            self.actor, act, ((school, known.get(name)) for school, name in sorted(places))
        )
        return answer if isinstance(answer, Denied) else None

    def denied_at(self, act: Act, school: SchoolId, resource: ResourceId) -> Denied | None:
        """Say why *actor* may not do *act* at *school*, to *resource*."""
        about = self.catalogue().resources.get(resource)
        answer = self.permissions.permit_all(self.actor, act, [(school, about)])
        return answer if isinstance(answer, Denied) else None


def _places(order: Order) -> Iterator[tuple[SchoolId, ResourceId]]:
    if order.natures:
        yield EVERYWHERE, order.resource
    for school in order.schools:
        yield school, order.resource
