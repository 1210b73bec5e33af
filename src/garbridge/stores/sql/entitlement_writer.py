"""Writes subscriptions, seats and openings under a lock on every subscription that is named.

On PostgreSQL the rows are locked in one order, that of the identifiers, so that two writers wait
and never block each other.  On SQLite the first statement takes the database's write lock.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from garbridge.core.entitlements import Opening, Seat, Subscription
from garbridge.core.identifiers import PersonId, SchoolId, SubscriptionId, TenantId
from garbridge.core.operations import Operation
from garbridge.core.people import Person, Profile
from garbridge.ports import Clock, Directory, TokenSource
from garbridge.stores.allocating import Shelves, loading, require_fit
from garbridge.stores.sql import schema
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.directory import SqlDirectory
from garbridge.stores.sql.entitlements import OPENINGS
from garbridge.stores.sql.ledger import HOLDERS, LOCK
from garbridge.stores.sql.ledger_rows import public_of_column
from garbridge.stores.sql.movements import Movements
from garbridge.stores.sql.rows import opening_of, subscription_of, subscription_row
from garbridge.stores.sql.statements import insert_if_absent, insert_or_replace

_bought = schema.subscription

ADD: Final = insert_if_absent(_bought)
REPLACE: Final = insert_or_replace(_bought, ["tenant", "subscription"])


class SqlEntitlementWriter:
    """Writes what files say about one tenant's licences.

    Args:
        database: Where the tables are.
        tenant: Whose schools.
        clock: When something is written.
        tokens: Names what is written in the journal.
        directory: Who is a member of which school; ``None`` asks garbridge's own tables.
    """

    def __init__(
        self,
        database: Database,
        tenant: TenantId,
        clock: Clock,
        tokens: TokenSource,
        directory: Directory | None = None,
    ) -> None:
        self._database = database
        self._tenant = tenant
        self._lock = database.compile(LOCK)
        self._holders = database.compile(HOLDERS)
        self._opened = database.compile(OPENINGS)
        self._clock = clock
        self._tokens = tokens
        self._directory = directory or SqlDirectory(database, tenant)
        self._add = database.compile(ADD)
        self._replace = database.compile(REPLACE)
        self._movements = Movements(database, tenant)

    def write(
        self,
        *,
        subscriptions: Sequence[Subscription] = (),
        seats: Sequence[Seat] = (),
        openings: Sequence[Opening] = (),
    ) -> None:
        """Add or replace by key in one transaction.

        Raises:
            ImportRefusedError: a row does not fit
                (:func:`garbridge.stores.allocating.require_fit`); nothing was written.
        """
        ours = {subscription.id: subscription for subscription in subscriptions}
        named = {*ours, *(seat.subscription for seat in seats)}
        named |= {opening.subscription for opening in openings}
        with self._database.transaction():
            before = self._locked(sorted(named), ours)
            shelves = self._shelves(before, ours, seats, openings)
            given = require_fit(shelves, subscriptions, seats, openings)
            if given:
                signed = loading(self._clock, self._tokens)
                self._movements.apply(Operation(signed, tuple(given)), shelves.after)

    def _locked(
        self, names: Iterable[SubscriptionId], ours: Mapping[SubscriptionId, Subscription]
    ) -> dict[SubscriptionId, Subscription]:
        """Lock each subscription and put ours in its place; return them as they were."""
        before: dict[SubscriptionId, Subscription] = {}
        for name in names:
            ours_row = subscription_row(self._tenant, ours[name]) if name in ours else None
            if ours_row and self._database.change(self._add, *ours_row):
                continue
            for row in self._database.rows(self._lock, self._tenant, name):
                before[name] = subscription_of(*row)
            if ours_row and before[name] != ours[name]:
                self._database.change(self._replace, *ours_row)
        return before

    def _shelves(
        self,
        before: Mapping[SubscriptionId, Subscription],
        ours: Mapping[SubscriptionId, Subscription],
        seats: Iterable[Seat],
        openings: Iterable[Opening],
    ) -> Shelves:
        database, tenant = self._database, self._tenant
        people: dict[PersonId, Person | None] = {}

        def profile_of(school: SchoolId, person: PersonId) -> Profile | None:
            if person not in people:
                people[person] = self._directory.person(person)
            known = people[person]
            place = known.at(school) if known else None
            return place.profile if place else None

        replaced = before.keys() & ours.keys()
        holders = {
            name: {
                PersonId(person): public_of_column(public)
                for person, public, _ in database.rows(self._holders, tenant, name)
            }
            for name in replaced | {seat.subscription for seat in seats}
        }
        opened = {
            name: self._openings_of(before[name])
            for name in replaced | ({opening.subscription for opening in openings} & before.keys())
        }
        return Shelves(
            before=before,
            after={**before, **ours},
            holders=holders,
            opened=opened,
            profile_of=profile_of,
        )

    def _openings_of(self, bought: Subscription) -> set[Opening]:
        rows = self._database.rows(self._opened, self._tenant, bought.school, bought.resource)
        openings = [opening_of(*row) for row in rows]
        return {opening for opening in openings if opening.subscription == bought.id}
