"""The classes of a person."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from examples.existing_portal.portail.auth import allowed
from examples.existing_portal.portail.extensions import current_user, db
from examples.existing_portal.portail.models import (
    Account,
    Affiliation,
    Classroom,
    Role,
    affiliation_classes,
)

bp = Blueprint("classes", __name__, url_prefix="/classes")


@bp.get("/")
@allowed()
def own() -> ResponseReturnValue:
    """List the classes the person learns or teaches in."""
    return render_template("classes.html", classes=classes_of(current_user))


@bp.get("/<int:number>")
@allowed(Role.TEACHER, Role.STAFF, Role.ADMIN)
def show(number: int) -> ResponseReturnValue:
    """Show the pupils of a class to those who work with it."""
    return render_template("classe.html", classroom=classroom_for(number), pupils=pupils(number))


def classes_of(account: Account) -> list[Classroom]:
    """Return the classes of *account*, by school and code."""
    return [one for affiliation in account.affiliations for one in affiliation.classes]


def classroom_for(number: int) -> Classroom:
    """Return a class the person who is signed in works with: teaches, or is at its school."""
    classroom = db.session.get(Classroom, number)
    if classroom is None:
        abort(404)
    match current_user.role:
        case Role.ADMIN:
            return classroom
        case Role.STAFF:
            works = any(a.uai == classroom.uai for a in current_user.affiliations)
        case Role.TEACHER | Role.PUPIL:
            works = classroom in classes_of(current_user)
    if not works:
        abort(403)
    return classroom


def pupils(number: int) -> list[Account]:
    """Return the pupils of a class with an open account, by name."""
    found = (
        select(Account)
        .join(Account.affiliations)
        .join(affiliation_classes, affiliation_classes.c.affiliation_id == Affiliation.id)
        .where(affiliation_classes.c.classroom_id == number)
        .where(Account.role == Role.PUPIL, Account.closed_at.is_(None))
        .order_by(Account.family_name, Account.given_name)
    )
    return list(db.session.scalars(found))
