"""Resources with pupil–teacher interaction: what would leave is shown, then let, or stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import Response, request
from werkzeug.exceptions import NotFound

from garbridge.core.activations import Activation, Standing
from garbridge.core.identifiers import PersonId, tile_key
from garbridge.core.people import Profile
from garbridge.core.permissions import Denial, Denied
from garbridge.core.roles import Act
from garbridge.services.activating import Changed, Listed, NotActivable, Showing
from garbridge.web.console.acts import redirected
from garbridge.web.console.door import SEEN_BY, Desk, console
from garbridge.web.console.frame import CONFIRM, console_page
from garbridge.web.console.people_rows import names_of
from garbridge.web.own_forms import field


@dataclass(frozen=True, slots=True)
class Line:
    """One resource with interaction, where it stands, and who said so last."""

    key: str
    title: str
    standing: Standing
    by: str
    at: datetime | None
    reason: str
    can_act: bool


@dataclass(frozen=True, slots=True)
class Leaves:
    """One thing that would leave: what, of whom, why, and how many people it is about."""

    name: str
    label: str
    profiles: Sequence[Profile]
    purpose: str
    people: int


@console(SEEN_BY)
def affectation_activations(desk: Desk) -> Response:
    """List the resources with interaction."""
    found = desk.runtime.activating.listing(desk.actor, desk.uai)
    if isinstance(found, Denied):
        raise NotFound
    people = [one.latest.by.person for one in found if one.latest and one.latest.by.person]
    names = names_of(desk, people)
    return console_page(desk, "activations.html", lines=[_line(desk, one, names) for one in found])


@console(Act.ACTIVATE)
def affectation_activation(desk: Desk, key: str) -> Response:
    """Show exactly what would leave; then let it leave, or let nothing leave any more."""
    showing = _showing(desk, key)
    if request.method == "GET":
        return _shown(desk, showing)
    reason = field("motif")
    if not reason:
        return _shown(
            desk, showing, status=HTTPStatus.UNPROCESSABLE_ENTITY, note="activation_reason"
        )
    resource = showing.resource.id
    done: Activation | Changed | NotActivable | Denied
    if field("faire") == "desactiver":
        done = desk.runtime.activating.deactivate(desk.actor, desk.uai, resource, reason=reason)
    else:
        done = desk.runtime.activating.activate(
            desk.actor, desk.uai, resource, field("jeton"), reason=reason
        )
    match done:
        case Changed():
            return _shown(desk, done.showing, status=HTTPStatus.CONFLICT, note="activation_stale")
        case Denied(Denial.NOT_CONFIRMED):
            return _shown(desk, showing, status=HTTPStatus.FORBIDDEN, note=CONFIRM)
        case NotActivable():
            return _shown(desk, showing, status=HTTPStatus.CONFLICT, note="activation_off_already")
        case Denied():
            raise NotFound
        case Activation():
            return redirected(desk, "activations")


def _showing(desk: Desk, key: str) -> Showing:
    """Return what would leave to the resource of *key*.

    Raises:
        NotFound: there is none, it opens without being activated, or it is in nobody's scope.
    """
    known = desk.catalogue.with_key(key)
    if known is None:
        raise NotFound
    found = desk.runtime.activating.preview(desk.actor, desk.uai, known.id)
    if not isinstance(found, Showing):
        raise NotFound
    return found


def _shown(desk: Desk, showing: Showing, *, status: int = 200, note: str = "") -> Response:
    catalogue = desk.runtime.config.catalogue
    return console_page(
        desk,
        "activation.html",
        status=status,
        note=note,
        key=tile_key(showing.resource.id),
        resource=showing.resource,
        standing=showing.standing,
        people=showing.people,
        token=showing.token,
        leaves=[
            Leaves(
                one.leaving.attribute,
                facts.label if (facts := catalogue.get(one.leaving.attribute)) else "",
                sorted(one.leaving.profiles),
                one.leaving.purpose,
                one.people,
            )
            for one in showing.extra
        ],
    )


def _line(desk: Desk, one: Listed, names: dict[PersonId, str]) -> Line:
    latest = one.latest
    by = latest.by.person if latest else None
    return Line(
        tile_key(one.resource.id),
        one.resource.title,
        one.standing,
        names.get(by, "") if by else "",
        latest.at if latest else None,
        latest.reason if latest else "",
        desk.may(Act.ACTIVATE, one.resource.id),
    )
