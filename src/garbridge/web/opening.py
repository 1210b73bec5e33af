"""The click: ``/mediacentre/ouvrir/…`` and the GAR's own entry, ``/domaineGar``.

No address comes from the client.  A link names a resource by its key or ARK; where the browser is
sent stands in the catalogue.
"""

from flask import Response, url_for

from garbridge.core.catalogue import Resource
from garbridge.core.identifiers import ResourceId, SchoolId, parse_school_id, tile_key
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
from garbridge.web.outgoing import redirection
from garbridge.web.pages import Choice, chooser_page, school_names
from garbridge.web.refusing import log_refusal, refusal_page


@guarded
def open_tile(key: str) -> Response:
    """Open the resource of a tile key, with or without its school part."""
    only("GET")
    bridge = current_bridge()
    resource_part, _, school_part = key.partition("-")
    resource = bridge.runtime.catalogue().with_key(resource_part)
    then = way_back(url_for(".open_tile", key=key))
    return _open_through(bridge, resource, school_part or None, then)


@guarded
def open_link() -> Response:
    """Open ``?ark=…[&etab=UAI]``."""
    only("GET")
    bridge = current_bridge()
    ark, school = argument("ark") or "", argument("etab")
    resource = bridge.runtime.catalogue().resources.get(ResourceId(ark))
    then = way_back(url_for(".open_link", ark=ark, etab=school))
    return _open_through(bridge, resource, school, then)


@guarded
def gar_entry() -> Response:
    """Open a link of the GAR's form; one of another ENT is an error of its own."""
    only("GET")
    bridge = current_bridge()
    link = parse_gar_link(raw_query(), tenant=bridge.runtime.config.tenant)
    resource = bridge.runtime.catalogue().resources.get(link.resource)
    then = way_back(url_for(".open_tile", key=tile_key(link.resource, link.school)))
    return _open(bridge, resource, link.school, then)


def _open_through(
    bridge: Bridge, resource: Resource | None, school: str | None, then: str
) -> Response:
    """Open through a school that a link names; one that cannot be a school opens nothing."""
    try:
        named = None if school is None else parse_school_id(school)
    except ValueRefusedError:
        return _open(bridge, None, None, then)
    return _open(bridge, resource, named, then)


def _open(
    bridge: Bridge, resource: Resource | None, school: SchoolId | None, then: str
) -> Response:
    who = signed_in(bridge)
    if who is None:
        return to_login(bridge, then)
    match bridge.runtime.openings.open(resource, school, who):
        case Opened(opened):
            return redirection(bridge, Redirect(opened.url))
        case Stopped() as stopped:
            log_refusal(stopped)
            return refusal_page(bridge, stopped)
        case ChooseSchool(wanted, schools):
            names = school_names(bridge, set(schools))
            return chooser_page(
                bridge,
                [
                    Choice(names[s], url_for(".open_tile", key=tile_key(wanted.id, s)))
                    for s in schools
                ],
            )
