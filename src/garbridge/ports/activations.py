"""The port of activations: which resources with interaction are on at a school."""

from collections.abc import Sequence
from typing import Protocol

from garbridge.core.activations import Activation
from garbridge.core.identifiers import ResourceId, SchoolId


class ActivationStore(Protocol):
    """Every word on every resource with interaction of one tenant.  Nothing is ever removed."""

    def note(self, activation: Activation) -> None:
        """Store *activation*, which holds from now on.

        Raises:
            StoreError: it could not be stored.
        """
        ...

    def latest(self, school: SchoolId, resource: ResourceId) -> Activation | None:
        """Return the last word on *resource* at *school*; ``None`` where there is none."""
        ...

    def words(self, school: SchoolId) -> Sequence[Activation]:
        """Return every word on every resource of *school*, the last one first."""
        ...
