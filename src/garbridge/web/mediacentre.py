"""``/mediacentre/``: the person's resources, by school."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from flask import Response, url_for

from garbridge.core.access import Refusal, Refused
from garbridge.core.identifiers import SchoolId
from garbridge.core.people import Profile, current
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.cards import is_last_years, sections
from garbridge.web.failures import guarded
from garbridge.web.identity import signed_in
from garbridge.web.incoming import argument, language
from garbridge.web.login import to_login, way_back
from garbridge.web.operating import is_operator
from garbridge.web.pages import page
from garbridge.web.places import all_contacts, book_of, known_schools, place_of
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
    here = [m.school for m in current(person.memberships, runtime.clock())]
    shut = _shut(bridge, here)
    if here and len(shut) == len(here):
        return unlisted_page(bridge, Refusal.SCHOOL_NOT_OPEN, since=_first(shut), schools=here)
    tiles = [tile for tile in runtime.shelves.tiles(person) if tile.school not in shut]
    known = known_schools(bridge, {*here, *(tile.school for tile in tiles)})
    ours = [known[school] for school in here]
    staff = {one.school for one in person.memberships if one.profile is not Profile.PUPIL}
    found = sections(
        tiles,
        here,
        known,
        language(),
        runtime.config.zone,
        instead=runtime.access.instead,
        chooses=lambda tile: tile.school in staff and runtime.openings.offers(tile.resource),
        shut=shut,
    )
    return page(
        bridge,
        "mediacentre.html",
        place=place_of(bridge, ours),
        operates=is_operator(bridge, who.person),
        contacts=list(all_contacts(bridge, ours)),
        sections=found,
        total=len(tiles),
        is_last_years=is_last_years(tiles),
    )


def _shut(bridge: Bridge, schools: Iterable[SchoolId]) -> Mapping[SchoolId, Refused]:
    """Return those of *schools* at which the portal is not open yet."""
    book, now = book_of(bridge), bridge.runtime.clock()
    return {
        school: Refused(Refusal.SCHOOL_NOT_OPEN, book.of(school).opens)
        for school in schools
        if book.of(school).is_shut(now)
    }


def _first(shut: Mapping[SchoolId, Refused]) -> datetime | None:
    """Return when the first of them opens; ``None`` where nobody said."""
    return min((one.since for one in shut.values() if one.since is not None), default=None)
