"""What the médiacentre shows of a tile: text, colour and badge, nothing from another host."""

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from typing import Final

from markupsafe import Markup

from garbridge.core.access import Refusal, Refused
from garbridge.core.catalogue import Resource, Source
from garbridge.core.identifiers import SchoolId
from garbridge.core.incidents import REFUSALS
from garbridge.core.messages import N_, Message
from garbridge.core.outages import Down
from garbridge.core.people import School
from garbridge.core.vocabulary import Kind, kind_of
from garbridge.formats.translations import Translations
from garbridge.services.shelf import Tile
from garbridge.web.dates import first_day, last_day, long_date, time_of_day
from garbridge.web.pictures import Pictures

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
_BADGES: dict[Refusal, Message] = {
    Refusal.MEMBERSHIP_NOT_STARTED: N_("Votre arrivée est prévue le {}"),
    Refusal.MEMBERSHIP_ENDED: N_("Vous étiez dans cet établissement jusqu’au {}"),
    Refusal.SCHOOL_NOT_OPEN: N_("Le médiacentre de votre établissement ouvre le {}"),
    Refusal.SUBSCRIPTION_NOT_STARTED: N_("Ouvre le {}"),
    Refusal.ALL_IN_USE: N_("Complet : une licence se libère à {}"),
    Refusal.SUBSCRIPTION_EXPIRED: N_("Abonnement terminé le {}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card.  ``closed`` says why its title is no link; ``None`` where it opens.

    ``link`` names a place inside the resource, and is empty for its first page.  ``school`` is the
    school's name where somebody has several, else empty.  With ``can_choose`` the person may choose
    more of them.  ``badge`` is the GAR's own text where it gives the resource; ``is_double`` says
    that the portal does, too; ``is_away`` that it is a favourite and no resource of theirs now.
    """

    id: str
    key: str
    link: str
    title: str
    by: str
    resource: Resource
    school: str
    is_national: bool
    initials: str
    hue: int
    vignette: str | None
    can_choose: bool
    closed: Markup | None
    badge: str = ""
    is_double: bool = False
    is_away: bool = False
    is_down: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How tiles are told: in whose words, with which days.

    *said* gives the sentences for one kind of school.  *instead* says what whoever objects to a
    resource uses in its place, *chooses* of a tile that opens whether the person may choose content
    there.  *schools* are those of the person, *pictures* says where those of resources are,
    *down* which providers do not answer.
    """

    said: Callable[[Kind], Translations]
    zone: tzinfo
    schools: Mapping[SchoolId, School]
    instead: Callable[[Refused, Resource, SchoolId], str]
    chooses: Callable[[Tile], bool]
    pictures: Pictures
    down: Down

    def cards(self, tiles: Iterable[Tile]) -> tuple[Card, ...]:
        """Return a card for each of *tiles*, in their order."""
        return tuple(self._card(tile) for tile in tiles)

    def closed(self, tile: Tile) -> Markup | None:
        """Return why *tile* does not open, and what to use instead; ``None`` where it does."""
        if tile.refused is None:
            return None
        kind = kind_of([self.schools[tile.school]])
        said = reason_text(tile.refused, self.said(kind), self.zone)
        told = self.instead(tile.refused, tile.resource, tile.school)
        return Markup("{}. {}").format(said, told) if told else said

    def _card(self, tile: Tile) -> Card:
        resource, place = tile.resource, tile.link
        title = resource.title if place is None else place.title
        return Card(
            id=tile.key if place is None else f"{tile.key}-{place.id}",
            key=tile.key,
            link="" if place is None else place.id,
            title=title,
            by=resource.publisher if place is None else resource.title,
            resource=resource,
            school=self.schools[tile.school].name if len(self.schools) > 1 else "",
            is_national=resource.source is Source.NATIONAL,
            initials=initials(title),
            hue=hue(resource),
            vignette=self.pictures.of(resource),
            can_choose=tile.refused is None and place is None and self.chooses(tile),
            closed=self.closed(tile),
            badge=tile.badge,
            is_double=tile.is_double,
            is_down=tile.refused is None and self.down.is_down(resource.provider, tile.school),
        )


def is_last_years(tiles: Sequence[Tile]) -> bool:
    """Say whether everything that is listed is over."""
    return bool(tiles) and all(t.refused and t.refused.reason in LAST_YEAR for t in tiles)


def reason_text(refused: Refused, said: Translations, zone: tzinfo) -> Markup:
    """Return why something cannot be opened, with its day where it has one.

    What has ended names its last day, which is the one before the instant of its end; what is in
    use names the time at which it comes back.
    """
    dated = _BADGES.get(refused.reason)
    if dated is None or refused.since is None:
        return Markup.escape(said.text(REFUSALS[refused.reason].title))
    template, language = Markup(said.text(dated)), said.language  # noqa: S704 - ours
    if refused.reason is Refusal.ALL_IN_USE:
        return template.format(time_of_day(refused.since, zone, language))
    has_ended = refused.reason in LAST_YEAR
    day = last_day(refused.since, zone) if has_ended else first_day(refused.since, zone)
    return template.format(long_date(day, language))


@lru_cache(maxsize=8192)
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


def hue(resource: Resource) -> int:
    """Return which colour stands for *resource*, the same one everywhere."""
    return zlib.crc32(resource.id.encode()) % HUES + 1
