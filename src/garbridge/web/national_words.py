"""What the médiacentre says of the GAR's lists.

As in :mod:`garbridge.web.wording`: one frozen set of sentences for each language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from garbridge.web.wording import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalWords:
    """Every sentence in one language; ``{}`` takes one value."""

    missing_title: str
    none_came: str
    kept_from: str
    today: str
    yesterday: str
    on: str
    at: str
    try_later: str
    code: str
    twice_title: str
    twice_why: str
    console: str


FRENCH: Final = NationalWords(
    missing_title="Certaines ressources peuvent manquer",
    none_came="{}\u00a0: les ressources du GAR ne sont pas là pour le moment.",
    kept_from="{}\u00a0: la liste du GAR est celle enregistrée {}.",
    today="aujourd’hui",
    yesterday="hier",
    on="le {}",
    at="à",
    try_later="Vos autres ressources s’ouvrent normalement. Réessayez dans quelques minutes.",
    code="Code à communiquer à l’assistance\u00a0: {}",
    twice_title="Vous avez une ressource en double",
    twice_why=(
        "Votre ENT et le GAR vous la donnent tous les deux. Choisissez toujours la même\u00a0: "
        "ce que vous faites dans l’une ne se retrouve pas toujours dans l’autre."
    ),
    console="Console d’affectation du GAR",
)
ENGLISH: Final = NationalWords(
    missing_title="Some resources may be missing",
    none_came="{}: the resources of the GAR are not there for now.",
    kept_from="{}: the list of the GAR is the one kept {}.",
    today="today",
    yesterday="yesterday",
    on="on {}",
    at="at",
    try_later="Your other resources open as usual. Try again in a few minutes.",
    code="Code to give to the help desk: {}",
    twice_title="You have a resource twice",
    twice_why=(
        "Your portal and the GAR both give it to you. Always choose the same one: "
        "what you do in one is not always found in the other."
    ),
    console="Assignment console of the GAR",
)
NATIONAL_WORDS: Final[Mapping[Language, NationalWords]] = MappingProxyType(
    {Language.FRENCH: FRENCH, Language.ENGLISH: ENGLISH}
)
