"""``explain``: the decision and everything that would leave, computed by the code of the launch."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from garbridge.core.access import Granted, Refusal, Refused
from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.release import Release
from garbridge.ports import Clock, Directory
from garbridge.services.access import AccessService
from garbridge.services.resolving import ChooseSchool, resolve_access


@dataclass(frozen=True, slots=True)
class Explanation:
    """One answer: the decision, and the account of the release where access is granted."""

    decision: Granted | Refused | ChooseSchool
    release: Release | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainingService:
    """Explains a launch without making one: nothing is recorded, nothing leaves."""

    access: AccessService
    catalogue: Callable[[], Catalogue]
    directory: Directory
    clock: Clock

    def explain(
        self,
        person: PersonId,
        resource: ResourceId,
        *,
        school: SchoolId | None = None,
        at: datetime | None = None,
    ) -> Explanation:
        """Explain what a launch of *resource* by *person* would do.

        Args:
            person: Whose launch.
            resource: What would be opened.
            school: Through which school; ``None`` lets the launch's own rule find it.
            at: At which instant; ``None`` is now.
        """
        now = self.clock() if at is None else at
        known = self.directory.person(person)
        if known is None:
            return Explanation(Refused(Refusal.UNKNOWN_PERSON), None)
        named = self.catalogue().resources.get(resource)
        if named is None:
            return Explanation(Refused(Refusal.UNKNOWN_RESOURCE), None)
        decision = resolve_access(
            known,
            named,
            wanted=school,
            check=lambda through: self.access.check_person(known, through, named, now=now),
        )
        released = self.access.release(decision) if isinstance(decision, Granted) else None
        return Explanation(decision, released)
