"""A small portal of its own, as a host writes one: a form, a session, and garbridge.

``GARBRIDGE_CONFIG`` names its configuration, ``PORTAL_KEY`` the file of its session key: every
worker of gunicorn has the same.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, redirect, request, session, url_for
from werkzeug.wrappers import Response

from garbridge.web import GarBridge, own_path

FORM = '<form method="post"><input name="person"><button>Entrer</button></form>'


def create_app() -> Flask:
    """Return the portal."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=Path(os.environ["PORTAL_KEY"]).read_bytes(),
        SESSION_COOKIE_NAME="own_portal",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE="PORTAL_TLS" in os.environ,
        GARBRIDGE_LOGIN_VIEW="sign_in",
        GARBRIDGE_PROOF_VIEW="sign_in",
    )

    @app.get("/connexion")
    def sign_in() -> str:
        return f"<!doctype html><title>Portail</title>{FORM}"

    @app.post("/connexion")
    def signed_in() -> Response:
        session.clear()
        session["person"] = request.form["person"]
        session["since"] = datetime.now(UTC).timestamp()
        wanted = request.form.get("next", "") or request.args.get("next", "")
        return redirect(own_path(wanted) or url_for("garbridge.mediacentre"), 303)

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(status=204)

    @app.get("/pid")
    def worker() -> str:
        return str(os.getpid())

    bridge = GarBridge(lambda: session.get("person"), config=Path(os.environ["GARBRIDGE_CONFIG"]))

    @bridge.authentication_loader
    def since() -> datetime | None:
        at = session.get("since")
        return None if at is None else datetime.fromtimestamp(at, UTC)

    @bridge.session_ender
    def end() -> None:
        session.clear()

    bridge.init_app(app)
    return app
