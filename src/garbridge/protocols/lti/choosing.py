"""Asks for content (Deep Linking 2.0, 4.4) and keeps what the answer must fit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypedDict, cast

from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.formats.sealing import entry_key, seal, unseal
from garbridge.ports import OneTimeEntry
from garbridge.protocols.lti.hints import Hint
from garbridge.protocols.lti.tools import LtiTool

CHOOSING_LIFETIME: Final = timedelta(hours=2)
"""From the request to the answer: time for a teacher to look through a catalogue."""
TAKEN: Final = ("ltiResourceLink", "link")
"""The types of content that can become an entry of the portal."""

_MARK: Final = b"LTI choosing "


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """A request for content that waits for its answer, for one person, resource and school.

    ``launch`` is the reference of the launch in which it left.
    """

    client_id: str
    deployment_id: str
    person: PersonId
    provider: ProviderId
    resource: ResourceId
    school: SchoolId
    launch: str
    until: datetime


@dataclass(frozen=True, slots=True)
class AskedForContent:
    """The settings of a deep linking request, and the entry that ``data`` opens."""

    settings: Mapping[str, object]
    entry: OneTimeEntry


class _Payload(TypedDict):
    client_id: str
    deployment_id: str
    person: str
    provider: str
    resource: str
    school: str
    launch: str
    until: str


def ask_for_content(
    tool: LtiTool, hint: Hint, returns: str, *, token: str, reference: str, now: datetime
) -> AskedForContent:
    """Return what asks *tool* for content of the resource of *hint*.

    Args:
        tool: Who is asked.
        hint: Who asks, for which resource and school.
        returns: Where the answer goes.
        token: A random text: ``data``, which comes back with the answer.
        reference: That of the launch.
        now: When it leaves.
    """
    until = now + CHOOSING_LIFETIME
    payload = _Payload(
        client_id=tool.client_id,
        deployment_id=tool.deployment_id,
        person=hint.click.person,
        provider=hint.click.provider,
        resource=hint.click.resource,
        school=hint.click.school,
        launch=reference,
        until=until.isoformat(),
    )
    settings: dict[str, object] = {
        "deep_link_return_url": returns,
        "accept_types": list(TAKEN),
        "accept_presentation_document_targets": ["window"],
        "accept_multiple": True,
        "accept_lineitem": False,
        "auto_create": True,
        "data": token,
    }
    body = seal(token, _MARK + json.dumps(payload).encode())
    return AskedForContent(settings, OneTimeEntry(choosing_key(token), body, until))


def choosing_key(token: str) -> str:
    """Return the name under which the store keeps what ``data`` stands for."""
    return entry_key(f"lti choosing {token}")


def open_choosing(token: str, body: bytes, *, now: datetime) -> Choosing | None:
    """Return what *body* says, or ``None``: of another kind, or ended at *now*."""
    sealed = unseal(token, body)
    if sealed is None or not sealed.startswith(_MARK):
        return None
    payload = cast("_Payload", json.loads(sealed.removeprefix(_MARK)))
    until = datetime.fromisoformat(payload["until"])
    if until <= now:
        return None
    return Choosing(
        client_id=payload["client_id"],
        deployment_id=payload["deployment_id"],
        person=PersonId(payload["person"]),
        provider=ProviderId(payload["provider"]),
        resource=ResourceId(payload["resource"]),
        school=SchoolId(payload["school"]),
        launch=payload["launch"],
        until=until,
    )
