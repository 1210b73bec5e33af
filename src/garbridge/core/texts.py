"""Texts that people type: what may be kept, written to a journal and printed."""

import unicodedata
from typing import Final

from garbridge.errors import ValueRefusedError

_BARRED: Final = frozenset({"Cc", "Cs"})
"""Control characters, which forge lines and steer terminals; surrogates, which are no text."""


def is_text(text: str) -> bool:
    r"""Say whether *text* has neither a control character nor half a character (a surrogate).

    >>> is_text("Rentrée 2026"), is_text("one\ntwo"), is_text("\udcff"), is_text("")
    (True, False, False, True)
    """
    return not any(unicodedata.category(sign) in _BARRED for sign in text)


def require_text(what: str, text: str) -> str:
    """Return *text*.

    Raises:
        ValueRefusedError: it is none; *what* it should have been is told, and not what it is.
    """
    if not is_text(text):
        raise ValueRefusedError(what, None, "a text without line breaks or control characters")
    return text
