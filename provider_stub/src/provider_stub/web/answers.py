"""What every answer carries, and the pages for what went wrong.

A page about a failure holds a code, a reference that is also in the log, and
what to do; never a trace, never a cause beyond the name of the check.
"""

import logging
import secrets
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from provider_stub.checks import Outcome
from provider_stub.errors import PortalError
from provider_stub.journal import RefusedArrival
from provider_stub.stub import current_stub

_log = logging.getLogger("provider_stub")

_SERVER_SIDE = 500
_CSP = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_SENTENCES = {
    HTTPStatus.NOT_FOUND: "Cette page n'existe pas, ou elle n'est pas à ce navigateur.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Le message envoyé est trop grand.",
}


def register(app: Flask) -> None:
    """Attach the headers and the error pages."""
    app.after_request(_add_headers)
    app.register_error_handler(PortalError, _portal_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def csp(**more: str) -> str:
    """Write the content security policy; *more* widens one directive for one page."""
    widened = {name.replace("_", "-"): value for name, value in more.items()}
    parts = (f"{name} {value} {widened.get(name, '')}".strip() for name, value in _CSP.items())
    return "; ".join(parts)


def origin_of(url: str) -> str:
    """Return scheme, host and port of *url*."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def refusal_page(refusal: RefusedArrival, template: str = "refuse.html") -> Response:
    """Show a refused message: which check, with its code, and all the others."""
    check = next(c for c in refusal.checks if c.outcome is Outcome.REFUSED)
    reference = _reference(check.text.code)
    page = render_template(template, refusal=refusal, check=check, reference=reference)
    return make_response(page, check.text.status)


def error_page(status: int, code: str, title: str, sentence: str) -> Response:
    """Show a failure that is not about a message."""
    reference = _reference(code)
    page = render_template(
        "erreur.html",
        code=code,
        title=title,
        sentence=sentence,
        reference=reference,
        # A page that was asked for can be asked for again; a message sent cannot.
        retry=request.path if request.method == "GET" and status >= _SERVER_SIDE else "",
    )
    return make_response(page, status)


def _reference(code: str) -> str:
    """Draw a reference and write the one log line of a failure."""
    reference = secrets.token_hex(4)
    _log.warning("refused code=%s reference=%s", code, reference)
    return reference


def _portal_error(error: PortalError) -> Response:
    """Say that the portal could not be asked."""
    sentence = f"Adresse demandée : {error.url} ({error.reason})."
    return error_page(error.status, error.code, error.title, sentence)


def _http_error(error: HTTPException) -> Response:
    """Say 404, 405, 413 and the like in French."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    sentence = _SENTENCES.get(HTTPStatus(status), "La demande ne peut pas être traitée.")
    response = error_page(status, f"EF-WEB-{status}", "Page impossible à afficher", sentence)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    """Say that we failed; the kind of error goes to the log, its text does not."""
    _log.error("unexpected %s", type(error).__name__)
    sentence = "L'éditeur factice a rencontré une erreur ; rien n'a été accepté."
    return error_page(500, "EF-WEB-500", "Erreur de l'éditeur factice", sentence)


def _add_headers(response: Response) -> Response:
    """Add what every answer carries; a page that set its own policy keeps it."""
    response.headers.setdefault("Content-Security-Policy", csp())
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Not "no-referrer": browsers then send "Origin: null", and /rejouer reads Origin.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    if current_stub().config.secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
