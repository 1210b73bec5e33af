"""What the médiacentre shows of a tile: text, colour and badge, nothing from another host."""

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Final

from markupsafe import Markup

from garbridge.core.access import Refusal, Refused
from garbridge.core.catalogue import Resource, Source
from garbridge.core.identifiers import SchoolId
from garbridge.core.incidents import REFUSALS
from garbridge.core.people import School
from garbridge.core.vocabulary import Kind, kind_of, spoken
from garbridge.services.shelf import Tile
from garbridge.web.dates import first_day, last_day, long_date, time_of_day
from garbridge.web.own_paths import own_path
from garbridge.web.wording import Language

HUES: Final = 8
"""How many colours the stylesheet has for tiles of initials."""
LAST_YEAR: Final = frozenset({Refusal.SUBSCRIPTION_EXPIRED, Refusal.MEMBERSHIP_ENDED})
"""Reasons for which a resource was theirs and is no longer."""

_SMALL_WORDS = frozenset(
    (
        *("le", "la", "les", "un", "une", "de", "du", "des", "et", "à", "au", "aux", "en"),
        *("the", "of", "and", "a", "an", "to"),
    )
)
_MARKS = str.maketrans("’'-–:/.()", "         ")
_BADGES: dict[Refusal, tuple[str, str]] = {
    Refusal.MEMBERSHIP_NOT_STARTED: ("Votre arrivée est prévue le {}", "You arrive on {}"),
    Refusal.MEMBERSHIP_ENDED: (
        "Vous étiez dans cet établissement jusqu’au {}",
        "You were in this school until {}",
    ),
    Refusal.SCHOOL_NOT_OPEN: (
        "Le médiacentre de votre établissement ouvre le {}",
        "The media centre of your school opens on {}",
    ),
    Refusal.SUBSCRIPTION_NOT_STARTED: ("Ouvre le {}", "Opens on {}"),
    Refusal.ALL_IN_USE: ("Complet : une licence se libère à {}", "Full: one is free at {}"),
    Refusal.SUBSCRIPTION_EXPIRED: ("Abonnement terminé le {}", "Subscription ended on {}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card.  ``closed`` says why its title is no link; ``None`` where it opens.

    ``link`` names a place inside the resource, and is empty for its first page.  With
    ``can_choose`` the person may choose more of them.
    """

    id: str
    key: str
    link: str
    title: str
    by: str
    resource: Resource
    is_national: bool
    initials: str
    hue: int
    vignette: str | None
    can_choose: bool
    closed: Markup | None


@dataclass(frozen=True, slots=True)
class Section:
    """The cards of one school."""

    id: str
    name: str
    cards: tuple[Card, ...]
    kind: Kind = Kind.SECONDARY
    shut: Markup | None = None
    """Why nothing opens there yet; ``None`` where the portal is open at that school."""


def sections(  # noqa: PLR0913 - what cards of several schools are made of
    tiles: Iterable[Tile],
    schools: Iterable[SchoolId],
    known: Mapping[SchoolId, School],
    language: Language,
    zone: tzinfo,
    *,
    instead: Callable[[Refused, Resource, SchoolId], str],
    chooses: Callable[[Tile], bool],
    shut: Mapping[SchoolId, Refused],
) -> tuple[Section, ...]:
    """Return one section for each of *schools* and each school of *tiles*, by name.

    *instead* says what whoever objects to a resource uses in its place, *chooses* of a tile that
    opens whether the person may choose content there, *shut* which schools are not open yet: none
    of their resources is listed.  What opens stands before what does not; otherwise the order of
    *tiles* stays.
    """
    found: dict[SchoolId, list[Card]] = {school: [] for school in schools}
    for tile in tiles:
        if tile.school in shut:
            continue
        told = "" if tile.refused is None else instead(tile.refused, tile.resource, tile.school)
        can_choose = tile.refused is None and tile.link is None and chooses(tile)
        kind = kind_of([known[tile.school]])
        card = _card(tile, told, language, zone, kind=kind, can_choose=can_choose)
        found.setdefault(tile.school, []).append(card)
    made = [
        Section(
            s.lower(),
            known[s].name,
            tuple(sorted(cards, key=lambda c: c.closed is not None)),
            kind_of([known[s]]),
            _shut(shut.get(s), language, zone, kind_of([known[s]])),
        )
        for s, cards in found.items()
    ]
    return tuple(sorted(made, key=lambda section: (section.name, section.id)))


def first_cards(sections: Sequence[Section], limit: int) -> tuple[Section, ...]:
    """Return *sections* with the first *limit* cards of all; what is empty then is left out."""
    left, found = limit, list[Section]()
    for one in sections:
        cards = one.cards[:left]
        left -= len(cards)
        if cards:
            found.append(replace(one, cards=cards))
    return tuple(found)


def is_last_years(tiles: Sequence[Tile]) -> bool:
    """Say whether everything that is listed is over."""
    return bool(tiles) and all(t.refused and t.refused.reason in LAST_YEAR for t in tiles)


def reason_text(
    refused: Refused, language: Language, zone: tzinfo, kind: Kind = Kind.SECONDARY
) -> Markup:
    """Return why something cannot be opened, with its day where it has one.

    What has ended names its last day, which is the one before the instant of its end; what is in
    use names the time at which it comes back.
    """
    dated = _BADGES.get(refused.reason)
    if dated is None or refused.since is None:
        incident = REFUSALS[refused.reason]
        said = incident.french if language is Language.FRENCH else incident.english
        return Markup.escape(
            spoken(said.title, kind) if language is Language.FRENCH else said.title
        )
    french, english = dated
    template = Markup(spoken(french, kind) if language is Language.FRENCH else english)  # noqa: S704 - ours
    if refused.reason is Refusal.ALL_IN_USE:
        return template.format(time_of_day(refused.since, zone, language))
    has_ended = refused.reason in LAST_YEAR
    day = last_day(refused.since, zone) if has_ended else first_day(refused.since, zone)
    return template.format(long_date(day, language))


def initials(title: str) -> str:
    """Return one or two letters that stand for *title*.

    >>> initials("Atlas des climats"), initials("L’œuvre à la loupe"), initials("Lexique")
    ('AC', 'ŒL', 'Le')
    """
    words = [word for word in title.translate(_MARKS).split() if word[0].isalnum()]
    long = [word for word in words if word.lower() not in _SMALL_WORDS and len(word) > 1]
    chosen = long or words
    if not chosen:
        return "•"
    if len(chosen) == 1:
        return chosen[0][0].upper() + chosen[0][1:2].lower()
    return (chosen[0][0] + chosen[1][0]).upper()


def _shut(refused: Refused | None, language: Language, zone: tzinfo, kind: Kind) -> Markup | None:
    return None if refused is None else reason_text(refused, language, zone, kind)


def _card(
    tile: Tile, told: str, language: Language, zone: tzinfo, *, kind: Kind, can_choose: bool
) -> Card:
    resource = tile.resource
    closed = None if tile.refused is None else reason_text(tile.refused, language, zone, kind)
    place = tile.link
    return Card(
        id=tile.key if place is None else f"{tile.key}-{place.id}",
        key=tile.key,
        link="" if place is None else place.id,
        title=resource.title if place is None else place.title,
        by=resource.publisher if place is None else resource.title,
        resource=resource,
        is_national=resource.source is Source.NATIONAL,
        initials=initials(resource.title if place is None else place.title),
        hue=zlib.crc32(resource.id.encode()) % HUES + 1,
        vignette=own_path(resource.vignette),
        can_choose=can_choose,
        closed=Markup("{}. {}").format(closed, told) if told else closed,
    )
