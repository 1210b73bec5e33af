"""The demo portal: anybody signs in as one of a dozen described people of a fictional district.

It is the smallest portal that has what every portal has: a sign-in page, a session, and an answer
to "who is signed in?".  All the rest is garbridge.
"""

import json
import os
import secrets
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, abort, jsonify, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from garbridge.web import GarBridge, own_path

FOLDER = Path(os.environ.get("GARBRIDGE_CONFIG", ".demo/garbridge.toml")).parent

OWN_HEADERS = {
    # No form-action: signing in leads on to the provider, by redirects which it would stop.
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}

PROFILES = {
    "elv": "Élève",
    "ens": "Enseignant",
    "doc": "Professeur documentaliste",
    "dir": "Direction",
    "evs": "Vie scolaire",
    "eta": "Personnel de l’établissement",
    "col": "Personnel de la collectivité",
}


def create_app(folder: Path = FOLDER) -> Flask:
    """Return the portal whose configuration and people are in *folder*."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=(folder / "keys" / "session.key").read_text(encoding="ascii"),
        SESSION_COOKIE_NAME="garbridge_demo",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        GARBRIDGE_LOGIN_VIEW="sign_in",
        GARBRIDGE_PROOF_VIEW="sign_in",
        GARBRIDGE_BASE_TEMPLATE="portail.html",
        GARBRIDGE_PAGE_POLICY="default-src 'self'; base-uri 'none'; form-action 'self'",
    )
    district: dict[str, Any] = json.loads((folder / "district" / "people.json").read_text("utf-8"))
    people: list[dict[str, Any]] = district["people"]
    names = {school["uai"]: school["name"] for school in district["schools"]}
    known = {person["id"] for person in people}

    @app.get("/")
    def home() -> Response:
        return redirect(url_for("garbridge.mediacentre" if "person" in session else "sign_in"))

    @app.get("/connexion")
    def sign_in() -> str | Response:
        if request.args.get("format") == "json":
            return jsonify(people)
        return render_template(
            "connexion.html",
            people=people,
            profiles=PROFILES,
            schools=names,
            next=request.args.get("next", ""),
        )

    @app.post("/connexion")
    def signed_in() -> Response:
        person = request.form.get("person", "")
        if person not in known:
            abort(400, "Cette personne n’est pas dans la démonstration.")
        session.clear()  # nothing of who was here before; a copied cookie would live on
        session["person"] = person
        session["since"] = time.time()
        wanted = request.form.get("next", "") or request.args.get("next", "")
        return redirect(own_path(wanted) or url_for("garbridge.mediacentre"), 303)

    @app.post("/deconnexion")
    def sign_out() -> Response:
        return redirect(url_for("garbridge.logout"), 303)  # it closes what was opened, then us

    @app.after_request
    def own_headers(response: Response) -> Response:
        if request.blueprint is None:  # garbridge's pages have their own
            response.headers.update(OWN_HEADERS)
        return response

    bridge = GarBridge(lambda: session.get("person"), config=folder / "garbridge.toml")
    bridge.authentication_loader(_since)
    bridge.session_ender(lambda: session.clear())  # noqa: PLW0108 - the session of each request
    bridge.init_app(app)
    return app


def _since() -> datetime | None:
    since = session.get("since")
    return None if since is None else datetime.fromtimestamp(since, UTC)


def new_session_key() -> str:
    """Return a secret for the portal's session cookies."""
    return secrets.token_hex(32)
