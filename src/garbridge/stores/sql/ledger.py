"""The licences one tenant has given, and the journal of every act on them.

On PostgreSQL the subscriptions are locked in one order, that of their identifiers, so that two
who act at once wait and never block each other.  On SQLite the first lock takes the write lock of
the database.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Text, any_, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import ClauseElement, ScalarSelect

from garbridge.core.entitlements import LicenceKind, Opening, Subscription
from garbridge.core.identifiers import (
    OperationId,
    PersonId,
    ResourceId,
    SchoolId,
    SubscriptionId,
    TenantId,
)
from garbridge.core.operations import Movement, Operation, Summary
from garbridge.core.rules import StandingRule, TakenBack
from garbridge.core.seats import Held, Stock
from garbridge.errors import StoreError
from garbridge.stores.sql import schema
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.entitlements import OPENINGS, SUBSCRIPTIONS
from garbridge.stores.sql.ledger_rows import (
    ITS_MOVEMENTS,
    NEWEST_FIRST,
    held_of,
    movement_of,
    signature_of,
    summary_of,
)
from garbridge.stores.sql.movements import Movements
from garbridge.stores.sql.naming import NamedTable, by_name, takes_arrays
from garbridge.stores.sql.rows import opening_of, subscription_of
from garbridge.stores.sql.rules import SqlRules
from garbridge.stores.sql.statements import HotStatement

_bought, _given = schema.subscription, schema.seat
_acts, _moved = schema.operation, schema.movement
_SUBSCRIPTION: Final = [column for column in _bought.columns if column.name != "tenant"]
_SIGNED: Final = [_acts.c.kind, _acts.c.actor, _acts.c.at, _acts.c.reason, _acts.c.undoes]

BOUGHT: Final = HotStatement(
    ["tenant", "school", "resource"],
    select(*_SUBSCRIPTION).where(
        _bought.c.tenant == bindparam("tenant"),
        _bought.c.school == bindparam("school"),
        _bought.c.resource == bindparam("resource"),
    ),
)
LOCK: Final = by_name(_bought, "subscription", lock=True)
HOLDERS: Final = HotStatement(
    ["tenant", "subscription"],
    select(_given.c.person, _given.c.public, _given.c.origin).where(
        _given.c.tenant == bindparam("tenant"),
        _given.c.subscription == bindparam("subscription"),
    ),
)
JOURNAL: Final = HotStatement(
    ["tenant", "school", "limit"],
    select(_acts.c.operation, *_SIGNED, _acts.c.undone, _acts.c.given, _acts.c.returned)
    .where(_acts.c.tenant == bindparam("tenant"), _acts.c.school == bindparam("school"))
    .order_by(*NEWEST_FIRST)
    .limit(bindparam("limit")),
)


def _journal_of(database: str) -> ClauseElement:
    if database == "postgresql":
        among = _moved.c.resource == any_(bindparam("names", type_=ARRAY(Text)))
    else:
        listed = func.json_each(bindparam("names", type_=Text)).table_valued("value")
        among = _moved.c.resource.in_(select(listed.c.value))

    # Asked of each operation, newest first, until there are enough: a join would be of all that
    # the school ever moved, and PostgreSQL has made it one by one where it knew no figures.
    def counted(which: str) -> ScalarSelect[int]:
        count = select(func.count()).select_from(_moved)
        return count.where(ITS_MOVEMENTS, among, text(which)).correlate(_acts).scalar_subquery()

    moved_one = select(_moved.c.number).where(ITS_MOVEMENTS, among).limit(1).correlate(_acts)
    return (
        select(
            *(_acts.c.operation, *_SIGNED, _acts.c.undone),
            counted("garbridge_movement.gives"),
            counted("NOT garbridge_movement.gives"),
        )
        .where(
            _acts.c.tenant == bindparam("tenant"),
            _acts.c.school == bindparam("school"),
            moved_one.scalar_subquery().is_not(None),
        )
        .order_by(*NEWEST_FIRST)
        .limit(bindparam("limit"))
    )


JOURNAL_OF: Final = HotStatement(["tenant", "school", "names", "limit"], _journal_of)
"""The same of some resources: an array on PostgreSQL, a list in JSON on SQLite."""
SIGNED: Final = HotStatement(
    ["tenant", "operation"],
    select(_acts.c.school, _acts.c.undone, *_SIGNED).where(
        _acts.c.tenant == bindparam("tenant"), _acts.c.operation == bindparam("operation")
    ),
)
MOVED: Final = HotStatement(
    ["tenant", "school", "operation"],
    select(
        *(c for c in _moved.columns if c.name not in {"tenant", "operation", "number"}),
    )
    .where(
        _moved.c.tenant == bindparam("tenant"),
        _moved.c.school == bindparam("school"),
        _moved.c.operation == bindparam("operation"),
    )
    .order_by(_moved.c.number),
)
UNDONE: Final = HotStatement(
    ["tenant", "operation", "undone"],
    update(_acts)
    .values(undone=bindparam("undone"))
    .where(
        _acts.c.tenant == bindparam("tenant"),
        _acts.c.operation == bindparam("operation"),
        _acts.c.undone.is_(None),
    ),
    writes=True,
)


class SqlLedger:
    """The ledger of one tenant.

    Args:
        database: Where the tables are.
        tenant: Whose schools.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._bought = database.compile(BOUGHT)
        self._of_school = database.compile(SUBSCRIPTIONS)
        self._named = NamedTable(database, _bought, "subscription", LOCK)
        self._holders = database.compile(HOLDERS)
        self._opened = database.compile(OPENINGS)
        self._journal = database.compile(JOURNAL)
        self._journal_of = database.compile(JOURNAL_OF)
        self._signed = database.compile(SIGNED)
        self._moved = database.compile(MOVED)
        self._undone = database.compile(UNDONE)
        self._movements = Movements(database, tenant)
        self._rules = SqlRules(database, tenant)

    def stocks(
        self, school: SchoolId, resources: Sequence[ResourceId] | None = None
    ) -> Sequence[Stock]:
        """Return every subscription of *school* to one of *resources*, with who holds what."""
        found: list[Stock] = []
        for resource, bought in self._subscriptions(school, resources).items():
            openings = self._openings(school, resource, bought)
            found += [
                Stock(one, self._held(one), tuple(openings.get(one.id, ()))) for one in bought
            ]
        return found

    def names(
        self, school: SchoolId, resources: Sequence[ResourceId] | None = None
    ) -> Sequence[SubscriptionId]:
        """Return what :meth:`stocks` would be about, without who holds what."""
        bought = self._subscriptions(school, resources).values()
        return [one.id for together in bought for one in together]

    def lock(self, subscriptions: Sequence[SubscriptionId]) -> None:
        """Inside a transaction: let nobody else change what is given under them until its end."""
        self._locked(subscriptions)

    def commit(self, operation: Operation) -> None:
        """Apply *operation* and write it into the journal, all or nothing.

        Raises:
            StoreError: what is given has changed, or would be more than there is.  Nothing was
                written.
        """
        with self._database.transaction():
            undoes = operation.signed.undoes
            if undoes is not None:
                self._mark_undone(undoes, operation.signed.id)
            bought = self._locked(
                m.right.subscription
                for m in operation.movements
                if hasattr(m.right, "subscription")
            )
            self._movements.apply(operation, bought)

    def operation(self, operation: OperationId) -> Operation | None:
        """Return one operation with all its movements; ``None`` if unknown."""
        rows = self._database.rows(self._signed, self._tenant, operation)
        if not rows:
            return None
        movements: list[Movement] = []
        elsewhere: list[SchoolId] = []
        for school in sorted(row[0] for row in rows):
            moved = self._database.rows(self._moved, self._tenant, school, operation)
            movements += [movement_of(row) for row in moved]
            if not moved:
                elsewhere.append(SchoolId(school))
        signed = signature_of(operation, rows[0][2:])
        return Operation(signed, tuple(movements), tuple(elsewhere))

    def undone_by(self, operation: OperationId) -> OperationId | None:
        """Return the operation that undid *operation*; ``None`` while it stands."""
        rows = self._database.rows(self._signed, self._tenant, operation)
        return next((OperationId(row[1]) for row in rows if row[1] is not None), None)

    def journal(
        self, school: SchoolId, *, limit: int, resources: Collection[ResourceId] | None = None
    ) -> Sequence[Summary]:
        """Return the latest operations at *school*, of some *resources* or of all."""
        if resources is None:
            rows = self._database.rows(self._journal, self._tenant, school, limit)
        else:
            names = sorted(resources)
            asked = names if takes_arrays(self._database) else json.dumps(names)
            rows = self._database.rows(self._journal_of, self._tenant, school, asked, limit)
        return [summary_of(school, row) for row in rows]

    def _subscriptions(
        self, school: SchoolId, resources: Sequence[ResourceId] | None
    ) -> dict[ResourceId, list[Subscription]]:
        found: dict[ResourceId, list[Subscription]] = {}
        if resources is None:
            for row in self._database.rows(self._of_school, self._tenant, school):
                one = subscription_of(*row)
                found.setdefault(one.resource, []).append(one)
            return found
        for resource in dict.fromkeys(resources):
            rows = self._database.rows(self._bought, self._tenant, school, resource)
            found[resource] = [subscription_of(*row) for row in rows]
        return found

    def rules(self, school: SchoolId) -> Sequence[StandingRule]:
        """Return the rules that stand at *school*, in the order in which they are served."""
        return self._rules.rules(school)

    def ruled(self) -> Sequence[SchoolId]:
        """Return the schools with a rule, by UAI."""
        return self._rules.ruled()

    def taken_back(self, school: SchoolId, resource: ResourceId, *, since: datetime) -> TakenBack:
        """Return whose licence of *resource* there was last taken back by hand."""
        return self._rules.taken_back(school, resource, since=since)

    def _held(self, subscription: Subscription) -> dict[PersonId, Held]:
        if subscription.kind is not LicenceKind.INDIV:
            return {}
        rows = self._database.rows(self._holders, self._tenant, subscription.id)
        return {PersonId(person): held_of(public, origin) for person, public, origin in rows}

    def _openings(
        self, school: SchoolId, resource: ResourceId, bought: Iterable[Subscription]
    ) -> dict[SubscriptionId, list[Opening]]:
        found: dict[SubscriptionId, list[Opening]] = defaultdict(list)
        if any(one.kind is not LicenceKind.INDIV for one in bought):
            for row in self._database.rows(self._opened, self._tenant, school, resource):
                opening = opening_of(*row)
                found[opening.subscription].append(opening)
        return found

    def _locked(self, names: Iterable[SubscriptionId]) -> dict[SubscriptionId, Subscription]:
        wanted = set(names)
        rows = self._named.lock(self._tenant, wanted)
        if len(rows) < len(wanted):
            raise StoreError("no such subscription")
        return {SubscriptionId(name): subscription_of(*row) for name, row in rows.items()}

    def _mark_undone(self, operation: OperationId, by: OperationId) -> None:
        if not self._database.change(self._undone, self._tenant, operation, by):
            raise StoreError("that operation is unknown, or was undone before")
