"""The parameters of what a browser brings along from another site, each of them once."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from garbridge.errors import MalformedError
from garbridge.ports import WireRequest


def parameters_of(request: WireRequest) -> Mapping[str, str]:
    """Return each parameter of the query, or of the form that was posted.

    Raises:
        MalformedError: one stands twice, or the query cannot be read.
    """
    try:
        pairs = (
            request.form
            if request.method == "POST"
            else parse_qsl(request.query, keep_blank_values=True, errors="strict")
        )
    except ValueError as broken:
        raise MalformedError("the query cannot be read") from broken
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedError("a parameter stands twice")
    return found
