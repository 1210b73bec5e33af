"""The ports of delegations: those the head gave here, and those the directory states."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from garbridge.core.delegations import (
    Declared,
    Delegation,
    DelegationAct,
    DelegationEvent,
    DelegationId,
)
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.permissions import Actor


class DelegationStore(Protocol):
    """Delegations of one tenant and their journal.  Nothing is ever removed from either."""

    def give(self, delegation: Delegation, kind: DelegationAct) -> None:
        """Store *delegation*, and the line of the journal for it, all or nothing.

        Raises:
            StoreError: its name is in use at its school; nothing was stored.
        """
        ...

    def withdraw(
        self,
        school: SchoolId,
        delegation: DelegationId,
        *,
        by: Actor,
        at: datetime,
        reason: str,
    ) -> bool:
        """Let *delegation* hold no longer from *at* on, and journal it, all or nothing.

        ``False`` where there is none of that name at *school*, or it was withdrawn before: of many
        callers at once one succeeds.
        """
        ...

    def of_person(self, person: PersonId) -> Sequence[Delegation]:
        """Return all delegations of *person*, past and withdrawn ones too, by school and start.

        Asked in every request of somebody who assigns: it must not cost more when others have more.
        """
        ...

    def of_school(self, school: SchoolId) -> Sequence[Delegation]:
        """Return all delegations at *school*, past and withdrawn ones too, by start, then name."""
        ...

    def journal(self, school: SchoolId, *, limit: int) -> Sequence[DelegationEvent]:
        """Return the latest lines about *school*, newest first."""
        ...


class DeclaredDelegates(Protocol):
    """Who assigns according to the directory's latest import."""

    def declared_for(self, person: PersonId) -> Sequence[Declared]:
        """Return where *person* is stated, by school; nothing where nowhere."""
        ...

    def declared_at(self, school: SchoolId) -> Sequence[Declared]:
        """Return who is stated at *school*, by person."""
        ...
