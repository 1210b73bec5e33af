"""The port of the policies that were ever in force."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import ProviderId
from garbridge.core.policy_history import Version


class PolicyArchive(Protocol):
    """Every version of every provider's policy, in one tenant.  Nothing is ever changed in it."""

    def keep(
        self, provider: ProviderId, version: str, document: Mapping[str, object], *, at: datetime
    ) -> datetime:
        """Keep *document* under its *version*; return since when it is kept.

        The first to keep it says when; a version that was in force before and is again is as old as
        it was then.

        Raises:
            StoreError: it could not be kept.
        """
        ...

    def document(self, version: str) -> Mapping[str, object] | None:
        """Return the policy of *version*, or ``None``: it was never in force here."""
        ...

    def versions(self, provider: ProviderId) -> Sequence[Version]:
        """Return every version of *provider*, the oldest first.

        The cost grows with those alone.
        """
        ...
