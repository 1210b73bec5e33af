"""Opens a resource that the GAR lists: the browser is sent to the GAR, which decides.

The address is that of the list, checked when it was read: https, at a host of the GAR.  Nothing is
recorded as a launch of the portal's: the GAR counts what it opens, and the two are not to be mixed.
The person finds it again among what they opened lately, unless they want nothing remembered.
"""

import logging
from collections.abc import Callable, Sequence

from flask import Response, url_for

from garbridge.core.access import Refusal
from garbridge.core.identifiers import PersonId, SchoolId, school_of_key
from garbridge.errors import StoreError
from garbridge.ports import Redirect
from garbridge.services.national_shelf import bare
from garbridge.services.shelf import Tile
from garbridge.web.bridge import Bridge
from garbridge.web.identity import signed_in
from garbridge.web.outgoing import redirection
from garbridge.web.pages import chooser_page
from garbridge.web.places import book_of
from garbridge.web.refusing import unheard_page, unlisted_page
from garbridge.wiring import marking_service
from garbridge.wiring.national_shelf import national_shelf

_LOG = logging.getLogger("garbridge.web")


def open_national_key(bridge: Bridge, key: str) -> Response | None:
    """Open what the GAR lists under *key*, with or without its school part.

    ``None`` where it lists no such thing for who is signed in, or where nobody is.  Where a list
    did not come, that is said: who waits for the GAR is not sent to whoever assigns.
    """
    return _open(
        bridge, lambda tile: key in {tile.key, tile.key.partition("-")[0]}, school_of_key(key)
    )


def open_national_ark(bridge: Bridge, ark: str, school: SchoolId | None) -> Response | None:
    """Open the resource of *ark*, through *school* where that is named; ``None`` likewise."""
    return _open(
        bridge,
        lambda tile: bare(tile.resource.id) == bare(ark) and school in {None, tile.school},
        school,
    )


def _open(
    bridge: Bridge, is_meant: Callable[[Tile], bool], school: SchoolId | None
) -> Response | None:
    service, who = national_shelf(bridge.runtime), signed_in(bridge)
    person = None if who is None else bridge.runtime.directory.person(who.person)
    if service is None or person is None:
        return None
    book, now = book_of(bridge), bridge.runtime.clock()
    shelf = service.shelf(person)
    tiles = [
        tile for tile in shelf.tiles if is_meant(tile) and not book.of(tile.school).is_shut(now)
    ]
    if not tiles:
        missing = [one for one in shelf.missing if not book.of(one.school).is_shut(now)]
        return unheard_page(bridge, missing, school)
    open_ones = [tile for tile in tiles if tile.refused is None]
    if not open_ones:
        return unlisted_page(bridge, Refusal.OBJECTED, schools=[tiles[0].school])
    if len(open_ones) > 1:
        return _chooser(bridge, open_ones)
    (meant,) = open_ones
    _note(bridge, person.id, meant)
    return redirection(bridge, Redirect(meant.resource.url))


def _note(bridge: Bridge, person: PersonId, tile: Tile) -> None:
    """Remember what was opened, as far as the database takes it: nobody is kept from the GAR."""
    try:
        marking_service(bridge.runtime).note_opened(person, tile)
    except StoreError as error:
        _LOG.warning("what was opened is not remembered (%s)", error.code)


def _chooser(bridge: Bridge, tiles: Sequence[Tile]) -> Response:
    keys = {tile.school: tile.key for tile in tiles}
    return chooser_page(bridge, [*keys], lambda one: url_for(".open_tile", key=keys[one]))
