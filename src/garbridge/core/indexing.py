"""What a notice (ScoLOMFR) says of a resource beyond what the portal's own pages show."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from garbridge.core.national import TEXTBOOK, Presentation, Term

MULTIMEDIA: Final = "MUL"
"""The kind of whatever is no textbook and says nothing else."""
PRESENTATIONS: Final = {
    TEXTBOOK: "manuels numériques",
    MULTIMEDIA: "ressources d’enseignement multimédias",
    "PRO": "ressources de production pédagogique",
}
"""The kinds whose label is known; there are others."""
_VOCABULARY = re.compile(r"scolomfr-voc-([0-9]{3})-")


class Vocabulary(StrEnum):
    """The vocabularies of ScoLOMFR that the list of resources tells."""

    DOCUMENTS = "005"
    USES = "010"
    SUBJECTS = "015"
    LEVELS = "022"


@dataclass(frozen=True, slots=True)
class Indexing:
    """``publisher_id`` is a SIREN and an ISNI, ``presentation`` the code of a kind, or empty."""

    publisher_id: str = ""
    presentation: str = ""
    terms: tuple[Term, ...] = ()

    def of(self, vocabulary: Vocabulary) -> tuple[Term, ...]:
        """Return the terms that are of *vocabulary*."""
        return tuple(term for term in self.terms if vocabulary_of(term.uri) == vocabulary)


UNINDEXED: Final = Indexing()


def vocabulary_of(uri: str) -> str:
    """Return the number of the vocabulary that *uri* is of; empty where it is of none.

    >>> vocabulary_of("http://data.education.fr/voc/scolomfr/concept/scolomfr-voc-022-num-023")
    '022'
    """
    found = _VOCABULARY.search(uri)
    return found[1] if found else ""


def labels(terms: Iterable[Term]) -> tuple[str, ...]:
    """Return the labels of *terms*, each once."""
    return tuple(dict.fromkeys(term.label for term in terms if term.label))


def presentation_of(code: str, *, is_textbook: bool) -> Presentation:
    """Return the kind under which a resource is shown.

    >>> presentation_of("", is_textbook=True).label
    'manuels numériques'
    """
    stated = code or (TEXTBOOK if is_textbook else MULTIMEDIA)
    return Presentation(stated, PRESENTATIONS.get(stated, ""))
