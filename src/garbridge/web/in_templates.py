"""``GarBridge.mediacentre()``: the médiacentre inside a page that the portal's Jinja writes.

The fragment is asked for within the process, as the browser that asks for the page would: with its
cookies and its languages, and the portal's session as the page has left it.  Whatever stops it
stands in its place, with a code and a reference; the page around it is there all the same.
"""

from io import BytesIO
from typing import Final
from urllib.parse import unquote

from flask import current_app, request, session, url_for
from markupsafe import Markup

from garbridge.web.embedding import FRAGMENT
from garbridge.web.identity import SESSION_KEY
from garbridge.web.mediacentre import mediacentre_fragment

_LEFT_OUT: Final = (
    *("HTTP_IF_", "HTTP_ORIGIN", "HTTP_RANGE", "CONTENT_"),
    *("wsgi.input", "werkzeug.", "flask."),
)
"""Of the request for the page: what is about its body, or about another answer than the list."""


def mediacentre_here(name: str, *, limit: int | None, lang: str | None) -> Markup:
    """Return the fragment for who is signed in; within a request.

    Args:
        name: Which garbridge of the application.
        limit: How many resources are shown, 1 to 100; ``None`` is as many as the page has.
        lang: ``fr`` or ``en``; ``None`` is what the browser asks for.
    """
    path, _, query = url_for(f"{name}.{FRAGMENT}", limit=limit, lang=lang).partition("?")
    passed = {key: value for key, value in request.environ.items() if not key.startswith(_LEFT_OUT)}
    inner = passed | {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(path.removeprefix(request.script_root)).encode().decode("latin-1"),
        "QUERY_STRING": query,
        "CONTENT_LENGTH": "0",
        "HTTP_ACCEPT": "text/html",
        "wsgi.input": BytesIO(),
    }
    held = dict(session)
    with current_app.request_context(inner):
        if dict(session) != held:  # who has just signed in or out: no cookie says so yet
            session.clear()
            session.update(held)
        answer = mediacentre_fragment()
        named: object = session.get(SESSION_KEY)
    if named is not None and session.get(SESSION_KEY) != named:
        session[SESSION_KEY] = named  # else two clicks at once would name the session twice
    return Markup(answer.get_data(as_text=True))  # noqa: S704 - a page of ours, escaped where it was written
