"""Subscriptions: created, changed, ended, renewed; and brought to schools that come later.

An order is claimed, held to the rules, and becomes a subscription at each school it reaches, in
one transaction.  Nothing is ever deleted: what has ended stays, with its seats, and opens nothing.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import Subscription
from garbridge.core.identifiers import SchoolId, SubscriptionId
from garbridge.core.machines import Distributor
from garbridge.core.ordering import Decline, Declined, Effect, Kept, Loaded, declined
from garbridge.core.orders import (
    Order,
    Periodicity,
    ended_at,
    order_of,
    renewal_names,
    renewed,
    stopped_alone,
    subscription_at,
)
from garbridge.core.permissions import EVERYWHERE, Actor, Denied
from garbridge.core.roles import Act
from garbridge.core.school_years import first_instant, last_school_year
from garbridge.ports import (
    Clock,
    Directory,
    EntitlementWriter,
    OrderStore,
    SchoolNatures,
    Transaction,
)
from garbridge.services.permitting import PermissionService
from garbridge.services.reaching import DistributorRights, OrderRights, Rights, Schools
from garbridge.services.selecting import Passing
from garbridge.services.settling import known_order, known_orders
from garbridge.services.taking import Taking


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionService:
    """Keeps what schools have bought; an act is denied to whom it is at a school it reaches."""

    orders: OrderStore
    natures: SchoolNatures
    writer: EntitlementWriter
    directory: Directory
    permissions: PermissionService
    catalogue: Callable[[], Catalogue]
    transaction: Transaction
    clock: Clock
    zone: tzinfo

    def load(
        self,
        actor: Actor,
        orders: Sequence[Order],
        *,
        partial: bool = False,
        rehearse: bool = False,
        passing: Passing[Sequence[Order]] = tuple,
    ) -> Loaded | Denied:
        """Create or change *orders*: all of them, or none.  Many at a time are *passing*.

        With *partial* those that can be are, and the others are told.  With *rehearse* nothing is
        written, and what is told is the same.  One that is denied denies all.

        Raises:
            StoreError: nothing was written.
        """
        here, rights = self._here(), self._rights(actor)
        taking = self._taking()
        together = taking.together(orders, here, rights, rehearse=rehearse, passing=passing)
        if isinstance(together, Denied):
            return together
        if together is not None:
            return Loaded(together, applied=not rehearse)
        keep = partial and not rehearse  # one does not fit: each is looked at, so that all is told
        alone: list[Kept | Declined] = []
        for order in orders:
            outcome = taking.alone(order, here, rights, rehearse=not keep)
            if isinstance(outcome, Denied):
                return outcome
            alone.append(outcome)
        return Loaded(tuple(alone), applied=keep)

    def create(self, actor: Actor | Distributor, order: Order) -> Kept | Declined | Denied:
        """Create *order*; declined where one of its name is there.

        Raises:
            StoreError: nothing was written.
        """
        return self._create(actor, order)

    def change(self, actor: Actor | Distributor, order: Order) -> Kept | Declined | Denied:
        """Change the order that has the name of *order*; its start and its schools stay.

        Where *order* names neither schools nor natures, those that are there are meant.

        Raises:
            StoreError: nothing was written.
        """
        there = known_order(self.orders, order.id)
        if there is None:
            return self._unknown(actor, Act.CHANGE_SUBSCRIPTION, order.id)
        if not (order.schools or order.natures):
            order = replace(order, schools=there.schools, natures=there.natures)
        return self._taking().alone(order, self._here(), self._rights(actor))

    def end(self, actor: Actor | Distributor, name: SubscriptionId) -> Kept | Declined | Denied:
        """End the order *name* now, or of an order of several schools the subscription of one.

        Raises:
            StoreError: nothing was written.
        """
        now, rights, there = self.clock(), self._rights(actor), known_order(self.orders, name)
        if there is None:
            with self.transaction():
                return self._end_one(actor, name, rights)
        denied = rights.denied(Act.END_SUBSCRIPTION, [there])
        if denied:
            return denied
        with self.transaction():
            there = self.orders.claim([there]).get(name, there)
            denied = rights.denied(Act.END_SUBSCRIPTION, [there])
            if denied:
                return denied
            ended = replace(there, ended=now, ends=min(there.ends, max(now, there.starts)))
            made = self.orders.made_of([name])[name]
            # What a distributor deletes is deleted, also where its time was over before.
            is_new = ended.ends < there.ends or isinstance(actor, Distributor)
            if there.ended is not None or not is_new:
                return Kept(there, Effect.UNCHANGED, tuple(made))
            made = [replace(one, ends=ended_at(one, now)) for one in made]
            self.orders.replace([ended])
            self.writer.write(subscriptions=made)
        return Kept(ended, Effect.CHANGED, tuple(made))

    def renew(self, actor: Actor, name: SubscriptionId) -> Kept | Declined | Denied:
        """Order anew what *name* orders, for the school year after its last; no seat comes with it.

        Not for schools at which alone it was put to an end, unless that is all it names.
        Done once, whatever is asked again: what follows stays as it is then.  A name that another
        order has is never taken (:func:`garbridge.core.orders.renewal_names`).

        Raises:
            StoreError: nothing was written.
        """
        there = known_order(self.orders, name)
        if there is None:
            return self._unknown(actor, Act.ORDER, name)
        denied = self._rights(actor).denied(Act.ORDER, [there])
        if denied:
            return denied
        if there.periodicity is Periodicity.ONCE:
            return declined(name, Decline.ONCE)
        stopped = stopped_alone(there, self.orders.made_of([name])[name])
        going = replace(there, schools=tuple(s for s in there.schools if s not in stopped))
        outcome = self._followed_by(actor, going, stopped if there.natures else ())
        return replace(outcome, stay_ended=stopped) if isinstance(outcome, Kept) else outcome

    def renew_school(self, actor: Actor, school: SchoolId) -> tuple[Kept | Declined, ...] | Denied:
        """Renew every order of *school* alone whose last day is in the running school year.

        Orders that were put to an end, or were unique, are not renewed; those of several schools
        are renewed under their own name.  Whoever may order some resources only renews those.

        Raises:
            StoreError: those that follow were not written.
        """
        sight = self.permissions.sight(actor, Act.ORDER, self.catalogue().resources, school)
        if isinstance(sight, Denied):
            return sight
        year = last_school_year(self.clock(), self.zone)
        names = [one.id for one in self.orders.subscriptions(school)]
        known = known_orders(self.orders, names)
        ending = [
            order.id
            for order in (known[name] for name in names if name in known)
            if order.ended is None
            and order.periodicity is not Periodicity.ONCE
            and last_school_year(order.ends, self.zone) == year
            and sight.sees(school, order.resource)
        ]
        found: list[Kept | Declined] = []
        for name in ending:
            outcome = self.renew(actor, name)
            if isinstance(outcome, Denied):
                return outcome
            found.append(outcome)
        return tuple(found)

    def extend(self) -> tuple[Subscription, ...]:
        """Bring orders for natures of schools to the schools that have none of theirs yet.

        Return what was added: nothing, when it is asked again.

        Raises:
            StoreError: nothing was written.
        """
        now = self.clock()
        missing: list[Subscription] = []
        if self.orders.by_nature(now=now):
            here = self._here()
            with self.transaction():
                offers = {order.id: order for order in self.orders.by_nature(now=now)}
                offers |= self.orders.claim(list(offers.values()))
                for name, made in self.orders.made_of(offers).items():
                    offer, served = offers[name], {one.school for one in made}
                    schools = here.reached(offer) if now < offer.ends else ()
                    missing += [subscription_at(offer, s) for s in schools if s not in served]
                self.writer.write(subscriptions=missing)
        return tuple(missing)

    def state_natures(self, natures: Mapping[SchoolId, str]) -> tuple[Subscription, ...]:
        """Keep the *natures* of schools; return what :meth:`extend` then adds.

        Raises:
            StoreError: the natures are kept, nothing else.
        """
        self.natures.state(natures)
        return self.extend()

    def _followed_by(
        self, actor: Actor, order: Order, never_at: Collection[SchoolId]
    ) -> Kept | Declined | Denied:
        """Return what follows *order*, or create it under a free name, never begun *never_at*."""
        year = last_school_year(order.ends, self.zone) + 1
        starts, ends = first_instant(year, self.zone), first_instant(year + 1, self.zone)
        names = renewal_names(order, year)
        there = self._renewal(order.id, names)
        for name in names if there is None else ():
            following = renewed(order, name, year=year, starts=starts, ends=ends)
            outcome = self._create(actor, following, never_at)
            if not isinstance(outcome, Declined) or outcome.why is not Decline.ALREADY_THERE:
                return outcome
            there = self._renewal(order.id, [name])  # two may renew it at once
            if there is not None:
                break
        return there or declined(order.id, Decline.ALREADY_THERE)

    def _renewal(self, name: SubscriptionId, among: Sequence[SubscriptionId]) -> Kept | None:
        """Return what follows *name*, if it is one of *among*."""
        there = known_orders(self.orders, among)
        found = next((one for one in there.values() if one.follows == name), None)
        if found is None:
            return None
        return Kept(found, Effect.UNCHANGED, tuple(self.orders.made_of([found.id])[found.id]))

    def _here(self) -> Schools:
        return Schools(tuple(self.directory.schools()), self.natures.natures(), self.zone)

    def _create(
        self, actor: Actor | Distributor, order: Order, never_at: Collection[SchoolId] = ()
    ) -> Kept | Declined | Denied:
        here, rights = self._here(), self._rights(actor)
        return self._taking().alone(order, here, rights, new=True, never_at=never_at)

    def _taking(self) -> Taking:
        return Taking(self.orders, self.writer, self.transaction)

    def _rights(self, actor: Actor | Distributor) -> Rights:
        if isinstance(actor, Distributor):
            return DistributorRights(actor)
        return OrderRights(self.permissions, self.catalogue, actor)

    def _unknown(
        self, actor: Actor | Distributor, act: Act, name: SubscriptionId
    ) -> Declined | Denied:
        """Answer about an order that is not there as about one of a school of others."""
        if isinstance(actor, Distributor):
            return declined(name, Decline.UNKNOWN)
        answer = self.permissions.permit(actor, act, school=EVERYWHERE)
        return answer if isinstance(answer, Denied) else declined(name, Decline.UNKNOWN)

    def _end_one(
        self, actor: Actor | Distributor, name: SubscriptionId, rights: Rights
    ) -> Kept | Declined | Denied:
        """End the subscription of one school that comes from an order of several."""
        base = SubscriptionId(name.rpartition("@")[0])
        one = next((one for one in self.orders.made_of([base])[base] if one.id == name), None)
        if one is None:
            return self._unknown(actor, Act.END_SUBSCRIPTION, name)
        denied = rights.denied_at(Act.END_SUBSCRIPTION, one.school, one.resource)
        if denied:
            return denied
        order = self.orders.orders([base]).get(base)
        if order is not None:
            order = self.orders.claim([order]).get(base, order)  # nobody changes it meanwhile
            one = next(made for made in self.orders.made_of([base])[base] if made.id == name)
        ended = replace(one, ends=ended_at(one, self.clock()))
        self.writer.write(subscriptions=[ended])
        effect = Effect.UNCHANGED if ended == one else Effect.CHANGED
        return Kept(order or order_of(one), effect, (ended,))
