"""Which resources somebody means by a few words.

All words must be there, in any order: each as the beginning of a word, or, from four letters on,
inside of one, because publishers write their names in one word.  Where a word stands decides how
near a resource is: its title, then who publishes it, then what it is for, then what is said of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from garbridge.core.catalogue import Resource
from garbridge.core.spelling import words
from garbridge.core.synonyms import Synonyms

LEAST_LETTERS: Final = 2
"""Fewer say nothing."""
MOST_LETTERS: Final = 100
"""What is typed beyond is not read."""

_MOST_WORDS: Final = 8
_INSIDE: Final = 4
_SMALL: Final = frozenset(
    ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "un")
)
_ENDINGS: Final = ("s", "x")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for.

    Without ``words`` everything is; ``is_short`` says that too little was typed to look for it.
    """

    words: tuple[str, ...] = ()
    is_short: bool = False


def wanted(text: str) -> Wanted:
    """Return what somebody who types *text* looks for.

    Articles are left out where something else is there, and so is the mark of a plural.

    >>> wanted("Les maths").words, wanted("x").words, wanted("x").is_short, wanted("  ").is_short
    (('math',), (), True, False)
    """
    found = words(text[:MOST_LETTERS])[:_MOST_WORDS]
    if not found:
        return Wanted(is_short=bool(text.strip()))
    if sum(map(len, found)) < LEAST_LETTERS:
        return Wanted(is_short=True)
    telling = [word for word in found if word not in _SMALL] or found
    return Wanted(tuple(dict.fromkeys(map(_single, telling))))


def fields_of(resource: Resource, place: str, synonyms: Synonyms) -> tuple[str, ...]:
    """Return the texts of *resource* in which words are looked for, the nearest first.

    *place* is the title of a place inside of it, or empty: then it stands before the title.
    """
    spoken_of = (resource.discipline, *resource.levels, *resource.types)
    texts = (
        (place or resource.title,),
        (resource.publisher, resource.title if place else ""),
        spoken_of,
        (resource.description,),
    )
    return tuple(" ".join(_spaced(one, synonyms) for one in text if one) for text in texts)


@lru_cache(maxsize=8192)
def _spaced(text: str, synonyms: Synonyms) -> str:
    """Return the words of *text*, which is a publisher's: each search reads the same ones."""
    return synonyms.widened(words(text))


def distance(fields: Sequence[str], wanted: Wanted) -> int | None:
    """Return how far *fields* are from what is *wanted*, 0 the nearest; ``None`` is not at all."""
    total = 0
    for word in wanted.words:
        found = _field(fields, f" {word}" if len(word) >= LEAST_LETTERS else f" {word} ")
        if found is None:
            inside = _field(fields, word) if len(word) >= _INSIDE else None
            if inside is None:
                return None
            found = inside + len(fields)
        total += found
    return total


def _field(fields: Sequence[str], text: str) -> int | None:
    return next((number for number, field in enumerate(fields) if text in field), None)


def _single(word: str) -> str:
    return word[:-1] if len(word) >= _INSIDE and word.endswith(_ENDINGS) else word
