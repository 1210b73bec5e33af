"""The access check of whole populations: one read of a school, then the gate for each right."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import repeat

from garbridge.core.access import Entitlements
from garbridge.core.catalogue import Catalogue
from garbridge.core.contacts import SILENT, Contacts
from garbridge.core.coverage import EVERYBODY, Barred, Survey, survey
from garbridge.core.entitlements import Population
from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.operations import Movement, moved
from garbridge.core.permissions import Actor, Denied
from garbridge.core.roles import Act
from garbridge.core.school_years import first_instant, school_year
from garbridge.core.unserved import Unserved, unserved
from garbridge.ports import ActivationStore, Clock, Directory, EntitlementStore
from garbridge.services.permitting import PermissionService
from garbridge.services.serving import ServingService


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckingService:
    """Looks; changes nothing.  ``zone`` is where the school year begins."""

    permissions: PermissionService
    directory: Directory
    entitlements: EntitlementStore
    activations: ActivationStore
    catalogue: Callable[[], Catalogue]
    serving: ServingService
    zone: tzinfo
    clock: Clock
    contacts: Contacts = SILENT

    def check(
        self,
        actor: Actor,
        school: SchoolId,
        *,
        among: Population = EVERYBODY,
        at: datetime | None = None,
        after: Iterable[Movement] | None = None,
    ) -> Survey | Denied:
        """Return who of *among* at *school* should be able to open something and cannot, and more.

        Whoever may act on some resources only is told about those.  *at* ``None`` is now; it
        changes the day that is looked at, never whether *actor* may look.  *after* is what will
        have been moved by then; rules are not asked then, because who will be in which class is not
        known, and what moves it serves them.
        """
        catalogue = self.catalogue()
        proofs = self.permissions.permit_among(
            actor, Act.CHECK_ACCESS, school, catalogue.resources.values()
        )
        if isinstance(proofs, Denied):
            return proofs
        named = {proof.resource for proof in proofs}
        only = None if None in named else {one for one in named if one is not None}
        now = self.clock() if at is None else at
        facts = moved(facts_of_school(self.entitlements, self.activations, school), after or ())
        found = survey(
            school,
            self.directory.members(school),
            facts,
            catalogue,
            since=first_instant(school_year(now.astimezone(self.zone).date()), self.zone),
            now=now,
            among=among,
            only=only,
        )
        found = replace(found, barred=tuple(map(self._advised, found.barred, repeat(school))))
        if after is not None:
            return found
        # On another day they will have been served by then, as far as licences go.
        started = {one.id for one in facts.subscriptions if one.starts <= now and at is None}
        return replace(found, unserved=self._unserved(school, among, only, started, now))

    def _advised(self, barred: Barred, school: SchoolId) -> Barred:
        resource = self.catalogue().resources.get(barred.resource)
        told = self.contacts.instead(barred.refused, self.catalogue(), resource, school)
        return replace(barred, instead=told)

    def _unserved(
        self,
        school: SchoolId,
        among: Population,
        only: Collection[ResourceId] | None,
        started: Collection[str],
        now: datetime,
    ) -> tuple[Unserved, ...]:
        """Return whom the rules of *school* leave without; read only where there are rules."""
        rules = self.serving.ledger.rules(school)
        if not rules:
            return ()
        roster = self.serving.roster(school)
        plan = self.serving.look(roster, rules, now).plan
        return unserved(
            plan, rules, roster.members, started=started, among=among, only=only, now=now
        )


def facts_of_school(
    entitlements: EntitlementStore, activations: ActivationStore, school: SchoolId
) -> Entitlements:
    """Return everything that the gate asks about anybody of *school*, but the leases."""
    latest = {one.resource: one for one in reversed(activations.words(school))}
    found = entitlements.of_school(school)
    return replace(found, activations=tuple(latest.values()))
