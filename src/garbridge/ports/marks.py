"""The port of what people mark in the médiacentre, and opened there lately."""

from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.marks import Mark, Marks


class MarkStore(Protocol):
    """The marks of one tenant; one is added or removed at a time, so that two tabs lose none.

    A resource is a name and nothing else here: that of what the GAR lists
    (:func:`~garbridge.core.national.national_name`) is no ARK, and has up to 404 characters.
    """

    def marks(self, person: PersonId, *, since: datetime) -> Marks:
        """Return what *person* marked, and what they opened at *since* or later."""
        ...

    def add_favourite(self, person: PersonId, mark: Mark, *, most: int) -> bool:
        """Mark a resource, or renew its mark.

        Returns:
            Whether it is marked: not where *most* others are.

        Raises:
            StoreError: it could not be kept.
        """
        ...

    def remove_favourite(self, person: PersonId, school: SchoolId, resource: ResourceId) -> None:
        """Remove the mark; nothing happens where there is none.

        Raises:
            StoreError: it is still there.
        """
        ...

    def note_opened(self, person: PersonId, mark: Mark, *, most: int) -> None:
        """Remember that *person* opened something, in the place of the time before.

        Nothing is remembered of whoever wants none of it.  All but the *most* that were opened
        last are forgotten.

        Raises:
            StoreError: it could not be kept.
        """
        ...

    def reassign(self, gone: PersonId, kept: PersonId) -> None:
        """Make the favourites of *gone* those of *kept*; what *kept* marked stays as it is.

        What *gone* opened is forgotten.  That nothing is remembered holds for *kept* then too.

        Raises:
            StoreError: nothing was moved.
        """
        ...

    def remember(self, person: PersonId, *, wanted: bool) -> None:
        """Keep whether what *person* opens is to be remembered; if not, what was is forgotten.

        Raises:
            StoreError: it stays as it was.
        """
        ...
