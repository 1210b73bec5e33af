"""Delegations and their journal in SQL, and whom the directory's import stated."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Final

from sqlalchemy import bindparam, insert, select, update

from garbridge.core.delegations import (
    Declared,
    Delegation,
    DelegationAct,
    DelegationEvent,
    DelegationId,
    event_of,
)
from garbridge.core.identifiers import PersonId, SchoolId, TenantId
from garbridge.core.permissions import Actor, Reach, Scope, actor_of
from garbridge.errors import StoreError
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import delegate, delegation, delegation_event
from garbridge.stores.sql.statements import HotStatement, insert_if_absent

_given, _event = delegation.c, delegation_event.c
_GIVEN: Final = [column for column in delegation.columns if column.name != "tenant"]
_EVENT: Final = [
    column for column in delegation_event.columns if column.name not in {"tenant", "id"}
]
_BY_SCHOOL, _BY_START = attrgetter("school", "starts", "id"), attrgetter("starts", "id")

GIVE: Final = insert_if_absent(delegation)
NOTE: Final = HotStatement(
    ["tenant", *(column.name for column in _EVENT)], insert(delegation_event).inline(), writes=True
)
WITHDRAW: Final = HotStatement(
    ["tenant", "of", "named", "who", "when"],
    update(delegation)
    .where(
        _given.tenant == bindparam("tenant"),
        _given.school == bindparam("of"),
        _given.delegation == bindparam("named"),
        _given.withdrawn_at.is_(None),
    )
    .values(withdrawn_by=bindparam("who"), withdrawn_at=bindparam("when")),
    writes=True,
)
ONE: Final = HotStatement(
    ["tenant", "school", "delegation"],
    select(*_GIVEN).where(
        _given.tenant == bindparam("tenant"),
        _given.school == bindparam("school"),
        _given.delegation == bindparam("delegation"),
    ),
)
OF_PERSON: Final = HotStatement(
    ["tenant", "person"],
    select(*_GIVEN).where(
        _given.tenant == bindparam("tenant"), _given.person == bindparam("person")
    ),
)
OF_SCHOOL: Final = HotStatement(
    ["tenant", "school"],
    select(*_GIVEN).where(
        _given.tenant == bindparam("tenant"), _given.school == bindparam("school")
    ),
)
JOURNAL: Final = HotStatement(
    ["tenant", "school", "limit"],
    select(*_EVENT)
    .where(_event.tenant == bindparam("tenant"), _event.school == bindparam("school"))
    .order_by(_event.at.desc(), _event.id.desc())
    .limit(bindparam("limit")),
)
DECLARED_FOR: Final = HotStatement(
    ["tenant", "person"],
    select(delegate.c.school, delegate.c.person, delegate.c.email).where(
        delegate.c.tenant == bindparam("tenant"), delegate.c.person == bindparam("person")
    ),
)
DECLARED_AT: Final = HotStatement(
    ["tenant", "school"],
    select(delegate.c.school, delegate.c.person, delegate.c.email)
    .where(delegate.c.tenant == bindparam("tenant"), delegate.c.school == bindparam("school"))
    .order_by(delegate.c.person),
)


class SqlDelegations:
    """Delegations of one tenant, given here or stated by its directory.

    Args:
        database: Where the tables are.
        tenant: Whose schools.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._give = database.compile(GIVE)
        self._note = database.compile(NOTE)
        self._withdraw = database.compile(WITHDRAW)
        self._one = database.compile(ONE)
        self._of_person = database.compile(OF_PERSON)
        self._of_school = database.compile(OF_SCHOOL)
        self._journal = database.compile(JOURNAL)
        self._declared_for = database.compile(DECLARED_FOR)
        self._declared_at = database.compile(DECLARED_AT)

    def give(self, delegation: Delegation, kind: DelegationAct) -> None:
        """Store *delegation* and its line, all or nothing.

        Raises:
            StoreError: its name is in use at its school; nothing was stored.
        """
        by, at, reason = delegation.given_by, delegation.given_at, delegation.reason
        with self._database.transaction():
            if not self._database.change(self._give, self._tenant, *_row(delegation)):
                raise StoreError("a delegation has a name that is in use")
            self._journalise(event_of(kind, delegation, by=by, at=at, reason=reason))

    def withdraw(
        self,
        school: SchoolId,
        delegation: DelegationId,
        *,
        by: Actor,
        at: datetime,
        reason: str,
    ) -> bool:
        """Let *delegation* hold no longer from *at* on: of many callers at once one succeeds."""
        place = self._tenant, school, delegation
        with self._database.transaction():
            if not self._database.change(self._withdraw, *place, by.text, micros(at)):
                return False
            (row,) = self._database.rows(self._one, *place)
            ended = _delegation(row)
            self._journalise(event_of(DelegationAct.WITHDRAWN, ended, by=by, at=at, reason=reason))
        return True

    def of_person(self, person: PersonId) -> Sequence[Delegation]:
        """Return all delegations of *person*, by school and start."""
        rows = self._database.rows(self._of_person, self._tenant, person)
        return sorted(map(_delegation, rows), key=_BY_SCHOOL)

    def of_school(self, school: SchoolId) -> Sequence[Delegation]:
        """Return all delegations at *school*, by start, then name."""
        rows = self._database.rows(self._of_school, self._tenant, school)
        return sorted(map(_delegation, rows), key=_BY_START)

    def journal(self, school: SchoolId, *, limit: int) -> Sequence[DelegationEvent]:
        """Return the latest lines about *school*, newest first."""
        rows = self._database.rows(self._journal, self._tenant, school, limit)
        return [_line(row) for row in rows]

    def declared_for(self, person: PersonId) -> Sequence[Declared]:
        """Return where *person* is stated, by school."""
        rows = self._database.rows(self._declared_for, self._tenant, person)
        found = [Declared(school=uai, person=who, email=email) for uai, who, email in rows]
        return sorted(found, key=attrgetter("school"))

    def declared_at(self, school: SchoolId) -> Sequence[Declared]:
        """Return who is stated at *school*, by person."""
        rows = self._database.rows(self._declared_at, self._tenant, school)
        return [Declared(school=uai, person=who, email=email) for uai, who, email in rows]

    def _journalise(self, event: DelegationEvent) -> None:
        self._database.change(
            self._note,
            *(self._tenant, event.school, event.kind.value, event.by.text, micros(event.at)),
            *(event.delegation, event.person, event.scope.reach.value, event.scope.discipline),
            *(micros(event.starts), micros(event.ends), event.reason),
        )


def _row(given: Delegation) -> Row:
    return (
        *(given.school, given.id, given.person, given.scope.reach.value, given.scope.discipline),
        *(given.email, micros(given.starts), micros(given.ends), given.reason),
        *(given.given_by.text, micros(given.given_at)),
        None if given.withdrawn_by is None else given.withdrawn_by.text,
        None if given.withdrawn_at is None else micros(given.withdrawn_at),
    )


def _delegation(row: Row) -> Delegation:
    school, name, person, reach, discipline, email, starts, ends, reason, by, at, *ended = row
    withdrawn_by, withdrawn_at = ended
    return Delegation(
        id=DelegationId(name),
        school=SchoolId(school),
        person=PersonId(person),
        scope=Scope(Reach(reach), discipline),
        email=email,
        starts=instant_of(starts),
        ends=instant_of(ends),
        reason=reason,
        given_by=actor_of(by),
        given_at=instant_of(at),
        withdrawn_by=None if withdrawn_by is None else actor_of(withdrawn_by),
        withdrawn_at=None if withdrawn_at is None else instant_of(withdrawn_at),
    )


def _line(row: Row) -> DelegationEvent:
    school, kind, by, at, name, person, reach, discipline, starts, ends, reason = row
    return DelegationEvent(
        kind=DelegationAct(kind),
        by=actor_of(by),
        at=instant_of(at),
        delegation=DelegationId(name),
        school=SchoolId(school),
        person=PersonId(person),
        scope=Scope(Reach(reach), discipline),
        starts=instant_of(starts),
        ends=instant_of(ends),
        reason=reason,
    )
