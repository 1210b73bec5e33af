"""The portal that stands alone: for an ENT that is not a Flask application, behind an upstream.

::

    application = create_app(Path("garbridge.toml"))   # any WSGI server

It is the same product: the addresses of :class:`garbridge.web.GarBridge` and a page at its root.
Who is signed in is the upstream's to say (``[upstream]``).
"""

import logging
import os
import time
from functools import partial
from logging.config import dictConfig
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import urlsplit

from flask import Flask, Response, url_for
from markupsafe import escape
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from garbridge.config import Config
from garbridge.errors import ConfigError
from garbridge.formats.translations import Tongues
from garbridge.ports import Redirect
from garbridge.web.bridge import current_bridge
from garbridge.web.extension import GarBridge
from garbridge.web.failures import guarded
from garbridge.web.identity import visitor
from garbridge.web.incoming import language, only
from garbridge.web.logs import LOGGING
from garbridge.web.outgoing import redirection
from garbridge.web.pages import page
from garbridge.web.routes import Routes
from garbridge.web.wording import Words
from garbridge.wiring import Runtime, build_runtime
from garbridge.wiring.alone import (
    COMMON_NAME,
    LOG_VARIABLE,
    NAME_VARIABLE,
    PROXIES_VARIABLE,
    needs_upstream,
)
from garbridge.wiring.collecting import stay

_LOG: Final = logging.getLogger("garbridge.start")
_PATIENCE: Final = 3.0
"""Seconds after which a process that could not start is replaced by another one that tries."""


@guarded
def welcome() -> Response:
    """Show the portal's name and the way in; whoever is signed in goes on to their resources."""
    only("GET")
    bridge = current_bridge()
    if visitor(bridge) is not None:
        return redirection(bridge, Redirect(url_for(".mediacentre")))
    return page(bridge, "welcome.html", enter=url_for(".upstream_begin"))


class _Alone(GarBridge):
    """Serves a page at its root too."""

    extra_routes: ClassVar[Routes] = (("/", welcome, ("GET",)),)


def create_app(
    config: Config | Path | None = None,
    *,
    runtime: Runtime | None = None,
    prefix: str | None = None,
    name: str = COMMON_NAME,
    proxies: int = 0,
) -> Flask:
    """Return the portal as a WSGI application.

    Args:
        config: The configuration, or its file; ``None`` is what ``GARBRIDGE_CONFIG`` names.
        runtime: A wired runtime instead.
        prefix: Where the addresses begin, in what the server passes on: ``None`` is the path of the
            ``issuer``, ``""`` where a dispatcher or a mount has taken it off already.
        name: Stands in the name of its cookie: two portals on one host need two.
        proxies: How many proxies stand before the server (``X-Forwarded-For`` and ``-Proto``);
            none is believed otherwise.

    Raises:
        ConfigError: with every problem of the configuration; or nobody could sign in.
    """
    wired = runtime or build_runtime(config)
    needs_upstream(wired.upstream)
    app = Flask(__name__, static_folder=None, template_folder=None)
    app.register_error_handler(HTTPException, partial(_plainly, wired.tongues))
    app.add_url_rule("/favicon.ico", view_func=_no_icon)
    place = urlsplit(wired.config.issuer).path if prefix is None else prefix
    _Alone(runtime=wired, name=name).init_app(app, url_prefix=place)
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]  # Flask's own recipe
    return app


def served_app() -> Flask:
    """Return what ``garbridge serve`` serves, as the environment says, with its log.

    The command has looked at everything before: what is wrong here became wrong since, and this
    worker takes the place of one that was lost.  gunicorn ends all the others with a worker that
    cannot start; of one that just ends it starts another.

    Raises:
        SystemExit: a file is wrong as it is now.
    """
    dictConfig(LOGGING[os.environ.get(LOG_VARIABLE, "text")])
    try:
        app = create_app(
            name=os.environ.get(NAME_VARIABLE, COMMON_NAME),
            proxies=int(os.environ.get(PROXIES_VARIABLE, "0")),
        )
    except ConfigError as refused:
        for problem in refused.problems:
            _LOG.error("this process waits for what is wrong to be mended: %s", problem)
        time.sleep(_PATIENCE)
        raise SystemExit(1) from refused
    stay()
    return app


def _no_icon() -> Response:
    """Answer what every browser asks for: there is none, and nothing is wrong."""
    return Response(status=204, headers={"Cache-Control": "public, max-age=86400"})


def _plainly(tongues: Tongues, error: HTTPException) -> Response:
    """Answer what no page answers: an address that is not there, a method that it has not."""
    spoken = language()
    words = Words.of(tongues.of(spoken))
    status = error.code or 500
    known = {404: words.no_page, 405: words.no_page}
    said = escape(known.get(status, words.not_now))
    body = (
        f'<!doctype html><html lang="{spoken}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{said}</title><main><h1>{said}</h1></main>"
    )
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'"}
    return Response(body, status, headers, content_type="text/html; charset=utf-8")
