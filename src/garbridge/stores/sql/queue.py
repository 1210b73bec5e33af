"""The queue of arrivals and departures, and who is told of it, in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, bindparam, insert, null, select, update
from sqlalchemy.sql.elements import ColumnElement

from garbridge.core.identifiers import PersonId, SchoolId, TenantId
from garbridge.core.permissions import Actor
from garbridge.core.queue import Entry, EntryKind, EntryState, Notification
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import notification, queue
from garbridge.stores.sql.statements import HotStatement

_q, _n = queue.c, notification.c
_ENTRY: Final = [column for column in queue.columns if column.name != "tenant"]
_TOLD: Final = [column for column in notification.columns if column.name not in {"tenant", "id"}]


def _insert(table: Table) -> HotStatement:
    names = [column.name for column in table.columns if column.name != "id"]
    return HotStatement(names, insert(table).inline(), writes=True)


def _of_school(parameters: list[str], *conditions: ColumnElement[bool]) -> HotStatement:
    here = (_q.tenant == bindparam("tenant"), _q.school == bindparam("school"))
    return HotStatement(
        ["tenant", "school", *parameters], select(*_ENTRY).where(*here, *conditions)
    )


ADD: Final = _insert(queue)
WAITING: Final = HotStatement(
    ["tenant", "school", "state"],
    select(*_ENTRY)
    .where(
        _q.tenant == bindparam("tenant"),
        _q.school == bindparam("school"),
        _q.state == bindparam("state"),
    )
    .order_by(_q.id),
)
OF_PERSON: Final = _of_school(["person"], _q.person == bindparam("person"))
TOLD_BY: Final = HotStatement(
    ["tenant", "teller"],
    select(*_ENTRY).where(_q.tenant == bindparam("tenant"), _q.told_by == bindparam("teller")),
)
DECIDE: Final = HotStatement(
    ["tenant", "of", "number", "open", "closed", "who", "when"],
    update(queue)
    .where(
        _q.tenant == bindparam("tenant"),
        _q.school == bindparam("of"),
        _q.id == bindparam("number"),
        _q.state == bindparam("open"),
    )
    .values(state=bindparam("closed"), decided_by=bindparam("who"), decided_at=bindparam("when")),
    writes=True,
)
REASSIGN: Final = HotStatement(
    ["tenant", "of", "who", "open", "other"],
    update(queue)
    .where(
        _q.tenant == bindparam("tenant"),
        _q.school == bindparam("of"),
        _q.person == bindparam("who"),
        _q.state == bindparam("open"),
    )
    .values(person=bindparam("other")),
    writes=True,
)
_ENTRY_OF: Final = (
    _q.tenant == bindparam("tenant"),
    _q.school == bindparam("of"),
    _q.id == bindparam("named"),
    _q.state == bindparam("was"),
)
HAND_BACK: Final = HotStatement(
    ["tenant", "of", "named", "was", "who", "other"],
    update(queue)
    .where(*_ENTRY_OF, _q.person == bindparam("who"))
    .values(person=bindparam("other")),
    writes=True,
)
REOPEN: Final = HotStatement(
    ["tenant", "of", "named", "was", "who", "when", "open"],
    update(queue)
    .where(*_ENTRY_OF, _q.decided_by == bindparam("who"), _q.decided_at == bindparam("when"))
    .values(state=bindparam("open"), decided_by=null(), decided_at=null()),
    writes=True,
)
TELL: Final = _insert(notification)
LATEST: Final = HotStatement(
    ["tenant", "limit"],
    select(*_TOLD)
    .where(_n.tenant == bindparam("tenant"))
    .order_by(_n.at.desc(), _n.id.desc())
    .limit(bindparam("limit")),
)


class SqlQueue:
    """What waits at the schools of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose schools.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._add = database.compile(ADD)
        self._waiting = database.compile(WAITING)
        self._of_person = database.compile(OF_PERSON)
        self._told_by = database.compile(TOLD_BY)
        self._reassign = database.compile(REASSIGN)
        self._hand_back = database.compile(HAND_BACK)
        self._reopen = database.compile(REOPEN)
        self._decide = database.compile(DECIDE)

    def add(self, entries: Sequence[Entry]) -> None:
        """Keep *entries*, each under a new number, all or nothing."""
        self._database.change_many(self._add, [_row(self._tenant, entry) for entry in entries])

    def waiting(self, school: SchoolId) -> Sequence[Entry]:
        """Return the open entries of *school*, in the order in which they came."""
        rows = self._database.rows(self._waiting, self._tenant, school, EntryState.OPEN.value)
        return [_read(row) for row in rows]

    def of_person(self, school: SchoolId, person: PersonId) -> Sequence[Entry]:
        """Return all entries about *person* at *school*, oldest first."""
        rows = self._database.rows(self._of_person, self._tenant, school, person)
        return sorted(map(_read, rows), key=lambda entry: entry.number)

    def told_by(self, person: PersonId) -> Sequence[Entry]:
        """Return all entries that *person* told, at any school, oldest first."""
        rows = self._database.rows(self._told_by, self._tenant, person)
        return sorted(map(_read, rows), key=lambda entry: entry.number)

    def reassign(self, school: SchoolId, person: PersonId, to: PersonId) -> None:
        """Let the open entries about *person* at *school* be about *to*."""
        place = (self._tenant, school, person, EntryState.OPEN.value)
        self._database.change(self._reassign, *place, to)

    def hand_back(self, school: SchoolId, number: int, person: PersonId, to: PersonId) -> bool:
        """Let an open entry that is about *person* be about *to*."""
        place = (self._tenant, school, number, EntryState.OPEN.value)
        return bool(self._database.change(self._hand_back, *place, person, to))

    def reopen(self, school: SchoolId, number: int, *, by: Actor, at: datetime) -> bool:
        """Open an entry again that *by* accepted at *at*."""
        place = (self._tenant, school, number, EntryState.ACCEPTED.value)
        done = self._database.change(
            self._reopen, *place, by.text, micros(at), EntryState.OPEN.value
        )
        return bool(done)

    def decide(
        self, school: SchoolId, number: int, state: EntryState, *, by: Actor, at: datetime
    ) -> bool:
        """Close an open entry: of many callers at once one succeeds."""
        place = (self._tenant, school, number, EntryState.OPEN.value)
        return bool(self._database.change(self._decide, *place, state.value, by.text, micros(at)))


class SqlNotifications:
    """What the people of one tenant are to be told.

    Args:
        database: Where the table is.
        tenant: Whose people.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._tell = database.compile(TELL)
        self._latest = database.compile(LATEST)

    def tell(self, notification: Notification) -> None:
        """Keep it."""
        told = notification
        self._database.change(
            self._tell,
            *(self._tenant, told.school, told.recipient, told.kind.value, told.person),
            micros(told.at),
        )

    def latest(self, *, limit: int) -> Sequence[Notification]:
        """Return what was told last, newest first."""
        return [
            Notification(
                school=SchoolId(school),
                recipient=PersonId(recipient),
                kind=EntryKind(kind),
                person=PersonId(person),
                at=instant_of(at),
            )
            for school, recipient, kind, person, at in self._database.rows(
                self._latest, self._tenant, limit
            )
        ]


def _row(tenant: TenantId, entry: Entry) -> Row:
    return (
        *(tenant, entry.school, entry.kind.value, entry.person, micros(entry.at)),
        *(_count(entry.due), "\n".join(entry.gone), "\n".join(entry.come), entry.told_by),
        *(entry.state.value, entry.decided_by, _count(entry.decided_at)),
    )


def _read(row: Row) -> Entry:
    number, school, kind, person, at, due, gone, come, told_by, state, *decided = row
    by, when = decided
    return Entry(
        school=SchoolId(school),
        kind=EntryKind(kind),
        person=PersonId(person),
        at=instant_of(at),
        number=number,
        gone=_codes(gone),
        come=_codes(come),
        due=_instant(due),
        told_by=told_by,
        state=EntryState(state),
        decided_by=by,
        decided_at=_instant(when),
    )


def _codes(text: str) -> tuple[str, ...]:
    return tuple(sorted(filter(None, text.split("\n"))))


def _count(instant: datetime | None) -> int | None:
    return None if instant is None else micros(instant)


def _instant(count: Any) -> datetime | None:  # noqa: ANN401 - a column
    return None if count is None else instant_of(count)
