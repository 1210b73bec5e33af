"""Requests by which people exercise their rights: recorded, extended, answered, listed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from enum import StrEnum
from typing import Final

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.permissions import Actor, Denial, Denied
from garbridge.core.requests import RequestKind, RightsRequest
from garbridge.core.restrictions import Asker, Word
from garbridge.core.roles import Act
from garbridge.errors import ValueRefusedError
from garbridge.ports import Clock, Directory, RequestStore
from garbridge.services.about_people import AboutPeople
from garbridge.services.permitting import PermissionService
from garbridge.services.reasons import require_why

ERASED: Final = "données effacées"
"""The answer to a request to be erased, and to all that was open when somebody was."""


class NotDone(StrEnum):
    """Why nothing was written.  Values are stable."""

    UNKNOWN = "unknown"
    """No such request, or none that the actor may know of."""
    ANSWERED = "answered"
    EXTENDED = "extended"
    """It was extended before."""
    TOO_LATE = "too_late"
    """The first month is over: an extension had to be told within it."""
    OTHER_KIND = "other_kind"
    """It asks for something else, or is about somebody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestService:
    """For whoever handles rights at a school of the person, and for that person.

    ``zone`` is where days begin.
    """

    requests: RequestStore
    directory: Directory
    permissions: PermissionService
    zone: tzinfo
    clock: Clock

    def record(
        self,
        actor: Actor,
        person: PersonId,
        kind: RequestKind,
        *,
        received: date,
        asked_by: Asker,
        text: str,
    ) -> RightsRequest | Denied:
        """Record that *person*, or whoever *asked_by* says, asked for *kind* on *received*.

        Raises:
            ValueRefusedError: the directory does not know *person*, *received* is a day to come,
                or *text* is missing or too long.
            StoreError: nothing was written.
        """
        require_why(text)
        own = actor.person == person
        denied = None if own else self._about.denied(actor, Act.HANDLE_RIGHTS, person)
        if denied:
            return denied
        if self.directory.person(person) is None:
            raise ValueRefusedError("person", None, "somebody of the directory")
        if received > self.today():
            raise ValueRefusedError("received", received.isoformat(), "a day that is not to come")
        return self.requests.add(
            RightsRequest(
                kind=kind,
                person=person,
                asked_by=Asker.PERSON if own else asked_by,
                received=received,
                recorded=self._word(actor, text),
            )
        )

    def extend(self, actor: Actor, number: int, *, reason: str) -> RightsRequest | NotDone | Denied:
        """Take two months more, which the person was told with *reason* within the first.

        Raises:
            ValueRefusedError: *reason* is missing or too long.
            StoreError: nothing was written.
        """
        require_why(reason)
        found = self._found(actor, number)
        if not isinstance(found, RightsRequest):
            return found
        if found.answer is not None:
            return NotDone.ANSWERED
        if found.first_due < self.today():
            return NotDone.TOO_LATE
        word = self._word(actor, reason)
        if not self.requests.extend(number, word):
            return NotDone.EXTENDED
        return replace(found, extension=word)

    def answer(self, actor: Actor, number: int, *, text: str) -> RightsRequest | NotDone | Denied:
        """Record what was answered, today.

        Raises:
            ValueRefusedError: *text* is missing or too long.
            StoreError: nothing was written.
        """
        require_why(text)
        found = self._found(actor, number)
        if not isinstance(found, RightsRequest):
            return found
        word = self._word(actor, text)
        if not self.requests.answer(number, word):
            return NotDone.ANSWERED
        return replace(found, answer=word)

    def open_for(
        self, actor: Actor, number: int, kind: RequestKind, person: PersonId
    ) -> RightsRequest | NotDone | Denied:
        """Return the request *number*, which asks for *kind* about *person* and is not answered."""
        found = self._found(actor, number)
        if not isinstance(found, RightsRequest):
            return found
        if (found.kind, found.person) != (kind, person):
            return NotDone.OTHER_KIND
        return found if found.answer is None else NotDone.ANSWERED

    def listed(
        self, actor: Actor, *, school: SchoolId | None = None, person: PersonId | None = None
    ) -> Sequence[RightsRequest] | Denied:
        """Return the requests that *actor* may read, by number.

        Those of people who were erased are told to whoever may read them everywhere.
        """
        if person is not None:
            own = actor.person == person
            denied = None if own else self._about.denied(actor, Act.HANDLE_RIGHTS, person)
            return denied or self.requests.of_person(person)
        found = self.requests.everything()
        seen = self._about.among(actor, Act.HANDLE_RIGHTS, school, {one.person for one in found})
        return seen if isinstance(seen, Denied) else [one for one in found if one.person in seen]

    def today(self) -> date:
        """Return the day it is."""
        return self.clock().astimezone(self.zone).date()

    def _found(self, actor: Actor, number: int) -> RightsRequest | NotDone | Denied:
        found = self.requests.request(number)
        if self.permissions.is_everywhere(actor, Act.HANDLE_RIGHTS):
            return found or NotDone.UNKNOWN
        # One answer, whoever it is about: a number tells nobody that there is a request.
        if found is None or self._about.denied(actor, Act.HANDLE_RIGHTS, found.person):
            return Denied(Denial.NO_ROLE)
        return found

    def _word(self, actor: Actor, text: str) -> Word:
        return Word(actor, self.clock(), text.strip())

    @property
    def _about(self) -> AboutPeople:
        return AboutPeople(self.permissions, self.directory, self.clock)


def answer_erased(requests: RequestStore, person: PersonId, word: Word) -> None:
    """Answer all that *person* asked and is open, and forget that it was theirs.

    In one transaction with the erasure, which answers a request for it and leaves none to handle.
    """
    waiting = [one.number for one in requests.of_person(person) if one.answer is None]
    requests.blank(person)
    for number in waiting:
        requests.answer(number, replace(word, text=ERASED))
