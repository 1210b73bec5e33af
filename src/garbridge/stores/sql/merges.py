"""What merges brought over, in SQL."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, select

from garbridge.core.identifiers import OperationId, PersonId, ResourceId, SchoolId, TenantId
from garbridge.core.marks import Mark
from garbridge.core.merges import Brought, BroughtKind, PlanBefore
from garbridge.core.operations import UNDO_WINDOW
from garbridge.core.years import Place, Snapshot
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import brought as table
from garbridge.stores.sql.statements import HotStatement, insert_or_replace
from garbridge.stores.sql.year_rows import (
    carries_of,
    carries_text,
    kept_of,
    kept_row,
    opening_of,
    opening_row,
)

_ours = (
    table.c.tenant == bindparam("tenant"),
    table.c.operation == bindparam("act"),
)

NOTE: Final = insert_or_replace(table)
_OF_ACT: Final = select(
    *(table.c[name] for name in ("kind", "school", "name", "gone", "kept", "held", "detail"))
).where(*_ours, table.c.until > bindparam("now"))
BROUGHT: Final = HotStatement(["tenant", "act", "now"], _OF_ACT)
CLAIM: Final = HotStatement(["tenant", "act", "now"], _OF_ACT.with_for_update(), writes=True)
FORGET: Final = HotStatement(["tenant", "act"], delete(table).where(*_ours), writes=True)
EXPIRE: Final = HotStatement(
    ["tenant", "now"],
    delete(table).where(_ours[0], table.c.until <= bindparam("now")),
    writes=True,
)


class SqlMerges:
    """What the merges of one tenant brought over.

    Args:
        database: Where the table is.
        tenant: Whose people.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._note = database.compile(NOTE)
        self._brought = database.compile(BROUGHT)
        self._claim = database.compile(CLAIM)
        self._forget = database.compile(FORGET)
        self._expire = database.compile(EXPIRE)

    def note(self, operation: OperationId, brought: Sequence[Brought], *, at: datetime) -> None:
        """Keep what *operation* brought over; what is old goes."""
        until = micros(at + UNDO_WINDOW)
        with self._database.transaction():
            self.expire(now=at)
            self._database.change_many(
                self._note,
                [
                    (
                        *(self._tenant, operation, one.kind.value, one.school),
                        *(_name(one), one.gone, one.kept, one.held, until, _detail(one)),
                    )
                    for one in brought
                ],
            )

    def brought(self, operation: OperationId, *, now: datetime) -> Sequence[Brought]:
        """Return what *operation* brought over."""
        rows = self._database.rows(self._brought, self._tenant, operation, micros(now))
        return [_read(row) for row in rows]

    def claim(self, operation: OperationId, *, now: datetime) -> Sequence[Brought]:
        """Inside a transaction: return the same, which nobody else is given until its end."""
        rows = self._database.rows(self._claim, self._tenant, operation, micros(now))
        return [_read(row) for row in rows]

    def forget(self, operation: OperationId) -> None:
        """Forget it."""
        self._database.change(self._forget, self._tenant, operation)

    def expire(self, *, now: datetime) -> None:
        """Forget what nobody can undo any more."""
        self._database.change(self._expire, self._tenant, micros(now))


def _name(one: Brought) -> str:
    return one.key if one.mark is None else one.mark.resource


def _detail(one: Brought) -> str:
    """Return what it was; of the two people 0 stands for the one that went, 1 for the other."""
    if one.mark is not None:
        return json.dumps({"at": micros(one.mark.at)})
    if one.plan is None:
        return "{}"
    both = (one.gone, one.kept)
    snapshot = one.plan.snapshot
    return json.dumps(
        {
            "at": micros(one.plan.at),
            "places": [(both.index(p.person), p.level, p.division) for p in snapshot.places],
            "seats": [
                (both.index(k.seat.person), *_without(kept_row(k), 1)) for k in snapshot.seats
            ],
            "openings": [
                (_index(both, o.population.person), *_without(opening_row(o), 2))
                for o in snapshot.openings
            ],
            "carries": _carry_rows(both, one.plan),
        },
        ensure_ascii=False,
    )


def _carry_rows(both: tuple[PersonId, PersonId], plan: PlanBefore) -> list[Row]:
    rows = json.loads(carries_text(carry for _, carry in plan.carries))
    return [
        (at, _index(both, carry.population.person), *_without(row, 3))
        for (at, carry), row in zip(plan.carries, rows, strict=True)
    ]


def _index(both: tuple[PersonId, PersonId], person: PersonId | None) -> int:
    return int(person == both[1])


def _without(row: Sequence[Any], index: int) -> Row:
    return (*row[:index], *row[index + 1 :])


def _with(row: Sequence[Any], index: int, person: PersonId) -> Row:
    return (*row[:index], person, *row[index:])


def _read(row: Row) -> Brought:
    kind, school, name, gone, kept, held, detail = row
    found, what = BroughtKind(kind), json.loads(detail)
    mark = plan = None
    if found is BroughtKind.FAVOURITE:
        mark = Mark(SchoolId(school), ResourceId(name), instant_of(what["at"]))
    if found is BroughtKind.PLAN:
        plan = _plan(SchoolId(school), what, (PersonId(gone), PersonId(kept)))
    return Brought(
        kind=found,
        gone=PersonId(gone),
        kept=PersonId(kept),
        school=SchoolId(school),
        key="" if mark else name,
        held=bool(held),
        plan=plan,
        mark=mark,
    )


def _plan(school: SchoolId, what: dict[str, Any], both: tuple[PersonId, PersonId]) -> PlanBefore:
    carries = carries_of(json.dumps([_with(row, 3, both[who]) for _, who, *row in what["carries"]]))
    return PlanBefore(
        instant_of(what["at"]),
        Snapshot(
            tuple(Place(both[who], level, division) for who, level, division in what["places"]),
            tuple(kept_of(school, _with(row, 1, both[who])) for who, *row in what["seats"]),
            tuple(opening_of(school, _with(row, 2, both[who])) for who, *row in what["openings"]),
        ),
        tuple((at, one) for (at, *_), one in zip(what["carries"], carries, strict=True)),
    )
