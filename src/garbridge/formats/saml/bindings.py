"""Takes SAML messages off the wire (Bindings for SAML V2.0: 3.4 HTTP-Redirect, 3.5 HTTP-POST).

What comes out is still unverified; with it goes what is needed to verify it.
"""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_plus, unquote_to_bytes

from garbridge.core.records import quick
from garbridge.errors import (
    MalformedError,
    OversizedError,
    SignatureError,
    UnsupportedRequestError,
)
from garbridge.formats.queries import plainer
from garbridge.formats.saml.names import DEFLATE
from garbridge.formats.saml.values import parse_base64
from garbridge.ports import WireRequest

MAX_REQUEST_BYTES: Final = 64 * 1024
"""No honest AuthnRequest is larger: most have 700 bytes, signed ones with a certificate 5,000."""
MAX_RELAY_STATE_BYTES: Final = 1024
"""Bindings 3.4.3 has 80; but GAR's rule is that RelayState holds the address of the resource, which
is longer than that as often as not."""

REQUEST: Final = "SAMLRequest"
RESPONSE: Final = "SAMLResponse"

_FIELDS: Final = frozenset({REQUEST, "RelayState", "SigAlg", "Signature", "SAMLEncoding"})
_SIGNED_AFTER: Final = ("RelayState", "SigAlg")
_MAX_ENCODED = 4 * MAX_REQUEST_BYTES
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class DetachedSignature:
    """The signature of the HTTP-Redirect binding, over octets of the query as received."""

    octets: bytes
    value: bytes
    algorithm: str


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class UnverifiedMessage:
    """A message as it came: XML, RelayState, and the signature beside it, if any.

    ``field`` is what carried it, a request or a response.  ``enveloped`` says whether a signature
    may stand inside the XML.
    """

    xml: bytes
    relay_state: str | None
    signature: DetachedSignature | None
    enveloped: bool
    field: str = REQUEST


def read_redirect(query: str, *, field: str = REQUEST) -> UnverifiedMessage:
    """Take the message out of the *query* of a GET, as received (Bindings 3.4.4).

    Args:
        query: Still percent-encoded.
        field: What carries it.

    Raises:
        MalformedError: a parameter is missing, stands twice or cannot be decoded.
        OversizedError: the message, or what it inflates to, is too large.
        SignatureError: Signature or SigAlg stands alone.
    """
    raw = parameters(query, _FIELDS | {field})
    if "SAMLEncoding" in raw and _plain(raw["SAMLEncoding"]) != DEFLATE:
        raise MalformedError("SAMLEncoding is not DEFLATE")
    return UnverifiedMessage(
        xml=_inflate(_decoded(_unquoted(_message(raw, field)), field), field),
        relay_state=_relay_state(form_decoded(raw["RelayState"])) if "RelayState" in raw else None,
        signature=_detached(raw, field),
        enveloped=False,
        field=field,
    )


def read_post(
    request: WireRequest, *, field: str = REQUEST, limit: int = MAX_REQUEST_BYTES
) -> UnverifiedMessage:
    """Take the message out of the form of a POST (Bindings 3.5.4).

    Args:
        request: The POST.
        field: What carries it.
        limit: The most bytes a message may have.

    Raises:
        MalformedError: a field is missing, stands twice or cannot be decoded.
        OversizedError: the message is too large.
        SignatureError: a signature stands beside the XML: that is the SimpleSign binding.
    """
    names = _FIELDS | {field}
    if parameters(request.query, names | {RESPONSE}):
        raise MalformedError("parameters of a message in the query of a POST")
    fields = _once((name, value) for name, value in request.form if name in names)
    if "Signature" in fields or "SigAlg" in fields:
        raise SignatureError("a signature beside the XML is not taken by POST")
    xml = _decoded(_message(fields, field, 4 * limit), field)
    if len(xml) > limit:
        raise OversizedError(f"{field} of {len(xml)} bytes")
    return UnverifiedMessage(
        xml=xml,
        relay_state=_relay_state(fields["RelayState"]) if "RelayState" in fields else None,
        signature=None,
        enveloped=True,
        field=field,
    )


def read_either(request: WireRequest) -> UnverifiedMessage:
    """Take a request or a response off the wire, by either binding: exactly one is there.

    Raises:
        MalformedError: there is none, or both; else as :func:`read_redirect` and
            :func:`read_post` say.
        OversizedError: likewise.
        SignatureError: likewise.
        UnsupportedRequestError: it is neither a GET nor a POST.
    """
    kinds = frozenset({REQUEST, RESPONSE})
    if request.method == "GET":
        there = kinds.intersection(parameters(request.query, kinds))
    elif request.method == "POST":
        there = kinds.intersection(name for name, _ in request.form)
    else:
        raise UnsupportedRequestError("neither GET nor POST")
    if len(there) != 1:
        raise MalformedError(f"{len(there)} messages, exactly one is taken")
    (field,) = there
    if request.method == "GET":
        return read_redirect(request.query, field=field)
    return read_post(request, field=field)


def parameters(query: str, names: frozenset[str]) -> dict[str, str]:
    """Return the parameters of *query* that are called *names*, values still percent-encoded.

    Raises:
        MalformedError: one stands twice or hides its name behind percent-encoding.
        OversizedError: *query* is longer than any honest one.
    """
    if len(query) > _MAX_ENCODED:
        raise OversizedError(f"query of {len(query)} characters")
    if not query.isascii():
        raise MalformedError("query is not percent-encoded")
    pairs: list[tuple[str, str]] = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name in names:
            pairs.append((name, value))
        elif "%" in name and unquote_plus(name) in names:
            raise MalformedError("a parameter with a percent-encoded name")
    return _once(pairs)


def form_decoded(value: str) -> str:
    """Return the text of a percent-encoded *value*.

    Raises:
        MalformedError: it is not UTF-8, so that it could not be given back unchanged.
    """
    try:
        return _unquoted(value.replace("+", " ")).decode()
    except UnicodeDecodeError as error:
        raise MalformedError("a parameter is not UTF-8") from error


def _plain(value: str) -> str:
    """Return the text of a percent-encoded *value* that is compared with known ones."""
    return _unquoted(value).decode(errors="replace")


def _unquoted(value: str) -> bytes:
    """Return the octets of a percent-encoded *value*, as ``unquote_to_bytes`` does."""
    plain = plainer(value)
    return unquote_to_bytes(plain) if "%" in plain else plain.encode()


def _once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise MalformedError(f"{name} stands twice")
        found[name] = value
    return found


def _message(fields: dict[str, str], field: str, longest: int = _MAX_ENCODED) -> str:
    encoded = fields.get(field)
    if not encoded:
        raise MalformedError(f"no {field}")
    if len(encoded) > longest:
        raise OversizedError(f"{field} of {len(encoded)} characters")
    return encoded


def _decoded(encoded: str | bytes, field: str) -> bytes:
    return parse_base64(encoded, what=field)


def _inflate(octets: bytes, field: str) -> bytes:
    """Undo raw DEFLATE (3.4.4.1) up to the bound: the rest of a bomb is never unpacked."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        xml = stream.decompress(octets, MAX_REQUEST_BYTES + 1)
    except zlib.error as error:
        raise MalformedError(f"{field} is not DEFLATE") from error
    if len(xml) > MAX_REQUEST_BYTES:
        raise OversizedError(f"{field} inflates to more than {MAX_REQUEST_BYTES} bytes")
    if not stream.eof or stream.unused_data:
        raise MalformedError(f"{field} is cut off, or something follows it")
    return xml


def _detached(raw: dict[str, str], field: str) -> DetachedSignature | None:
    """Return the signature with the octets it is over: as received, in the order of 3.4.4.1."""
    if "Signature" not in raw and "SigAlg" not in raw:
        return None
    if "Signature" not in raw or "SigAlg" not in raw:
        raise SignatureError("Signature and SigAlg belong together")
    signed = "&".join([f"{name}={raw[name]}" for name in (field, *_SIGNED_AFTER) if name in raw])
    try:
        value = parse_base64(_unquoted(raw["Signature"]), what="Signature")
    except MalformedError as error:
        raise SignatureError(str(error)) from error
    return DetachedSignature(octets=signed.encode(), value=value, algorithm=_plain(raw["SigAlg"]))


def _relay_state(text: str) -> str:
    """Return *text*, which is given back as it is, if an HTML form can carry it unchanged."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise MalformedError("RelayState is not text") from error
    if size > MAX_RELAY_STATE_BYTES:
        raise OversizedError(f"RelayState of {size} bytes, at most {MAX_RELAY_STATE_BYTES}")
    if _CONTROL.search(text) is not None:
        raise MalformedError("RelayState holds control characters")
    return text
