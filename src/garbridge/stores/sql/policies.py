"""The policies that were ever in force, in SQL."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, cast

from sqlalchemy import bindparam, select

from garbridge.core.identifiers import ProviderId, TenantId
from garbridge.core.policy_history import Version
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
VERSIONS: Final = HotStatement(
    ["tenant", "provider"],
    select(policy.c.version, policy.c.since, policy.c.document)
    .where(policy.c.tenant == bindparam("tenant"), policy.c.provider == bindparam("provider"))
    .order_by(policy.c.since, policy.c.version),
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
        self._versions = database.compile(VERSIONS)

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
            return _read(text)
        return None

    def versions(self, provider: ProviderId) -> Sequence[Version]:
        """Return every version of *provider*, the oldest first."""
        rows = self._database.rows(self._versions, self._tenant, provider)
        return [Version(name, instant_of(since), _read(text)) for name, since, text in rows]


def _read(text: str) -> Mapping[str, object]:
    return cast("Mapping[str, object]", json.loads(text))
