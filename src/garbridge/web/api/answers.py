"""Answers of the API: JSON with a tag that names its content, and problems (RFC 9457)."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from flask import Response, request

from garbridge.core.api_faults import API_FAULTS, ApiFault
from garbridge.core.identifiers import reference_of
from garbridge.ports import Document
from garbridge.web.bridge import Bridge
from garbridge.web.outcomes import log_outcome
from garbridge.web.outgoing import bare, document
from garbridge.web.problem_documents import problem
from garbridge.web.signals import Event
from garbridge.web.speaking import translations

JSON: Final = "application/json"
_TAG_DIGITS: Final = 32
_ASKED_AGAIN: Final = "private, no-cache"
_NEVER_KEPT: Final = "no-store"
_ANYBODY: Final = "public, no-cache"


@dataclass(frozen=True, slots=True)
class Said:
    """What is answered.

    With ``is_kept`` a browser may keep it, and asks each time whether it is still so: never what
    tells more of somebody than the list of what they have, because computers are shared.
    """

    body: Mapping[str, object]
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """Something was changed, and there is no more to say of it."""


@dataclass(frozen=True, slots=True)
class Turned:
    """Why not; ``parameter`` names what is wrong in the query, and ``allowed`` the methods."""

    fault: ApiFault
    parameter: str = ""
    allowed: Collection[str] = field(default=())


NOTHING: Final = Turned(ApiFault.NOTHING)
Answer = Said | Done | Turned | Response


def answered(bridge: Bridge, answer: Answer) -> Response:
    """Return *answer* as a response."""
    match answer:
        case Said():
            body = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":")).encode()
            caching = _ASKED_AGAIN if answer.is_kept else _NEVER_KEPT
            return _tagged(bridge, body, caching, {"Vary": "Cookie, Accept-Language"})
        case Done():
            return bare(bridge, 204, {})
        case Turned():
            return _turned(bridge, answer)
        case Response():
            return answer


def public_file(bridge: Bridge, body: bytes) -> Response:
    """Return JSON that is the same for everybody, to whatever page asks."""
    return _tagged(bridge, body, _ANYBODY, {"Access-Control-Allow-Origin": "*"})


def _tagged(bridge: Bridge, body: bytes, caching: str, more: Mapping[str, str]) -> Response:
    """Return *body*, or 304 to whoever has it (RFC 9110 13.1.2)."""
    tag = hashlib.sha256(body).hexdigest()[:_TAG_DIGITS]
    headers = {"Cache-Control": caching, **more}
    is_known = request.if_none_match.contains_weak(tag)
    answer = Document(304, JSON, b"", headers) if is_known else Document(200, JSON, body, headers)
    response = document(bridge, answer)
    response.set_etag(tag)
    return response


def _turned(bridge: Bridge, turned: Turned) -> Response:
    incident = API_FAULTS[turned.fault]
    reference = reference_of(bridge.runtime.tokens())
    log_outcome(Event.REFUSAL, incident.code, reference=reference)
    text = incident.text(translations().text)
    more = {"parameter": turned.parameter} if turned.parameter else {}
    response = problem(bridge, incident, text, reference, more=more)
    if turned.allowed:
        response.headers["Allow"] = ", ".join(turned.allowed)
    return response
