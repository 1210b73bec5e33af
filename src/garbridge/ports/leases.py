"""The port of floating licences: who uses one at this moment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import PersonId, SchoolId, SubscriptionId
from garbridge.core.leases import InUse, Lease


class LeaseStore(Protocol):
    """The leases of one tenant.  One that has ended counts no more, whether it is there or not."""

    def take(self, lease: Lease, *, now: datetime) -> bool:
        """Keep *lease* if a licence is left for it, in place of an earlier one of that person.

        Of many callers at once no more than there are licences succeed: the number is that of the
        subscription as it is then.  Inside a transaction nobody else takes or loses a lease of the
        same subscription before its end, and what is undone was never taken.

        Returns:
            ``False`` where every licence is in use by somebody else, or there is no such floating
            subscription at that school; nothing was kept.
        """
        ...

    def running(
        self,
        school: SchoolId,
        subscriptions: Sequence[SubscriptionId],
        *,
        now: datetime,
        person: PersonId | None = None,
    ) -> Sequence[InUse]:
        """Return how much of each of *subscriptions* at *school* is in use at *now*, in that order.

        *person* is whose own lease is told apart; ``None`` is nobody's.
        """
        ...
