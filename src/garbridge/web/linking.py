"""Choosing content at a tool (LTI Deep Linking): the way there, and what comes back.

The answer is a form that another site posts: no cookie of the portal comes with it.  What it adds
belongs to whoever was sent there, which stands in the answer itself and is proved by it.
"""

from flask import Response, url_for

from garbridge.core.identifiers import parse_school_id
from garbridge.errors import ValueRefusedError
from garbridge.ports import Redirect
from garbridge.services.launch import Stopped
from garbridge.services.opening import Opened
from garbridge.services.resolving import ChooseSchool
from garbridge.web.bridge import current_bridge
from garbridge.web.failures import guarded
from garbridge.web.identity import signed_in
from garbridge.web.incoming import only, wire_request
from garbridge.web.login import to_login, way_back
from garbridge.web.opening import school_chooser
from garbridge.web.outcomes import log_outcome
from garbridge.web.outgoing import redirection
from garbridge.web.pages import page
from garbridge.web.places import known_schools, place_of
from garbridge.web.refusing import log_refusal, refusal_page
from garbridge.web.signals import Event


@guarded
def lti_choose(key: str) -> Response:
    """Send staff to choose content of the resource of a tile key, for a school of theirs."""
    only("GET")
    bridge = current_bridge()
    who = signed_in(bridge)
    if who is None:
        return to_login(bridge, way_back(url_for(".lti_choose", key=key)))
    resource_part, _, school_part = key.partition("-")
    resource = bridge.runtime.catalogue().with_key(resource_part)
    try:
        school = parse_school_id(school_part) if school_part else None
    except ValueRefusedError:
        resource, school = None, None
    match bridge.runtime.openings.choose(resource, school, who):
        case Opened() as opened:
            return redirection(bridge, Redirect(opened.url))
        case Stopped() as stopped:
            log_refusal(stopped)
            return refusal_page(bridge, stopped)
        case ChooseSchool() as asked:
            return school_chooser(bridge, asked, ".lti_choose")


@guarded
def lti_chosen() -> Response:
    """Add what was chosen, and say what it is (Deep Linking 4.5)."""
    only("POST")
    bridge = current_bridge()
    linked = bridge.runtime.linking.accept(wire_request(bridge, "/lti/deep-linking-return"))
    resource = bridge.runtime.catalogue().resources.get(linked.resource)
    log_outcome(
        Event.LINKED,
        str(len(linked.links)),
        reference=linked.launch,
        protocol="lti",
        resource=resource,
    )
    titles = [link.title for link in linked.links]
    known = known_schools(bridge, {link.school for link in linked.links})
    place = place_of(bridge, known.values())
    return page(bridge, "linked.html", titles=titles, left=linked.left, place=place)
