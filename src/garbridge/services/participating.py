"""Who is signed in where, until they log out: what single logout has to say to whom.

Every launch by a protocol that knows logout leaves an entry.  It is sealed under a secret that is
not in the store, so that the store does not tell which identifier is whose.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.ports import (
    Participant,
    ParticipantStore,
    Sealer,
    SessionEntry,
    SessionId,
    TokenSource,
)

SESSION: Final = timedelta(hours=12)
"""How long an entry is kept at most: longer than any school day, shorter than two."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody is signed in at a provider; ``key`` names the entry of it."""

    person: PersonId
    key: str
    participant: Participant


@dataclass(frozen=True, slots=True)
class Found:
    """Where somebody is signed in; more is known to be there where it is not ``is_whole``.

    ``is_elsewhere`` where they are signed in through another session too: on another device, or in
    this browser before the portal's session was made anew, which nobody can tell apart.
    """

    joined: Sequence[Joined]
    is_whole: bool
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipationService:
    """Keeps the participants of each session of the portal."""

    store: ParticipantStore
    sealer: Sealer = field(repr=False)
    tokens: TokenSource = field(repr=False)
    lifetime: timedelta = SESSION

    def join(
        self,
        person: PersonId,
        session: SessionId,
        participant: Participant | None,
        *,
        now: datetime,
    ) -> None:
        """Note that *person* is signed in at *participant* through *session*; ``None`` is nowhere.

        Raises:
            StoreError: it could not be kept.
        """
        if participant is None:
            return
        key = self.tokens()
        body = self.sealer.seal(key, json.dumps(packed(participant)).encode())
        entry = SessionEntry(
            key=key,
            person=person,
            session=_derived(session),
            body=body,
            until=now + self.lifetime,
        )
        self.store.join(entry, now=now)

    def participants(self, person: PersonId, session: SessionId | None, *, now: datetime) -> Found:
        """Return where *person* is signed in through *session*; ``None`` is through any.

        What was sealed under a secret that is gone is nobody's to close, and not in it.
        """
        wanted = None if session is None else _derived(session)
        kept = self.store.entries(person, now=now)
        here = [entry for entry in kept if wanted in {None, entry.session}]
        found = [(entry.key, self.sealer.unseal(entry.key, entry.body)) for entry in here]
        joined = [
            Joined(person, key, unpacked(json.loads(body)))
            for key, body in found
            if body is not None
        ]
        return Found(joined, is_whole=len(joined) == len(here), is_elsewhere=len(here) < len(kept))

    def leave(self, joined: Joined) -> bool:
        """Forget *joined*; of many callers at once one is told ``True``, and is to say so there."""
        return self.store.leave(joined.person, joined.key)


def _derived(session: SessionId) -> str:
    return hashlib.sha256(b"garbridge participants\x00" + session.encode()).hexdigest()


def packed(one: Participant) -> Sequence[str]:
    """Return the parts of *one*, for what is kept sealed: :func:`unpacked` reads them."""
    return [one.provider, one.protocol, one.subject, one.index, one.service]


def unpacked(parts: Sequence[str]) -> Participant:
    """Return what :func:`packed` took apart."""
    provider, protocol, subject, index, service = parts
    return Participant(
        provider=ProviderId(provider),
        protocol=protocol,
        subject=subject,
        index=index,
        service=service,
    )
