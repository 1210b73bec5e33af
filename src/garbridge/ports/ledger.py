"""The port of the licences that are given: what there is, and every act on it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import OperationId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.operations import Operation, Summary
from garbridge.core.rules import StandingRule, TakenBack
from garbridge.core.seats import Stock


class Ledger(Protocol):
    """Seats, openings and standing rules of one tenant, and the journal of every change of them.

    The licences that are given are the sum of all movements, at every moment.
    """

    def stocks(
        self, school: SchoolId, resources: Sequence[ResourceId] | None = None
    ) -> Sequence[Stock]:
        """Return every subscription of *school* to one of *resources*, with who holds what.

        ``None`` is all resources; none at all is nothing.

        The cost grows with the holders of these subscriptions and with nothing else.
        """
        ...

    def names(
        self, school: SchoolId, resources: Sequence[ResourceId] | None = None
    ) -> Sequence[SubscriptionId]:
        """Return what :meth:`stocks` would be about, without who holds what."""
        ...

    def lock(self, subscriptions: Sequence[SubscriptionId]) -> None:
        """Inside a transaction: let nobody else change what is given under them until its end.

        Of two that lock the same ones in any order, one waits for the other.
        """
        ...

    def commit(self, operation: Operation) -> None:
        """Apply *operation* and write it into the journal, all or nothing.

        Where it undoes another one, that one is marked as undone, and a rule that it gives stands
        as it was last written before that one: by whom, when and why.

        Raises:
            StoreError: a seat, opening or rule to be given is there already, one to be taken back
                is not, more licences would be given than there are, or the operation that is to be
                undone is unknown or was undone before.  Nothing was written.
        """
        ...

    def operation(self, operation: OperationId) -> Operation | None:
        """Return one operation with all its movements; ``None`` if unknown."""
        ...

    def undone_by(self, operation: OperationId) -> OperationId | None:
        """Return the operation that undid *operation*; ``None`` while it stands."""
        ...

    def journal(
        self, school: SchoolId, *, limit: int, resources: Collection[ResourceId] | None = None
    ) -> Sequence[Summary]:
        """Return the latest operations at *school*, newest first, at most *limit*.

        Of two of one instant that touch the same licence, whichever was committed last is newer.

        With *resources* those that moved something of one of them, and what they moved of those is
        all that is counted; ``None`` is every resource, also one that nobody knows any more.
        """
        ...

    def rules(self, school: SchoolId) -> Sequence[StandingRule]:
        """Return the rules that stand at *school*, in the order in which they are served.

        Each is written by the operation that gave it last, an undo included.
        """
        ...

    def ruled(self) -> Sequence[SchoolId]:
        """Return the schools with a rule, by UAI."""
        ...

    def taken_back(self, school: SchoolId, resource: ResourceId, *, since: datetime) -> TakenBack:
        """Return whose licence of *resource* there was last taken back by hand at *since* or later.

        Those whose latest movement took it, in a ``WITHDRAW``, a ``MOVE`` or an ``UNDO``; whoever
        was given one since, by hand or by an undo, is not among them.  Within one operation what
        is taken comes before what is given.  The cost grows with what came back of that
        resource at that school, and with the operations there since.
        """
        ...
