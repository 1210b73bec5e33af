"""Requests to name the person behind an identifier, in SQL."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import bindparam, insert, select

from garbridge.core.identifiers import PersonId, ProviderId, TenantId
from garbridge.core.reveals import CLOSING, PROTOCOL, RevealKind, RevealRefusal, RevealStep
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import launch, reveal_step
from garbridge.stores.sql.statements import HotStatement

_STEP: Final = [one for one in reveal_step.columns if one.name not in {"tenant", "id"}]
_OURS: Final = reveal_step.c.tenant == bindparam("tenant")

ADD: Final = HotStatement(
    ["tenant", *(one.name for one in _STEP)], insert(reveal_step).inline(), writes=True
)
STEPS: Final = HotStatement(
    ["tenant", "request"],
    select(*_STEP, reveal_step.c.id).where(_OURS, reveal_step.c.request == bindparam("request")),
)
LATEST: Final = HotStatement(
    ["tenant", "limit"],
    select(*_STEP).where(_OURS).order_by(reveal_step.c.id.desc()).limit(bindparam("limit")),
)
RECORDED: Final = HotStatement(
    ["tenant", "protocol"],
    select(launch.c.reference, launch.c.policy).where(
        launch.c.tenant == bindparam("tenant"), launch.c.protocol == bindparam("protocol")
    ),
)


class SqlReveals:
    """The requests of one tenant.

    Args:
        database: Where the tables are.
        tenant: Whose people.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._add = database.compile(ADD)
        self._steps = database.compile(STEPS)
        self._latest = database.compile(LATEST)
        self._recorded = database.compile(RECORDED)

    def add(self, step: RevealStep) -> None:
        """Keep *step*.

        Raises:
            StoreError: its request is closed already; nothing was written.
        """
        self._database.change(
            self._add,
            *(self._tenant, step.reference, step.request),
            *(step.request if step.kind in CLOSING else None, step.kind.value, step.sector),
            *(step.identifier, step.by, micros(step.at), micros(step.until), step.reason),
            *(None if step.refusal is None else step.refusal.value, step.key, step.signature),
        )

    def steps(self, request: str) -> Sequence[RevealStep]:
        """Return the steps of one request, oldest first."""
        rows = self._database.rows(self._steps, self._tenant, request)
        return [_step(row[:-1]) for row in sorted(rows, key=lambda row: row[-1])]

    def latest(self, *, limit: int) -> Sequence[RevealStep]:
        """Return the steps of all requests, newest first."""
        return [_step(row) for row in self._database.rows(self._latest, self._tenant, limit)]

    def recorded(self) -> Mapping[str, str]:
        """Return what the journal of launches says of them."""
        rows = self._database.rows(self._recorded, self._tenant, PROTOCOL)
        return {reference: digest or "" for reference, digest in rows}


def _step(row: Row) -> RevealStep:
    reference, request, _, kind, sector, identifier, by, at, until, *rest = row
    reason, refusal, key, signature = rest
    return RevealStep(
        reference=reference,
        request=request,
        kind=RevealKind(kind),
        sector=ProviderId(sector),
        identifier=identifier,
        by=PersonId(by),
        at=instant_of(at),
        until=instant_of(until),
        reason=reason,
        refusal=None if refusal is None else RevealRefusal(refusal),
        key=key,
        signature=bytes(signature),
    )
