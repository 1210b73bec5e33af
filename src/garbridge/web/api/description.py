"""The description of the API (OpenAPI 3.1), and what is answered beside its addresses."""

from functools import lru_cache
from typing import Final

from flask import Response, request

from garbridge.core.api_faults import ApiFault
from garbridge.web.api.answers import NOTHING, Turned, answered, public_file
from garbridge.web.bridge import STATIC, current_bridge
from garbridge.web.failures import guarded

FILE: Final = "openapi.json"
_READ: Final = ("GET", "HEAD")


@guarded
def api_description() -> Response:
    """Return the file, which tells nothing of anybody: whoever asks may read it."""
    bridge = current_bridge()
    if request.method not in _READ:
        return answered(bridge, Turned(ApiFault.METHOD, allowed=_READ))
    return public_file(bridge, _content())


@guarded
def api_nothing(rest: str = "") -> Response:
    """Say in the form of the API that there is no such address."""
    del rest
    return answered(current_bridge(), NOTHING)


@lru_cache(maxsize=1)
def _content() -> bytes:
    return (STATIC / FILE).read_bytes()
