"""Subscriptions, seats and openings in memory, read and written."""

from collections import Counter
from collections.abc import Sequence

from garbridge.core.access import Entitlements
from garbridge.core.entitlements import Opening, Seat, Subscription
from garbridge.core.identifiers import (
    PersonId,
    ProviderId,
    ResourceId,
    SchoolId,
    SubscriptionId,
)
from garbridge.core.operations import Operation
from garbridge.core.people import Profile, Public
from garbridge.core.restrictions import Restriction
from garbridge.ports import Clock, Directory, TokenSource
from garbridge.stores.allocating import Shelves, loading, members_of, require_fit
from garbridge.stores.memory.database import MemoryDatabase
from garbridge.stores.memory.identifiers import MemoryIdentifiers
from garbridge.stores.memory.ledger import MemoryLedger


class MemoryEntitlements:
    """The reference of both ports, :class:`EntitlementStore` and :class:`EntitlementWriter`.

    Args:
        database: Where they are kept.
        directory: Who is a member of which school.
        clock: When something is written.
        tokens: Names what is written in the journal.
    """

    def __init__(
        self,
        database: MemoryDatabase,
        directory: Directory,
        clock: Clock,
        tokens: TokenSource,
    ) -> None:
        self._database = database
        self._identifiers = MemoryIdentifiers(database)
        self._directory = directory
        self._clock = clock
        self._tokens = tokens

    def entitlements(
        self,
        person: PersonId,
        school: SchoolId,
        resource: ResourceId,
        sector: ProviderId | None = None,
    ) -> Entitlements:
        """Return what is known of one person, school and resource; empty when nothing is."""
        facts = self.shelf(person, [school])
        held = None if sector is None else self._identifiers.held(sector, person)
        return Entitlements(
            [found for found in facts.subscriptions if found.resource == resource],
            [found for found in facts.seats if found.resource == resource],
            [found for found in facts.openings if found.resource == resource],
            held=held,
            objections=facts.objections,
            protected=facts.protected,
        )

    def shelf(self, person: PersonId, schools: Sequence[SchoolId]) -> Entitlements:
        """Return all subscriptions and openings of *schools* and that person's seats there."""
        with self._database.transaction():
            bought = self._database.subscriptions.all().values()
            given = self._database.seats.all().values()
            opened = self._database.openings.all()
            standing = [one for one in self._standing() if one.person == person]
        return Entitlements(
            [subscription for subscription in bought if subscription.school in schools],
            [seat for seat in given if seat.person == person and seat.school in schools],
            [opening for opening in opened if opening.school in schools],
            objections=[(one.person, one.resource) for one in standing if one.resource],
            protected=[one.person for one in standing if one.resource is None],
        )

    def of_school(self, school: SchoolId) -> Entitlements:
        """Return everything of *school*, the seats of everybody too."""
        with self._database.transaction():
            bought = self._database.subscriptions.all().values()
            given = self._database.seats.all().values()
            opened = self._database.openings.all()
            standing = self._standing()
        return Entitlements(
            [subscription for subscription in bought if subscription.school == school],
            [seat for seat in given if seat.school == school],
            [opening for opening in opened if opening.school == school],
            objections=[(one.person, one.resource) for one in standing if one.resource],
            protected=[one.person for one in standing if one.resource is None],
        )

    def _standing(self) -> list[Restriction]:
        return [one for one in self._database.rights.restrictions.all().values() if one.stands]

    def write(
        self,
        *,
        subscriptions: Sequence[Subscription] = (),
        seats: Sequence[Seat] = (),
        openings: Sequence[Opening] = (),
    ) -> None:
        """Add or replace by key, all or nothing.

        Raises:
            ImportRefusedError: a row does not fit
                (:func:`garbridge.stores.allocating.require_fit`); nothing was written.
        """
        with self._database.transaction():
            given = require_fit(self._shelves(subscriptions), subscriptions, seats, openings)
            for subscription in subscriptions:
                self._database.subscriptions.put(subscription.id, subscription)
            signed = loading(self._clock, self._tokens)
            MemoryLedger(self._database).commit(Operation(signed, tuple(given)))

    def _shelves(self, subscriptions: Sequence[Subscription]) -> Shelves:
        before = self._database.subscriptions.all()
        holders: dict[SubscriptionId, dict[PersonId, Public | None]] = {}
        for key, seat in self._database.seats.all().items():
            public = self._database.publics.get(key)
            holders.setdefault(seat.subscription, {})[seat.person] = public
        opened: dict[SubscriptionId, set[Opening]] = {}
        for opening in self._database.openings.all():
            opened.setdefault(opening.subscription, set()).add(opening)
        now = self._clock()
        in_use = Counter(
            lease.subscription
            for lease in self._database.leases.all().values()
            if now < lease.until
        )
        return Shelves(
            before=before,
            after={**before, **{subscription.id: subscription for subscription in subscriptions}},
            holders=holders,
            opened=opened,
            profile_of=self._profile_of,
            members=members_of(self._directory),
            now=now,
            in_use=in_use,
        )

    def _profile_of(self, school: SchoolId, person: PersonId) -> Profile | None:
        known = self._directory.person(person)
        place = known.at(school) if known else None
        return place.profile if place else None
