"""The click: ``/mediacentre/ouvrir/…`` and the GAR's own entry, ``/domaineGar``.

No address comes from the client.  A link names a resource by its key or ARK; where the browser is
sent stands in the catalogue.
"""

from collections.abc import Callable

from flask import Response, url_for

from garbridge.core.catalogue import Resource
from garbridge.core.identifiers import ResourceId, SchoolId, parse_school_id, tile_key
from garbridge.core.links import LinkId
from garbridge.errors import ValueRefusedError
from garbridge.gar.entry import parse_gar_link
from garbridge.ports import Redirect
from garbridge.services.launch import Stopped
from garbridge.services.opening import Opened
from garbridge.services.resolving import ChooseSchool
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.failures import guarded
from garbridge.web.identity import signed_in
from garbridge.web.incoming import argument, only, raw_query
from garbridge.web.login import to_login, way_back
from garbridge.web.national_opening import open_national_ark, open_national_key
from garbridge.web.outgoing import redirection
from garbridge.web.pages import chooser_page
from garbridge.web.refusing import log_refusal, refusal_page

_Back = Callable[[], str]
"""Returns where to go after the sign-in: asked of whoever must sign in, and of nobody else."""


@guarded
def open_tile(key: str) -> Response:
    """Open the resource of a tile key, with or without its school part, or a place inside it."""
    only("GET")
    bridge = current_bridge()
    resource_part, _, school_part = key.partition("-")
    resource = bridge.runtime.catalogue().with_key(resource_part)
    place = argument("lien") or None
    if resource is None and (listed := open_national_key(bridge, key)) is not None:
        return listed

    def then() -> str:
        return way_back(url_for(".open_tile", key=key, lien=place))

    return _open_through(bridge, resource, school_part or None, then, place)


@guarded
def open_link() -> Response:
    """Open ``?ark=…[&etab=UAI]``."""
    only("GET")
    bridge = current_bridge()
    ark, school = argument("ark") or "", argument("etab")
    resource = bridge.runtime.catalogue().resources.get(ResourceId(ark))
    if resource is None and (listed := open_national_ark(bridge, ark, _named(school))) is not None:
        return listed

    def then() -> str:
        return way_back(url_for(".open_link", ark=ark, etab=school))

    return _open_through(bridge, resource, school, then)


@guarded
def gar_entry() -> Response:
    """Open a link of the GAR's form; one of another ENT is an error of its own."""
    only("GET")
    bridge = current_bridge()
    link = parse_gar_link(raw_query(), tenant=bridge.runtime.config.tenant)
    resource = bridge.runtime.catalogue().resources.get(link.resource)

    def then() -> str:
        if resource is None:
            return way_back(url_for(".open_link", ark=link.resource, etab=link.school))
        return way_back(url_for(".open_tile", key=tile_key(link.resource, link.school)))

    if resource is None:
        listed = open_national_ark(bridge, link.resource, link.school)
        return listed or _open(bridge, None, link.school, then)
    return _open(bridge, resource, link.school, then)


def _named(school: str | None) -> SchoolId | None:
    """Return the school that a link names; one that cannot be a school is nobody's."""
    try:
        return None if school is None else parse_school_id(school)
    except ValueRefusedError:
        return SchoolId("")


def _open_through(
    bridge: Bridge,
    resource: Resource | None,
    school: str | None,
    then: _Back,
    place: str | None = None,
) -> Response:
    """Open through a school that a link names; one that cannot be a school opens nothing."""
    try:
        named = None if school is None else parse_school_id(school)
    except ValueRefusedError:
        return _open(bridge, None, None, then)
    return _open(bridge, resource, named, then, place)


def _open(
    bridge: Bridge,
    resource: Resource | None,
    school: SchoolId | None,
    then: _Back,
    place: str | None = None,
) -> Response:
    who = signed_in(bridge)
    if who is None:
        return to_login(bridge, then())
    link = None if place is None else LinkId(place)
    match bridge.runtime.openings.open(resource, school, who, link=link):
        case Opened() as opened:
            return redirection(bridge, Redirect(opened.url))
        case Stopped() as stopped:
            log_refusal(stopped)
            return refusal_page(bridge, stopped)
        case ChooseSchool() as asked:
            return school_chooser(bridge, asked, ".open_tile", place)


def school_chooser(
    bridge: Bridge, asked: ChooseSchool, view: str, place: str | None = None
) -> Response:
    """Ask through which school *view* is to be served, which takes a tile's key."""

    def leads(school: SchoolId) -> str:
        return url_for(view, key=tile_key(asked.resource.id, school), lien=place)

    return chooser_page(bridge, asked.schools, leads)
