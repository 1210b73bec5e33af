"""Writes subscriptions, seats and openings under a lock on every subscription that is named.

On PostgreSQL the rows are locked in one order, that of the identifiers, so that two writers wait
and never block each other.  On SQLite the first statement takes the database's write lock.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final

from garbridge.core.entitlements import LicenceKind, Opening, Seat, Subscription
from garbridge.core.identifiers import PersonId, SchoolId, SubscriptionId, TenantId
from garbridge.core.operations import Operation
from garbridge.core.people import Person, Profile, Public
from garbridge.ports import Clock, Directory, TokenSource
from garbridge.stores.allocating import Shelves, loading, members_of, require_fit
from garbridge.stores.sql import schema
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.directory import SqlDirectory
from garbridge.stores.sql.entitlements import OPENINGS
from garbridge.stores.sql.leases import RUNNING
from garbridge.stores.sql.ledger import LOCK
from garbridge.stores.sql.ledger_rows import public_of_column
from garbridge.stores.sql.movements import Movements
from garbridge.stores.sql.naming import NamedTable, by_name, rows_by_name
from garbridge.stores.sql.rows import micros, opening_of, subscription_of, subscription_row

_given = schema.seat

HELD: Final = by_name(
    _given, "subscription", [_given.c.subscription, _given.c.person, _given.c.public]
)


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
        self._named = NamedTable(database, schema.subscription, "subscription", LOCK)
        self._holders = database.compile(HELD)
        self._opened = database.compile(OPENINGS)
        self._running = database.compile(RUNNING)
        self._clock = clock
        self._tokens = tokens
        self._directory = directory or SqlDirectory(database, tenant)
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
            before = self._locked(named, ours)
            shelves = self._shelves(before, ours, seats, openings)
            given = require_fit(shelves, subscriptions, seats, openings)
            if given:
                signed = loading(self._clock, self._tokens)
                self._movements.apply(Operation(signed, tuple(given)), shelves.after)

    def _locked(
        self, names: AbstractSet[SubscriptionId], ours: Mapping[SubscriptionId, Subscription]
    ) -> dict[SubscriptionId, Subscription]:
        """Lock each subscription and put ours in its place; return them as they were."""
        rows = {name: subscription_row(self._tenant, ours[name]) for name in ours}
        there = self._named.claim(self._tenant, rows, names - ours.keys())
        before = {SubscriptionId(name): subscription_of(*row) for name, row in there.items()}
        changed = [name for name in sorted(before.keys() & rows) if before[name] != ours[name]]
        self._named.replace(rows[name] for name in changed)
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

        replaced = {name for name in before.keys() & ours.keys() if before[name] != ours[name]}
        holders: dict[SubscriptionId, dict[PersonId, Public | None]] = {}
        counted = sorted(replaced | {seat.subscription for seat in seats})
        for name, person, public in rows_by_name(database, self._holders, tenant, counted):
            held = holders.setdefault(SubscriptionId(name), {})
            held[PersonId(person)] = public_of_column(public)
        opened = {
            name: self._openings_of(before[name])
            for name in replaced | ({opening.subscription for opening in openings} & before.keys())
            if before[name].kind is not LicenceKind.INDIV
        }
        now = self._clock()
        return Shelves(
            before=before,
            after={**before, **ours},
            holders=holders,
            opened=opened,
            profile_of=profile_of,
            members=members_of(self._directory),
            now=now,
            in_use={
                name: self._in_use(before[name], now)
                for name in replaced
                if before[name].kind is LicenceKind.FLOATING
            },
        )

    def _in_use(self, bought: Subscription, now: datetime) -> int:
        asked = (self._tenant, bought.school, bought.id, micros(now), "")
        ((count, _, _),) = self._database.rows(self._running, *asked)
        return int(count)

    def _openings_of(self, bought: Subscription) -> set[Opening]:
        rows = self._database.rows(self._opened, self._tenant, bought.school, bought.resource)
        openings = [opening_of(*row) for row in rows]
        return {opening for opening in openings if opening.subscription == bought.id}
