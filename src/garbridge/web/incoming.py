"""From Flask's request to the wire values: bounded, in one charset, addressed by configuration."""

from functools import lru_cache
from typing import Final

from flask import Request, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.http import parse_accept_header

from garbridge.core.messages import Language
from garbridge.errors import MalformedError, OversizedError
from garbridge.formats.queries import read_fields
from garbridge.ports import WireRequest
from garbridge.web.bridge import Bridge
from garbridge.web.current import current_request

MAX_QUERY: Final = 32 * 1024
"""No honest query string is longer; adapters have narrower limits of their own."""
MAX_BODY: Final = 256 * 1024
"""No honest sign-in form is larger."""
MAX_HEADER: Final = 8 * 1024
"""No honest Authorization header is longer."""
MAX_FIELDS: Final = 50
"""No honest sign-in form has more fields."""

_FORM = "application/x-www-form-urlencoded"
_HTML = "text/html"
_KINDS = (_HTML, "application/json", "application/problem+json")


def wire_request(bridge: Bridge, path: str) -> WireRequest:
    """Return the current request as *path* below the issuer received it.

    The address comes from the configuration, so that a forged ``Host`` header changes nothing.
    The query stays as received, percent-encoded: signatures cover those octets.

    Raises:
        OversizedError: query, body or a header is larger than any honest one.
        MalformedError: the query is not ASCII, or the body is no form in UTF-8.
    """
    asked = current_request()
    return WireRequest(
        method=asked.method,
        url=bridge.runtime.config.issuer + path,
        query=_ascii(asked.query_string),
        form=_form(asked) if asked.method == "POST" else (),
        authorization=_authorization(asked),
    )


def _authorization(asked: Request) -> str:
    header: str = asked.environ.get("HTTP_AUTHORIZATION", "")
    if len(header) > MAX_HEADER:
        raise OversizedError(f"Authorization of {len(header)} characters, at most {MAX_HEADER}")
    return header


def raw_query() -> str:
    """Return the query string as received.

    Raises:
        OversizedError: it is longer than any honest one.
        MalformedError: it holds octets that must be percent-encoded (RFC 3986 2.1).
    """
    return _ascii(request.query_string)


def _ascii(octets: bytes) -> str:
    if len(octets) > MAX_QUERY:
        raise OversizedError(f"query of {len(octets)} octets, at most {MAX_QUERY}")
    try:
        return octets.decode("ascii")
    except UnicodeDecodeError as broken:
        raise MalformedError("query with octets outside ASCII") from broken


def _form(asked: Request) -> tuple[tuple[str, str], ...]:
    mimetype = asked.mimetype
    if not mimetype and not asked.content_length:
        return ()  # nothing was posted: OpenID Connect has userinfo asked so too
    if mimetype != _FORM:
        raise MalformedError("the body is not a form")
    allowed = asked.max_content_length
    asked.max_content_length = MAX_BODY if allowed is None else min(allowed, MAX_BODY)
    asked.max_form_memory_size = MAX_BODY
    try:
        body = asked.get_data()
        if not body:  # empty, or the portal has read it before us, in its own way
            return tuple(asked.form.items(multi=True))
        return tuple(read_fields(body.decode("ascii"), errors="strict", most=MAX_FIELDS))
    except RequestEntityTooLarge as large:
        raise OversizedError(f"body larger than {asked.max_content_length} octets") from large
    except (HTTPException, ValueError) as broken:
        raise MalformedError("the body is no form in UTF-8") from broken


def argument(name: str) -> str | None:
    """Return a query parameter; ``None`` if absent, or if the query cannot be read at all.

    A long query that does not hold *name* is not taken apart for it.
    """
    asked = current_request()
    if asked.query_string.find(name.encode()) < 0:  # "in" would take the name for a number first
        return None
    try:
        return asked.args.get(name)
    except UnicodeDecodeError:
        return None


def arguments(name: str, *, most: int, longest: int) -> tuple[str, ...]:
    """Return the values of a query parameter, each once, none empty or too long.

    None if the query cannot be read at all.
    """
    if request.query_string.find(name.encode()) < 0:
        return ()
    try:
        given = request.args.getlist(name)
    except UnicodeDecodeError:
        return ()
    return tuple(dict.fromkeys(one for one in given if 0 < len(one) <= longest))[:most]


def only(*methods: str) -> None:
    """Refuse other methods, ``HEAD`` above all: it would spend what may be used once.

    Raises:
        MethodNotAllowed: answered by the portal's own page.
    """
    if current_request().method not in methods:
        raise MethodNotAllowed(valid_methods=list(methods))


def wants_json() -> bool:
    """Say whether the client asks for JSON rather than for a page; a page is the default."""
    accepted = request.accept_mimetypes
    best = accepted.best_match(_KINDS)
    return best not in {None, _HTML} and accepted[best or ""] > accepted[_HTML]


def language() -> Language:
    """Return the language of the answer: ``?lang=``, else the browser's, else French."""
    asked = argument("lang")
    if asked is not None and asked in set(Language):
        return Language(asked)
    return _preferred(current_request().environ.get("HTTP_ACCEPT_LANGUAGE", ""))


@lru_cache(maxsize=256)
def _preferred(header: str) -> Language:
    """Return the best of our languages for *header* (RFC 9110 12.5.4)."""
    accepted = parse_accept_header(header, LanguageAccept)
    best = accepted.best_match([str(known) for known in Language])
    return Language(best) if best else Language.FRENCH


def came_from_elsewhere() -> bool:
    """Say whether a page of another site sent the browser here, as far as it says so.

    By Fetch Metadata (``Sec-Fetch-Site``), which every browser of these years sends over TLS; an
    older one by its ``Referer``, and one that says nothing came by itself.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "cross-site"
    referrer = request.headers.get("Referer", "")
    return bool(referrer) and not referrer.startswith(request.host_url)
