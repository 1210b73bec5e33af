"""Where people are named in SQL, table by table: what is replaced, what is removed, and when."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import BigInteger, Column, Table, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from garbridge.core.queue import EntryState
from garbridge.core.retention import Kept
from garbridge.stores.sql import schema
from garbridge.stores.sql.renaming import removing, replacing
from garbridge.stores.sql.rows import ONE_PERSON
from garbridge.stores.sql.statements import HotStatement, insert_if_absent

_Condition = ColumnElement[bool]

_MINE: Final = (schema.mark.c.person, schema.giving_round.c.actor, schema.giving_part.c.actor)
PEOPLE: Final[Sequence[Column[str]]] = (
    schema.seat.c.person,
    schema.movement.c.person,
    schema.queue.c.person,
    schema.notification.c.person,
    schema.notification.c.recipient,
    schema.lookup.c.person,
    schema.lease.c.person,
    schema.roll.c.person,
    schema.year_place.c.person,
    schema.year_seat.c.person,
    schema.delegation.c.person,
    schema.delegation_event.c.person,
    schema.delegate.c.person,
    schema.departure.c.person,
    schema.person.c.person,
    schema.membership.c.person,
    schema.belonging.c.person,
    schema.pending.c.person,
    schema.participant.c.person,
    schema.portal_session.c.person,
    schema.missing.c.person,
    schema.launch.c.person,
    schema.salt.c.person,
    schema.identifier.c.person,
    schema.identifier_ended.c.person,
    schema.restriction.c.person,
    schema.turn_told.c.person,
    schema.acquaintance.c.person,
    schema.rights_request.c.person,
    schema.brought.c.gone,
    schema.brought.c.kept,
    *_MINE,
)
"""Every column that names somebody as the one it is about, but for figures."""

_REPLACED: Final = (
    schema.seat.c.person,
    schema.movement.c.person,
    schema.year_seat.c.person,
    schema.lookup.c.person,
    schema.delegation.c.person,
    schema.delegation_event.c.person,
)
"""What is counted, or is a line of somebody else's journal."""

_REMOVED: Final = (
    schema.queue.c.person,
    schema.notification.c.person,
    schema.notification.c.recipient,
    schema.lease.c.person,
    schema.roll.c.person,
    schema.year_place.c.person,
    schema.delegate.c.person,
    schema.departure.c.person,
    schema.belonging.c.person,
    schema.membership.c.person,
    schema.person.c.person,
    schema.pending.c.person,
    schema.participant.c.person,
    schema.portal_session.c.person,
    schema.missing.c.person,
    schema.brought.c.gone,
    schema.brought.c.kept,
    *_MINE,
)


def _tenant(table: Table) -> _Condition:
    found: _Condition = table.c.tenant == bindparam("tenant")
    return found


def _distinct(column: Column[str]) -> HotStatement:
    return HotStatement(["tenant"], select(column).where(_tenant(column.table)).distinct())


NAMED: Final = tuple(_distinct(column) for column in PEOPLE)
REPLACE: Final = (
    *(replacing(column) for column in _REPLACED),
    replacing(schema.movement.c.code, schema.movement.c.kind == ONE_PERSON),
)
REMOVE: Final = (
    *(removing(column) for column in _REMOVED),
    *(
        removing(table.c.code, table.c.kind == ONE_PERSON)
        for table in (schema.opening, schema.rule, schema.year_opening)
    ),
)
"""Also openings and rules for one person alone."""

_BEFORE: Final = bindparam("before", type_=BigInteger)
_OLD_ACTS: Final = (
    select(schema.operation.c.operation)
    .where(
        _tenant(schema.operation),
        schema.operation.c.school == schema.movement.c.school,
        schema.operation.c.operation == schema.movement.c.operation,
        schema.operation.c.at < _BEFORE,
    )
    .correlate(schema.movement)
    .exists()
)


def _of_closed_plan(table: Table) -> _Condition:
    return (
        select(schema.year_plan.c.year)
        .where(
            _tenant(schema.year_plan),
            schema.year_plan.c.school == table.c.school,
            schema.year_plan.c.year == table.c.year,
            schema.year_plan.c.closed < _BEFORE,
        )
        .correlate(table)
        .exists()
    )


def _marked(kind: str) -> _Condition:
    return and_(schema.mark.c.kind == kind, schema.mark.c.at < _BEFORE)


_SEALED: Final = (
    select(schema.receipt.c.launch)
    .where(_tenant(schema.receipt), schema.receipt.c.launch == schema.launch.c.id)
    .correlate(schema.launch)
    .exists()
)

_IN_LEDGER: Final = (
    select(schema.launch.c.id)
    .where(_tenant(schema.launch), schema.launch.c.reference == schema.reveal_step.c.reference)
    .correlate(schema.reveal_step)
    .exists()
)
"""A step whose line is still in the ledger would be missed there."""
_IS_NO_PURGE: Final = schema.ledger_act.c.batch.is_(None)
"""The signed mark of a purge says where the chain begins."""
_OLDER_SEALED: Final = (
    select(schema.launch.c.id)
    .join(
        schema.receipt,
        and_(
            schema.receipt.c.tenant == schema.launch.c.tenant,
            schema.receipt.c.launch == schema.launch.c.id,
        ),
    )
    .where(_tenant(schema.launch), schema.launch.c.at < _BEFORE)
    .exists()
)
"""As long as records of that time are sealed, their erasures are held against the journal."""

_OF_PLAN: Final = (schema.year_place, schema.year_seat, schema.year_opening, schema.year_portion)
_OVER: Final[dict[Kept, Sequence[tuple[Table, _Condition]]]] = {
    Kept.LAUNCHES: (
        (schema.redemption, schema.redemption.c.at < _BEFORE),
        (schema.launch, and_(schema.launch.c.at < _BEFORE, ~_SEALED)),
    ),
    Kept.LOOKUPS: ((schema.lookup, schema.lookup.c.at < _BEFORE),),
    Kept.QUEUE: (
        (
            schema.queue,
            and_(
                schema.queue.c.state != EntryState.OPEN.value,
                schema.queue.c.decided_at < _BEFORE,
            ),
        ),
        (schema.notification, schema.notification.c.at < _BEFORE),
    ),
    Kept.OPERATIONS: (
        *((table, _of_closed_plan(table)) for table in _OF_PLAN),
        (schema.year_plan, schema.year_plan.c.closed < _BEFORE),
        (schema.movement, _OLD_ACTS),
        (schema.operation, schema.operation.c.at < _BEFORE),
        (schema.giving_part, schema.giving_part.c.at < _BEFORE),
        (schema.giving_round, schema.giving_round.c.at < _BEFORE),
    ),
    Kept.DELEGATIONS: (
        (
            schema.delegation,
            or_(
                schema.delegation.c.ends < _BEFORE,
                schema.delegation.c.withdrawn_at < _BEFORE,
            ),
        ),
        (schema.delegation_event, schema.delegation_event.c.at < _BEFORE),
    ),
    Kept.RIGHTS: (
        (schema.rights_request, schema.rights_request.c.answered < _BEFORE),
        (schema.restriction, schema.restriction.c.ended < _BEFORE),
    ),
    Kept.JOURNALS: (
        (schema.naming_act, schema.naming_act.c.at < _BEFORE),
        (schema.retention_act, schema.retention_act.c.at < _BEFORE),
        (schema.reveal_step, and_(schema.reveal_step.c.at < _BEFORE, ~_IN_LEDGER)),
        (schema.ledger_act, and_(schema.ledger_act.c.at < _BEFORE, _IS_NO_PURGE, ~_OLDER_SEALED)),
    ),
    Kept.FAVOURITES: ((schema.mark, _marked("favourite")),),
    Kept.OPENED: ((schema.mark, _marked("opened")),),
}
"""What each period is over for, in the order in which it goes: what hangs on a row before it."""

COUNT: Final = {
    kept: tuple(
        HotStatement(
            ["tenant", "before"],
            select(func.count()).select_from(table).where(_tenant(table), condition),
        )
        for table, condition in tables
    )
    for kept, tables in _OVER.items()
}
EXPIRE: Final = {
    kept: tuple(
        HotStatement(
            ["tenant", "before"], delete(table).where(_tenant(table), condition), writes=True
        )
        for table, condition in tables
    )
    for kept, tables in _OVER.items()
}

DUPLICATES: Final = HotStatement(
    ["tenant", "kind"],
    select(schema.queue.c.id, schema.queue.c.gone, schema.queue.c.come).where(
        _tenant(schema.queue), schema.queue.c.kind == bindparam("kind")
    ),
)
"""Entries that name other people beside the one they are about."""
REMOVE_ENTRY: Final = HotStatement(
    ["tenant", "number"],
    delete(schema.queue).where(_tenant(schema.queue), schema.queue.c.id == bindparam("number")),
    writes=True,
)
_plan: Final = schema.year_plan.c
PLANS: Final = HotStatement(
    ["tenant"],
    select(_plan.school, _plan.year, _plan.chosen, _plan.carries).where(_tenant(schema.year_plan)),
)
REWRITE_PLAN: Final = HotStatement(
    ["tenant", "where", "which", "new_chosen", "new_carries"],
    update(schema.year_plan)
    .where(
        _tenant(schema.year_plan),
        _plan.school == bindparam("where"),
        _plan.year == bindparam("which"),
    )
    .values(chosen=bindparam("new_chosen"), carries=bindparam("new_carries")),
    writes=True,
)

MISSING: Final = HotStatement(
    ["tenant"],
    select(schema.missing.c.person, schema.missing.c.since).where(_tenant(schema.missing)),
)
NOTE_MISSING: Final = insert_if_absent(schema.missing)
NOTE_FOUND: Final = HotStatement(
    ["tenant", "who"],
    delete(schema.missing).where(
        _tenant(schema.missing), schema.missing.c.person == bindparam("who")
    ),
    writes=True,
)
_ACT: Final = [
    column for column in schema.retention_act.columns if column.name not in {"tenant", "id"}
]
NOTE: Final = HotStatement(
    ["tenant", *(column.name for column in _ACT)],
    schema.retention_act.insert().inline(),
    writes=True,
)
ACTS: Final = HotStatement(
    ["tenant", "limit"],
    select(*_ACT)
    .where(_tenant(schema.retention_act))
    .order_by(schema.retention_act.c.at.desc(), schema.retention_act.c.id.desc())
    .limit(bindparam("limit")),
)
