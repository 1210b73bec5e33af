"""The port of single logout: where somebody was signed in, in which session of the portal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import PersonId
from garbridge.core.records import quick


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEntry:
    """One sign-in at a provider, kept until somebody logs out or *until*, exclusive.

    ``key`` is random.  ``session`` is derived from the session's name and does not lead back to
    it.  ``body`` is sealed: the store holds nothing that a provider could know somebody by.
    """

    key: str
    person: PersonId
    session: str
    body: bytes
    until: datetime


class ParticipantStore(Protocol):
    """Session participants (SAML Profiles 4.4) of one tenant."""

    def join(self, entry: SessionEntry, *, now: datetime) -> None:
        """Keep *entry*, and forget some of those that had ended at *now*.

        Raises:
            KeyInUseError: what is there stays.
            StoreError: it could not be kept.
        """
        ...

    def entries(self, person: PersonId, *, now: datetime) -> Sequence[SessionEntry]:
        """Return what is kept of *person* in all their sessions at *now*, the oldest end first."""
        ...

    def leave(self, person: PersonId, key: str) -> bool:
        """Forget one entry; of many callers at once one is told ``True``."""
        ...


class Sealer(Protocol):
    """Seals what a store keeps, under a secret that is not in the store."""

    def seal(self, name: str, payload: bytes) -> bytes:
        """Return *payload* sealed under *name*, which is random and seals this payload only."""
        ...

    def unseal(self, name: str, body: bytes) -> bytes | None:
        """Return the payload of *body*, or ``None`` if it was not sealed so."""
        ...
