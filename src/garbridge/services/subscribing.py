"""Subscriptions: created, changed, ended, renewed; and brought to schools that come later.

An order is claimed, held to the rules, and becomes a subscription at each school it reaches, in
one transaction.  Nothing is ever deleted: what has ended stays, with its seats, and opens nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import NoReturn

from garbridge.core.entitlements import Subscription
from garbridge.core.identifiers import SchoolId, SubscriptionId
from garbridge.core.ordering import Decline, Declined, Effect, Kept, Loaded, declined
from garbridge.core.orders import (
    Order,
    Periodicity,
    ended_at,
    order_of,
    renewed,
    subscription_at,
)
from garbridge.core.school_years import first_instant, last_school_year
from garbridge.core.stated import Breach
from garbridge.errors import GarbridgeError, ImportRefusedError
from garbridge.ports import (
    Clock,
    Directory,
    EntitlementWriter,
    OrderStore,
    SchoolNatures,
    Transaction,
)
from garbridge.services.settling import Schools, known_order, settle


class _UndoneError(GarbridgeError):
    """Passes through a transaction so that it is undone; never leaves this module."""


def _undo() -> NoReturn:
    raise _UndoneError


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionService:
    """Keeps what schools have bought."""

    orders: OrderStore
    natures: SchoolNatures
    writer: EntitlementWriter
    directory: Directory
    transaction: Transaction
    clock: Clock
    zone: tzinfo

    def load(
        self, orders: Sequence[Order], *, partial: bool = False, rehearse: bool = False
    ) -> Loaded:
        """Create or change *orders*: all of them, or none.

        With *partial* those that can be are, and the others are told.  With *rehearse* nothing is
        written, and what is told is the same.

        Raises:
            StoreError: nothing was written.
        """
        here = self._here()
        together = self._together(orders, here, rehearse=rehearse)
        if together is not None:
            return Loaded(together, applied=not rehearse)
        # One of them does not fit: each is looked at alone, so that every problem is told.
        keep = partial and not rehearse
        alone = [self._alone(order, here, rehearse=not keep) for order in orders]
        return Loaded(tuple(alone), applied=keep)

    def create(self, order: Order) -> Kept | Declined:
        """Create *order*; declined where one of its name is there.

        Raises:
            StoreError: nothing was written.
        """
        return self._alone(order, self._here(), new=True)

    def change(self, order: Order) -> Kept | Declined:
        """Change the order that has the name of *order*; its start and its schools stay.

        Where *order* names neither schools nor natures, those that are there are meant.

        Raises:
            StoreError: nothing was written.
        """
        there = self._there(order.id)
        if there is None:
            return declined(order.id, Decline.UNKNOWN)
        if not (order.schools or order.natures):
            order = replace(order, schools=there.schools, natures=there.natures)
        return self._alone(order, self._here())

    def end(self, name: SubscriptionId) -> Kept | Declined:
        """End the order *name* now, or of an order of several schools the subscription of one.

        Raises:
            StoreError: nothing was written.
        """
        now = self.clock()
        with self.transaction():
            there = self._there(name)
            if there is None:
                return self._end_one(name)
            there = self.orders.claim(there) or there
            ended = replace(there, ended=now, ends=min(there.ends, max(now, there.starts)))
            if there.ended is not None or ended.ends == there.ends:
                return Kept(there, Effect.UNCHANGED, tuple(self.orders.made_of(name)))
            made = tuple(replace(s, ends=ended_at(s, now)) for s in self.orders.made_of(name))
            self.orders.replace(ended)
            self.writer.write(subscriptions=made)
        return Kept(ended, Effect.CHANGED, made)

    def renew(self, name: SubscriptionId) -> Kept | Declined:
        """Order anew what *name* orders, for the school year after its last; no seat comes with it.

        Done once, whatever is asked again: what follows stays as it is then.

        Raises:
            StoreError: nothing was written.
        """
        there = self._there(name)
        if there is None:
            return declined(name, Decline.UNKNOWN)
        if there.periodicity is Periodicity.ONCE:
            return declined(name, Decline.ONCE)
        year = last_school_year(there.ends, self.zone) + 1
        starts, ends = first_instant(year, self.zone), first_instant(year + 1, self.zone)
        following = renewed(there, year=year, starts=starts, ends=ends)
        found = self._there(following.id)
        if found is not None and found.follows == name:
            return Kept(found, Effect.UNCHANGED, tuple(self.orders.made_of(found.id)))
        return self.create(following)

    def renew_school(self, school: SchoolId) -> tuple[Kept | Declined, ...]:
        """Renew every order of *school* alone whose last day is in the running school year.

        Orders that were put to an end, or were unique, are not renewed; those of several schools
        are renewed under their own name.

        Raises:
            StoreError: those that follow were not written.
        """
        year = last_school_year(self.clock(), self.zone)
        found = [self._there(one.id) for one in self.orders.subscriptions(school)]
        return tuple(
            self.renew(order.id)
            for order in found
            if order is not None
            and order.ended is None
            and order.periodicity is not Periodicity.ONCE
            and last_school_year(order.ends, self.zone) == year
        )

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
                for order in self.orders.by_nature(now=now):
                    there = self.orders.claim(order) or order
                    made = {one.school for one in self.orders.made_of(order.id)}
                    schools = here.reached(there) if now < there.ends else ()
                    missing += [subscription_at(there, s) for s in schools if s not in made]
                self.writer.write(subscriptions=missing)
        return tuple(missing)

    def state_natures(self, natures: Mapping[SchoolId, str]) -> tuple[Subscription, ...]:
        """Keep the *natures* of schools; return what :meth:`extend` then adds.

        Raises:
            StoreError: the natures are kept, nothing else.
        """
        self.natures.state(natures)
        return self.extend()

    def _here(self) -> Schools:
        return Schools(tuple(self.directory.schools()), self.natures.natures())

    def _there(self, name: SubscriptionId) -> Order | None:
        return known_order(self.orders, name)

    def _end_one(self, name: SubscriptionId) -> Kept | Declined:
        """End the subscription of one school that comes from an order of several."""
        base = SubscriptionId(name.rpartition("@")[0])
        order = self.orders.order(base)
        if order is not None:
            order = self.orders.claim(order) or order  # nobody changes it meanwhile
        for one in self.orders.made_of(base):
            if one.id == name:
                ended = replace(one, ends=ended_at(one, self.clock()))
                self.writer.write(subscriptions=[ended])
                effect = Effect.UNCHANGED if ended == one else Effect.CHANGED
                return Kept(order or order_of(one), effect, (ended,))
        return declined(name, Decline.UNKNOWN)

    def _together(
        self, orders: Sequence[Order], here: Schools, *, rehearse: bool
    ) -> tuple[Kept | Declined, ...] | None:
        """Take all *orders* in one transaction; ``None``, and nothing written, if one is wrong."""
        kept: dict[SubscriptionId, Kept] = {}
        try:
            with self.transaction():
                # In one order, so that two loads at once wait for one another and never cross.
                for order in sorted(orders, key=lambda one: one.id):
                    outcome = settle(self.orders, order, here, new=False)
                    if isinstance(outcome, Declined):
                        _undo()
                    kept[order.id] = outcome
                self.writer.write(
                    subscriptions=[made for one in kept.values() for made in one.subscriptions]
                )
                if rehearse:
                    _undo()
        except ImportRefusedError:
            return None
        except _UndoneError:
            if not rehearse or len(kept) < len(orders):
                return None
        return tuple(kept[order.id] for order in orders)

    def _alone(
        self,
        order: Order,
        here: Schools,
        *,
        new: bool = False,
        rehearse: bool = False,
    ) -> Kept | Declined:
        outcome: Kept | Declined | None = None
        try:
            with self.transaction():
                outcome = settle(self.orders, order, here, new=new)
                if isinstance(outcome, Kept):
                    self.writer.write(subscriptions=outcome.subscriptions)
                if rehearse:
                    _undo()
        except ImportRefusedError as refused:
            told = declined(order.id, Decline.IN_USE)
            detail = Breach("nbLicenceGlobale", "", refused.problems[0])
            return replace(told, breaches=(*told.breaches, detail))
        except _UndoneError:
            pass
        return outcome or declined(order.id, Decline.RULE_BROKEN)
