"""The parameters of what a browser brings along from another site, and their escapes."""

from collections.abc import Mapping

from garbridge.errors import MalformedError
from garbridge.formats.queries import read_fields
from garbridge.ports import WireRequest


def plainer(value: str) -> str:
    """Return a percent-encoded *value* with those escapes undone that nearly all have.

    They are those of base64 and of addresses.  The standard library goes through the escapes one
    by one in Python; these go at once before it, and none of what they stand for can be part of
    another escape.

    >>> plainer("https%3A%2F%2Fparc.example%2F%C3%A9t%C3%A9")
    'https://parc.example/%C3%A9t%C3%A9'
    """
    plain = value.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=")
    return plain.replace("%3A", ":").replace("%23", "#")


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
