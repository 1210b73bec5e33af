"""What went wrong, as a document for programs (RFC 9457)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType

from flask import Response

from garbridge.core.incidents import Incident, Text
from garbridge.web.bridge import Bridge
from garbridge.web.outgoing import html
from garbridge.web.places import Contact


def problem(
    bridge: Bridge,
    incident: Incident,
    text: Text,
    reference: str,
    asked: Sequence[Contact] = (),
    *,
    more: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    """Return the incident as a problem document (RFC 9457 3).

    *asked* is whom to ask; *more* are members of one kind of problem (RFC 9457 3.2).
    """
    members = {
        "type": "about:blank",
        "title": text.title,
        "status": incident.status,
        "detail": text.advice,
        "code": incident.code,
        "owner": incident.owner,
        "reference": reference,
        **({"contacts": [asdict(one) for one in asked]} if asked else {}),
        **more,
    }
    body = json.dumps(members, ensure_ascii=False)
    response = html(bridge, body, status=incident.status)
    response.content_type = "application/problem+json"
    return response
