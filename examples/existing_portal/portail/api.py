"""What the district's mobile application reads."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from examples.existing_portal.portail.auth import allowed
from examples.existing_portal.portail.classes import classroom_for, pupils
from examples.existing_portal.portail.extensions import current_user
from examples.existing_portal.portail.models import Role

bp = Blueprint("api", __name__, url_prefix="/api")


@bp.get("/moi")
@allowed()
def me() -> ResponseReturnValue:
    """Answer who is signed in."""
    return jsonify(
        nom=current_user.full_name,
        role=current_user.role,
        rattachements=[
            {
                "établissement": affiliation.school.name,
                "uai": affiliation.uai,
                "depuis": affiliation.first_day,
                "classes": [classroom.code for classroom in affiliation.classes],
            }
            for affiliation in current_user.affiliations
        ],
    )


@bp.get("/classes/<int:number>/eleves")
@allowed(Role.TEACHER, Role.STAFF, Role.ADMIN)
def class_pupils(number: int) -> ResponseReturnValue:
    """Answer the pupils of a class."""
    classroom = classroom_for(number)
    names = [pupil.full_name for pupil in pupils(number)]
    return jsonify(classe=classroom.label, eleves=names)
