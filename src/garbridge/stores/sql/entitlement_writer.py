"""Writes subscriptions, seats and openings under a lock on every subscription that is named.

On PostgreSQL the rows are locked in one order, that of the identifiers, so that two writers wait
and never block each other.  On SQLite the first statement takes the database's write lock.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from sqlalchemy import bindparam, select

from garbridge.core.entitlements import Opening, Seat, Subscription
from garbridge.core.identifiers import PersonId, SchoolId, SubscriptionId, TenantId
from garbridge.core.people import Person, Profile
from garbridge.ports import Directory
from garbridge.stores.allocating import Shelves, require_fit
from garbridge.stores.sql import schema
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.directory import SqlDirectory
from garbridge.stores.sql.rows import opening_row, seat_row, subscription_of, subscription_row
from garbridge.stores.sql.statements import HotStatement, insert_if_absent, insert_or_replace

_bought, _given, _opened = schema.subscription, schema.seat, schema.opening

LOCK: Final = HotStatement(
    ["tenant", "subscription"],
    select(*(column for column in _bought.columns if column.name != "tenant"))
    .where(
        _bought.c.tenant == bindparam("tenant"),
        _bought.c.subscription == bindparam("subscription"),
    )
    .with_for_update(),
    writes=True,
)
HOLDERS: Final = HotStatement(
    ["tenant", "subscription"],
    select(_given.c.person).where(
        _given.c.tenant == bindparam("tenant"),
        _given.c.subscription == bindparam("subscription"),
    ),
)
OPENED: Final = HotStatement(
    ["tenant", "school", "resource", "subscription"],
    select(_opened.c.code)
    .where(
        _opened.c.tenant == bindparam("tenant"),
        _opened.c.school == bindparam("school"),
        _opened.c.resource == bindparam("resource"),
        _opened.c.subscription == bindparam("subscription"),
    )
    .limit(1),
)
ADD: Final = insert_if_absent(_bought)
REPLACE: Final = insert_or_replace(_bought, ["tenant", "subscription"])
GIVE: Final = insert_if_absent(_given)
OPEN: Final = insert_if_absent(_opened)


class SqlEntitlementWriter:
    """Writes what files say about one tenant's licences.

    Args:
        database: Where the tables are.
        tenant: Whose schools.
        directory: Who is a member of which school; ``None`` asks garbridge's own tables.
    """

    def __init__(
        self, database: Database, tenant: TenantId, directory: Directory | None = None
    ) -> None:
        self._database = database
        self._tenant = tenant
        self._lock = database.compile(LOCK)
        self._holders = database.compile(HOLDERS)
        self._opened = database.compile(OPENED)
        self._directory = directory or SqlDirectory(database, tenant)
        self._add = database.compile(ADD)
        self._replace = database.compile(REPLACE)
        self._give = database.compile(GIVE)
        self._open = database.compile(OPEN)

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
            shelves = self._shelves(before, ours, {seat.subscription for seat in seats})
            require_fit(shelves, subscriptions, seats, openings)
            change_many, tenant = self._database.change_many, self._tenant
            change_many(self._give, (seat_row(tenant, seat) for seat in seats))
            change_many(self._open, (opening_row(tenant, opening) for opening in openings))

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
        given: AbstractSet[SubscriptionId],
    ) -> Shelves:
        database, tenant = self._database, self._tenant
        people: dict[PersonId, Person | None] = {}

        def profile_of(school: SchoolId, person: PersonId) -> Profile | None:
            if person not in people:
                people[person] = self._directory.person(person)
            known = people[person]
            place = known.at(school) if known else None
            return place.profile if place else None

        holders = {
            name: {PersonId(row[0]) for row in database.rows(self._holders, tenant, name)}
            for name in given | (before.keys() & ours.keys())
        }
        opened = {
            name
            for name in before.keys() & ours.keys()
            if database.rows(self._opened, tenant, before[name].school, before[name].resource, name)
        }
        return Shelves(
            before=before,
            after={**before, **ours},
            holders=holders,
            opened=opened,
            profile_of=profile_of,
        )
