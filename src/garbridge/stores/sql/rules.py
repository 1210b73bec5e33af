"""Standing rules of one tenant in SQL: read here, written by the ledger alone."""

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Final

from sqlalchemy import bindparam, select, text, tuple_

from garbridge.core.entitlements import Population, Rule
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, TenantId
from garbridge.core.operations import BY_HAND, OperationKind
from garbridge.core.rules import StandingRule, TakenBack, serving_order
from garbridge.stores.sql import schema
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.ledger_rows import ITS_MOVEMENTS, NEWEST_FIRST
from garbridge.stores.sql.rows import instant_of, micros, population_of
from garbridge.stores.sql.statements import HotStatement

_rules, _acts, _moved = schema.rule, schema.operation, schema.movement
_undone = _acts.alias()
_RULE: Final = [column for column in _rules.columns if column.name != "tenant"]

RULES: Final = HotStatement(
    ["tenant", "school"],
    select(*_RULE).where(
        _rules.c.tenant == bindparam("tenant"), _rules.c.school == bindparam("school")
    ),
)
RULED: Final = HotStatement(
    ["tenant"],
    select(_rules.c.school).where(_rules.c.tenant == bindparam("tenant")).distinct(),
)
BACK: Final = HotStatement(
    ["tenant", "school", "resource"],
    select(
        _moved.c.operation,
        _moved.c.what,
        _moved.c.person,
        _moved.c.profile,
        _moved.c.kind,
        _moved.c.code,
    ).where(
        _moved.c.tenant == bindparam("tenant"),
        _moved.c.school == bindparam("school"),
        _moved.c.resource == bindparam("resource"),
        text("NOT garbridge_movement.gives"),
    ),
)
TOOK: Final = HotStatement(
    ["tenant", "school", "since"],
    select(_acts.c.operation, _acts.c.at, _acts.c.sequence, _acts.c.kind).where(
        _acts.c.tenant == bindparam("tenant"),
        _acts.c.school == bindparam("school"),
        _acts.c.at >= bindparam("since"),
        _acts.c.returned > 0,
    ),
)
"""Put together with what came back here, and not by the database.

Where PostgreSQL knows no figures yet it read all operations of the school once for each line of
what came back.
"""
GIVEN: Final = HotStatement(
    ["tenant", "school", "since", "resource"],
    select(
        _moved.c.what,
        _moved.c.person,
        _moved.c.profile,
        _moved.c.kind,
        _moved.c.code,
        _acts.c.at,
        _acts.c.sequence,
        _acts.c.operation,
    )
    .join(_moved, ITS_MOVEMENTS)
    .where(
        _acts.c.tenant == bindparam("tenant"),
        _acts.c.school == bindparam("school"),
        _acts.c.at >= bindparam("since"),
        _moved.c.resource == bindparam("resource"),
        text("garbridge_movement.gives"),
    ),
)
WRITER: Final = HotStatement(
    ["tenant", "school", "undone", "resource", "profile", "kind", "code"],
    select(_acts.c.kind, _acts.c.actor, _acts.c.at, _acts.c.reason, _acts.c.undoes)
    .add_columns(_acts.c.operation)
    .join(_moved, ITS_MOVEMENTS)
    .where(
        _acts.c.tenant == bindparam("tenant"),
        _acts.c.school == bindparam("school"),
        _acts.c.undoes.is_(None),
        tuple_(_acts.c.at, _acts.c.sequence)
        <= select(_undone.c.at, _undone.c.sequence)
        .where(
            _undone.c.tenant == bindparam("tenant"),
            _undone.c.operation == bindparam("undone"),
            _undone.c.school == bindparam("school"),
        )
        .scalar_subquery(),
        _moved.c.what == "rule",
        _moved.c.resource == bindparam("resource"),
        _moved.c.profile == bindparam("profile"),
        _moved.c.kind == bindparam("kind"),
        _moved.c.code == bindparam("code"),
        text("garbridge_movement.gives"),
    )
    .order_by(*NEWEST_FIRST)
    .limit(1),
)
"""Who wrote a rule last, before an operation that is undone."""


class SqlRules:
    """Reads the rules of one tenant, and what came back of what they might give.

    Args:
        database: Where the tables are.
        tenant: Whose schools.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._rules = database.compile(RULES)
        self._ruled = database.compile(RULED)
        self._back = database.compile(BACK)
        self._took = database.compile(TOOK)
        self._given = database.compile(GIVEN)

    def rules(self, school: SchoolId) -> Sequence[StandingRule]:
        """Return the rules that stand at *school*, in the order in which they are served."""
        rows = self._database.rows(self._rules, self._tenant, school)
        return sorted(map(_standing, rows), key=serving_order)

    def ruled(self) -> Sequence[SchoolId]:
        """Return the schools with a rule, by UAI."""
        return sorted(SchoolId(row[0]) for row in self._database.rows(self._ruled, self._tenant))

    def taken_back(self, school: SchoolId, resource: ResourceId, *, since: datetime) -> TakenBack:
        """Return whose licence of *resource* there was last taken back by hand since an instant."""
        moved = self._database.rows(self._back, self._tenant, school, resource)
        if not moved:
            return frozenset()
        rows = self._database.rows(self._took, self._tenant, school, micros(since))
        acts = {name: ((at, place, name), kind) for name, at, place, kind in rows}
        known = [(*acts[name], what) for name, *what in moved if name in acts]
        last: dict[PersonId | Population, tuple[tuple[int, int, str], OperationKind]] = {}
        for when, kind, what in sorted(known, key=itemgetter(0)):
            for who in _who(*what):
                last[who] = when, OperationKind(kind)
        back = {who: when for who, (when, kind) in last.items() if kind in BY_HAND}
        if not back:
            return frozenset()
        earliest = min(at for at, _, _ in back.values())
        for *what, at, place, name in self._database.rows(
            self._given, self._tenant, school, earliest, resource
        ):
            for who in _who(*what):
                if who in back and back[who] <= (at, place, name):
                    del back[who]
        return frozenset(back)


def _who(
    what: str, person: str, profile: str, kind: str, code: str
) -> tuple[PersonId | Population, ...]:
    if what == "seat":
        return (PersonId(person),)
    return (population_of(profile, kind, code),) if what == "opening" else ()


def _standing(row: Sequence[object]) -> StandingRule:
    school, resource, profile, kind, code, by, at, reason = row
    population = population_of(str(profile), str(kind), str(code))
    rule = Rule(
        resource=ResourceId(str(resource)), school=SchoolId(str(school)), population=population
    )
    return StandingRule(rule, str(by), instant_of(int(str(at))), str(reason))
