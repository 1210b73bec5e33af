"""The portal's own error pages, for people and for programs."""

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from examples.existing_portal.portail.extensions import db

_TITLES = {
    400: "Cette demande n’est pas valable",
    403: "Vous n’avez pas accès à cette page",
    404: "Cette page n’existe pas",
    500: "Le portail a rencontré un problème",
}


def init_app(app: Flask) -> None:
    """Answer every error of *app* in the portal's words."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(InternalServerError, _broken)


def _answer(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    status = error.code or 500
    title = _TITLES.get(status, error.name)
    if _for_a_program():
        return jsonify(erreur=title, statut=status), status
    return render_template("erreur.html", title=title, status=status), status


def _broken(error: InternalServerError) -> ResponseReturnValue:
    db.session.rollback()
    return _answer(error)


def _for_a_program() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.path.startswith("/api/") or best == "application/json"
