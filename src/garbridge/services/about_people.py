"""Who may do something about one person: whoever may do it at one of that person's schools."""

from collections.abc import Collection
from dataclasses import dataclass

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import current
from garbridge.core.permissions import Actor, Denial, Denied, Permitted
from garbridge.core.roles import Act
from garbridge.ports import Clock, Directory
from garbridge.services.permitting import PermissionService


@dataclass(frozen=True, slots=True)
class AboutPeople:
    """Asks the one permission function about people instead of places.

    Somebody of no school of the actor's, and somebody unknown, get one answer.
    """

    permissions: PermissionService
    directory: Directory
    clock: Clock

    def denied(self, actor: Actor, act: Act, person: PersonId) -> Denied | None:
        """Say why *actor* may not do *act* about *person*: one school of theirs is enough."""
        if self.permissions.is_everywhere(actor, act):
            return None
        answers = [
            self.permissions.permit(actor, act, school=school) for school in self._schools(person)
        ]
        if any(isinstance(answer, Permitted) for answer in answers):
            return None
        denied = [answer for answer in answers if isinstance(answer, Denied)]
        return denied[0] if denied else Denied(Denial.NO_ROLE)

    def among(
        self, actor: Actor, act: Act, school: SchoolId | None, people: Collection[PersonId]
    ) -> Collection[PersonId] | Denied:
        """Return those of *people* at *school*, or wherever *actor* may do *act*.

        Whoever may do it everywhere is told of all of them, also of those who left.
        """
        sight = self.permissions.sight(actor, act, {}, school)
        if isinstance(sight, Denied):
            return sight
        schools = sight.schools if school is None else (school,)
        if schools is None:
            return people
        seen = set(schools)
        return {one for one in people if seen.intersection(self._schools(one))}

    def _schools(self, person: PersonId) -> tuple[SchoolId, ...]:
        known = self.directory.person(person)
        places = () if known is None else current(known.memberships, self.clock())
        return tuple(place.school for place in places)
