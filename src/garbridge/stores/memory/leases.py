"""Leases of floating licences in memory."""

from collections.abc import Sequence
from datetime import datetime

from garbridge.core.entitlements import LicenceKind
from garbridge.core.identifiers import PersonId, SchoolId, SubscriptionId
from garbridge.core.leases import InUse, Lease, has_room
from garbridge.stores.memory.database import MemoryDatabase


class MemoryLeases:
    """The reference of :class:`garbridge.ports.LeaseStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def take(self, lease: Lease, *, now: datetime) -> bool:
        """Keep *lease* if a licence is left for it, in place of an earlier one of that person."""
        database = self._database
        with database.transaction():
            for key, kept in database.leases.all().items():
                if kept.until <= now:
                    database.leases.drop(key)
            bought = database.subscriptions.get(lease.subscription)
            if bought is None or bought.school != lease.school:
                return False
            (in_use,) = self.running(
                lease.school, [lease.subscription], now=now, person=lease.person
            )
            taken = bought.kind is LicenceKind.FLOATING and has_room(bought, in_use)
            if taken:
                database.leases.put((lease.school, lease.subscription, lease.person), lease)
        return taken

    def running(
        self,
        school: SchoolId,
        subscriptions: Sequence[SubscriptionId],
        *,
        now: datetime,
        person: PersonId | None = None,
    ) -> Sequence[InUse]:
        """Return how much of each of *subscriptions* at *school* is in use at *now*."""
        with self._database.transaction():
            kept = self._database.leases.all().values()
        found: list[InUse] = []
        for name in subscriptions:
            run = [
                one
                for one in kept
                if one.school == school and one.subscription == name and now < one.until
            ]
            mine = any(one.person == person for one in run)
            found.append(InUse(name, len(run), mine, min((one.until for one in run), default=None)))
        return found
