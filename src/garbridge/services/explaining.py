"""``explain``: the decision and everything that would leave, computed by the code of the launch.

It says what a launch would do, never what one did, and whoever looks somebody up is written down
where the head of that person's school reads it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from garbridge.core.access import Granted, Refusal, Refused, as_protected
from garbridge.core.attributes import Attribute
from garbridge.core.catalogue import Catalogue, Resource
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.core.lines import require_limit
from garbridge.core.lookups import Lookup
from garbridge.core.people import Person
from garbridge.core.permissions import EVERYWHERE, Actor, Denied, Permitted
from garbridge.core.release import Release, ReleasedClaims, Withholding
from garbridge.core.roles import Act
from garbridge.ports import Clock, Directory, LookupJournal
from garbridge.services.access import AccessService
from garbridge.services.permitting import PermissionService
from garbridge.services.reasons import require_why
from garbridge.services.resolving import ChooseSchool, resolve_access


@dataclass(frozen=True, slots=True)
class Explanation:
    """One answer: the decision, and the account of the release where access is granted."""

    decision: Granted | Refused | ChooseSchool
    release: Release | None
    instead: str = ""
    """What somebody who objects is told to do."""
    reserved: tuple[Attribute, ...] = ()
    """What the policy names, and whoever asks may not know to leave or not."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What the provider of *resource* would learn about somebody who opens it through *school*."""

    resource: Resource
    school: SchoolId
    released: ReleasedClaims
    reserved: tuple[Attribute, ...] = ()
    """What the policy names, and whoever asks may not know to leave or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainingService:
    """Explains a launch without making one: nothing leaves; only the look-up is recorded."""

    access: AccessService
    catalogue: Callable[[], Catalogue]
    directory: Directory
    permissions: PermissionService
    lookups: LookupJournal
    clock: Clock

    def explain(
        self,
        actor: Actor,
        person: PersonId,
        resource: ResourceId,
        *,
        reason: str,
        school: SchoolId | None = None,
        at: datetime | None = None,
    ) -> Explanation | Denied:
        """Explain what a launch of *resource* by *person* would do.

        Whoever may ask at some schools only is answered about those of them where the person is,
        as if there were no others; a person whom the directory does not know is as one elsewhere.

        Args:
            actor: Who asks.
            person: Whose launch.
            resource: What would be opened.
            reason: Why they ask, for whoever reads the journal.
            school: Through which school; ``None`` lets the launch's own rule find it.
            at: At which instant; ``None`` is now.  It never changes whether *actor* may ask.

        Raises:
            ValueRefusedError: *reason* is missing, too long or no text.
            StoreError: the look-up could not be written down, and is not answered.
        """
        require_why(reason)
        asked = self.clock()
        named = self.catalogue().resources.get(resource)
        known = self._seen(actor, self.directory.person(person), named, school, asked)
        if isinstance(known, Denied):
            return known
        if known is None:
            return Explanation(Refused(Refusal.UNKNOWN_PERSON), None)
        places = [one for one in known.schools() if one == school] or known.schools()
        self._note(actor, person, places, resource, reason, asked)
        if named is None:
            return Explanation(Refused(Refusal.UNKNOWN_RESOURCE), None)
        now = asked if at is None else at
        decision = resolve_access(
            known,
            named,
            wanted=school,
            check=lambda through: self.access.check_person(known, through, named, now=now),
        )
        if isinstance(decision, Refused):
            through = school or next(iter(places), None)
            return Explanation(decision, None, self.access.instead(decision, named, through))
        if not isinstance(decision, Granted):
            return Explanation(decision, None)
        told, release, reserved = self._account(actor, decision)
        return Explanation(told, release, reserved=reserved)

    def _account(
        self, actor: Actor, granted: Granted
    ) -> tuple[Granted, Release, tuple[Attribute, ...]]:
        """Return the decision and what leaves, as *actor* is told, and what they are not told.

        Whoever may not know who is protected is answered about everybody as about somebody who is:
        a name that is missing would tell, and one that is there would tell of all the others.
        """
        may = self.permissions.permit(actor, Act.PROTECT, school=granted.membership.school)
        if isinstance(may, Permitted):
            return granted, self.access.release(granted), ()
        veiled = as_protected(granted)
        found = self.access.release(veiled)
        reserved = [o.attribute for o in found.withheld if o.why is Withholding.PROTECTED]
        left = tuple(one for one in found.withheld if one.attribute not in reserved)
        return veiled, replace(found, withheld=left), tuple(reserved)

    def learn(
        self,
        actor: Actor,
        person: PersonId,
        *,
        reason: str,
        provider: ProviderId | None = None,
        attribute: Attribute | None = None,
    ) -> Sequence[Learnt] | Denied:
        """Return what providers would learn about *person* today, if they opened all they may.

        Args:
            actor: Who asks; they are answered about the schools where they may.
            person: About whom; nothing is learnt about somebody the directory does not know.
            reason: Why they ask, for whoever reads the journal.
            provider: Which provider; ``None`` is every one.
            attribute: Who learns this one; ``None`` is whatever is learnt.

        Raises:
            ValueRefusedError: *reason* is missing, too long or no text.
            StoreError: the look-up could not be written down, and is not answered.
        """
        require_why(reason)
        now = self.clock()
        known = self._seen(actor, self.directory.person(person), None, None, now)
        if isinstance(known, Denied):
            return known
        if known is None:
            return ()
        asked = [f"provider:{provider}"] if provider else []
        asked += [f"attribute:{attribute}"] if attribute else []
        self._note(actor, person, known.schools(), " ".join(asked) or "*", reason, now)
        catalogue = self.catalogue()
        resources = catalogue.resources.values() if provider is None else catalogue.of(provider)
        found: list[Learnt] = []
        for resource in resources:
            for school in known.schools():
                granted = self.access.check_person(known, school, resource, now=now)
                if not isinstance(granted, Granted):
                    continue
                _, told, reserved = self._account(actor, granted)
                if attribute is None or attribute in {*told.released.values(), *reserved}:
                    found.append(Learnt(resource, school, told.released, reserved))
        return found

    def _note(  # noqa: PLR0917  # the facts of one line
        self,
        actor: Actor,
        person: PersonId,
        schools: Sequence[SchoolId],
        about: str,
        reason: str,
        at: datetime,
    ) -> None:
        self.lookups.note(
            [
                Lookup(school=one, by=actor, person=person, about=about, at=at, reason=reason)
                for one in schools
            ]
        )

    def journal(self, actor: Actor, school: SchoolId, *, limit: int) -> Sequence[Lookup] | Denied:
        """Return who looked up whom at *school*, newest first, at most *limit*.

        Raises:
            ValueRefusedError: *limit* is no number of lines.
        """
        require_limit(limit)
        answer = self.permissions.permit(actor, Act.READ_JOURNAL, school=school)
        return answer if isinstance(answer, Denied) else self.lookups.lookups(school, limit=limit)

    def _seen(
        self,
        actor: Actor,
        person: Person | None,
        resource: Resource | None,
        school: SchoolId | None,
        now: datetime,
    ) -> Person | Denied | None:
        """Return *person* with the places about which *actor* may ask."""
        everywhere = self.permissions.permit(
            actor, Act.DIAGNOSE, school=EVERYWHERE, resource=resource
        )
        if isinstance(everywhere, Permitted):
            return person
        theirs = [
            place
            for place in (person.memberships if person else ())
            if school in {None, place.school} and (place.ends is None or now < place.ends)
        ]
        answers = {
            place: self.permissions.permit(
                actor, Act.DIAGNOSE, school=place.school, resource=resource
            )
            for place in theirs
        }
        seen = tuple(place for place in theirs if isinstance(answers[place], Permitted))
        if person is None or not seen:
            denied = [answer for answer in answers.values() if isinstance(answer, Denied)]
            return denied[0] if denied else everywhere
        return replace(person, memberships=seen)
