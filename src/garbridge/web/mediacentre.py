"""``/mediacentre/``: the person's resources, by school, as a page or inside of another one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from flask import Response, url_for

from garbridge.core.access import Refusal, Refused
from garbridge.core.identifiers import SchoolId
from garbridge.core.people import Person, Profile, School, current
from garbridge.core.permissions import Actor, Denied
from garbridge.core.schools import Function
from garbridge.errors import GarbridgeError
from garbridge.services.shelf import Tile
from garbridge.web.bridge import Bridge, current_bridge
from garbridge.web.cards import Section, first_cards, is_last_years, sections
from garbridge.web.console.door import SEEN_BY
from garbridge.web.console.saying import Saying
from garbridge.web.embedding import Form, card_limit, form_of_request, share
from garbridge.web.failures import answer_error, guarded
from garbridge.web.identity import signed_in
from garbridge.web.incoming import argument, language
from garbridge.web.login import to_login, way_back
from garbridge.web.operating import is_operator
from garbridge.web.pages import page
from garbridge.web.places import all_contacts, book_of, known_schools, place_of
from garbridge.web.refusing import unlisted_page

_UNAUTHORIZED: Final = 401


@guarded
def mediacentre() -> Response:
    """List what is assigned to the person who is signed in."""
    return _listed(current_bridge())


@guarded
def mediacentre_fragment() -> Response:
    """List the same for a page of somebody else."""
    bridge = current_bridge()
    try:
        answer = _guarded(bridge)
    except GarbridgeError as error:  # a handler of errors would not let the other origin read it
        answer = answer_error(error)
    return share(bridge, answer)


def _listed(bridge: Bridge) -> Response:
    form = form_of_request()
    # Names the session here already: two clicks at once would each give it a name of their own.
    who = signed_in(bridge)
    if who is None and form is not Form.PAGE:
        return page(bridge, "embedded_sign_in.html", status=_UNAUTHORIZED)
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
    if form is not Form.PAGE:
        book = book_of(bridge)
        here = [school for school in here if book.offers(Function.WIDGET, school)]
        tiles = [tile for tile in tiles if book.offers(Function.WIDGET, tile.school)]
    known = known_schools(bridge, {*here, *(tile.school for tile in tiles)})
    ours, limit = [known[school] for school in here], card_limit()
    found = _sections(bridge, person, tiles, known, here, shut)
    return page(
        bridge,
        "mediacentre.html",
        place=place_of(bridge, ours),
        assigns=Saying(language())("console")
        if form is Form.PAGE and _assigns(bridge, person)
        else None,
        operates=is_operator(bridge, who.person),
        contacts=list(all_contacts(bridge, ours)),
        sections=found if limit is None else first_cards(found, limit),
        more=limit is not None and len(tiles) > limit,
        total=len(tiles),
        is_last_years=is_last_years(tiles),
    )


_guarded: Final = guarded(_listed)


def _sections(  # noqa: PLR0917  # what the list is made of
    bridge: Bridge,
    person: Person,
    tiles: Sequence[Tile],
    known: Mapping[SchoolId, School],
    here: Sequence[SchoolId],
    shut: Mapping[SchoolId, Refused],
) -> tuple[Section, ...]:
    runtime = bridge.runtime
    staff = {one.school for one in person.memberships if one.profile is not Profile.PUPIL}
    return sections(
        tiles,
        here,
        known,
        language(),
        runtime.config.zone,
        instead=runtime.access.instead,
        chooses=lambda tile: tile.school in staff and runtime.openings.offers(tile.resource),
        shut=shut,
    )


def _assigns(bridge: Bridge, person: Person) -> bool:
    """Say whether the console has anything for *person*, somewhere; pupils are not asked about."""
    if all(place.profile is Profile.PUPIL for place in person.memberships):
        return False
    runtime = bridge.runtime
    resources = runtime.catalogue().resources
    seen = runtime.permissions.sight(Actor(person.id), SEEN_BY, resources)
    return not isinstance(seen, Denied)


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
