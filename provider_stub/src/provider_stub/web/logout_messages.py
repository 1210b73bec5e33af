"""A logout's message out of the request that brings it, by redirect or by form."""

from urllib.parse import parse_qs, unquote_plus

from flask import abort, request

from provider_stub.saml_logout import LogoutMessage

_MESSAGES = ("SAMLRequest", "SAMLResponse")
_FIELDS = (*_MESSAGES, "RelayState", "SigAlg", "Signature")


def by_form() -> LogoutMessage:
    """Take the message out of a form, where it carries its own signature."""
    given = {name: request.form.getlist(name) for name in _FIELDS if name in request.form}
    field = _only_message(given)
    if "SigAlg" in given or "Signature" in given:
        abort(400)
    relay_state = given.get("RelayState", [None])[0]
    return LogoutMessage(field=field, encoded=given[field][0], relay_state=relay_state)


def by_redirect() -> LogoutMessage:
    """Take the message out of the query; what was signed are its octets as they came."""
    query = request.query_string.decode("ascii", errors="replace")
    given = parse_qs(query, keep_blank_values=True)
    raw = {pair.partition("=")[0]: pair for pair in query.split("&")}
    given = {name: values for name, values in given.items() if name in _FIELDS}
    field = _only_message(given)
    if any(name not in raw for name in given):
        abort(400)  # a name behind escapes: what is signed would not be what is read
    signed = [raw[name] for name in (field, "RelayState", "SigAlg") if name in raw]
    return LogoutMessage(
        field=field,
        encoded=given[field][0],
        relay_state=given.get("RelayState", [None])[0],
        octets="&".join(signed).encode(),
        algorithm=unquote_plus(raw.get("SigAlg", "").partition("=")[2]),
        signature=given.get("Signature", [""])[0],
    )


def _only_message(given: dict[str, list[str]]) -> str:
    """Return which message is there.  A field given twice is read by somebody else: refuse it."""
    there = [name for name in _MESSAGES if name in given]
    if len(there) != 1 or any(len(values) != 1 for values in given.values()):
        abort(400)
    return there[0]
