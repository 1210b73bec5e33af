"""The GAR's resources in the médiacentre: their tiles, and what is said where some are missing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from flask import url_for
from markupsafe import Markup

from garbridge.core.identifiers import SchoolId
from garbridge.core.national_faults import LIST_FAULTS
from garbridge.core.people import Person, School
from garbridge.services.national_shelf import (
    Missing,
    NationalShelf,
    bare,
    both_ways,
)
from garbridge.services.shelf import Tile
from garbridge.web.bridge import Bridge
from garbridge.web.dates import long_date, time_of_day
from garbridge.web.incoming import language
from garbridge.web.national_words import NationalWords
from garbridge.web.speaking import translations
from garbridge.wiring.national_access import national_gate
from garbridge.wiring.national_shelf import national_shelf


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its text."""

    text: str
    url: str


def console_link(bridge: Bridge, person: Person) -> Link | None:
    """Return the way to the GAR's console; ``None`` for whoever assigns nothing there."""
    runtime = bridge.runtime
    national = runtime.config.national
    if national is None or national.console is None:
        return None
    gate = national_gate(runtime.config, runtime.stores, runtime.access)
    if gate is None or not gate.responsible(person, runtime.clock()):
        return None
    url = url_for(".saml_sso", providerId=national.console.entity_id)
    return Link(NationalWords.of(translations()).console, url)


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands above the list: a sentence for each school, and the codes."""

    title: str
    lines: Sequence[Markup]
    then: str
    codes: str = ""


def national_of(bridge: Bridge, person: Person, shut: Collection[SchoolId]) -> NationalShelf:
    """Return what *person* finds at the GAR, but at schools where the portal is not open."""
    service = national_shelf(bridge.runtime)
    if service is None:
        return NationalShelf()
    found = service.shelf(person)
    bridge.vignettes.note_listed(one.resource.vignette for one in found.tiles)
    return NationalShelf(
        tuple(one for one in found.tiles if one.school not in shut),
        tuple(one for one in found.missing if one.school not in shut),
    )


def together(own: Sequence[Tile], national: NationalShelf) -> Sequence[Tile]:
    """Return both in one list; what stands in both is marked on either."""
    if not national.tiles:
        return own
    double = both_ways(own, national.tiles)
    return [_marked(one, double) for one in (*own, *national.tiles)]


def _marked(tile: Tile, double: Collection[tuple[SchoolId, str]]) -> Tile:
    is_double = (tile.school, bare(tile.resource.id)) in double
    return replace(tile, is_double=True) if is_double else tile


def notices(
    bridge: Bridge,
    missing: Sequence[Missing],
    tiles: Sequence[Tile],
    known: Mapping[SchoolId, School],
) -> Sequence[Notice]:
    """Return what is said above the list."""
    words = NationalWords.of(translations())
    found: list[Notice] = []
    if missing:
        codes = ", ".join(dict.fromkeys(LIST_FAULTS[one.fault].code for one in missing))
        lines = [_line(bridge, one, known[one.school], words) for one in missing]
        told = words.code.format(codes)
        found.append(Notice(words.missing_title, lines, words.try_later, told))
    if any(one.is_double for one in tiles):
        found.append(Notice(words.twice_title, (), words.twice_why))
    return found


def _line(bridge: Bridge, one: Missing, school: School, words: NationalWords) -> Markup:
    if one.at is None:
        return Markup.escape(words.none_came).format(school.name)
    said = _when(one.at, bridge.runtime.clock(), bridge.runtime.config.zone, words)
    return Markup.escape(words.kept_from).format(school.name, said)


def _when(at: datetime, now: datetime, zone: tzinfo, words: NationalWords) -> Markup:
    """Return day and minute, where the day is today or yesterday in a word."""
    day, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    named = {today: words.today, today - timedelta(days=1): words.yesterday}.get(day)
    said = words.on.format(long_date(day, language())) if named is None else named
    return Markup("{} {} {}").format(Markup(said), words.at, time_of_day(at, zone, language()))  # noqa: S704 - ours, and a date
