"""Who is signed in through the upstream, and as what that is kept."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from garbridge.core.identifiers import PersonId
from garbridge.ports import SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Somebody is signed in.

    ``session`` names the session towards providers; it stays when the same person proves anew who
    they are.  ``since`` is when they proved it, ``said`` when the upstream says so by its own
    clock; both are ``None`` where it does not say.  ``index`` and ``hint`` are the upstream's.
    """

    person: PersonId
    session: SessionId
    issuer: str
    subject: str
    index: str
    hint: str = field(repr=False)
    since: datetime | None
    said: datetime | None


def key_of(token: str) -> str:
    """Return under what the session of *token* is kept."""
    return hashlib.sha256(b"garbridge portal session\x00" + token.encode()).hexdigest()


def digest_of(what: str, issuer: str, name: str) -> str:
    """Return what stands for *name* of *issuer*, which is *what*: the store tells nobody's."""
    text = f"garbridge upstream {what}\x00{len(issuer)}\x00{issuer}\x00{name}"
    return hashlib.sha256(text.encode()).hexdigest()


def written(stay: Stay) -> dict[str, str | None]:
    """Return what is kept of *stay*, sealed."""
    return {
        "session": stay.session,
        "issuer": stay.issuer,
        "subject": stay.subject,
        "index": stay.index,
        "hint": stay.hint,
        "since": None if stay.since is None else stay.since.isoformat(),
        "said": None if stay.said is None else stay.said.isoformat(),
    }


def read(person: PersonId, kept: dict[str, str | None]) -> Stay:
    """Return what :func:`written` took apart."""
    since, said = kept["since"], kept["said"]
    return Stay(
        person=person,
        session=SessionId(kept["session"] or ""),
        issuer=kept["issuer"] or "",
        subject=kept["subject"] or "",
        index=kept["index"] or "",
        hint=kept["hint"] or "",
        since=None if since is None else datetime.fromisoformat(since),
        said=None if said is None else datetime.fromisoformat(said),
    )
