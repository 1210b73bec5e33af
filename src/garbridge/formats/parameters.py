"""The parameters of what a browser brings along from another site."""

from collections.abc import Mapping

from garbridge.errors import MalformedError
from garbridge.formats.queries import read_fields
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
            else read_fields(request.query, errors="strict")
        )
    except ValueError as broken:
        raise MalformedError("the query cannot be read") from broken
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedError("a parameter stands twice")
    return found
