"""How many floating licences of a school are in use, for whoever may see its stock."""

from collections.abc import Callable
from dataclasses import dataclass

from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import SchoolId
from garbridge.core.leases import Usage, floating
from garbridge.core.permissions import Actor, Denied
from garbridge.core.roles import Act
from garbridge.ports import Clock, LeaseStore, OrderStore
from garbridge.services.permitting import PermissionService


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasingService:
    """Looks at leases; takes none, and names nobody."""

    leases: LeaseStore
    orders: OrderStore
    permissions: PermissionService
    catalogue: Callable[[], Catalogue]
    clock: Clock

    def usage(self, actor: Actor, school: SchoolId) -> tuple[Usage, ...] | Denied:
        """Return the floating subscriptions of *school* that run now, by resource and name.

        Those that *actor* may see.
        """
        known = self.catalogue().resources
        sight = self.permissions.sight(actor, Act.SEE_STOCK, known, school)
        if isinstance(sight, Denied):
            return sight
        now, only = self.clock(), sight.only(school)
        shared = [
            one
            for one in floating(self.orders.subscriptions(school))
            if one.starts <= now < one.ends and (only is None or one.resource in only)
        ]
        in_use = self.leases.running(school, [one.id for one in shared], now=now)
        return tuple(map(Usage, shared, in_use))
