"""Whether what was released for a launch may still be told, once its ticket or code comes back."""

from dataclasses import dataclass
from datetime import datetime

from garbridge.ports import LaunchSearch, RestrictionStore


@dataclass(frozen=True, slots=True, kw_only=True)
class LapseService:
    """Knows whose launch a ticket stands for, which the ticket does not say."""

    search: LaunchSearch
    restrictions: RestrictionStore

    def has_lapsed(self, launch: str, since: datetime) -> bool:
        """Say whether whoever *launch* is of was protected, or objected, at *since* or after.

        Where nobody was, which is nearly always, no launch is looked for.  One of nobody's, or
        of somebody who was erased since, has lapsed.

        Raises:
            StoreError: it could not be looked up.
        """
        if not self.restrictions.any_since(since):
            return False
        found = self.search.of_reference(launch)
        if found is None or not found.person:
            return True
        theirs = self.restrictions.of_person(found.person)
        return any(one.recorded.at >= since for one in theirs)
