"""Standing rules of one tenant in SQL: read here, written by the ledger alone."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Final

from sqlalchemy import and_, bindparam, select, text

from garbridge.core.entitlements import Population, Rule
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, TenantId
from garbridge.core.operations import BY_HAND, OperationKind
from garbridge.core.rules import StandingRule, TakenBack, serving_order
from garbridge.stores.sql import schema
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, population_of
from garbridge.stores.sql.statements import HotStatement

_rules, _acts, _moved = schema.rule, schema.operation, schema.movement
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
        _moved.c.what,
        _moved.c.person,
        _moved.c.profile,
        _moved.c.kind,
        _moved.c.code,
        _acts.c.at,
        _acts.c.operation,
        _acts.c.kind,
    )
    .join(
        _acts,
        and_(
            _acts.c.tenant == _moved.c.tenant,
            _acts.c.operation == _moved.c.operation,
            _acts.c.school == _moved.c.school,
        ),
    )
    .where(
        _moved.c.tenant == bindparam("tenant"),
        _moved.c.school == bindparam("school"),
        _moved.c.resource == bindparam("resource"),
        text("NOT garbridge_movement.gives"),
    ),
)


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

    def rules(self, school: SchoolId) -> Sequence[StandingRule]:
        """Return the rules that stand at *school*, in the order in which they are served."""
        rows = self._database.rows(self._rules, self._tenant, school)
        return sorted(map(_standing, rows), key=serving_order)

    def ruled(self) -> Sequence[SchoolId]:
        """Return the schools with a rule, by UAI."""
        return sorted(SchoolId(row[0]) for row in self._database.rows(self._ruled, self._tenant))

    def taken_back(self, school: SchoolId, resource: ResourceId) -> TakenBack:
        """Return whose licence of *resource* there was last taken back by hand."""
        last: dict[PersonId | Population, OperationKind] = {}
        rows = self._database.rows(self._back, self._tenant, school, resource)
        for what, person, *who, _, _, kind in sorted(rows, key=itemgetter(5, 6)):
            if what == "seat":
                last[PersonId(person)] = OperationKind(kind)
            elif what == "opening":
                last[population_of(*who)] = OperationKind(kind)
        return frozenset(who for who, kind in last.items() if kind in BY_HAND)


def _standing(row: Sequence[object]) -> StandingRule:
    school, resource, profile, kind, code, by, at, reason = row
    population = population_of(str(profile), str(kind), str(code))
    rule = Rule(
        resource=ResourceId(str(resource)), school=SchoolId(str(school)), population=population
    )
    return StandingRule(rule, str(by), instant_of(int(str(at))), str(reason))
