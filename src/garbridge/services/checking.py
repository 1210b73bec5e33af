"""The access check of whole populations: one read of a school, then the gate for each right."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from garbridge.core.access import Entitlements
from garbridge.core.catalogue import Catalogue
from garbridge.core.coverage import EVERYBODY, Survey, moved, survey
from garbridge.core.entitlements import Population
from garbridge.core.identifiers import SchoolId
from garbridge.core.operations import Movement
from garbridge.core.permissions import Actor, Denied
from garbridge.core.roles import Act
from garbridge.core.school_years import first_instant, school_year
from garbridge.ports import ActivationStore, Clock, Directory, EntitlementStore
from garbridge.services.permitting import PermissionService


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckingService:
    """Looks; changes nothing.  ``zone`` is where the school year begins."""

    permissions: PermissionService
    directory: Directory
    entitlements: EntitlementStore
    activations: ActivationStore
    catalogue: Callable[[], Catalogue]
    zone: tzinfo
    clock: Clock

    def check(
        self,
        actor: Actor,
        school: SchoolId,
        *,
        among: Population = EVERYBODY,
        at: datetime | None = None,
        after: Iterable[Movement] = (),
    ) -> Survey | Denied:
        """Return who of *among* at *school* should be able to open something and cannot, and more.

        Whoever may act on some resources only is told about those.  *at* ``None`` is now; it
        changes the day that is looked at, never whether *actor* may look.  *after* is what will
        have been moved by then.
        """
        catalogue = self.catalogue()
        proofs = self.permissions.permit_among(
            actor, Act.CHECK_ACCESS, school, catalogue.resources.values()
        )
        if isinstance(proofs, Denied):
            return proofs
        named = {proof.resource for proof in proofs}
        now = self.clock() if at is None else at
        return survey(
            school,
            self.directory.members(school),
            moved(self._facts(school), after),
            catalogue,
            since=first_instant(school_year(now.astimezone(self.zone).date()), self.zone),
            now=now,
            among=among,
            only=None if None in named else {one for one in named if one is not None},
        )

    def _facts(self, school: SchoolId) -> Entitlements:
        latest = {one.resource: one for one in reversed(self.activations.words(school))}
        found = self.entitlements.of_school(school)
        return replace(found, activations=tuple(latest.values()))
