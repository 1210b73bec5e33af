"""The services that take and show orders, over any stores, and a world to ask them in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from tests.services.school import PEOPLE
from tests.stores.backends import Stores, memory_stores

from garbridge.core.catalogue import Catalogue, Resource
from garbridge.core.entitlements import Subscription
from garbridge.core.identifiers import SubscriptionId
from garbridge.core.orders import Order, subscription_at
from garbridge.core.people import Person
from garbridge.core.permissions import Grant
from garbridge.ports import Clock, Directory
from garbridge.services.overview import OverviewService
from garbridge.services.permitting import PermissionService
from garbridge.services.subscribing import SubscriptionService
from garbridge.stores.memory import MemoryDirectory
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, NOW, PUBLISHER


def permission_service(
    stores: Stores, directory: Directory, clock: Clock, stated: Sequence[Grant] = ()
) -> PermissionService:
    """Return the service that says who may, by the delegations of *stores*."""
    return PermissionService(
        directory=directory,
        delegations=stores.delegations,
        declared=stores.declared,
        stated=stated,
        clock=clock,
    )


def subscription_service(
    stores: Stores,
    permissions: PermissionService,
    clock: Clock,
    resources: Sequence[Resource] = (ATLAS,),
) -> SubscriptionService:
    """Return the service that takes orders, for the schools that *permissions* knows."""
    catalogue = Catalogue([PUBLISHER], resources)
    return SubscriptionService(
        orders=stores.orders,
        natures=stores.natures,
        writer=stores.writer,
        directory=permissions.directory,
        permissions=permissions,
        catalogue=lambda: catalogue,
        transaction=stores.transaction,
        clock=clock,
        zone=UTC,
    )


@dataclass
class Ordering:
    """Both services over memory: a lycée with its people, a collège, and what is registered."""

    people: Sequence[Person] = PEOPLE
    stated: Sequence[Grant] = ()
    resources: Sequence[Resource] = (ATLAS,)
    now: datetime = NOW
    zone: tzinfo = UTC

    def __post_init__(self) -> None:
        """Put them together."""
        self.stores = memory_stores()
        directory = MemoryDirectory([LYCEE, COLLEGE], self.people)
        clock = lambda: self.now  # noqa: E731 - given to several
        self.permissions = permission_service(self.stores, directory, clock, self.stated)
        self.subscriptions = subscription_service(
            self.stores, self.permissions, clock, self.resources
        )
        self.overview = OverviewService(
            orders=self.stores.orders,
            permissions=self.permissions,
            catalogue=self.subscriptions.catalogue,
            clock=clock,
            zone=self.zone,
        )

    def keep(self, *orders: Order) -> None:
        """Let *orders* be there, with what they become, whoever wrote them."""
        with self.stores.transaction():
            self.stores.orders.claim(orders)
        made = [subscription_at(order, school) for order in orders for school in order.schools]
        self.stores.writer.write(subscriptions=made)

    def there(self) -> Mapping[SubscriptionId, Subscription]:
        """Return every subscription by its name."""
        return {one.id: one for one in self.stores.orders.subscriptions()}
