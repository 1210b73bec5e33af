"""The policies that were ever in force, in SQL."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final, cast

from sqlalchemy import bindparam, select

from garbridge.core.identifiers import ProviderId, TenantId
from garbridge.errors import StoreError
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.stores.sql.schema import policy
from garbridge.stores.sql.statements import HotStatement, insert_if_absent

KEEP: Final = insert_if_absent(policy)
KEPT: Final = HotStatement(
    ["tenant", "version"],
    select(policy.c.document, policy.c.since).where(
        policy.c.tenant == bindparam("tenant"), policy.c.version == bindparam("version")
    ),
)


class SqlPolicies:
    """The archive of one tenant.

    Args:
        database: Where the table is.
        tenant: Whose policies.
    """

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self._database = database
        self._tenant = tenant
        self._keep = database.compile(KEEP)
        self._kept = database.compile(KEPT)

    def keep(
        self, provider: ProviderId, version: str, document: Mapping[str, object], *, at: datetime
    ) -> datetime:
        """Keep *document* under *version*; return since when it is kept.

        Raises:
            StoreError: it could not be kept.
        """
        text = json.dumps(document, ensure_ascii=False, sort_keys=True)
        with self._database.transaction():
            self._database.change(self._keep, self._tenant, version, provider, text, micros(at))
            found = next(iter(self._database.rows(self._kept, self._tenant, version)), None)
        if found is None:
            raise StoreError("a policy was kept and is not there")
        return instant_of(found[1])

    def document(self, version: str) -> Mapping[str, object] | None:
        """Return the policy of *version*."""
        for text, _ in self._database.rows(self._kept, self._tenant, version):
            return cast("Mapping[str, object]", json.loads(text))
        return None
