"""What providers and probes call themselves: metadata, ticket validation, ``/readyz``."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Final

from flask import Response

from garbridge.core.health import Standing
from garbridge.errors import MalformedError, OversizedError
from garbridge.ports import Document
from garbridge.protocols.oidc.documents import error_document
from garbridge.web.bridge import current_bridge
from garbridge.web.failures import guarded, noted
from garbridge.web.incoming import only, wire_request
from garbridge.web.outgoing import document
from garbridge.wiring import readiness_of

_FAILS: Final = Standing.FAILING
_NO_FORM: Final = error_document(400, "invalid_request", "No form in UTF-8, or too large.")
_RETRY: Final = "5"
"""Seconds after which a probe may ask again."""


@dataclass(frozen=True, slots=True)
class BackView:
    """An address that providers call; ``is_head_safe`` where asking twice changes nothing.

    Where ``is_oauth``, what cannot be read is answered as RFC 6749 5.2 has it.
    """

    path: str
    view: str
    methods: tuple[str, ...] = ("GET",)
    is_head_safe: bool = False
    is_oauth: bool = False


BACK: Final = (
    BackView("saml/metadata", "saml_metadata", is_head_safe=True),
    BackView("cas/serviceValidate", "cas_validate"),
    BackView("cas/p3/serviceValidate", "cas_validate_p3"),
    BackView("oidc/.well-known/openid-configuration", "oidc_discovery", is_head_safe=True),
    BackView("oidc/jwks", "oidc_jwks", is_head_safe=True),
    BackView("oidc/token", "oidc_token", ("POST",), is_oauth=True),
    BackView("oidc/oidcAccessToken", "oidc_token_gar", ("POST",), is_oauth=True),
    BackView("oidc/userinfo", "oidc_userinfo", ("GET", "POST"), is_oauth=True),
    BackView("oidc/oidcProfile", "oidc_userinfo_gar", ("GET", "POST"), is_oauth=True),
    BackView("lti/config", "lti_config", is_head_safe=True),
    BackView("lti/jwks", "lti_keys", is_head_safe=True),
)
"""Every back channel."""


def back_view(channel: BackView) -> Callable[[], Response]:
    """Return the view of *channel*."""

    def serve() -> Response:
        if not channel.is_head_safe:
            only(*channel.methods)
        return _answer(channel)

    serve.__name__ = channel.view
    return guarded(serve)


@guarded
def livez() -> Response:
    """Say that the process answers; it asks nothing else, so that a probe never restarts us.

    A database that is away is no reason to end the process.
    """
    return document(current_bridge(), Document(200, "text/plain; charset=utf-8", b"ok\n", {}))


@guarded
def readyz() -> Response:
    """Say whether a launch would be served now: 200, or 503 with what fails, never with whom.

    What somebody has to see to before it fails is for ``garbridge health``.
    """
    bridge = current_bridge()
    found = readiness_of(bridge.runtime)
    failing = found.standing is _FAILS
    said = {
        "status": found.standing.value,
        "checks": {one.vital.value: one.standing.value for one in found.checks},
        "reasons": [*chain(*(one.reasons for one in found.checks if one.standing is _FAILS))],
    }
    headers = {"Retry-After": _RETRY} if failing else {}
    body = json.dumps(said).encode() + b"\n"
    return document(bridge, Document(503 if failing else 200, "application/json", body, headers))


def _answer(channel: BackView) -> Response:
    bridge = current_bridge()
    try:
        request = wire_request(bridge, f"/{channel.path}")
    except (MalformedError, OversizedError) as refused:
        if not channel.is_oauth:
            raise
        noted(bridge, refused)
        return document(bridge, _NO_FORM)
    answer = bridge.runtime.back[channel.path].answer(request, now=bridge.runtime.clock())
    return document(bridge, answer)
