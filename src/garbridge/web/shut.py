"""The schools at which the portal is not open yet."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from garbridge.core.access import Refusal, Refused
from garbridge.core.identifiers import SchoolId
from garbridge.web.bridge import Bridge
from garbridge.web.places import book_of


def shut_among(bridge: Bridge, schools: Iterable[SchoolId]) -> Mapping[SchoolId, Refused]:
    """Return those of *schools* at which the portal is not open yet."""
    book, now = book_of(bridge), bridge.runtime.clock()
    return {
        school: Refused(Refusal.SCHOOL_NOT_OPEN, book.of(school).opens)
        for school in schools
        if book.of(school).is_shut(now)
    }


def first_opening(shut: Mapping[SchoolId, Refused]) -> datetime | None:
    """Return when the first of them opens; ``None`` where nobody said."""
    return min((one.since for one in shut.values() if one.since is not None), default=None)
