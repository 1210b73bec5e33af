"""Activations of resources with interaction: the last row of a school and resource holds."""

import json
from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, insert, select

from garbridge.core.activations import Activation
from garbridge.core.attributes import Attribute
from garbridge.core.identifiers import ResourceId, SchoolId, TenantId
from garbridge.core.leaving import Leaving
from garbridge.core.people import Profile
from garbridge.core.permissions import actor_of
from garbridge.core.policy import Transformation
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import activation as _words
from garbridge.stores.sql.statements import HotStatement

_COLUMNS: Final = [column for column in _words.columns if column.name not in {"tenant", "id"}]
_ours = (
    _words.c.tenant == bindparam("tenant"),
    _words.c.school == bindparam("school"),
)

NOTE: Final = HotStatement(
    ["tenant", *(column.name for column in _COLUMNS)], insert(_words).inline(), writes=True
)
LATEST: Final = HotStatement(
    ["tenant", "school", "resource"],
    select(*_COLUMNS)
    .where(*_ours, _words.c.resource == bindparam("resource"))
    .order_by(_words.c.id.desc())
    .limit(1),
)
OF_SCHOOL: Final = HotStatement(["tenant", "school"], select(_words.c.id, *_COLUMNS).where(*_ours))


class SqlActivations:
    """The activations of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose schools.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._note = database.compile(NOTE)
        self._latest = database.compile(LATEST)
        self._of_school = database.compile(OF_SCHOOL)

    def note(self, activation: Activation) -> None:
        """Store *activation*, which holds from now on."""
        one = activation
        place = (one.school, one.resource, one.on, one.by.text, micros(one.at), one.reason)
        self._database.change(self._note, self._tenant, *place, _text(one.shown), one.people)

    def latest(self, school: SchoolId, resource: ResourceId) -> Activation | None:
        """Return the last word on *resource* at *school*; ``None`` where there is none."""
        rows = self._database.rows(self._latest, self._tenant, school, resource)
        return _activation(rows[0]) if rows else None

    def words(self, school: SchoolId) -> Sequence[Activation]:
        """Return every word on every resource of *school*, the last one first."""
        rows = self._database.rows(self._of_school, self._tenant, school)
        return [_activation(row[1:]) for row in sorted(rows, reverse=True)]


def _activation(row: Row) -> Activation:
    school, resource, on, by, at, reason, shown, people = row
    return Activation(
        school=SchoolId(school),
        resource=ResourceId(resource),
        on=bool(on),
        by=actor_of(by),
        at=instant_of(at),
        reason=reason,
        shown=tuple(
            Leaving(
                Attribute(name), frozenset(map(Profile, profiles)), purpose, Transformation(form)
            )
            for name, profiles, purpose, form in json.loads(shown)
        ),
        people=people,
    )


def _text(shown: Sequence[Leaving]) -> str:
    lines = [(o.attribute, sorted(o.profiles), o.purpose, o.transformation) for o in shown]
    return json.dumps(lines, ensure_ascii=False)
