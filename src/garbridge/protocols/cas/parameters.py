"""Reads the query of a CAS request: decoded once, each known parameter at most once."""

from collections.abc import Mapping
from typing import Final

from garbridge.errors import MalformedError, OversizedError, UnsupportedRequestError
from garbridge.formats.queries import read_fields
from garbridge.ports import WireRequest

MAX_QUERY: Final = 8 * 1024
"""No honest request is longer: a service of 2,000 characters, all of them percent-encoded."""


def read_parameters(request: WireRequest, names: frozenset[str]) -> Mapping[str, str]:
    """Return the parameters among *names*, form-decoded once; all others are ignored.

    Names are case-sensitive (2.1.1, 2.5.1).  Octets that are not UTF-8 become U+FFFD, which no
    service and no ticket holds.

    Raises:
        UnsupportedRequestError: the request is no GET; HEAD is none either.
        OversizedError: the query is longer than any honest one.
        MalformedError: one of *names* stands there twice.
    """
    if request.method != "GET":
        raise UnsupportedRequestError("a CAS request is a GET")
    if len(request.query) > MAX_QUERY:
        raise OversizedError(f"query of {len(request.query)} characters, at most {MAX_QUERY}")
    found: dict[str, str] = {}
    for name, value in read_fields(request.query):
        if name not in names:
            continue
        if name in found:
            raise MalformedError(f"{name} is given more than once")
        found[name] = value
    return found


def is_set(parameters: Mapping[str, str], name: str) -> bool:
    """Say whether a switch is on: it is there, with any value but ``false``.

    >>> is_set({"renew": ""}, "renew"), is_set({"renew": "false"}, "renew"), is_set({}, "renew")
    (True, False, False)
    """
    return parameters.get(name, "false").lower() != "false"
