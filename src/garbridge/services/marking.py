"""What a person marks in the médiacentre, and what they opened there lately: for them alone."""

from dataclasses import dataclass
from enum import Enum, auto

from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.marks import LATELY, MOST_FAVOURITES, Mark, Marks
from garbridge.core.people import Person
from garbridge.core.schools import Function, SchoolBook
from garbridge.ports import Clock, MarkStore
from garbridge.services.shelf import ShelfService


class Marking(Enum):
    """What became of a wish to mark something."""

    DONE = auto()
    TOO_MANY = auto()
    NOT_THEIRS = auto()
    """It does not stand in their médiacentre, or nobody marks anything at that school."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkingService:
    """Each act is on one resource and may be repeated: two tabs lose nothing.

    A mark gives no right and outlives one: what is away for a while is marked still.
    """

    marks: MarkStore
    shelves: ShelfService
    book: SchoolBook
    clock: Clock

    def of(self, person: PersonId) -> Marks:
        """Return what *person* marked, and opened lately."""
        return self.marks.marks(person, since=self.clock() - LATELY)

    def add(self, person: Person, school: SchoolId, resource: ResourceId) -> Marking:
        """Mark what stands in the médiacentre of *person*, or renew its mark.

        Raises:
            StoreError: it could not be kept.
        """
        listed = any(
            tile.school == school and tile.resource.id == resource
            for tile in self.shelves.tiles(person)
        )
        if not listed or not self.book.offers(Function.FAVOURITES, school):
            return Marking.NOT_THEIRS
        mark = Mark(school, resource, self.clock())
        kept = self.marks.add_favourite(person.id, mark, most=MOST_FAVOURITES)
        return Marking.DONE if kept else Marking.TOO_MANY

    def remove(self, person: PersonId, school: SchoolId, resource: ResourceId) -> None:
        """Remove a mark, whether or not the resource is still there.

        Raises:
            StoreError: it is still marked.
        """
        self.marks.remove_favourite(person, school, resource)

    def remember(self, person: PersonId, *, wanted: bool) -> None:
        """Keep whether what *person* opens is remembered; if not, what was is forgotten at once.

        Raises:
            StoreError: it stays as it was.
        """
        self.marks.remember(person, wanted=wanted)
