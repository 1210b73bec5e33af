"""Objections to resources, and people who are never named: recorded, answered, ended, listed.

Whoever records one is written down with it.  It holds from the next launch on, and what it was is
kept when it has ended.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.permissions import Actor, Denied
from garbridge.core.restrictions import Asker, Ending, Restriction, Word
from garbridge.core.roles import Act
from garbridge.errors import ValueRefusedError
from garbridge.ports import Clock, Directory, RestrictionStore, Transaction
from garbridge.services.about_people import AboutPeople
from garbridge.services.permitting import PermissionService
from garbridge.services.reasons import require_why


class NotRestricted(StrEnum):
    """Why nothing was written.  Values are stable."""

    STANDS_ALREADY = "stands_already"
    NONE_STANDS = "none_stands"


class _NotTheirsError(Exception):
    """What was about to be ended is not the actor's to end."""

    def __init__(self, denied: Denied) -> None:
        super().__init__(denied)
        self.denied = denied


Answer = Restriction | NotRestricted | Denied


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictingService:
    """For whoever handles rights at a school of the person, and for objections the person.

    Whoever may act at some schools only is told of somebody of no school of theirs what they are
    told of somebody unknown.
    """

    restrictions: RestrictionStore
    directory: Directory
    catalogue: Callable[[], Catalogue]
    permissions: PermissionService
    transaction: Transaction
    clock: Clock

    def object_to(
        self,
        actor: Actor,
        person: PersonId,
        resource: ResourceId,
        *,
        asked_by: Asker,
        reason: str,
    ) -> Answer:
        """Record that *person* objects to *resource*: nothing leaves for it from now on.

        Who objects themselves is who asked, whatever *asked_by* says.

        Raises:
            ValueRefusedError: nobody registered *resource*, the directory does not know *person*,
                or *reason* is missing or too long.
            StoreError: nothing was written.
        """
        require_why(reason)
        own = actor.person == person
        denied = None if own else self._about.denied(actor, Act.HANDLE_RIGHTS, person)
        if denied:
            return denied
        if resource not in self.catalogue().resources:
            raise ValueRefusedError("resource", resource, "a registered resource")
        return self._record(
            person, resource, Asker.PERSON if own else asked_by, self._word(actor, reason)
        )

    def answer(
        self, actor: Actor, person: PersonId, resource: ResourceId, *, text: str, upheld: bool
    ) -> Answer:
        """Record what the objection is answered; where it is not *upheld* it ends with that.

        Raises:
            ValueRefusedError: *text* is missing or too long.
            StoreError: nothing was written.
        """
        require_why(text)
        denied = self._about.denied(actor, Act.HANDLE_RIGHTS, person)
        if denied:
            return denied
        word = self._word(actor, text)
        with self.transaction():
            # Written first: from there on whoever ends it or records another one waits.
            if not self.restrictions.answer(person, resource, word):
                return NotRestricted.NONE_STANDS
            answered = self._standing(person, resource)
            return answered if upheld and answered else self._end(answered, word, Ending.REJECTED)

    def withdraw(
        self, actor: Actor, person: PersonId, resource: ResourceId, *, reason: str
    ) -> Answer:
        """End the objection because it is withdrawn: the resource opens again.

        Who objected themselves withdraws it themselves; what a family asked for, a pupil does not
        undo.

        Raises:
            ValueRefusedError: *reason* is missing or too long.
            StoreError: nothing was written.
        """
        require_why(reason)
        denied = self._about.denied(actor, Act.HANDLE_RIGHTS, person)
        try:
            with self.transaction():
                # Ended first: whose it was is looked at when nobody else can change it.
                ended = self._ended(person, resource, self._word(actor, reason))
                if denied and ended:
                    _refuse_others(ended, actor, denied)
        except _NotTheirsError as others:
            return others.denied
        return ended or denied or NotRestricted.NONE_STANDS

    def protect(
        self, actor: Actor, person: PersonId, *, asked_by: Asker = Asker.SCHOOL, reason: str
    ) -> Answer:
        """Let neither name nor group of *person* leave any more.

        Raises:
            ValueRefusedError: the directory does not know *person*, or *reason* is missing or too
                long.
            StoreError: nothing was written.
        """
        require_why(reason)
        denied = self._about.denied(actor, Act.PROTECT, person)
        if denied:
            return denied
        return self._record(person, None, asked_by, self._word(actor, reason))

    def lift(self, actor: Actor, person: PersonId, *, reason: str) -> Answer:
        """End the protection of *person*.

        Raises:
            ValueRefusedError: *reason* is missing or too long.
            StoreError: nothing was written.
        """
        require_why(reason)
        denied = self._about.denied(actor, Act.PROTECT, person)
        if denied:
            return denied
        with self.transaction():
            ended = self._ended(person, None, self._word(actor, reason))
        return ended or NotRestricted.NONE_STANDS

    def objections(
        self, actor: Actor, *, school: SchoolId | None = None, person: PersonId | None = None
    ) -> Sequence[Restriction] | Denied:
        """Return the objections that *actor* may read, ended ones too, oldest first.

        Of everybody at *school*, of *person*, or of everybody wherever *actor* may.
        """
        if person is not None and actor.person == person:
            return _of(self.restrictions.of_person(person), objections=True)
        return self._listed(actor, Act.HANDLE_RIGHTS, school, person)

    def protected(
        self, actor: Actor, *, school: SchoolId | None = None
    ) -> Sequence[Restriction] | Denied:
        """Return who is protected, and who was, for whoever may protect; nobody else is told."""
        return self._listed(actor, Act.PROTECT, school, None)

    def _record(
        self, person: PersonId, resource: ResourceId | None, asked_by: Asker, word: Word
    ) -> Restriction | NotRestricted:
        if self.directory.person(person) is None:
            raise ValueRefusedError("person", None, "somebody of the directory")
        made = Restriction(person=person, resource=resource, asked_by=asked_by, recorded=word)
        return made if self.restrictions.record(made) else NotRestricted.STANDS_ALREADY

    def _end(
        self, standing: Restriction | None, word: Word, ending: Ending
    ) -> Restriction | NotRestricted:
        if standing is None or not self.restrictions.end(
            standing.person, standing.resource, word, ending
        ):
            return NotRestricted.NONE_STANDS
        return replace(standing, end=word, ending=ending)

    def _ended(
        self, person: PersonId, resource: ResourceId | None, word: Word
    ) -> Restriction | None:
        """End the one that stands because it is withdrawn, and return it as it is then."""
        if not self.restrictions.end(person, resource, word, Ending.WITHDRAWN):
            return None
        found = self.restrictions.of_person(person)
        return [one for one in found if one.resource == resource and one.end == word][-1]

    def _standing(self, person: PersonId, resource: ResourceId | None) -> Restriction | None:
        for one in self.restrictions.of_person(person):
            if one.resource == resource and one.stands:
                return one
        return None

    def _word(self, actor: Actor, text: str) -> Word:
        return Word(actor, self.clock(), text.strip())

    def _listed(
        self, actor: Actor, act: Act, school: SchoolId | None, person: PersonId | None
    ) -> Sequence[Restriction] | Denied:
        found = _of(self.restrictions.everything(), objections=act is Act.HANDLE_RIGHTS)
        if person is not None:
            denied = self._about.denied(actor, act, person)
            return denied or [one for one in found if one.person == person]
        seen = self._about.among(actor, act, school, {one.person for one in found})
        return seen if isinstance(seen, Denied) else [one for one in found if one.person in seen]

    @property
    def _about(self) -> AboutPeople:
        return AboutPeople(self.permissions, self.directory, self.clock)


def _refuse_others(ended: Restriction, actor: Actor, denied: Denied) -> None:
    """Raise where *actor* may end nothing but their own, and *ended* is not."""
    if actor.person != ended.person or ended.asked_by is not Asker.PERSON:
        raise _NotTheirsError(denied)


def _of(found: Iterable[Restriction], *, objections: bool) -> Sequence[Restriction]:
    return [one for one in found if (one.resource is not None) is objections]
