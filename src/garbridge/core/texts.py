"""Texts that people type: what may be kept, written to a journal and printed."""

import unicodedata
from typing import Final

from garbridge.errors import ValueRefusedError

_BARRED: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Control characters and separators of lines, which forge lines and steer terminals; surrogates,
which are no text."""
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of all that follows on the line (*bidirectional controls*)."""
_NO_CHARACTERS: Final = frozenset("\ufffe\uffff")
"""What no XML document can hold, beside the above (XML 1.0, 2.2)."""
_BARRED_SIGNS: Final = _TURNING | _NO_CHARACTERS


def is_text(text: str) -> bool:
    r"""Say whether *text* is on one line and reads as it is: no control, no half a character.

    >>> is_text("Rentrée 2026"), is_text("one\ntwo"), is_text("\udcff"), is_text("")
    (True, False, False, True)
    >>> is_text("one\u2028two"), is_text("a\u202eb"), is_text("a\uffffb")
    (False, False, False)
    """
    return not any(unicodedata.category(sign) in _BARRED or sign in _BARRED_SIGNS for sign in text)


LONGEST_CODE: Final = 255
"""What a store keeps of the code of a class, a group, a level or a subject."""


def require_text(what: str, text: str) -> str:
    """Return *text*.

    Raises:
        ValueRefusedError: it is none; *what* it should have been is told, and not what it is.
    """
    if not is_text(text):
        raise ValueRefusedError(what, None, "a text without line breaks or control characters")
    return text


def require_code(what: str, text: str) -> str:
    """Return *text*, the code of a class, a group, a level or a subject.

    Raises:
        ValueRefusedError: it is blank, longer than any store keeps, or as for :func:`require_text`.
    """
    if not text.strip() or len(text) > LONGEST_CODE:
        raise ValueRefusedError(what, None, f"a code of 1 to {LONGEST_CODE} characters")
    return require_text(what, text)


def require_kept_code(what: str, code: str, where: str) -> None:
    """Refuse a code from a directory of the portal's own that is longer than a store keeps.

    >>> require_kept_code("division", "6A", "0750001A")

    Raises:
        ValueRefusedError: it is; *what* has it, and *where*.
    """
    if len(code) > LONGEST_CODE:
        most = f"a code of at most {LONGEST_CODE} characters"
        raise ValueRefusedError(f"{what} at {where}", code, most)
