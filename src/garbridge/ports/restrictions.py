"""The port of objections to resources, and of people who are protected."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.restrictions import Ending, Restriction, Word


class RestrictionStore(Protocol):
    """The restrictions of one tenant; of one person and resource one stands at most.

    ``EntitlementStore`` returns those that stand with what the gate is told.
    """

    def record(self, restriction: Restriction) -> bool:
        """Keep *restriction*, which has not ended; ``False``: one stands already, and stays.

        Raises:
            StoreError: it could not be kept.
        """
        ...

    def answer(self, person: PersonId, resource: ResourceId | None, answer: Word) -> bool:
        """Keep what was answered to the one that stands, in place of an earlier answer.

        ``False`` where none stands.
        """
        ...

    def end(self, person: PersonId, resource: ResourceId | None, end: Word, ending: Ending) -> bool:
        """End the one that stands; ``False`` where none does."""
        ...

    def any_since(self, instant: datetime) -> bool:
        """Say whether anybody objected, or was protected, at *instant* or after."""
        ...

    def of_person(self, person: PersonId) -> Sequence[Restriction]:
        """Return every one of *person*, those that ended too, oldest first."""
        ...

    def everything(self) -> Sequence[Restriction]:
        """Return every one of the tenant, those that ended too, oldest first."""
        ...

    def erase(self, person: PersonId) -> int:
        """Remove all of *person*; return how many."""
        ...
