"""Resources with pupil–teacher interaction: show what would leave, then let it, or stop it.

::

    preview     the extra data, computed by the rules of the filter       nothing is written
    activate    compute it again, compare, note what was shown            or a new preview
    deactivate  at once: the next launch is refused
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from garbridge.core.activations import Activation, Standing, standing
from garbridge.core.catalogue import Catalogue, Resource
from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.leaving import Leaving, extra_data
from garbridge.core.people import Profile, is_current
from garbridge.core.permissions import Actor, Denied
from garbridge.core.roles import Act
from garbridge.core.schools import Function
from garbridge.ports import ActivationStore, Clock, Directory
from garbridge.services.permitting import PermissionService
from garbridge.services.reasons import require_reason


class NotActivable(StrEnum):
    """Why there is nothing to activate or to stop.  Values are stable."""

    UNKNOWN_RESOURCE = "unknown_resource"
    NO_INTERACTION = "no_interaction"
    """It is open without being activated."""
    NOT_ON = "not_on"
    """It is off already."""


@dataclass(frozen=True, slots=True)
class Extra:
    """One thing that would leave, and how many people of the school it is about."""

    leaving: Leaving
    people: int


@dataclass(frozen=True, slots=True)
class Showing:
    """What somebody is shown before a resource is activated.

    ``people`` counts each person of the school once.  ``token`` stands for the data that is shown,
    and for nothing else: it holds until the provider's policy changes.
    """

    resource: Resource
    school: SchoolId
    standing: Standing
    extra: tuple[Extra, ...]
    people: int
    token: str


@dataclass(frozen=True, slots=True)
class Changed:
    """Nothing was activated: what would leave is no longer what was shown."""

    showing: Showing


@dataclass(frozen=True, slots=True)
class Listed:
    """One resource with interaction, where it stands, and the last word on it."""

    resource: Resource
    standing: Standing
    latest: Activation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivatingService:
    """Activates resources with interaction, one school at a time."""

    activations: ActivationStore
    directory: Directory
    catalogue: Callable[[], Catalogue]
    permissions: PermissionService
    clock: Clock

    def preview(
        self, actor: Actor, school: SchoolId, resource: ResourceId
    ) -> Showing | NotActivable | Denied:
        """Return exactly what would leave beyond what leaves now."""
        found = self._permitted(actor, school, resource)
        return self._showing(school, found) if isinstance(found, Resource) else found

    def activate(
        self, actor: Actor, school: SchoolId, resource: ResourceId, token: str, *, reason: str
    ) -> Activation | Changed | NotActivable | Denied:
        """Let the data leave that the preview with *token* showed, from the next launch on.

        Where it is on already nothing is noted.

        Raises:
            ValueRefusedError: *reason* is longer than 255 characters.
            StoreError: nothing was written.
        """
        require_reason(reason)
        found = self._permitted(actor, school, resource)
        if not isinstance(found, Resource):
            return found
        showing = self._showing(school, found)
        if showing.token != token:
            return Changed(showing)
        confirmed = self.permissions.permit_all(
            actor, Act.ACTIVATE, [(school, found)], people=showing.people
        )
        if isinstance(confirmed, Denied):
            return confirmed
        latest = self.activations.latest(school, resource)
        if latest is not None and showing.standing is Standing.ON:
            return latest
        activation = Activation(
            school=school,
            resource=resource,
            on=True,
            by=actor,
            at=self.clock(),
            reason=reason,
            shown=tuple(one.leaving for one in showing.extra),
            people=showing.people,
        )
        self.activations.note(activation)
        return activation

    def deactivate(
        self, actor: Actor, school: SchoolId, resource: ResourceId, *, reason: str
    ) -> Activation | NotActivable | Denied:
        """Let nothing leave any more, from the next launch on.

        Raises:
            ValueRefusedError: *reason* is longer than 255 characters.
            StoreError: nothing was written.
        """
        require_reason(reason)
        found = self._permitted(actor, school, resource)
        if not isinstance(found, Resource):
            return found
        latest = self.activations.latest(school, resource)
        if latest is None or not latest.on:
            return NotActivable.NOT_ON
        activation = Activation(
            school=school, resource=resource, on=False, by=actor, at=self.clock(), reason=reason
        )
        self.activations.note(activation)
        return activation

    def listing(self, actor: Actor, school: SchoolId) -> Sequence[Listed] | Denied:
        """Return the resources with interaction that *actor* may look at, by title."""
        catalogue = self.catalogue()
        offered = [one for one in catalogue.resources.values() if one.interaction is not None]
        proofs = self.permissions.permit_among(actor, Act.SEE_STOCK, school, offered)
        if isinstance(proofs, Denied):
            return proofs
        words = self.activations.words(school)
        latest = {one.resource: one for one in reversed(words)}
        return [
            Listed(one, self._standing(school, one, latest.get(one.id)), latest.get(one.id))
            for one in sorted(offered, key=lambda resource: (resource.title, resource.id))
            if any(proof.is_for(Act.SEE_STOCK, school, one.id) for proof in proofs)
        ]

    def journal(self, actor: Actor, school: SchoolId) -> Sequence[Activation] | Denied:
        """Return who activated and stopped what at *school*, and why: the last word first."""
        permitted = self.permissions.permit(actor, Act.READ_JOURNAL, school=school)
        return permitted if isinstance(permitted, Denied) else self.activations.words(school)

    def _permitted(
        self, actor: Actor, school: SchoolId, name: ResourceId
    ) -> Resource | NotActivable | Denied:
        resource = self.catalogue().resources.get(name)
        permitted = self.permissions.permit(actor, Act.ACTIVATE, school=school, resource=resource)
        if isinstance(permitted, Denied):
            return permitted
        if resource is None:
            return NotActivable.UNKNOWN_RESOURCE
        return NotActivable.NO_INTERACTION if resource.interaction is None else resource

    def _showing(self, school: SchoolId, resource: Resource) -> Showing:
        leaving = extra_data(resource, self.catalogue().provider_of(resource).policy)
        there = self._profiles(school)
        extra = tuple(Extra(one, _count(there, one.profiles)) for one in leaving)
        concerned = frozenset(profile for one in leaving for profile in one.profiles)
        latest = self.activations.latest(school, resource.id)
        return Showing(
            resource,
            school,
            self._standing(school, resource, latest),
            extra,
            _count(there, concerned),
            _token(school, resource, leaving),
        )

    def _standing(
        self, school: SchoolId, resource: Resource, latest: Activation | None
    ) -> Standing:
        if not self.permissions.schools().offers(Function.ACTIVATION, school):
            return Standing.OFF
        return standing(latest, resource, self.catalogue().provider_of(resource).policy)

    def _profiles(self, school: SchoolId) -> Counter[Profile]:
        now = self.clock()
        places = (person.at(school) for person in self.directory.members(school))
        return Counter(p.profile for p in places if p is not None and is_current(p, now))


def _count(there: Counter[Profile], profiles: Iterable[Profile]) -> int:
    return sum(there[profile] for profile in profiles)


def _token(school: SchoolId, resource: Resource, leaving: Iterable[Leaving]) -> str:
    lines = [(str(o.attribute), sorted(o.profiles), o.purpose, o.transformation) for o in leaving]
    text = repr((school, resource.id, resource.provider, sorted(lines)))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
