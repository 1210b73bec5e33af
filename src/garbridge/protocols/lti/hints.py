"""What ``lti_message_hint`` stands for: one click of one person, sealed, for five minutes, once.

The hint is random and tells nothing; what was clicked is kept on the server, sealed with it.  So a
tool cannot change it, another person cannot use it, and no database holds who clicked what.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypedDict, cast

from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.core.links import DeepLink, LinkId
from garbridge.formats.sealing import entry_key, seal, unseal
from garbridge.ports import OneTimeClaim, OneTimeEntry, PendingLaunch, SessionId

HINT_LIFETIME: Final = timedelta(minutes=5)
"""From the click to the tool's request."""

_MARK: Final = b"LTI hint "
_MEMORY: Final = 2 * HINT_LIFETIME
"""How long after a hint's beginning its use is remembered: longer than it can be redeemed."""


class Purpose(StrEnum):
    """What was begun.  Values are kept for minutes only."""

    LAUNCH = "launch"
    DEEP_LINKING = "deep_linking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a click began: *click* with the tool's client and deployment at that instant.

    ``login_hint`` is the other random value that was sent along.  ``link`` is what was linked
    deeply, as it was at the click; ``None`` for the resource itself.
    """

    purpose: Purpose
    login_hint: str
    client_id: str
    deployment_id: str
    click: PendingLaunch
    link: DeepLink | None = None

    def is_login(self, login_hint: str) -> bool:
        """Say whether *login_hint* is the one that was sent with this hint."""
        theirs = login_hint.encode(errors="surrogatepass")
        return hmac.compare_digest(self.login_hint.encode(), theirs)


class _Linked(TypedDict):
    id: str
    title: str
    url: str
    custom: Mapping[str, str]
    launch: str
    added: str


class _Payload(TypedDict):
    purpose: str
    login_hint: str
    client_id: str
    deployment_id: str
    session: str
    person: str
    provider: str
    resource: str
    school: str
    link: _Linked | None
    until: str


def keep_hint(token: str, hint: Hint) -> OneTimeEntry:
    """Return the entry that only *token* finds and opens, until the click ends."""
    click = hint.click
    payload = _Payload(
        purpose=hint.purpose.value,
        login_hint=hint.login_hint,
        client_id=hint.client_id,
        deployment_id=hint.deployment_id,
        session=click.session,
        person=click.person,
        provider=click.provider,
        resource=click.resource,
        school=click.school,
        link=None if hint.link is None else _linked(hint.link),
        until=click.until.isoformat(),
    )
    return OneTimeEntry(
        key=hint_key(token),
        body=seal(token, _MARK + json.dumps(payload).encode()),
        until=click.until,
    )


def hint_key(token: str) -> str:
    """Return the name under which the store keeps the hint *token*."""
    return entry_key(f"lti hint {token}")


def open_hint(token: str, body: bytes, *, now: datetime) -> Hint | None:
    """Return what *body* says, or ``None``: of another protocol, or ended at *now*."""
    sealed = unseal(token, body)
    if sealed is None or not sealed.startswith(_MARK):
        return None
    payload = cast("_Payload", json.loads(sealed.removeprefix(_MARK)))
    click = PendingLaunch(
        session=SessionId(payload["session"]),
        person=PersonId(payload["person"]),
        provider=ProviderId(payload["provider"]),
        resource=ResourceId(payload["resource"]),
        school=SchoolId(payload["school"]),
        until=datetime.fromisoformat(payload["until"]),
    )
    if click.until <= now:
        return None
    linked = payload["link"]
    return Hint(
        purpose=Purpose(payload["purpose"]),
        login_hint=payload["login_hint"],
        client_id=payload["client_id"],
        deployment_id=payload["deployment_id"],
        click=click,
        link=None if linked is None else _link(linked, click),
    )


def _linked(link: DeepLink) -> _Linked:
    return _Linked(
        id=link.id,
        title=link.title,
        url=link.url,
        custom=dict(link.custom),
        launch=link.launch,
        added=link.added.isoformat(),
    )


def _link(linked: _Linked, click: PendingLaunch) -> DeepLink:
    return DeepLink(
        id=LinkId(linked["id"]),
        school=click.school,
        resource=click.resource,
        title=linked["title"],
        url=linked["url"],
        custom=linked["custom"],
        launch=linked["launch"],
        added=datetime.fromisoformat(linked["added"]),
    )


def spent(token: str, hint: Hint) -> OneTimeClaim:
    """Return what a launch claims, so that *token* starts no other one."""
    digest = hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
    return OneTimeClaim(f"lti:{digest}", hint.click.until + _MEMORY)
