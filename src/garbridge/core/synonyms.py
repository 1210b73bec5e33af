"""What people call the same thing: « svt » is « sciences de la vie et de la Terre »."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from garbridge.core.spelling import words

Group = tuple[str, ...]
"""Expressions of one meaning, as anybody writes them."""

USUAL: Final[tuple[Group, ...]] = (
    ("SVT", "sciences de la vie et de la Terre", "biologie", "géologie"),
    ("EPS", "éducation physique et sportive", "sport"),
    ("HG", "histoire-géographie", "histoire-géo", "histoire et géographie"),
    ("HGGSP", "histoire-géographie, géopolitique et sciences politiques"),
    ("EMC", "enseignement moral et civique", "éducation civique"),
    ("PC", "physique-chimie", "sciences physiques"),
    ("SES", "sciences économiques et sociales"),
    ("NSI", "numérique et sciences informatiques"),
    ("SNT", "sciences numériques et technologie"),
    ("HLP", "humanités, littérature et philosophie"),
    ("LLCE", "langues, littératures et cultures étrangères"),
    ("LCA", "langues et cultures de l’Antiquité", "latin", "grec ancien"),
    ("STMG", "sciences et technologies du management et de la gestion"),
    ("STI2D", "sciences et technologies de l’industrie et du développement durable"),
    ("EMI", "éducation aux médias et à l’information"),
    ("DNB", "brevet", "diplôme national du brevet"),
    ("BAC", "baccalauréat"),
    ("maths", "mathématiques", "calcul"),
    ("philo", "philosophie"),
    ("techno", "technologie"),
    ("info", "informatique"),
    ("géo", "géographie"),
    ("éco", "économie"),
    ("dico", "dictionnaire"),
    ("exo", "exercice", "exercices"),
    ("arts pla", "arts plastiques", "dessin"),
    ("musique", "éducation musicale"),
    ("LV1", "LV2", "LV3", "LVA", "LVB", "langue vivante", "langues vivantes"),
    ("allemand", "deutsch"),
    ("anglais", "english"),
    ("espagnol", "español"),
    ("italien", "italiano"),
    ("CDI", "documentation"),
    ("orientation", "avenir", "métiers"),
    ("6e", "6ème", "sixième"),
    ("5e", "5ème", "cinquième"),
    ("4e", "4ème", "quatrième"),
    ("3e", "3ème", "troisième"),
    ("2de", "2nde", "seconde"),
    ("1re", "1ère", "première"),
    ("Tle", "terminale", "term"),
)
"""Those of French schools; a portal adds its own."""
_WORDS_TOO: Final = frozenset({"ses", "bac", "avenir", "premiere", "seconde", "sport", "latin"})
"""Alone in a sentence they are words like others: they mean the thing only where nothing else
stands beside them."""


class Synonyms:
    """The expressions of :data:`USUAL` and those of a portal, ready to be looked for in texts."""

    __slots__ = ("_beside",)

    def __init__(self, own: Iterable[Group] = ()) -> None:
        found: dict[str, list[str]] = {}
        for group in (*USUAL, *own):
            spelled = [_spelled(one) for one in group]
            for one in filter(None, spelled):
                found.setdefault(one, []).extend(other for other in spelled if other != one)
        self._beside = tuple((f" {one} ", " ".join(others)) for one, others in found.items())

    def widened(self, text: Sequence[str]) -> str:
        """Return the words of *text* and what else they are called, each with a space before it.

        >>> Synonyms().widened(words("Cours de SVT"))[:35]
        ' cours de svt sciences de la vie et'
        """
        spaced = f" {' '.join(text)} "
        more = [
            others
            for one, others in self._beside
            if one in spaced and (one == spaced or one.strip() not in _WORDS_TOO)
        ]
        return " ".join((spaced.rstrip(), *more)) + " "


@lru_cache(maxsize=1024)
def _spelled(expression: str) -> str:
    """Return the words of an expression: each service of each portal asks for those of all."""
    return " ".join(words(expression))
