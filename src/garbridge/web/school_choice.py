"""Remembers, until the browser is closed, which of their schools somebody looks at.

The cookie does not name the school: it holds a mark of the session and the school, which is worth
nothing to another person and after the session.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

from flask import Response

from garbridge.core.identifiers import SchoolId
from garbridge.services.launch import SignedIn
from garbridge.web.bridge import Bridge
from garbridge.web.staying import cookie_of, put_cookie

_COOKIE: Final = "-etab"
_DIGITS: Final = 24


def remembered(bridge: Bridge, who: SignedIn, schools: Iterable[SchoolId]) -> SchoolId | None:
    """Return the one of *schools* that was chosen in this session; ``None`` is all of them."""
    mark = cookie_of(bridge, _COOKIE)
    return next((one for one in schools if mark == _mark(who, one)), None) if mark else None


def remember(bridge: Bridge, response: Response, who: SignedIn, school: SchoolId | None) -> None:
    """Let the browser remember *school*, or that it is all of them."""
    mark = "" if school is None else _mark(who, school)
    if mark != cookie_of(bridge, _COOKIE):
        put_cookie(bridge, response, _COOKIE, mark, None if mark else 0)


def _mark(who: SignedIn, school: SchoolId) -> str:
    text = f"{who.session}\x00{who.person}\x00{school}"
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
