"""What Flask stands in for, itself: the request, the application and the portal's session.

Each fact that is asked of a stand-in fails first on the stand-in and is then looked up, which takes
longer than most of what is done with it.  Whoever is on the path of every launch asks once.
"""

from flask import Flask, Request, current_app, request, session
from flask.sessions import SessionMixin


def current_request() -> Request:
    """Return the request that is being served."""
    it: Request = request._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # werkzeug's documented way
    return it


def current_application() -> Flask:
    """Return the application that serves it."""
    it: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # as above
    return it


def current_session() -> SessionMixin:
    """Return the portal's session."""
    it: SessionMixin = session._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # as above
    return it
