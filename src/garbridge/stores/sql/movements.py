"""Applies movements: rows come and go, the sums are looked at afterwards, the journal is written.

Whoever calls has locked the subscriptions.  What is given is checked by counting the rows after
they were written: no plan that is wrong, and no second process, gives one licence twice.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

from sqlalchemy import bindparam, func, select

from garbridge.core.entitlements import Opening, Rule, Seat, Subscription
from garbridge.core.identifiers import SchoolId, SubscriptionId, TenantId
from garbridge.core.operations import Movement, Operation, Signature
from garbridge.core.people import Public
from garbridge.errors import StoreError
from garbridge.stores.sql import schema
from garbridge.stores.sql.bulk import BulkTable
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.ledger_rows import (
    movement_rows,
    public_of_column,
    rule_key,
    rule_row,
    signature_of,
    signature_row,
)
from garbridge.stores.sql.rows import micros, opening_row, seat_key, seat_row
from garbridge.stores.sql.rules import WRITER
from garbridge.stores.sql.statements import HotStatement, insert_if_absent

T = TypeVar("T", Seat, Opening, Rule)

_given = schema.seat
_act = schema.operation.c

TAKEN: Final = HotStatement(
    ["tenant", "subscription"],
    select(_given.c.public, func.count())
    .where(
        _given.c.tenant == bindparam("tenant"),
        _given.c.subscription == bindparam("subscription"),
    )
    .group_by(_given.c.public),
)
WRITE: Final = insert_if_absent(schema.operation)
LAST: Final = HotStatement(
    ["tenant", "school", "at"],
    select(func.max(_act.sequence)).where(
        _act.tenant == bindparam("tenant"),
        _act.school == bindparam("school"),
        _act.at == bindparam("at"),
    ),
)
"""The latest of those of one instant."""


class Movements:
    """Writes the movements of one tenant.

    Args:
        database: Where the tables are.
        tenant: Whose schools.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._taken = database.compile(TAKEN)
        self._write = database.compile(WRITE)
        self._last = database.compile(LAST)
        self._wrote = database.compile(WRITER)
        self._seats = BulkTable(database, schema.seat)
        self._openings = BulkTable(database, schema.opening)
        self._rules = BulkTable(database, schema.rule)
        self._journal = BulkTable(database, schema.movement)

    def apply(self, operation: Operation, bought: Mapping[SubscriptionId, Subscription]) -> None:
        """Apply and journal *operation*.  Inside a transaction, with *bought* locked.

        Raises:
            StoreError: a row was there that should not be, or was not there that should be, or
                there are fewer licences than that.
        """
        tenant = self._tenant
        seats, openings = _of(operation.movements, Seat), _of(operation.movements, Opening)
        self._require(
            self._seats.delete(seat_key(tenant, s) for s, m in seats if not m.gives),
            sum(not m.gives for _, m in seats),
        )
        self._require(
            self._seats.insert(seat_row(tenant, s, m.public) for s, m in seats if m.gives),
            sum(m.gives for _, m in seats),
        )
        self._require(
            self._openings.delete(opening_row(tenant, o) for o, m in openings if not m.gives),
            sum(not m.gives for _, m in openings),
        )
        self._require(
            self._openings.insert(opening_row(tenant, o) for o, m in openings if m.gives),
            sum(m.gives for _, m in openings),
        )
        self._apply_rules(operation)
        self._recount(bought, {s.subscription for s, m in seats if m.gives})
        self._write_down(operation)

    def taken(self, subscription: SubscriptionId) -> Counter[Public | None]:
        """Return how many seats are given under *subscription*, for each public."""
        rows = self._database.rows(self._taken, self._tenant, subscription)
        return Counter({public_of_column(public): count for public, count in rows})

    def _apply_rules(self, operation: Operation) -> None:
        tenant, signed = self._tenant, operation.signed
        rules = _of(operation.movements, Rule)
        if not rules:
            return
        self._require(
            self._rules.delete(rule_key(tenant, r) for r, m in rules if not m.gives),
            sum(not m.gives for _, m in rules),
        )
        # Read before they are written: a connection that copies rows in answers no question.
        rows = [rule_row(tenant, r, self._writer(r, signed)) for r, m in rules if m.gives]
        self._require(
            self._rules.insert(rows),
            sum(m.gives for _, m in rules),
        )

    def _writer(self, rule: Rule, signed: Signature) -> Signature:
        """Return who wrote *rule*: whoever did before what *signed* undoes, or *signed*."""
        if signed.undoes is None:
            return signed
        key = (signed.undoes, *rule_key(self._tenant, rule)[2:])
        found = self._database.rows(self._wrote, self._tenant, rule.school, *key)
        return next((signature_of(name, by) for *by, name in found), signed)

    def _recount(
        self, bought: Mapping[SubscriptionId, Subscription], given: Iterable[SubscriptionId]
    ) -> None:
        for name in sorted(given):
            if bought[name].licences.overdrawn(self.taken(name)):
                raise StoreError("more licences would be given than there are")

    def _write_down(self, operation: Operation) -> None:
        signed, tenant = operation.signed, self._tenant
        by_school: dict[SchoolId, list[Movement]] = {one: [] for one in operation.schools}
        for movement in operation.movements:
            by_school[movement.right.school].append(movement)
        for school, movements in sorted(by_school.items()):
            ((last,),) = self._database.rows(self._last, tenant, school, micros(signed.at))
            row = signature_row(signed, movements, 0 if last is None else last + 1)
            if not self._database.change(self._write, tenant, signed.id, school, *row):
                raise StoreError("an operation of that name was journalled before")
            self._journal.insert(movement_rows(tenant, school, signed.id, movements))

    @staticmethod
    def _require(changed: int, wanted: int) -> None:
        if changed != wanted:
            raise StoreError("what is given has changed since it was looked at")


def _of(movements: Sequence[Movement], kind: type[T]) -> list[tuple[T, Movement]]:
    return [(m.right, m) for m in movements if isinstance(m.right, kind)]
