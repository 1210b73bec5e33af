"""What a person marks in the médiacentre, and what they opened there lately: for them alone."""

from dataclasses import dataclass, replace
from enum import Enum, auto

from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.marks import LATELY, MOST_FAVOURITES, MOST_OPENED, Mark, Marks
from garbridge.core.schools import Function, SchoolBook
from garbridge.ports import Clock, MarkStore
from garbridge.services.shelf import Tile


class Marking(Enum):
    """What became of a wish to mark something."""

    DONE = auto()
    TOO_MANY = auto()
    NOT_OFFERED = auto()
    """Nobody marks anything at that school."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkingService:
    """Each act is on one resource and may be repeated: two tabs lose nothing.

    A mark gives no right and outlives one: what is away for a while is marked still.
    """

    marks: MarkStore
    book: SchoolBook
    clock: Clock

    def of(self, person: PersonId) -> Marks:
        """Return what *person* marked, and opened lately unless they want it forgotten.

        A click at the very moment of that wish may still have left a line.
        """
        found = self.marks.marks(person, since=self.clock() - LATELY)
        return found if found.is_remembered else replace(found, opened=())

    def add(self, person: PersonId, tile: Tile) -> Marking:
        """Mark *tile*, which stands in the médiacentre of *person*, or renew its mark.

        Raises:
            StoreError: it could not be kept.
        """
        if not self.book.offers(Function.FAVOURITES, tile.school):
            return Marking.NOT_OFFERED
        mark = Mark(*tile.place, self.clock())
        kept = self.marks.add_favourite(person, mark, most=MOST_FAVOURITES)
        return Marking.DONE if kept else Marking.TOO_MANY

    def remove(self, person: PersonId, school: SchoolId, resource: ResourceId) -> None:
        """Remove a mark, whether or not the resource is still there.

        Raises:
            StoreError: it is still marked.
        """
        self.marks.remove_favourite(person, school, resource)

    def note_opened(self, person: PersonId, tile: Tile) -> None:
        """Remember that *person* opened *tile*, unless they want nothing remembered.

        Raises:
            StoreError: it could not be kept.
        """
        self.marks.note_opened(person, Mark(*tile.place, self.clock()), most=MOST_OPENED)

    def remember(self, person: PersonId, *, wanted: bool) -> None:
        """Keep whether what *person* opens is remembered; if not, what was is forgotten at once.

        Raises:
            StoreError: it stays as it was.
        """
        self.marks.remember(person, wanted=wanted)
