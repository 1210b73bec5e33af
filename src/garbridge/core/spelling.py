"""Words as a dictionary orders them, and as people look for them."""

import unicodedata
from functools import lru_cache
from typing import Final

_JOINED: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})
"""Letters that no table of Unicode takes apart."""


@lru_cache(maxsize=16_384)
def spelled(text: str) -> str:
    """Return *text* without case and accents: « Écologie » stands before « Zoologie ».

    >>> sorted(["Zoologie", "Œuvres", "écologie"], key=spelled)
    ['écologie', 'Œuvres', 'Zoologie']
    """
    if text.isascii():
        return text.casefold()
    letters = unicodedata.normalize("NFD", text.casefold().translate(_JOINED))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """Return the words of *text* without case, accents and joined or wide letters.

    >>> words("L’Œuvre, à la LOUPE\u00a0!"), words("\uff13e"), words("…")
    (['l', 'oeuvre', 'a', 'la', 'loupe'], ['3e'], [])
    """
    letters = unicodedata.normalize("NFKD", text).casefold().translate(_JOINED)
    plain = (letter for letter in letters if not unicodedata.combining(letter))
    return "".join(letter if letter.isalnum() else " " for letter in plain).split()


@lru_cache(maxsize=16_384)
def plain(text: str) -> str:
    """Return *text* as it is looked through, and as what is looked for is written too.

    Few keyboards have « œ » or « ’ ».  What has no letter and no figure stays as it is.

    >>> plain("N’Diaye, Sœur-Marie"), plain(" n'diaye"), plain("%")
    ('n diaye soeur marie', 'n diaye', '%')
    """
    return " ".join(words(text)) or text.strip()
