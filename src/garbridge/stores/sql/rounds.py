"""What is given at several schools, a few of them at a time, in SQL."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import BindParameter, Table, bindparam, delete, select, update
from sqlalchemy.sql.expression import ColumnElement

from garbridge.core.identifiers import OperationId, PersonId, ResourceId, SchoolId, TenantId
from garbridge.core.rounds import (
    Missing,
    PartState,
    Round,
    RoundId,
    RoundPart,
    RoundStep,
    Why,
)
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros, population_columns, population_of
from garbridge.stores.sql.schema import giving_part, giving_round
from garbridge.stores.sql.statements import HotStatement, Parameters, insert_or_replace

_OF_ROUND: Final = ["tenant", "actor", "id"]
_OF_PART: Final = [*_OF_ROUND, "school"]
_HEAD: Final = [c for c in giving_round.columns if c.name not in {"tenant", "actor"}]
_PART: Final = [c for c in giving_part.columns if c.name not in {*_OF_ROUND, "at"}]
_TOLD: Final = ["step", "missing", "reason"]
_SETTLED: Final = [c.name for c in _PART if c.name not in {"school", "populations"}]


def _of(table: Table, names: Sequence[str]) -> list[ColumnElement[bool]]:
    return [table.c[name] == bindparam(name) for name in names]


def _put(table: Table, keys: Sequence[str], names: Sequence[str]) -> HotStatement:
    new: dict[str, BindParameter[object]] = {name: bindparam(f"new_{name}") for name in names}
    named = [*keys, *(f"new_{name}" for name in names)]
    return HotStatement(named, update(table).where(*_of(table, keys)).values(new), writes=True)


ONE: Final = HotStatement(_OF_ROUND, select(*_HEAD).where(*_of(giving_round, _OF_ROUND)))
CLAIM: Final = HotStatement(
    _OF_ROUND,
    select(*_HEAD).where(*_of(giving_round, _OF_ROUND)).with_for_update(),
    writes=True,
)
OF_ACTOR: Final = HotStatement(
    ["tenant", "actor"],
    select(*_HEAD).where(*_of(giving_round, ["tenant", "actor"])),
)
PARTS: Final = HotStatement(
    _OF_ROUND,
    select(*_PART).where(*_of(giving_part, _OF_ROUND)).order_by(giving_part.c.school),
)
CLAIM_PART: Final = HotStatement(
    _OF_PART,
    select(*_PART).where(*_of(giving_part, _OF_PART)).with_for_update(),
    writes=True,
)
KEEP: Final = insert_or_replace(giving_round)
KEEP_PART: Final = insert_or_replace(giving_part)
RESTATE: Final = _put(giving_round, _OF_ROUND, _TOLD)
SETTLE: Final = _put(giving_part, _OF_PART, _SETTLED)
EMPTY: Final = HotStatement(
    _OF_ROUND, delete(giving_part).where(*_of(giving_part, _OF_ROUND)), writes=True
)


def _forget(table: Table) -> HotStatement:
    over = (table.c.tenant == bindparam("tenant"), table.c.at < bindparam("before"))
    return HotStatement(["tenant", "before"], delete(table).where(*over), writes=True)


FORGET: Final = tuple(_forget(table) for table in (giving_part, giving_round))


class SqlRounds:
    """The rounds of one tenant.

    Args:
        database: Where the tables are.
        tenant: Whose schools.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant

    def keep(self, told: Round, *, forget: datetime) -> None:
        """Keep *told* and its parts, and forget what was begun before *forget*.

        Raises:
            StoreError: it could not be kept.
        """
        at = micros(told.at)
        head = (self._tenant, told.actor, told.id, told.resource, at)
        parts = [
            (self._tenant, told.actor, told.id, part.school, _written(part), *_settled(part), at)
            for part in told.parts
        ]
        with self._database.transaction():
            for statement in FORGET:
                self._change(statement, self._tenant, micros(forget))
            self._change(KEEP, *head, told.step.value, told.missing.value, told.reason)
            self._change(EMPTY, self._tenant, told.actor, told.id)
            self._database.change_many(self._database.compile(KEEP_PART), parts)

    def one(self, actor: PersonId, name: RoundId) -> Round | None:
        """Return a round of *actor* with its parts by school."""
        return self._whole(ONE, actor, name)

    def claim(self, actor: PersonId, name: RoundId) -> Round | None:
        """Inside a transaction: return likewise one that nobody else changes until its end."""
        return self._whole(CLAIM, actor, name)

    def restate(self, told: Round) -> None:
        """Keep what *told* says of itself; its parts stay as they are.

        Raises:
            StoreError: it could not be kept.
        """
        said = (told.step.value, told.missing.value, told.reason)
        self._change(RESTATE, self._tenant, told.actor, told.id, *said)

    def claim_part(self, actor: PersonId, name: RoundId, school: SchoolId) -> RoundPart | None:
        """Inside a transaction: return one part that nobody else changes until its end."""
        rows = self._rows(CLAIM_PART, self._tenant, actor, name, school)
        return _part(rows[0]) if rows else None

    def settle(self, actor: PersonId, name: RoundId, part: RoundPart) -> None:
        """Put *part* in the place of the one of its school.

        Raises:
            StoreError: it could not be kept.
        """
        self._change(SETTLE, self._tenant, actor, name, part.school, *_settled(part))

    def of_actor(self, actor: PersonId) -> Sequence[Round]:
        """Return the rounds of *actor* without their parts, the latest first."""
        found = [_head(actor, row) for row in self._rows(OF_ACTOR, self._tenant, actor)]
        return sorted(found, key=lambda one: (one.at, one.id), reverse=True)

    def _whole(self, statement: HotStatement, actor: PersonId, name: RoundId) -> Round | None:
        rows = self._rows(statement, self._tenant, actor, name)
        if not rows:
            return None
        parts = self._rows(PARTS, self._tenant, actor, name)
        return replace(_head(actor, rows[0]), parts=tuple(map(_part, parts)))

    def _rows(self, statement: HotStatement, *values: object) -> list[Row]:
        return self._database.rows(self._database.compile(statement), *values)

    def _change(self, statement: HotStatement, *values: object) -> None:
        self._database.change(self._database.compile(statement), *values)


def _written(part: RoundPart) -> str:
    return json.dumps([population_columns(one) for one in part.populations], ensure_ascii=False)


def _settled(part: RoundPart) -> Parameters:
    return (
        *(part.state.value, part.token, part.given, part.already, part.impossible),
        *(part.missing, part.people, part.why.value if part.why else None, part.operation),
    )


def _head(actor: PersonId, row: Row) -> Round:
    name, resource, at, step, missing, reason = row
    return Round(
        id=RoundId(name),
        actor=actor,
        resource=ResourceId(resource),
        at=instant_of(at),
        step=RoundStep(step),
        missing=Missing(missing),
        reason=reason,
    )


def _part(row: Row) -> RoundPart:
    school, populations, state, token, given, already, impossible, missing, people, *last = row
    why, operation = last
    return RoundPart(
        school=SchoolId(school),
        populations=tuple(population_of(*one) for one in json.loads(populations)),
        state=PartState(state),
        token=token,
        given=given,
        already=already,
        impossible=impossible,
        missing=missing,
        people=people,
        why=Why(why) if why else None,
        operation=OperationId(operation) if operation else None,
    )
