"""The choice of a school, for whoever may come to several; whoever has one never sees it."""

from flask import Response, url_for
from werkzeug.exceptions import NotFound

from garbridge.core.people import School
from garbridge.core.permissions import Actor, Denied
from garbridge.core.roles import Act
from garbridge.core.vocabulary import kind_of
from garbridge.ports import Redirect
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.console.door import SEEN_BY, to_sign_in
from garbridge.web.console.paging import paged
from garbridge.web.console.saying import saying
from garbridge.web.failures import guarded
from garbridge.web.identity import signed_in
from garbridge.web.incoming import argument
from garbridge.web.outgoing import redirection
from garbridge.web.pages import page
from garbridge.web.places import as_said
from garbridge.web.speaking import speak_to


@guarded
def affectation() -> Response:
    """Lead to the board of the only school, or have one chosen."""
    return _school_chosen(SEEN_BY, "affectation", "affectation_board")


@guarded
def statistiques() -> Response:
    """Lead to the figures of the only school, or have one chosen."""
    return _school_chosen(Act.READ_AGGREGATES, "statistiques", "affectation_statistics")


def _school_chosen(act: Act, here: str, there: str) -> Response:
    """Lead to the page *there* of the only school at which somebody may do *act*, or list them."""
    bridge = current_bridge()
    who = signed_in(bridge)
    if who is None:
        return to_sign_in(bridge)
    schools = _schools_of(bridge, Actor(who.person), act)
    if not schools:
        raise NotFound
    if len(schools) == 1:
        only = url_for(f".{there}", uai=schools[0].id, lang=argument("lang"))
        return redirection(bridge, Redirect(only))
    speak_to(kind_of(schools))
    return page(
        bridge,
        "console/schools.html",
        schools=paged(schools, argument("page")),
        t=saying(),
        here=here,
        there=there,
        lang=argument("lang"),
    )


def _schools_of(bridge: Bridge, actor: Actor, act: Act) -> list[School]:
    """Return the schools at which *actor* may do *act*, by name."""
    runtime = bridge.runtime
    sight = runtime.permissions.sight(actor, act, runtime.catalogue().resources)
    if isinstance(sight, Denied):
        return []
    if sight.schools is None:
        found = list(runtime.directory.schools())
    else:
        known = map(runtime.directory.school, sight.schools)
        found = [school for school in known if school is not None]
    found = [as_said(bridge, school) for school in found]
    return sorted(found, key=lambda school: (school.name, school.id))
