"""Reads an authentication request (Security Framework 5.1.1.2): each parameter at most once."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from garbridge.errors import MalformedError, OversizedError, UnsupportedRequestError
from garbridge.formats.queries import read_fields
from garbridge.ports import WireRequest

MAX_QUERY: Final = 16 * 1024
"""No honest request is longer: a state of 4,096 characters, all of them percent-encoded."""
MAX_STATE: Final = 4096
MAX_NONCE: Final = 512

_NAMES: Final = frozenset(
    {
        *("scope", "response_type", "response_mode", "prompt", "client_id", "redirect_uri"),
        *("login_hint", "lti_message_hint", "state", "nonce", "request", "request_uri", "max_age"),
    }
)
_INVALID: Final = "invalid_request"
_NOT_READ: Final[Mapping[str, str]] = MappingProxyType(
    {
        "request": "request_not_supported",
        "request_uri": "request_uri_not_supported",
        "max_age": _INVALID,  # LTI has no way to prove anew who somebody is
    }
)
_WANTED: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "response_type": ("id_token", "unsupported_response_type"),
        "scope": ("openid", "invalid_scope"),
        "response_mode": ("form_post", _INVALID),
        "prompt": ("none", _INVALID),
    }
)


def read_parameters(request: WireRequest) -> Mapping[str, str]:
    """Return what *request* says under the names that mean something here.

    Raises:
        UnsupportedRequestError: it is neither GET nor POST.
        OversizedError: it is longer than any honest one.
        MalformedError: a name stands there twice, or the query is no UTF-8.
    """
    if request.method == "POST":
        return _once(request.form)
    if request.method != "GET":
        raise UnsupportedRequestError("an authentication request is a GET or a POST")
    if len(request.query) > MAX_QUERY:
        raise OversizedError(f"query of {len(request.query)} characters, at most {MAX_QUERY}")
    try:
        return _once(read_fields(request.query, errors="strict"))
    except ValueError as broken:
        raise MalformedError("the query is no UTF-8") from broken


def _once(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        if name not in _NAMES:
            continue
        if name in found:
            raise MalformedError(f"{name} is given more than once")
        found[name] = value
    return found


def fault_of(given: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the error of OpenID Connect Core 3.1.2.6 that *given* earns, and why; or ``None``.

    Only what LTI asks for is served, in no other way (Security Framework 5.1.1.2).
    """
    for name, code in _NOT_READ.items():
        if name in given:
            return code, f"{name} is not read"
    for name, (wanted, code) in _WANTED.items():
        if given.get(name) != wanted:
            return code, f"{name} is {wanted}"
    for name in ("login_hint", "lti_message_hint", "nonce"):
        if not given.get(name):
            return _INVALID, f"{name} is missing"
    too_long = len(given["nonce"]) > MAX_NONCE
    return (_INVALID, f"nonce of at most {MAX_NONCE} characters") if too_long else None
