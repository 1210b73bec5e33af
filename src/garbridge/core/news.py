"""What is new at a school (*nouveautés*), and the addresses at which feed readers find it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from garbridge.core.catalogue import Resource
from garbridge.core.identifiers import SchoolId
from garbridge.core.people import Public

NEW_FOR: Final = timedelta(days=92)
"""For so long a resource is new: a term."""
MOST_NEW: Final = 100
"""Entries of one feed."""
AUDIENCES: Final = (Public.TEACHERS, Public.PUPILS)
"""For whom a school may have a feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsFeed:
    """The feed of what is new for *public* at *school*.

    Whoever has its ``token`` reads it without a session: titles of what the school has, nothing of
    anybody.  Another one takes its place at once, and the address of before leads nowhere.
    """

    school: SchoolId
    public: Public
    token: str = field(repr=False)
    made: datetime


@dataclass(frozen=True, slots=True)
class Novelty:
    """A resource that a school has since *since*."""

    resource: Resource
    since: datetime
