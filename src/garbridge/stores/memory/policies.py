"""The policies that were ever in force, in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from garbridge.core.identifiers import ProviderId
from garbridge.core.policy_history import Version
from garbridge.stores.memory.database import MemoryDatabase


class MemoryPolicies:
    """The reference of :class:`garbridge.ports.PolicyArchive`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def keep(
        self,
        provider: ProviderId,
        version: str,
        document: Mapping[str, object],
        *,
        at: datetime,
    ) -> datetime:
        """Keep *document* under *version*; return since when it is kept."""
        with self._database.transaction():
            found = self._database.policies.get(version)
            if found is None:
                found = at, document, provider
                self._database.policies.put(version, found)
        return found[0]

    def document(self, version: str) -> Mapping[str, object] | None:
        """Return the policy of *version*."""
        with self._database.transaction():
            found = self._database.policies.get(version)
        return None if found is None else found[1]

    def versions(self, provider: ProviderId) -> Sequence[Version]:
        """Return every version of *provider*, the oldest first."""
        with self._database.transaction():
            kept = self._database.policies.all()
        found = [Version(name, one[0], one[1]) for name, one in kept.items() if one[2] == provider]
        return sorted(found, key=lambda one: (one.since, one.name))
