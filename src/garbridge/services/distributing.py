"""What distributors order: each its own, as the GAR's subscription service takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from garbridge.core.identifiers import SubscriptionId
from garbridge.core.machines import Distributor
from garbridge.core.order_fields import read_order
from garbridge.core.order_filters import Wanted, chosen
from garbridge.core.ordering import Decline, Declined, Effect, Kept, declined
from garbridge.core.orders import Order
from garbridge.core.permissions import Denied
from garbridge.core.selling import counted, may_order, stated_breaches, unknown_breaches
from garbridge.core.stated import Stated
from garbridge.core.texts import is_text
from garbridge.services.settling import known_order
from garbridge.services.subscribing import SubscriptionService

_NATURES: Final = "codeNatureUAI"


@dataclass(frozen=True, slots=True)
class DistributingService:
    """Creates, changes, deletes and lists; about another's subscription as about none."""

    subscriptions: SubscriptionService

    @property
    def zone(self) -> tzinfo:
        """Where days are."""
        return self.subscriptions.zone

    def create(self, distributor: Distributor, name: str, stated: Stated) -> Kept | Declined:
        """Create the subscription *name* (GAR: ``PUT``).

        Raises:
            StoreError: nothing was written.
        """
        order = self._read(distributor, name, stated)
        if isinstance(order, Declined):
            return order
        outcome = self.subscriptions.create(distributor, order)
        return declined(order.id, Decline.NOT_OWN) if isinstance(outcome, Denied) else outcome

    def change(self, distributor: Distributor, name: str, stated: Stated) -> Kept | Declined:
        """Change the subscription *name* (GAR: ``POST``); its start and its schools stay.

        Raises:
            StoreError: nothing was written.
        """
        there = self._own(distributor, name)
        if there is None:
            return _unknown(name)
        order = self._read(distributor, name, stated, there)
        if isinstance(order, Declined):
            return order
        outcome = self.subscriptions.change(distributor, order)
        if isinstance(outcome, Denied):  # given to another since it was looked at
            return _unknown(name)
        is_gone = isinstance(outcome, Declined) and outcome.why is Decline.ENDED
        return _unknown(name) if is_gone else outcome

    def delete(self, distributor: Distributor, name: str) -> Kept | Declined:
        """Put an end to the subscription *name* (GAR: ``DELETE``).

        Raises:
            StoreError: nothing was written.
        """
        there = self._own(distributor, name)
        if there is None:
            return _unknown(name)
        outcome = self.subscriptions.end(distributor, there.id)
        # Somebody else was first since it was looked at, or it was given to another.
        is_gone = isinstance(outcome, Kept) and outcome.effect is Effect.UNCHANGED
        return _unknown(name) if is_gone or isinstance(outcome, Denied) else outcome

    def listed(self, distributor: Distributor, wanted: Wanted) -> Sequence[Order]:
        """Return which of the *distributor*'s subscriptions are *wanted*."""
        own = self.subscriptions.orders.of_distributor(distributor.id)
        return chosen(own, wanted, self.zone)

    def _own(self, distributor: Distributor, name: str) -> Order | None:
        """Return the order *name* if it is the *distributor*'s and not deleted."""
        if not is_text(name):  # of a control character not every store takes
            return None
        there = known_order(self.subscriptions.orders, SubscriptionId(name))
        if there is None or there.ended is not None or not may_order(distributor, there):
            return None
        return there

    def _read(
        self, distributor: Distributor, name: str, stated: Stated, there: Order | None = None
    ) -> Order | Declined:
        """Return what was *stated* as an order that *distributor* may make, or why not.

        Of an order that is *there* the schools stay: what a change does not say is filled in, so
        that every rule is looked at.
        """
        breaches = list(stated_breaches(stated, name, is_change=there is not None))
        whole = counted(stated)
        if there is not None and not any((*_texts(stated, "uaiEtab"), *_texts(stated, _NATURES))):
            whole |= {"uaiEtab": there.schools, _NATURES: there.natures}
        found = read_order(whole, self.zone)
        if breaches or not isinstance(found, Order):
            told, more = {breach.field for breach in breaches}, found
            if not isinstance(more, Order):
                breaches += [breach for breach in more if breach.field not in told]
            return Declined(SubscriptionId(name), Decline.RULE_BROKEN, tuple(breaches))
        if not may_order(distributor, found):
            return declined(found.id, Decline.NOT_OWN)
        schools = {school.id for school in self.subscriptions.directory.schools()}
        if there is not None:  # they stay, whatever became of them since
            schools |= {*there.schools}
        unknown = (*unknown_breaches(found, schools, self.subscriptions.catalogue().resources),)
        return Declined(found.id, Decline.RULE_BROKEN, unknown) if unknown else found


def _texts(stated: Stated, field: str) -> Sequence[str]:
    return [text for text in stated.get(field, ()) if text]


def _unknown(name: str) -> Declined:
    return declined(SubscriptionId(name), Decline.UNKNOWN)
