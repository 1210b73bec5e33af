"""Names and labels on one line, as an export states them."""

import re
from typing import Final

NAME_LENGTH: Final = 500
"""Of ``GARPersonNomType`` and its like in the State's schema."""
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""Control characters (tab, line feed, U+0085 …), the two separators that also break lines, and
what no XML can hold."""


def label_of(text: str) -> str:
    r"""Return a name or label on one line, without blanks around it.

    XML carries tabs, line ends and U+0085, but a list or a table does not.  They come from
    indented files and from pasting, and mean no more than a blank.  Invisible characters that
    break no line are left: some names need them.

    >>> label_of(" Le\tGoff ")
    'Le Goff'
    """
    stripped = text.strip()
    if stripped.isprintable() or not _BREAKS.search(stripped):
        return stripped
    return " ".join(_BREAKS.sub(" ", stripped).split())


def is_name(text: str) -> bool:
    """Say whether *text*, as :func:`label_of` returns it, is a name that the schema takes."""
    return 0 < len(text) <= NAME_LENGTH
