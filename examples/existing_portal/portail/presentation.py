"""How every answer looks: its headers, its JSON, the chosen display."""

from datetime import date

from flask import Flask, Response, current_app, request
from flask.json.provider import DefaultJSONProvider

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def _plain(value: object) -> object:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    plain: object = DefaultJSONProvider.default(value)
    return plain


class PortalJSON(DefaultJSONProvider):
    """Accents as they are, keys in the order they were given, dates as ISO 8601."""

    ensure_ascii = False
    sort_keys = False
    compact = True
    default = staticmethod(_plain)


def init_app(app: Flask) -> None:
    """Give *app* its JSON, its headers and what its templates need."""
    app.json = PortalJSON(app)
    app.after_request(_headers)
    app.context_processor(_display)


def _headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)  # a page with a policy of its own keeps it
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _display() -> dict[str, str]:
    chosen = request.cookies.get(current_app.config["DISPLAY_COOKIE_NAME"])
    return {"display": "contraste" if chosen == "contraste" else "clair"}
