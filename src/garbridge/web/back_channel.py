"""What providers and probes call themselves: metadata, ticket validation, ``/livez``."""

from flask import Response

from garbridge.ports import Document
from garbridge.web.bridge import current_bridge
from garbridge.web.failures import guarded
from garbridge.web.incoming import only, wire_request
from garbridge.web.outgoing import document


@guarded
def saml_metadata() -> Response:
    """Publish the metadata of this identity provider."""
    return _answer("saml/metadata")


@guarded
def cas_validate() -> Response:
    """Validate a service ticket (CAS Protocol 2.5)."""
    only("GET")
    return _answer("cas/serviceValidate")


@guarded
def cas_validate_p3() -> Response:
    """Validate a service ticket and return its attributes (CAS Protocol 2.8)."""
    only("GET")
    return _answer("cas/p3/serviceValidate")


@guarded
def livez() -> Response:
    """Say that the process answers; it asks nothing else, so that a probe never restarts us.

    A database that is away is no reason to end the process.
    """
    return document(current_bridge(), Document(200, "text/plain; charset=utf-8", b"ok\n", {}))


def _answer(path: str) -> Response:
    bridge = current_bridge()
    request = wire_request(bridge, f"/{path}")
    return document(bridge, bridge.runtime.back[path].answer(request, now=bridge.runtime.clock()))
