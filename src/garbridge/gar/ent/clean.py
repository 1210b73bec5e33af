"""What the texts of an export may hold, where it is read and where it is written.

An export is XML 1.0: most control characters cannot stand in it at all, and line ends in a name
are an accident.  The GAR compares codes as they are, so a code is taken as it is or not at all.
"""

from typing import Final
from unicodedata import category

from garbridge.core.labels import label_of
from garbridge.gar.ent.schema import CODE_LENGTH

_MOST_MAIL: Final = 255


def short_label(text: str, instead: str) -> str:
    """Return the label of a group, level or subject as the schema takes it; *instead* if empty.

    >>> short_label("  ", "6A")
    '6A'
    """
    return label_of(text)[:CODE_LENGTH].strip() or instead


def is_visible(text: str) -> bool:
    """Say whether nothing in *text* is a control or invisible character.

    Codes are compared character by character, at the GAR and at providers: what cannot be seen in
    one would keep people out for no visible reason.  Blanks of any width are let through.
    """
    return text.isprintable() or all(map(_is_shown, text))


def is_code(text: str) -> bool:
    """Say whether an export can state *text* as a code: not empty, short, visible, not padded."""
    return 0 < len(text) <= CODE_LENGTH and text == text.strip() and is_visible(text)


def is_email(text: str) -> bool:
    """Say whether *text* has the form of an address.

    >>> is_email("a@b.example"), is_email("Anne Durand")
    (True, False)
    """
    name, at, domain = text.rpartition("@")
    whole = bool(name and at and domain) and len(text) <= _MOST_MAIL
    return whole and text.isprintable() and " " not in text


def _is_shown(character: str) -> bool:
    return character.isprintable() or category(character) == "Zs"
