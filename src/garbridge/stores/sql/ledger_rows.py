"""Rows of the journal of acts, and back."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from sqlalchemy import and_

from garbridge.core.entitlements import Opening, Rule, Seat
from garbridge.core.identifiers import (
    OperationId,
    PersonId,
    ResourceId,
    SchoolId,
    SubscriptionId,
)
from garbridge.core.operations import Movement, OperationKind, Right, Signature, Summary
from garbridge.core.people import Public
from garbridge.core.seats import Held
from garbridge.stores.sql import schema
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.rows import (
    instant_of,
    micros,
    origin_of,
    population_columns,
    population_of,
)
from garbridge.stores.sql.statements import Parameters

ITS_MOVEMENTS: Final = and_(
    schema.movement.c.tenant == schema.operation.c.tenant,
    schema.movement.c.school == schema.operation.c.school,
    schema.movement.c.operation == schema.operation.c.operation,
)
"""Which movements are those of an operation, and which operation that of a movement."""

NEWEST_FIRST: Final = [
    schema.operation.c.at.desc(),
    schema.operation.c.sequence.desc(),
    schema.operation.c.operation.desc(),
]
"""The order of a journal.

Only what touches nothing of one another has the same sequence at one instant.
"""

_SEAT, _OPENING, _RULE = "seat", "opening", "rule"
_PUBLICS = {public.value: public for public in Public}


def public_of_column(text: str) -> Public | None:
    """Return the public of a column; the empty text is none."""
    return _PUBLICS[text] if text else None


@cache
def held_of(public: str, origin: str) -> Held:
    """Return what a licence is held under, from its columns: of few kinds, for thousands."""
    return Held(public_of_column(public), origin_of(origin))


def signature_row(signed: Signature, movements: Sequence[Movement], sequence: int) -> Row:
    """Return the columns of ``operation`` after school and operation, for one school."""
    given = sum(movement.gives for movement in movements)
    return (
        signed.kind.value,
        signed.actor,
        micros(signed.at),
        signed.reason,
        signed.undoes,
        None,
        given,
        len(movements) - given,
        sequence,
    )


def signature_of(operation: str, row: Sequence[object]) -> Signature:
    """Return the signature of the columns kind, actor, at, reason and undoes."""
    kind, actor, at, reason, undoes = row
    return Signature(
        id=OperationId(operation),
        kind=OperationKind(str(kind)),
        actor=str(actor),
        at=instant_of(int(str(at))),
        reason=str(reason),
        undoes=None if undoes is None else OperationId(str(undoes)),
    )


def summary_of(school: SchoolId, row: Row) -> Summary:
    """Return what one row of ``operation``, without tenant and school, says."""
    operation, *signed, undone, given, returned = row
    return Summary(
        signed=signature_of(operation, signed),
        school=school,
        given=given,
        returned=returned,
        undone=None if undone is None else OperationId(undone),
    )


def movement_rows(
    tenant: str, school: SchoolId, operation: OperationId, movements: Iterable[Movement]
) -> Iterable[Parameters]:
    """Yield the rows of ``movement`` for the *movements* at one school, numbered from 1."""
    for number, movement in enumerate(movements, start=1):
        yield (tenant, school, operation, number, *_what(movement))


def movement_of(row: Row) -> Movement:
    """Return a movement from the columns of ``movement`` without tenant, operation and number."""
    school, what, gives, resource, subscription, person, public, origin, *who = row
    return Movement(
        _right(what, SchoolId(school), ResourceId(resource), subscription, person, origin, who),
        bool(gives),
        public_of_column(public),
    )


def rule_key(tenant: str, rule: Rule) -> Parameters:
    """Return the primary key of a row of the table ``rule``."""
    return (tenant, rule.school, rule.resource, *population_columns(rule.population))


def rule_row(tenant: str, rule: Rule, signed: Signature) -> Parameters:
    """Return a row of the table ``rule``, written by the operation of *signed*."""
    return (*rule_key(tenant, rule), signed.actor, micros(signed.at), signed.reason)


def _what(movement: Movement) -> Parameters:
    right, gives = movement.right, movement.gives
    public = movement.public.value if movement.public else ""
    match right:
        case Seat():
            origin = right.origin.value
            held = (right.subscription, right.person, public, origin)
            return (_SEAT, gives, right.resource, *held, "", "", "")
        case Opening():
            who = population_columns(right.population)
            return (_OPENING, gives, right.resource, right.subscription, "", "", "", *who)
        case Rule():
            who = population_columns(right.population)
            return (_RULE, gives, right.resource, "", "", "", "", *who)


def _right(  # noqa: PLR0917 - one for each column
    what: str,
    school: SchoolId,
    resource: ResourceId,
    subscription: str,
    person: str,
    origin: str,
    who: Sequence[str],
) -> Right:
    if what == _SEAT:
        return Seat(
            subscription=SubscriptionId(subscription),
            resource=resource,
            school=school,
            person=PersonId(person),
            origin=origin_of(origin),
        )
    population = population_of(*who)
    if what == _RULE:
        return Rule(resource=resource, school=school, population=population)
    return Opening(
        subscription=SubscriptionId(subscription),
        resource=resource,
        school=school,
        population=population,
    )
