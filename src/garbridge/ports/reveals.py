"""The port of requests to name the person behind an identifier."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from garbridge.core.reveals import RevealStep


class RevealStore(Protocol):
    """The steps of all requests of one tenant, in their order; none is ever changed."""

    def add(self, step: RevealStep) -> None:
        """Keep *step*.

        Raises:
            StoreError: its request is closed already; nothing was written.
        """
        ...

    def steps(self, request: str) -> Sequence[RevealStep]:
        """Return the steps of one request, oldest first."""
        ...

    def latest(self, *, limit: int) -> Sequence[RevealStep]:
        """Return the steps of all requests, newest first."""
        ...

    def recorded(self) -> Mapping[str, str]:
        """Return what the journal of launches says of them: digests by reference.

        It may read all launches.
        """
        ...


class HolderKeys(Protocol):
    """The public keys of those who may open and approve."""

    def __call__(self, person: str, message: bytes, signature: bytes) -> bool | None:
        """Say whether *person*'s key signed *message*; ``None``: they hold none."""
        ...
