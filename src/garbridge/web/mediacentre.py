"""``/mediacentre/``: the person's resources, by school."""

from flask import Response, url_for

from garbridge.core.access import Refusal
from garbridge.core.people import Profile, current
from garbridge.web.bridge import current_bridge
from garbridge.web.cards import is_last_years, sections
from garbridge.web.failures import guarded
from garbridge.web.identity import signed_in
from garbridge.web.incoming import argument, language
from garbridge.web.login import to_login, way_back
from garbridge.web.pages import page, school_names
from garbridge.web.refusing import unlisted_page


@guarded
def mediacentre() -> Response:
    """List what is assigned to the person who is signed in."""
    bridge = current_bridge()
    # Names the session here already: two clicks at once would each give it a name of their own.
    who = signed_in(bridge)
    if who is None:
        return to_login(bridge, way_back(url_for(".mediacentre", lang=argument("lang"))))
    runtime = bridge.runtime
    person = runtime.directory.person(who.person)
    if person is None:
        return unlisted_page(bridge, Refusal.UNKNOWN_PERSON)
    if not person.memberships:
        return unlisted_page(bridge, Refusal.UNKNOWN_SCHOOL)
    tiles = runtime.shelves.tiles(person)
    here = [m.school for m in current(person.memberships, runtime.clock())]
    names = school_names(bridge, {*here, *(tile.school for tile in tiles)})
    staff = {one.school for one in person.memberships if one.profile is not Profile.PUPIL}
    found = sections(
        tiles,
        here,
        names.__getitem__,
        language(),
        runtime.config.zone,
        instead=runtime.access.instead,
        chooses=lambda tile: tile.school in staff and runtime.openings.offers(tile.resource),
    )
    return page(
        bridge,
        "mediacentre.html",
        sections=found,
        total=len(tiles),
        is_last_years=is_last_years(tiles),
    )
