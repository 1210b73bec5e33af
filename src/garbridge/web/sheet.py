"""``/mediacentre/ressource/<key>``: all there is to know of one resource before it is opened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Response
from markupsafe import Markup

from garbridge.core.access import Granted, Refusal
from garbridge.core.attributes import Attribute
from garbridge.core.catalogue import Source
from garbridge.services.finding import alternatives
from garbridge.services.shelf import Tile
from garbridge.web.bridge import Bridge
from garbridge.web.cards import Telling
from garbridge.web.dates import first_day, last_day, long_date
from garbridge.web.finding_words import FindWords
from garbridge.web.incoming import language
from garbridge.web.keeping_words import REPORT_TEXTS, KeepingWords
from garbridge.web.mediacentre import Reader, telling_of
from garbridge.web.own_sections import stars_among, stars_form
from garbridge.web.pages import frame, page
from garbridge.web.places import place_of
from garbridge.web.refusing import unheard_key_page, unlisted_page
from garbridge.web.speaking import translations
from garbridge.web.visiting import visited
from garbridge.wiring import marking_service


@dataclass(frozen=True, slots=True)
class Way:
    """The resource through one school: since when, until when, and why it does not open there."""

    key: str
    school: str
    since: Markup | None
    until: Markup | None
    closed: Markup | None


@visited("GET", "HEAD")
def resource_sheet(bridge: Bridge, reader: Reader, key: str) -> Response:
    """Show a resource of theirs; to anybody else there is no such thing."""
    tiles = [tile for tile in reader.tiles if key in {tile.key, resource_part(tile)}]
    ways = [tile for tile in tiles if tile.link is None]
    if not ways:
        unheard = unheard_key_page(bridge, reader.missing, key)
        return unheard or unlisted_page(bridge, Refusal.UNKNOWN_RESOURCE, schools=reader.here)
    return _page(bridge, reader, ways, [tile for tile in tiles if tile.link is not None])


def _page(bridge: Bridge, reader: Reader, ways: Sequence[Tile], inside: Sequence[Tile]) -> Response:
    telling, first = telling_of(bridge, reader), ways[0]
    place = place_of(bridge, [reader.known[way.school] for way in ways])
    resource, marks = first.resource, marking_service(bridge.runtime).of(reader.person.id)
    (card,) = telling.cards([first])
    is_closed = all(way.refused is not None for way in ways)
    return page(
        bridge,
        "sheet.html",
        report=translations().text(REPORT_TEXTS["report"]),
        place=place,
        card=card,
        kept=KeepingWords.of(translations()),
        stars=stars_among(bridge, reader.known, marks),
        form=stars_form(bridge, reader.who),
        resource=resource,
        ways=[_way(bridge, telling, way) for way in ways],
        inside=telling.cards(inside),
        sent=sent_of(bridge, reader, ways, frame(bridge, place).find),
        instead=telling.cards(alternatives(reader.tiles, resource, first.school))
        if is_closed
        else (),
        address=permanent_link(bridge, first),
    )


def permanent_link(bridge: Bridge, tile: Tile) -> str:
    """Return the address that opens a resource for years, through whatever school opens it."""
    return f"{bridge.runtime.config.issuer}/mediacentre/ouvrir/{resource_part(tile)}"


def resource_part(tile: Tile) -> str:
    """Return the key of the resource, without the school."""
    return tile.key.partition("-")[0]


def _way(bridge: Bridge, telling: Telling, tile: Tile) -> Way:
    zone, chosen = bridge.runtime.config.zone, language()
    since = None if tile.starts is None else long_date(first_day(tile.starts, zone), chosen)
    until = None if tile.ends is None else long_date(last_day(tile.ends, zone), chosen)
    school = telling.schools[tile.school].name
    return Way(tile.key, school, since, until, telling.closed(tile))


@dataclass(frozen=True, slots=True)
class Sent:
    """What leaves with a click: an identifier, unless nobody is to be recognised, and values."""

    is_known_again: bool
    values: Sequence[str]


def sent_of(bridge: Bridge, reader: Reader, ways: Iterable[Tile], words: FindWords) -> Sent | None:
    """Return what would leave through the first school that opens it, as the launch computes it.

    ``None`` where it opens through none, and where the State's GAR decides what leaves.
    """
    access, now = bridge.runtime.access, bridge.runtime.clock()
    for way in ways:
        if way.resource.source is Source.NATIONAL:
            continue
        granted = access.check_person(reader.person, way.school, way.resource, now=now)
        if isinstance(granted, Granted):
            released = access.release(granted).released
            told = [_told(granted, claim.attribute, words) for claim in released.claims]
            return Sent(bool(released.subject), [one for one in told if one])
    return None


def _told(granted: Granted, attribute: Attribute, words: FindWords) -> str:
    """Say that *attribute* leaves, and how it is cut; the identifier is told by itself."""
    if attribute == Attribute.IDO:
        return ""
    policy = granted.provider.policy
    name = words.attributes.get(attribute) or policy.facts(attribute).label
    entry = policy.entry_for(attribute, granted.membership.profile)
    cut = words.cut.get(entry.transformation, "") if entry else ""
    return f"{name} ({cut})" if cut else name
