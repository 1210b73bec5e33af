"""Hands over the identifiers that people have at providers, and ends them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import PersonId, ProviderId, TenantId
from garbridge.core.naming import Ended, NamingAct, NamingActKind, Pair, fold
from garbridge.core.pairwise import Held, pairwise_subject, renewed_subject, returned_subject
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied
from garbridge.errors import ValueRefusedError
from garbridge.ports import (
    Clock,
    DepartureStore,
    Directory,
    IdentifierStore,
    LaunchTrail,
    TokenSource,
    Transaction,
    TurnStore,
)
from garbridge.services.access import AccessService
from garbridge.services.reasons import require_why

_RETURNS: Final = (1, 2)
"""How often somebody is looked for who was revoked, erased, and came again."""


@dataclass(frozen=True, slots=True)
class Revoked:
    """An identifier that is nobody's any more at its provider since *at*: for that provider."""

    identifier: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingService:
    """For the operator alone, with a reason; each act is written down, without an identifier."""

    tenant: TenantId
    access: AccessService
    identifiers: IdentifierStore
    turns: TurnStore
    directory: Directory
    catalogue: Callable[[], Catalogue]
    trail: LaunchTrail
    departures: DepartureStore
    transaction: Transaction
    clock: Clock
    tokens: TokenSource = field(repr=False)

    def hand_over(
        self, actor: Actor, provider: ProviderId, *, reason: str, everybody: bool = False
    ) -> Sequence[Pair] | Denied:
        """Return the identifiers that people have at *provider*, for another portal.

        Those whom the provider knows, and whoever has one that is not derived; with *everybody*
        each person of the directory too.

        Raises:
            ValueRefusedError: *reason* is missing or too long.
            StoreError: it could not be written down, and nothing is handed over.
        """
        require_why(reason)
        if actor != OPERATOR:
            return Denied(Denial.NO_ROLE)
        sector = self.access.sector_of(provider)
        held, others = dict(self.identifiers.of_sector(sector)), self.identifiers.default(sector)
        people = self.known_in(sector) | held.keys()
        if everybody:
            people |= set(self.everybody())
        pairs = [
            Pair(one, sector, self.access.named(sector, one, held.get(one, others)))
            for one in sorted(people)
        ]
        self.note(NamingActKind.EXPORT, sector, actor, reason, len(pairs))
        return pairs

    def revoke(
        self, actor: Actor, person: PersonId, provider: ProviderId | None, *, reason: str
    ) -> Sequence[Ended] | Denied:
        """End the identifier of *person* at *provider*, or at all of them: a new one follows.

        The next launch carries it, and nobody can compute it from the old one, which nobody is
        given again.

        Raises:
            ValueRefusedError: *reason* is missing, too long or names the person; nobody of that
                name is, or was, here.
            StoreError: nothing was revoked.
        """
        require_why(reason)
        if person in reason:
            raise ValueRefusedError("reason", None, "a reason that does not name the person")
        if actor != OPERATOR:
            return Denied(Denial.NO_ROLE)
        with self.transaction():
            self.turns.claim()  # so that what ends is what is used, whatever key it is on
            held = self.identifiers.of_person(person)
            there = self.departures.of_person(person)
            known = self.trail.providers(person) | {one.provider for one in there}
            if not (held or known or self.directory.person(person)):
                raise ValueRefusedError("person", None, "somebody who is, or was, here")
            everywhere = [*self.catalogue().providers, *known]
            asked = everywhere if provider is None else [provider]
            sectors = sorted(
                {self.access.sector_of(one) for one in asked}.union(
                    held if provider is None else ()
                )
            )
            now = self.clock()
            ended = [
                Ended(
                    sector=sector,
                    person=person,
                    identifier=self.access.subject_at(sector, person),
                    by=actor,
                    at=now,
                    reason=reason,
                )
                for sector in sectors
            ]
            self.identifiers.revoke(ended, self.tokens())
            for sector in sectors:
                self.turns.untell(sector, person)
                self.note(NamingActKind.REVOKE, sector, actor, reason, 1)
        return ended

    def revoked(self, provider: ProviderId, *, since: datetime) -> Sequence[Revoked]:
        """Return which identifiers ended at *provider* at or after *since*, oldest first.

        What a provider may be told: nobody's any more, and of whom they were is not in it.
        """
        sector = self.access.sector_of(provider)
        return [
            Revoked(one.identifier, one.at) for one in self.identifiers.ended(sector, since=since)
        ]

    def known_in(self, sector: ProviderId) -> frozenset[PersonId]:
        """Return those whom the providers of *sector* know, also by launches that were purged.

        No launch is purged before it was noted who is known to whom by it.
        """
        asked = None if self.access.shared_sector is not None else sector
        return self.trail.people(asked) | self.departures.people(asked)

    def everybody(self) -> Iterator[PersonId]:
        """Yield everybody of the directory, some twice."""
        for school in self.directory.schools():
            yield from (person.id for person in self.directory.members(school.id))

    def derived(self, sector: ProviderId, person: PersonId, held: Held) -> Iterator[str]:
        """Yield what is, was or will be derived for *person* in *sector*, as it is compared."""
        keys = self.access.keys()
        for key in (keys.current, keys.following):
            if key is not None:
                yield pairwise_subject(self.tenant, sector, person, key=key)
                for times in _RETURNS:
                    yield returned_subject(self.tenant, sector, person, times, key=key)
                if held.renewal:
                    yield renewed_subject(self.tenant, sector, person, held.renewal, key=key)

    def find(self, sector: ProviderId, identifier: str) -> PersonId | None:
        """Return whose *identifier* in *sector* is, or was; ``None`` if it is nobody's.

        It derives those of everybody: seconds for a million people.  What was derived with a key
        that is not here any more is not found.
        """
        holder = self.identifiers.holder(sector, identifier)
        if holder is not None:
            return holder
        ended = self.identifiers.ending(sector, identifier)
        if ended is not None:
            return ended.person or None
        wanted = fold(identifier)
        held, others = dict(self.identifiers.of_sector(sector)), self.identifiers.default(sector)
        for person in frozenset(self.everybody()) | held.keys() | self.known_in(sector):
            if wanted in self.derived(sector, person, held.get(person, others)):
                return person
        return None

    def sectors(self) -> frozenset[ProviderId]:
        """Return every sector that there is."""
        shared = self.access.shared_sector
        return frozenset(self.catalogue().providers) if shared is None else frozenset({shared})

    def note(  # the facts of one line
        self, kind: NamingActKind, sector: ProviderId, actor: Actor, reason: str, count: int
    ) -> None:
        """Write an act down."""
        act = NamingAct(
            kind=kind, sector=sector, by=actor, at=self.clock(), reason=reason, count=count
        )
        self.identifiers.note(act)
