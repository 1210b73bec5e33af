"""What ``lti_message_hint`` stands for: one click of one person, sealed, for five minutes, once.

The tool carries it from the click to its request and can neither read nor change it: it is sealed
under a secret of the portal together with ``login_hint``, which is random.  Nothing is stored at
the click; the launch claims the random part, so that it is made once.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypedDict, cast

from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.core.links import LinkId
from garbridge.core.records import quick
from garbridge.ports import OneTimeClaim, PendingLaunch, Sealer, SessionId

HINT_LIFETIME: Final = timedelta(minutes=5)
"""From the click to the tool's request."""
LONGEST: Final = 4096
"""No hint of ours is longer, in characters."""

_PURPOSE: Final = "lti hint "
_MEMORY: Final = 2 * HINT_LIFETIME
"""How long after a hint's end its use is remembered: a request may wait to be parked."""


class Purpose(StrEnum):
    """What was begun.  Values are kept for minutes only."""

    LAUNCH = "launch"
    DEEP_LINKING = "deep_linking"


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a click began: *click* with the tool's client and deployment at that instant.

    ``link`` names what was linked deeply, and is ``None`` for the resource itself.
    """

    purpose: Purpose
    client_id: str
    deployment_id: str
    click: PendingLaunch
    link: LinkId | None = None


class _Payload(TypedDict):
    purpose: str
    client_id: str
    deployment_id: str
    session: str
    person: str
    provider: str
    resource: str
    school: str
    link: str | None
    until: str


def seal_hint(sealer: Sealer, login_hint: str, hint: Hint) -> str:
    """Return *hint* as a text that *sealer* opens together with the random *login_hint* only."""
    click = hint.click
    payload = _Payload(
        purpose=hint.purpose.value,
        client_id=hint.client_id,
        deployment_id=hint.deployment_id,
        session=click.session,
        person=click.person,
        provider=click.provider,
        resource=click.resource,
        school=click.school,
        link=hint.link,
        until=click.until.isoformat(),
    )
    octets = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
    sealed = sealer.seal(_PURPOSE + login_hint, octets)
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def open_hint(sealer: Sealer, login_hint: str, token: str, *, now: datetime) -> Hint | None:
    """Return what *token* says, or ``None``: not ours, of another *login_hint*, or ended."""
    if len(token) > LONGEST:
        return None
    try:
        octets = base64.b64decode(
            token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True
        )
        sealed = sealer.unseal(_PURPOSE + login_hint, octets)
    except (binascii.Error, ValueError):
        return None
    if sealed is None:
        return None
    payload = cast("_Payload", json.loads(sealed))
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
    link = payload["link"]
    return Hint(
        purpose=Purpose(payload["purpose"]),
        client_id=payload["client_id"],
        deployment_id=payload["deployment_id"],
        click=click,
        link=None if link is None else LinkId(link),
    )


def spent(login_hint: str, hint: Hint) -> OneTimeClaim:
    """Return what a launch claims, so that the click starts no other one.

    The random part is claimed and not the sealed text, which base64 can spell in several ways.
    """
    digest = hashlib.sha256(login_hint.encode()).hexdigest()
    return OneTimeClaim(f"lti:{digest}", hint.click.until + _MEMORY)
