"""The last good catalogue of the GAR in SQL: only what differs is written."""

import json
from collections.abc import Sequence
from typing import Final, cast

from sqlalchemy import bindparam, select

from garbridge.core.identifiers import TenantId
from garbridge.core.national import PublicResource, Seller
from garbridge.core.offer import OfferStanding
from garbridge.stores.sql.bulk import BulkTable
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import offer, offered
from garbridge.stores.sql.statements import HotStatement, insert_or_replace

STANDING: Final = HotStatement(
    ["tenant"],
    select(
        offer.c["at"], offer.c.generated, offer.c["count"], offer.c.left_out, offer.c.digest
    ).where(offer.c.tenant == bindparam("tenant")),
)
OFFERED: Final = HotStatement(
    ["tenant"],
    select(offered.c.resource, offered.c.document)
    .where(offered.c.tenant == bindparam("tenant"))
    .order_by(offered.c.resource),
)
NOTE: Final = insert_or_replace(offer)

_TEXTS: Final = (
    *("title", "publisher_id", "publisher", "distributor", "distributor_name"),
    *("mother", "member"),
)
_FLAGS: Final = ("is_shown", "is_distributed")
_LABELS: Final = ("subjects", "levels", "types")


class SqlOffer:
    """The catalogue of one tenant.

    Args:
        database: Where the tables are.
        tenant: Whose.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._standing = database.compile(STANDING)
        self._offered = database.compile(OFFERED)
        self._note = database.compile(NOTE)
        self._rows = BulkTable(database, offered)

    def standing(self) -> OfferStanding | None:
        """Return which one is kept."""
        for at, generated, count, left_out, digest in self._database.rows(
            self._standing, self._tenant
        ):
            return OfferStanding(
                at=instant_of(at),
                generated=None if generated is None else instant_of(generated),
                count=count,
                left_out=left_out,
                digest=digest,
            )
        return None

    def resources(self) -> Sequence[PublicResource]:
        """Return everything in it, by identifier."""
        rows = self._database.rows(self._offered, self._tenant)
        return [_resource(name, document) for name, document in rows]

    def replace(self, resources: Sequence[PublicResource], standing: OfferStanding) -> None:
        """Let *resources* take the place of everything that was kept.

        Raises:
            StoreError: what was kept is kept as it was.
        """
        after = {one.id: _document(one) for one in resources}
        with self._database.transaction():
            self.note(standing)
            kept = self._database.rows(self._offered, self._tenant)
            before: dict[str, str] = {name: text for name, text in kept}  # noqa: C416 - typed
            gone = [name for name, text in before.items() if after.get(name) != text]
            come = [(name, text) for name, text in after.items() if before.get(name) != text]
            self._rows.delete([(self._tenant, name) for name in gone])
            self._rows.insert([(self._tenant, name, text) for name, text in come])

    def note(self, standing: OfferStanding) -> None:
        """Keep *standing* for the same resources."""
        generated = None if standing.generated is None else micros(standing.generated)
        with self._database.transaction():
            self._database.change(
                self._note,
                *(self._tenant, micros(standing.at), generated),
                *(standing.count, standing.left_out, standing.digest),
            )


def _document(one: PublicResource) -> str:
    said = {name: getattr(one, name) for name in (*_TEXTS, *_FLAGS, *_LABELS)}
    said["sellers"] = [(seller.id, seller.name) for seller in one.sellers]
    kept = {name: value for name, value in said.items() if value}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _resource(name: str, document: str) -> PublicResource:
    said = cast("dict[str, object]", json.loads(document))
    texts = {one: cast("str", said.get(one, "")) for one in _TEXTS}
    flags = {one: bool(said.get(one)) for one in _FLAGS}
    labels = {one: tuple(cast("list[str]", said.get(one, ()))) for one in _LABELS}
    sellers = cast("list[tuple[str, str]]", said.get("sellers", ()))
    return PublicResource(
        id=name,
        sellers=tuple(Seller(*one) for one in sellers),
        is_shown=flags["is_shown"],
        is_distributed=flags["is_distributed"],
        subjects=labels["subjects"],
        levels=labels["levels"],
        types=labels["types"],
        **texts,
    )
