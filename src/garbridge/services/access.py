"""The gate and the filter as one service: what the launch, ``explain`` and the pages all call."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from garbridge.core.access import Entitlements, Granted, Refusal, Refused, check_access
from garbridge.core.catalogue import Catalogue, Resource
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId, TenantId
from garbridge.core.leases import floating
from garbridge.core.pairwise import PairwiseKey, pairwise_subject
from garbridge.core.people import Person
from garbridge.core.release import Release, release
from garbridge.ports import ActivationStore, Clock, Directory, EntitlementStore, LeaseStore


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessService:
    """Answers "may they?" and "what would leave?" from the stores.

    ``shared_sector`` is the one sector of all providers where the portal chose so, else ``None``:
    each provider is its own.
    """

    tenant: TenantId
    key: PairwiseKey
    shared_sector: ProviderId | None
    catalogue: Callable[[], Catalogue]
    directory: Directory
    entitlements: EntitlementStore
    leases: LeaseStore
    activations: ActivationStore
    clock: Clock

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
        facts = self.entitlements.entitlements(person, school, resource.id)
        shared = floating(facts.subscriptions)
        if shared:
            names = [one.id for one in shared]
            in_use = self.leases.running(school, names, now=now, person=person)
            facts = replace(facts, in_use=in_use)
        if resource.interaction is not None:
            latest = self.activations.latest(school, resource.id)
            facts = replace(facts, activations=() if latest is None else (latest,))
        return facts

    def subject_at(self, provider: ProviderId, person: PersonId) -> str:
        """Return the opaque identifier of *person* at *provider*."""
        sector = self.shared_sector or provider
        return pairwise_subject(self.tenant, sector, person, key=self.key)

    def release(self, granted: Granted) -> Release:
        """Return everything that leaves, and everything that does not, for *granted*."""
        subject = self.subject_at(granted.provider.id, granted.person.id)
        return release(granted, subject=subject)
