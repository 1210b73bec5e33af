"""Puts what the portal says of schools before the gate, wherever that reads its facts.

One place for the launch, the médiacentre, ``explain`` and ``check-access`` alike.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from garbridge.core.access import Entitlements
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.core.schools import SchoolBook
from garbridge.ports import EntitlementStore


@dataclass(frozen=True, slots=True)
class SchooledEntitlements:
    """The facts of ``store``, with the rules that ``schools`` has now."""

    store: EntitlementStore
    schools: Callable[[], SchoolBook]

    def entitlements(
        self,
        person: PersonId,
        school: SchoolId,
        resource: ResourceId,
        sector: ProviderId | None = None,
    ) -> Entitlements:
        """Return what is known of one person, school and resource."""
        found = self.store.entitlements(person, school, resource, sector)
        return self._schooled(found)

    def shelf(self, person: PersonId, schools: Sequence[SchoolId]) -> Entitlements:
        """Return what is known of one person at *schools*."""
        return self._schooled(self.store.shelf(person, schools))

    def of_school(self, school: SchoolId) -> Entitlements:
        """Return everything of *school*."""
        return self._schooled(self.store.of_school(school))

    def _schooled(self, found: Entitlements) -> Entitlements:
        book = self.schools()
        return found if book is found.schools else replace(found, schools=book)
