"""How many floating licences of a school are in use, for whoever may see its stock."""

from dataclasses import dataclass

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
    clock: Clock

    def usage(self, actor: Actor, school: SchoolId) -> tuple[Usage, ...] | Denied:
        """Return the floating subscriptions of *school* that run now, by resource and name."""
        permitted = self.permissions.permit(actor, Act.SEE_STOCK, school=school)
        if isinstance(permitted, Denied):
            return permitted
        now = self.clock()
        shared = floating(self.orders.subscriptions(school))
        shared = [one for one in shared if one.starts <= now < one.ends]
        in_use = self.leases.running(school, [one.id for one in shared], now=now)
        return tuple(map(Usage, shared, in_use))
