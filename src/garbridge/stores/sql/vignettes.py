"""The portal's copies of vignettes, in SQL: what is known of addresses apart from their contents.

So which copies there are is read without reading one, and two addresses with one picture keep it
once.  Contents are small, and are in the database and not in files: every machine of a portal
serves them, a backup holds them, and one transaction changes both tables.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.expression import ClauseElement

from garbridge.core.identifiers import TenantId
from garbridge.core.vignettes import Picture, PictureFault, PictureKind, Stamp, Vignette
from garbridge.stores.sql.connections import Row
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import picture as pictures
from garbridge.stores.sql.schema import vignette as table
from garbridge.stores.sql.statements import HotStatement, insert_if_absent, insert_or_replace

_ours = table.c.tenant == bindparam("tenant")
_one = (_ours, table.c.key == bindparam("key"))
_content = (pictures.c.tenant == bindparam("tenant"), pictures.c.digest == bindparam("digest"))
_is_used = exists().where(_ours, table.c.digest == bindparam("digest"))


def _listed(database: str) -> ClauseElement:
    insert = (sqlite.insert if database == "sqlite" else postgresql.insert)(table)
    return insert.on_conflict_do_update(
        index_elements=[table.c.tenant, table.c.key], set_={"listed": insert.excluded.listed}
    )


SHOWN: Final = HotStatement(
    ["tenant"],
    select(table.c.address, table.c.digest)
    .join(
        pictures,
        (pictures.c.tenant == table.c.tenant) & (pictures.c.digest == table.c.digest),
    )
    .where(_ours),
)
EVERYTHING: Final = HotStatement(
    ["tenant"],
    select(*(column for column in table.columns if column.name not in {"tenant", "key"})).where(
        _ours
    ),
)
DIGEST: Final = HotStatement(["tenant", "key"], select(table.c.digest).where(*_one))
PICTURE: Final = HotStatement(
    ["tenant", "digest"], select(pictures.c.kind, pictures.c.content).where(*_content)
)
KEEP: Final = insert_or_replace(table)
KEEP_PICTURE: Final = insert_if_absent(pictures)
LISTED: Final = HotStatement([column.name for column in table.columns], _listed, writes=True)
DROP: Final = HotStatement(["tenant", "key"], delete(table).where(*_one), writes=True)
FORGET: Final = HotStatement(
    ["tenant", "digest"], delete(pictures).where(*_content, ~_is_used), writes=True
)


class SqlVignettes:
    """The copies of one tenant.

    Args:
        database: Where the tables are.
        tenant: Whose.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._shown, self._picture = database.compile(SHOWN), database.compile(PICTURE)

    def shown(self) -> Mapping[str, str]:
        """Return the digest of the copy of each address that has one."""
        return dict(self._database.rows(self._shown, self._tenant))

    def everything(self) -> Sequence[Vignette]:
        """Return what is known of every address."""
        rows = self._database.rows(self._database.compile(EVERYTHING), self._tenant)
        return sorted(map(_vignette, rows), key=lambda one: one.address)

    def picture(self, digest: str) -> Picture | None:
        """Return the copy of that name."""
        rows = self._database.rows(self._picture, self._tenant, digest)
        return Picture(digest, PictureKind(rows[0][0]), bytes(rows[0][1])) if rows else None

    def keep(self, vignette: Vignette, picture: Picture | None = None) -> None:
        """Keep *vignette*, with its new *picture*.

        Raises:
            StoreError: it could not be kept.
        """
        before = self._database.compile(DIGEST)
        with self._database.transaction():
            if picture is not None:
                self._change(KEEP_PICTURE, picture.digest, picture.kind.value, picture.content)
            rows = self._database.rows(before, self._tenant, _key(vignette.address))
            self._change(KEEP, *_row(vignette))
            for (digest,) in rows:
                self._change(FORGET, digest)

    def note_listed(self, addresses: Collection[str], *, now: datetime) -> None:
        """Note that a list of the GAR's names *addresses*.

        Raises:
            StoreError: it could not be kept.
        """
        new = (Vignette(address=one, listed=now) for one in sorted(addresses))
        rows = [(self._tenant, *_row(one)) for one in new]
        self._database.change_many(self._database.compile(LISTED), rows)

    def drop(self, addresses: Collection[str]) -> int:
        """Forget *addresses*, and every copy that none is left of.

        Raises:
            StoreError: nothing was forgotten.
        """
        before, dropped = self._database.compile(DIGEST), 0
        with self._database.transaction():
            for address in addresses:
                rows = self._database.rows(before, self._tenant, _key(address))
                dropped += self._change(DROP, _key(address))
                for (digest,) in rows:
                    self._change(FORGET, digest)
        return dropped

    def _change(self, statement: HotStatement, *values: object) -> int:
        # Compiled when it is asked for, and once a process: a timer changes these.
        return self._database.change(self._database.compile(statement), self._tenant, *values)


def _key(address: str) -> str:
    """Return what stands for an address in the primary key: addresses are too long for one."""
    return hashlib.sha256(address.encode()).hexdigest()


def _row(one: Vignette) -> tuple[object, ...]:
    return (
        *(_key(one.address), one.address, one.digest, one.stamp.etag, one.stamp.modified),
        None if one.checked is None else micros(one.checked),
        None if one.listed is None else micros(one.listed),
        "" if one.fault is None else one.fault.value,
    )


def _vignette(row: Row) -> Vignette:
    address, digest, etag, modified, checked, listed, fault = row
    return Vignette(
        address=address,
        digest=digest,
        stamp=Stamp(etag, modified),
        checked=None if checked is None else instant_of(checked),
        listed=None if listed is None else instant_of(listed),
        fault=PictureFault(fault) if fault else None,
    )
