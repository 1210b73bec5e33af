"""The gate and the filter as one service: what the launch, ``explain`` and the pages all call."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from garbridge.core.access import Entitlements, Granted, Refusal, Refused, check_access
from garbridge.core.catalogue import Catalogue, Resource
from garbridge.core.contacts import SILENT, Contacts
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId, TenantId
from garbridge.core.leases import floating
from garbridge.core.pairwise import (
    Held,
    KeyRing,
    Source,
    pairwise_thing,
    returned_subject,
    subject_of,
)
from garbridge.core.people import Person
from garbridge.core.release import Release, release
from garbridge.ports import (
    ActivationStore,
    Clock,
    Directory,
    EntitlementStore,
    IdentifierStore,
    LeaseStore,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessService:
    """Answers "may they?" and "what would leave?" from the stores.

    ``shared_sector`` is the one sector of all providers where the portal chose so, else ``None``:
    each provider is its own.  ``keys`` are those that identifiers are derived with.
    """

    tenant: TenantId
    keys: Callable[[], KeyRing] = field(repr=False)
    identifiers: IdentifierStore
    shared_sector: ProviderId | None
    catalogue: Callable[[], Catalogue]
    directory: Directory
    entitlements: EntitlementStore
    leases: LeaseStore
    activations: ActivationStore
    clock: Clock
    contacts: Contacts = SILENT

    def check(
        self,
        person: PersonId,
        school: SchoolId,
        resource: ResourceId,
        *,
        at: datetime | None = None,
    ) -> Granted | Refused:
        """Decide for one person by identifier: at *at*, or now.

        Unknown persons and resources are refusals, not errors.
        """
        known = self.directory.person(person)
        if known is None:
            return Refused(Refusal.UNKNOWN_PERSON)
        named = self.catalogue().resources.get(resource)
        if named is None:
            return Refused(Refusal.UNKNOWN_RESOURCE)
        return self.check_person(known, school, named, now=self.clock() if at is None else at)

    def check_person(
        self, person: Person, school: SchoolId, resource: Resource, *, now: datetime
    ) -> Granted | Refused:
        """Decide for a person and a resource that were read already.

        Where the resource's provider was taken out since, the resource is unknown.
        """
        provider = self.catalogue().providers.get(resource.provider)
        if provider is None:
            return Refused(Refusal.UNKNOWN_RESOURCE)
        return check_access(
            person,
            school,
            resource,
            provider,
            self._facts(person.id, school, resource, now),
            now=now,
        )

    def _facts(
        self, person: PersonId, school: SchoolId, resource: Resource, now: datetime
    ) -> Entitlements:
        sector = self.sector_of(resource.provider)
        facts = self.entitlements.entitlements(person, school, resource.id, sector)
        shared = floating(facts.subscriptions)
        if shared:
            names = [one.id for one in shared]
            in_use = self.leases.running(school, names, now=now, person=person)
            facts = replace(facts, in_use=in_use)
        if resource.interaction is not None:
            latest = self.activations.latest(school, resource.id)
            facts = replace(facts, activations=() if latest is None else (latest,))
        return facts

    def instead(self, refused: Refused, resource: Resource | None, school: SchoolId | None) -> str:
        """Return what somebody who objects is told to do; empty for every other refusal."""
        return self.contacts.instead(refused, self.catalogue(), resource, school)

    def sector_of(self, provider: ProviderId) -> ProviderId:
        """Return the sector in which *provider* knows people."""
        return self.shared_sector or provider

    def subject_at(self, provider: ProviderId, person: PersonId) -> str:
        """Return the opaque identifier of *person* at *provider*.

        Raises:
            ConfigError: the key it is derived with is not here.
        """
        sector = self.sector_of(provider)
        return self.named(sector, person, self.identifiers.held(sector, person))

    def thing_at(self, provider: ProviderId, thing: tuple[str, ...]) -> str:
        """Return the name that *provider* alone has for *thing*, whatever the portal's sector.

        Raises:
            ValueRefusedError: *thing* has too few parts.
        """
        return pairwise_thing(self.tenant, provider, thing, key=self.keys().current)

    def named(self, sector: ProviderId, person: PersonId, held: Held) -> str:
        """Return the identifier of *person* in *sector*, of whom *held* is held there.

        What is derived and spent is passed over (:func:`garbridge.core.pairwise.returned_subject`).

        Raises:
            ConfigError: the key it is derived with is not here.
        """
        tenant, keys = self.tenant, self.keys()
        subject = subject_of(tenant, sector, person, held, keys)
        if held.alone or held.source is not Source.DERIVED:
            return subject
        times = count(1)
        while self.identifiers.is_spent(sector, subject, person):
            key = keys.named(held.key)
            subject = returned_subject(tenant, sector, person, next(times), key=key)
        return subject

    def release(self, granted: Granted) -> Release:
        """Return everything that leaves, and everything that does not, for *granted*."""
        person, provider = granted.person.id, granted.provider.id
        if granted.held is None:
            subject = self.subject_at(provider, person)
        else:
            subject = self.named(self.sector_of(provider), person, granted.held)
        return release(granted, subject=subject)
