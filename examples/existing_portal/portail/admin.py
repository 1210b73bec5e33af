"""The district office: accounts."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from examples.existing_portal.portail.auth import allowed
from examples.existing_portal.portail.extensions import current_user, db, utc_now
from examples.existing_portal.portail.models import Account, Role

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/comptes")
@allowed(Role.ADMIN)
def accounts() -> ResponseReturnValue:
    """List all accounts by name, or those changed last first."""
    found = select(Account).order_by(Account.family_name, Account.given_name)
    if request.args.get("tri") == "modification":
        found = select(Account).order_by(Account.updated_at.desc())
    return render_template("comptes.html", accounts=db.session.scalars(found).all())


@bp.post("/comptes/<int:number>/fermer")
@allowed(Role.ADMIN)
def close(number: int) -> ResponseReturnValue:
    """Close an account; its sessions end with their next request."""
    account = db.session.get(Account, number)
    if account is None:
        abort(404)
    if account.id == current_user.id:
        abort(409, "Vous ne pouvez pas fermer votre propre compte.")
    account.closed_at = account.closed_at or utc_now()
    db.session.commit()
    flash(f"Le compte de {account.full_name} est fermé.")
    return redirect(url_for("admin.accounts"), 303)
