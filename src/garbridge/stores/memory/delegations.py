"""Delegations in memory, and whom the directory states."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from operator import attrgetter

from garbridge.core.delegations import (
    Declared,
    Delegation,
    DelegationAct,
    DelegationEvent,
    DelegationId,
    event_of,
)
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.permissions import Actor
from garbridge.errors import StoreError
from garbridge.stores.memory.database import MemoryDatabase


class MemoryDelegations:
    """The reference of :class:`garbridge.ports.DelegationStore`.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._numbers = count()

    def give(self, delegation: Delegation, kind: DelegationAct) -> None:
        """Store *delegation* and its line, all or nothing.

        Raises:
            StoreError: its name is in use at its school; nothing was stored.
        """
        key = delegation.school, delegation.id
        with self._database.transaction():
            if self._database.delegations.get(key) is not None:
                raise StoreError("a delegation has a name that is in use")
            self._database.delegations.put(key, delegation)
            by, at, reason = delegation.given_by, delegation.given_at, delegation.reason
            self._note(event_of(kind, delegation, by=by, at=at, reason=reason))

    def withdraw(
        self,
        school: SchoolId,
        delegation: DelegationId,
        *,
        by: Actor,
        at: datetime,
        reason: str,
    ) -> bool:
        """Let *delegation* hold no longer from *at* on: of many callers at once one succeeds."""
        key = school, delegation
        with self._database.transaction():
            given = self._database.delegations.get(key)
            if given is None or given.withdrawn_at is not None:
                return False
            ended = replace(given, withdrawn_at=at, withdrawn_by=by)
            self._database.delegations.put(key, ended)
            self._note(event_of(DelegationAct.WITHDRAWN, ended, by=by, at=at, reason=reason))
        return True

    def of_person(self, person: PersonId) -> Sequence[Delegation]:
        """Return all delegations of *person*, by school and start."""
        found = [given for given in self._all() if given.person == person]
        return sorted(found, key=attrgetter("school", "starts", "id"))

    def of_school(self, school: SchoolId) -> Sequence[Delegation]:
        """Return all delegations at *school*, by start, then name."""
        found = [given for given in self._all() if given.school == school]
        return sorted(found, key=attrgetter("starts", "id"))

    def journal(self, school: SchoolId, *, limit: int) -> Sequence[DelegationEvent]:
        """Return the latest lines about *school*, newest first."""
        with self._database.transaction():
            lines = self._database.delegation_events.all().items()
        ours = [(line.at, number, line) for number, line in lines if line.school == school]
        return [line for *_, line in sorted(ours, key=lambda one: one[:2], reverse=True)[:limit]]

    def _all(self) -> Iterable[Delegation]:
        with self._database.transaction():
            return self._database.delegations.all().values()

    def _note(self, event: DelegationEvent) -> None:
        self._database.delegation_events.put(next(self._numbers), event)


class MemoryDeclared:
    """The reference of :class:`garbridge.ports.DeclaredDelegates`.

    Args:
        declared: Whom the directory states.
    """

    def __init__(self, declared: Iterable[Declared] = ()) -> None:
        self._declared = sorted(declared, key=lambda one: (one.school, one.person))

    def put(self, declared: Declared) -> None:
        """Add *declared*, as an import would."""
        self._declared = sorted([*self._declared, declared], key=lambda d: (d.school, d.person))

    def declared_for(self, person: PersonId) -> Sequence[Declared]:
        """Return where *person* is stated, by school."""
        return [one for one in self._declared if one.person == person]

    def declared_at(self, school: SchoolId) -> Sequence[Declared]:
        """Return who is stated at *school*, by person."""
        return [one for one in self._declared if one.school == school]
