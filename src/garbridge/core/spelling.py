"""Words as a dictionary orders them."""

import unicodedata


def spelled(text: str) -> str:
    """Return *text* without case and accents: « Écologie » stands before « Zoologie ».

    >>> sorted(["Zoologie", "écologie"], key=spelled)
    ['écologie', 'Zoologie']
    """
    if text.isascii():
        return text.casefold()
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
