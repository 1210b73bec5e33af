"""Signing in and out, and who may see what."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import (  # type: ignore[import-untyped]  # Flask-Login ships no types
    login_user,
    logout_user,
)
from sqlalchemy import select

from examples.existing_portal.portail.extensions import current_user, db, login_manager
from examples.existing_portal.portail.forms import SignInForm
from examples.existing_portal.portail.models import Account, Role

P = ParamSpec("P")
R = TypeVar("R")

bp = Blueprint("auth", __name__)


@login_manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login ships no types
def load_account(identifier: str) -> Account | None:
    """Return the account a session names, while it is open."""
    account = db.session.get(Account, int(identifier))
    return account if account and account.is_active else None


def _ask_to_sign_in() -> ResponseReturnValue:
    """Send a visitor to the sign-in page and back; a program gets a 401."""
    if request.blueprint == "api":
        abort(401)
    flash(login_manager.login_message)
    return redirect(url_for(login_manager.login_view, next=request.full_path.rstrip("?")))


def allowed(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, R | ResponseReturnValue]]:
    """Keep a view for those who are signed in and, where *roles* are given, have one of them."""

    def guard(view: Callable[P, R]) -> Callable[P, R | ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | ResponseReturnValue:
            if not current_user.is_authenticated:
                return _ask_to_sign_in()
            if roles and current_user.role not in roles:
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return guard


@bp.route("/connexion", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Show the form, or check it and go on to where the visitor wanted to be."""
    wanted = request.args.get("next", "")
    if current_user.is_authenticated:
        return redirect(own_path(wanted) or url_for("news.home"))
    form = SignInForm()
    if form.validate_on_submit():
        account = db.session.scalar(select(Account).filter_by(login=form.login.data.strip()))
        if account and account.has_password(form.password.data) and account.is_active:
            session.clear()
            login_user(account)
            return redirect(own_path(wanted) or url_for("news.home"), 303)
        flash("Identifiant ou mot de passe incorrect.")
    return render_template("connexion.html", form=form), 400 if form.is_submitted() else 200


@bp.post("/deconnexion")
@allowed()
def sign_out() -> ResponseReturnValue:
    """End the session."""
    logout_user()
    session.clear()
    return redirect(url_for("auth.sign_in"), 303)


def own_path(text: str) -> str | None:
    r"""Return *text* if it is a path of this portal, which no browser takes for another host's.

    >>> own_path("/classes?page=2"), own_path("//elsewhere.example/"), own_path("/\\elsewhere")
    ('/classes?page=2', None, None)
    """
    parts = urlsplit(text)
    plain = text.isprintable() and "\\" not in text
    own = text.startswith("/") and not text.startswith("//") and not parts.netloc
    return text if plain and own else None
