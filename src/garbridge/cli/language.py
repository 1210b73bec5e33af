"""Which language the command line speaks: French, unless the locale says English."""

import os
from typing import Final

from garbridge.core.messages import Language, Message
from garbridge.formats.translations import Translations, shipped_in

_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def spoken_here() -> Translations:
    """Return what garbridge says in the language of the shell's locale."""
    value = next(filter(None, map(os.environ.get, _VARIABLES)), "")
    is_english = value.lower().startswith("en")
    return shipped_in(Language.ENGLISH if is_english else Language.FRENCH)


def say(text: str | Message, /, *, n: int | None = None, **values: object) -> str:
    """Return *text*, French as the sources have it, in the language of the shell.

    ``{name}`` in it takes one of *values*; *n* is ``{n}``, and chooses between one and several.
    """
    message = Message(text) if isinstance(text, str) else text
    said = spoken_here()
    if n is None:
        found = said.text(message)
        return found.format(**values) if values else found
    return said.counted(message, n).format(n=n, **values)
