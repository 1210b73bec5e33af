"""Responses and their headers.

Headers stand on what garbridge itself answers and on nothing else: a page that the portal answers
on one of our addresses, such as its maintenance page, keeps the portal's own.
"""

import re
from collections.abc import Mapping
from typing import Final

from flask import Response, request

from garbridge.config.tables import ORIGIN
from garbridge.ports import AutoPostForm, Document, Redirect
from garbridge.web.bridge import Bridge
from garbridge.web.current import current_request
from garbridge.web.incoming import argument
from garbridge.web.settings import NOBODY, OWN_BASE
from garbridge.web.settling import POLICY, WholeResponse

SIGN_IN_ENDPOINTS: Final = frozenset(
    {
        *("saml_sso", "cas_login", "oidc_authorize", "oidc_authorize_gar", "lti_authorize"),
        *("upstream_begin", "upstream_prove", "upstream_callback"),
    }
)
"""Where a frame would let another page steal a click."""

_CLOSED = "default-src 'none'; frame-ancestors 'none'"
_OWN_PAGE = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
)
_SEARCHED_PAGE = (
    _OWN_PAGE.replace("form-action 'none'", "form-action 'self'")
    + "; script-src 'self'; connect-src 'self'"
)
_FORMS = ("affectation", "donnees", "my_pupils", "problems", "follow_problem")
"""With what the endpoints of pages begin that change something by a form of theirs."""
_MARKING: Final = frozenset({"own_marks", "mark_favourite", "own_memory", "resource_sheet"})
"""Pages with stars, and what takes them away: an embedded list has none, and leads out of it."""
_SEARCHED: Final = frozenset(
    {
        *("mediacentre", "mediacentre_fragment"),
        *_MARKING,
        *("report_problem", "problem_reported", "news"),
        "affectations_round",
    }
)
"""Pages with a form that looks for something, is the person's own or takes several requests, and a
script that they can do without."""
YEAR = 31_536_000
_PAGE: Final = "text/html; charset=utf-8"
_BY_SESSION: Final = ("Vary", "Cookie")
"""What Flask adds where the session was read; it looks through all headers for it."""
_MARKS: Final = r"A-Za-z0-9%!$&'()*+,/:;=@._~\-"
_ADDRESS: Final = re.compile(
    r"https?://[a-z0-9.-]+(?::[1-9][0-9]*)?/"
    rf"[{_MARKS}]*(?:\?[{_MARKS}?]+)?(?:#[{_MARKS}?#]+)?"
)
"""Addresses that werkzeug would leave as they are."""


def endpoint() -> str:
    """Return the name of the current endpoint without its blueprint's."""
    return (request.endpoint or "").rpartition(".")[2]


def html(bridge: Bridge, body: str | bytes, *, status: int = 200) -> Response:
    """Return an ordinary page."""
    policy = page_policy(bridge)
    headers = _headers(bridge, policy, vary="Accept, Accept-Language")
    response = bridge.answers(body, status, headers, mimetype="text/html")
    response.ancestors, response.policy = _ancestors(bridge), policy
    return response


def posting(bridge: Bridge, body: bytes, form: AutoPostForm, nonce: str) -> Response:
    """Return the page that posts *form*: the provider learns nothing of where it came from.

    Each header that is set later is looked for among all of them, so these come at once.  Nobody
    keeps the page, so that nobody need know that it varies with the language.
    """
    policy = post_policy(form, nonce)
    said = _headers(bridge, policy, referrer="no-referrer")
    response = bridge.answers([body], 200, [_BY_SESSION, *_whole(body, _PAGE), *said])
    response.policy, response.is_final = policy, True
    return response


def document(bridge: Bridge, answer: Document) -> Response:
    """Return the answer of a back channel with its own headers."""
    headers = dict(_headers(bridge, _CLOSED)) | dict(answer.headers)
    said = [*_whole(answer.body, answer.media_type), *headers.items()]
    return WholeResponse([answer.body], answer.status, said)


def bare(bridge: Bridge, status: int, headers: Mapping[str, str]) -> Response:
    """Return an answer of headers alone."""
    response = Response(status=status, headers=[*_headers(bridge, _CLOSED), *headers.items()])
    del response.headers["Content-Type"]
    return response


def redirection(bridge: Bridge, target: Redirect) -> Response:
    """Send the browser to *target*: 303 after a POST, so that nothing is posted twice."""
    said = _headers(bridge, _CLOSED, referrer="no-referrer")
    headers = [_BY_SESSION, *_whole(b"", _PAGE), *said, ("Location", target.url)]
    status = 303 if current_request().method == "POST" else 302
    response = WholeResponse(status=status, headers=headers)
    if _ADDRESS.fullmatch(target.url) is not None:  # else it is made one when it is sent
        response.target = target.url
    return response


def _whole(body: bytes, media_type: str) -> list[tuple[str, str]]:
    """Return what werkzeug would otherwise look for and add to an answer with *body*."""
    return [("Content-Type", media_type), ("Content-Length", str(len(body)))]


def page_policy(bridge: Bridge) -> str:
    """Return the Content-Security-Policy of an ordinary page; empty where it is the portal's.

    A page inside the portal's base template needs what that template needs, which is the
    portal's to say; who may frame it stays ours.
    """
    own = bridge.settings.page_policy
    if own is None and bridge.settings.base_template == OWN_BASE:
        own = _OWN_PAGE
        if endpoint() in _SEARCHED:
            own = _SEARCHED_PAGE
        elif endpoint().startswith(_FORMS):
            own = own.replace("form-action 'none'", "form-action 'self'")
    return "" if own is None else f"{own}; {_ancestors(bridge)}"


def _ancestors(bridge: Bridge) -> str:
    name = endpoint()
    if name in SIGN_IN_ENDPOINTS:
        return f"frame-ancestors {NOBODY}"
    allowed = bridge.settings.frame_ancestors
    is_changing = name.startswith(_FORMS) or name in _MARKING
    if is_changing and allowed != NOBODY:
        allowed = "'self'"  # no other site frames a page whose buttons change something
    return f"frame-ancestors {allowed}"


def post_policy(form: AutoPostForm, nonce: str) -> str:
    """Return the Content-Security-Policy of a page that posts *form* by a script with *nonce*.

    Raises:
        ValueError: an origin is none, and would say something else in the policy.
    """
    for origin in form.origins:
        if not ORIGIN.fullmatch(origin):
            raise ValueError("form-action takes origins only")
    targets = " ".join(form.origins) or "'none'"
    return (
        f"default-src 'none'; style-src 'self'; script-src 'nonce-{nonce}'; "
        f"form-action {targets}; base-uri 'none'; frame-ancestors 'none'"
    )


def keep_static(bridge: Bridge, response: Response) -> Response:
    """Let the stylesheet be kept for a year under the address that names its content."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Access-Control-Allow-Origin"] = "*"  # the same for everybody, without cookies
    if argument("v") == bridge.version and response.status_code < 400:  # noqa: PLR2004 - HTTP
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def _headers(
    bridge: Bridge, policy: str, *, vary: str = "", referrer: str = "same-origin"
) -> list[tuple[str, str]]:
    """Return what stands on every answer.  The portal's own forms may check where they are from."""
    headers = [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", referrer),
        ("Cache-Control", "no-store"),
    ]
    if policy:
        headers.append((POLICY, policy))
    if vary:
        headers.append(("Vary", vary))
    if bridge.runtime.config.issuer.startswith("https://"):
        headers.append(("Strict-Transport-Security", f"max-age={YEAR}"))
    return headers
