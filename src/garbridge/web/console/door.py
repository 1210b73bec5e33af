"""Who comes into the console, and to which school: for everybody else there is no such page.

A school of somebody else, a school that nobody knows and an act that a role does not include are
answered as an address that is not there, by whoever answers those: the portal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, Final, ParamSpec

from flask import Response, request, url_for
from werkzeug.exceptions import NotFound

from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import ResourceId, SchoolId, parse_school_id, tile_key
from garbridge.core.people import School
from garbridge.core.permissions import Actor, Denied, Permitted
from garbridge.core.roles import Act
from garbridge.core.texts import is_text
from garbridge.core.vocabulary import kind_of
from garbridge.errors import ValueRefusedError
from garbridge.services.launch import SignedIn
from garbridge.services.permitting import Sight
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.console.saying import saying
from garbridge.web.failures import guarded
from garbridge.web.identity import form_mark, signed_in
from garbridge.web.incoming import argument
from garbridge.web.login import session_ended, to_login, way_back
from garbridge.web.own_forms import is_own_form
from garbridge.web.pages import page
from garbridge.web.places import as_said
from garbridge.web.speaking import speak_to
from garbridge.wiring import Runtime

P = ParamSpec("P")

SEEN_BY: Final = Act.SEE_STOCK
"""The act without which nobody comes in at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Somebody at one school of theirs, in one request.

    ``school`` is called as the configuration has it, ``known`` is the same as the directory has it.
    ``schools`` are those to which they may come; ``None`` is every school of the tenant.  ``proof``
    stands in each form that they are shown.
    """

    bridge: Bridge
    actor: Actor
    proof: str = field(repr=False)
    school: School
    known: School
    schools: tuple[SchoolId, ...] | None
    sight: Sight
    catalogue: Catalogue

    @property
    def runtime(self) -> Runtime:
        """The services."""
        return self.bridge.runtime

    @property
    def uai(self) -> SchoolId:
        """The school."""
        return self.school.id

    @property
    def is_training(self) -> bool:
        """Whether the school is there to practise."""
        return self.runtime.schools().of(self.uai).is_training

    def title(self, resource: ResourceId) -> str:
        """Return what a resource is called; its identifier where nobody registered it."""
        known = self.catalogue.resources.get(resource)
        return known.title if known else resource

    def key(self, resource: ResourceId) -> str:
        """Return what stands for a resource in an address."""
        return tile_key(resource)

    def may(self, act: Act, resource: ResourceId | None = None) -> bool:
        """Say whether they may do *act* here: on *resource*, or on anything at all.

        It decides what is shown; a service decides what is done.
        """
        asked = replace(self.sight, act=act)
        if resource is not None:
            return asked.sees(self.uai, resource)
        return isinstance(asked.of(self.uai), Permitted)

    def may_whole(self, act: Act) -> bool:
        """Say whether they may do *act* here on whatever there is: no scope narrows it."""
        return replace(self.sight, act=act).only(self.uai) is None

    def link(self, endpoint: str, **values: Sequence[str] | int | None) -> str:
        """Return the address of one of this school's pages, in the language that was asked for."""
        kept: dict[str, Any] = {"lang": argument("lang"), **values}
        return url_for(f".affectation_{endpoint}", uai=self.uai, **kept)


DeskView = Callable[Concatenate[Desk, P], Response]


def console(
    act: Act, *, whole: bool = False, seen_by: Act = SEEN_BY
) -> Callable[[DeskView[P]], Callable[..., Response]]:
    """Let only those into a view who may do *act* at the school that its address names.

    With *whole* they may do it on all of the school's resources, and not on some.  Whoever may not
    do *seen_by* there does not come in at all.
    What is posted must come from a form of ours, of the same person and session.
    """

    def deciding(view: DeskView[P]) -> Callable[..., Response]:
        @guarded
        @wraps(view)
        def entering(uai: str, *args: P.args, **kwargs: P.kwargs) -> Response:
            bridge = current_bridge()
            who = signed_in(bridge)
            if who is None:
                return to_sign_in(bridge)
            desk = desk_of(bridge, who, uai, seen_by)
            speak_to(kind_of([desk.school]))
            may = desk.may_whole(act) if whole else desk.may(act)
            if not may or not all(map(_is_name, kwargs.values())):
                raise NotFound
            if request.method == "POST" and not is_own_form(bridge, who):
                return expired_page(bridge, desk.link("board"))
            return view(desk, *args, **kwargs)

        return entering

    return deciding


def _is_name(value: object) -> bool:
    """Say whether something may be called so: of a control character not every store takes."""
    return isinstance(value, str) and is_text(value)


def expired_page(bridge: Bridge, again: str) -> Response:
    """Say that a form was not of this person and session, and that nothing was done."""
    return page(
        bridge, "console/expired.html", status=HTTPStatus.BAD_REQUEST, again=again, t=saying()
    )


def to_sign_in(bridge: Bridge) -> Response:
    """Have whoever is nobody sign in and come back; what they posted is not kept."""
    if request.method == "POST":
        return session_ended(bridge)
    here = url_for(request.endpoint or "", **(request.view_args or {}))
    return to_login(bridge, way_back(here))


def desk_of(bridge: Bridge, who: SignedIn, uai: str, seen_by: Act = SEEN_BY) -> Desk:
    """Return where *who* works.

    Raises:
        NotFound: there is no such school, or not for them.
    """
    try:
        school = parse_school_id(uai)
    except ValueRefusedError:
        raise NotFound from None
    runtime = bridge.runtime
    actor, catalogue = Actor(who.person), runtime.catalogue()
    sight = runtime.permissions.sight(actor, seen_by, catalogue.resources)
    if isinstance(sight, Denied) or not isinstance(sight.of(school), Permitted):
        raise NotFound
    known = runtime.directory.school(school)
    if known is None:
        raise NotFound
    return Desk(
        bridge=bridge,
        actor=actor,
        proof=form_mark(bridge, who),
        school=as_said(bridge, known),
        known=known,
        schools=sight.schools,
        sight=sight,
        catalogue=catalogue,
    )
