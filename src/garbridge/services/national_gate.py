"""Who stands before the GAR through this portal, and who is responsible for assigning there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from garbridge.core.exporting import ExportRules, holds, is_whole
from garbridge.core.national_access import NationalAccess, national_places
from garbridge.core.people import Person, Profile
from garbridge.core.restrictions import Restriction
from garbridge.ports import DeclaredDelegates, DelegationStore, Directory, RestrictionStore


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalGate:
    """Decides by what the export of identities states: nobody else is anybody to the GAR."""

    rules: ExportRules
    directory: Directory
    restrictions: RestrictionStore
    delegations: DelegationStore
    declared: DeclaredDelegates

    def standing(self, person: Person) -> Sequence[Restriction]:
        """Return the objections and protections of *person* that hold."""
        return [one for one in self.restrictions.of_person(person.id) if one.stands]

    def places(
        self, person: Person, stands: Sequence[Restriction], now: datetime
    ) -> Sequence[NationalAccess]:
        """Return where *person*, for whom *stands* hold, is stated to the GAR at *now*."""
        found = {one: self.directory.school(one) for one in person.schools()}
        return national_places(
            person,
            {one: school for one, school in found.items() if school is not None},
            self.rules,
            now,
            is_protected=any(one.resource is None for one in stands),
        )

    def responsible(self, person: Person, now: datetime) -> Sequence[NationalAccess]:
        """Return where *person* assigns at the GAR (*responsable d'affectation*).

        Heads do, those of whom the directory says it, and delegates for all resources: the GAR
        knows no delegation in part.
        """
        places = self.places(person, self.standing(person), now)
        if all(place.profile is Profile.PUPIL for place in places):
            return ()
        delegated = {
            one.school
            for one in self.delegations.of_person(person.id)
            if is_whole(one) and holds(one, now)
        }
        delegated |= {one.school for one in self.declared.declared_for(person.id)}
        return [
            place
            for place in places
            if place.profile is Profile.HEAD
            or (place.school in delegated and place.profile is not Profile.PUPIL)
        ]
