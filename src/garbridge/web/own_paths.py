"""Tells the portal's own paths from everything that only looks like one.

A ``next`` parameter that names another host would make the portal's sign-in page an open
redirect.  What is not plainly a path of this host is refused: browsers repair more addresses than
any rule about bad ones can list.
"""

import re
from typing import Final
from urllib.parse import unquote

MAX_PATH: Final = 8 * 1024
"""No path of ours is longer."""

_PLAIN = re.compile(r"(/[A-Za-z0-9._~!$&'()*+,;=:@%-]*)+(\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?")
_DANGEROUS = re.compile(r"[\x00-\x20\x7f\\]|//|/\.{1,2}(/|$)")


def own_path(text: str | None) -> str | None:
    r"""Return *text* if it is a path on this host, with or without a query; else ``None``.

    The check is repeated on the decoded path, because a proxy may decode before it forwards.

    >>> own_path("/mediacentre/?lang=en")
    '/mediacentre/?lang=en'
    >>> own_path("//evil.example"), own_path("/\\evil.example"), own_path("https:evil.example")
    (None, None, None)
    """
    if not text or len(text) > MAX_PATH or not _PLAIN.fullmatch(text):
        return None
    path = text.partition("?")[0]
    forms = (path, once := _decoded(path), _decoded(once))
    return None if any(_DANGEROUS.search(form) for form in forms) else text


def _decoded(path: str) -> str:
    """Return *path* percent-decoded; what is not UTF-8 becomes a backslash, which is refused."""
    try:
        return unquote(path, errors="strict")
    except UnicodeDecodeError:
        return "\\"
