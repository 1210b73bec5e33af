"""What somebody who helps is told, by the reference that a person was shown.

Never who it was: whoever helps needs what happened, and the person has told them already.  What
they do about it is kept by that reference too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from garbridge.core.access import Refusal
from garbridge.core.catalogue import Catalogue, Resource, Source
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.incidents import REFUSALS, Incident
from garbridge.core.noted_incidents import INCIDENTS, NotedIncident
from garbridge.core.problems import ProblemRecord, ProblemState, Report, Side, side_of
from garbridge.core.texts import is_text
from garbridge.ports import (
    Clock,
    IncidentLog,
    LaunchRecord,
    LaunchSearch,
    ProblemStore,
    Transaction,
)

_LATELY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What somebody was shown: what happened, when, where, and who can mend it.

    ``record`` is what is kept of the launch, without the person; ``None`` where there was none.
    ``shown`` is what came in its place.  ``incident`` is ``None`` where a launch went well, and
    where nobody knows any more what was shown, or only a newer version does.  ``title`` is the
    resource's, empty where nobody registered it.  ``side`` is who has to do something: as somebody
    said, else by the incident.
    ``followed`` is what is kept of what was done; ``None`` where nobody began.
    """

    reference: str
    at: datetime
    record: LaunchRecord | None
    incident: Incident | None
    title: str
    side: Side
    followed: ProblemRecord | None
    shown: NotedIncident | None = None

    @property
    def seen(self) -> str:
        """What a form holds of what it would write over; empty where nobody began."""
        return "" if self.followed is None else f"{self.followed.stage}.{self.followed.ticket}"

    @property
    def school(self) -> SchoolId | None:
        """The school that it is about, where that is known."""
        if self.record is not None:
            return self.record.school
        return None if self._report is None else self._report.school

    @property
    def resource(self) -> ResourceId | None:
        """Likewise the resource."""
        if self.record is not None:
            return self.record.resource
        return None if self._report is None else self._report.resource

    @property
    def _report(self) -> Report | None:
        return None if self.followed is None else self.followed.report


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemService:
    """Finds what people were shown by its reference, and keeps what is done about it."""

    search: LaunchSearch
    problems: ProblemStore
    incidents: IncidentLog
    catalogue: Callable[[], Catalogue]
    transaction: Transaction
    clock: Clock

    def find(self, reference: str) -> Problem | None:
        """Return what was shown under *reference*, as it was read out; ``None`` if unknown.

        Telephones begin with a capital, and people write four letters, a space and four more.
        """
        typed = reference.strip()
        if not is_text(typed):  # of a control character not every store takes
            return None
        shown = "".join(filter(str.isalnum, typed.lower()))
        found = self._of(typed)
        return self._of(shown) if found is None and shown != typed else found

    def _of(self, reference: str) -> Problem | None:
        found = self.search.of_reference(reference)
        followed = self.problems.problem(reference)
        if found is None:
            return self._without_launch(reference, followed)
        refusal = found.refusal
        incident = REFUSALS[refusal] if isinstance(refusal, Refusal) else None
        resource = self._resource(found.resource)
        is_national = resource is not None and resource.source is Source.NATIONAL
        owner = None if incident is None else incident.owner
        return Problem(
            reference=reference,
            at=found.at,
            record=replace(found, person=PersonId("")),
            incident=incident,
            title="" if resource is None else resource.title,
            side=followed.side if followed else side_of(owner, is_national=is_national),
            followed=followed,
        )

    def lately(self) -> Sequence[tuple[str, int]]:
        """Return what people were shown in the last day, most often first: codes and how often.

        Those of launches are not among them: they have figures of their own.
        """
        counted = self.incidents.counted(self.clock() - _LATELY)
        return sorted(counted.items(), key=lambda one: (-one[1], one[0]))

    def follow(
        self,
        reference: str,
        *,
        side: Side | None = None,
        state: ProblemState | None = None,
        ticket: str | None = None,
    ) -> Problem | None:
        """Keep on whose side the problem is, how far it is, its number there; ``None`` if unknown.

        What is ``None`` stays as it was; a problem that nobody followed up yet is open.

        Raises:
            ValueRefusedError: *ticket* is too long, or no single line.
            StoreError: nothing was kept.
        """
        now = self.clock()
        with self.transaction():
            self.problems.claim()
            found = self.find(reference)
            if found is None:
                return None
            before = found.followed
            number = ticket if ticket is not None else (before.ticket if before else "")
            made = ProblemRecord(
                reference=found.reference,
                side=side or found.side,
                state=state or (before.state if before else ProblemState.OPEN),
                opened=before.opened if before else now,
                changed=now,
                ticket=number.strip(),
                report=before.report if before else None,
            )
            self.problems.keep(made, now=now)
        return replace(found, side=made.side, followed=made)

    def follow_as_seen(
        self, reference: str, seen: str, *, side: Side, state: ProblemState, ticket: str
    ) -> Problem | None:
        """Keep it as :meth:`follow` does, where it still is as somebody has *seen* it.

        ``None`` where it is not, or is unknown: nothing was kept.

        Raises:
            ValueRefusedError: likewise.
            StoreError: likewise.
        """
        with self.transaction():
            self.problems.claim()
            found = self.find(reference)
            if found is None or found.seen != seen:
                return None
            return self.follow(reference, side=side, state=state, ticket=ticket)

    def _without_launch(self, reference: str, followed: ProblemRecord | None) -> Problem | None:
        """Return what is known under *reference* of which there is no launch, or no more."""
        shown = self.incidents.incident(reference, now=self.clock())
        incident = None if shown is None else INCIDENTS.get(shown.code)
        if shown is not None:
            at = shown.at
        elif followed is not None:
            at = followed.opened
        else:
            return None
        report = None if followed is None else followed.report
        resource = None if report is None else self._resource(report.resource)
        owner = None if incident is None else incident.owner
        return Problem(
            reference=reference,
            at=at,
            record=None,
            incident=incident,
            title="" if resource is None else resource.title,
            side=followed.side if followed else side_of(owner, is_national=False),
            followed=followed,
            shown=shown,
        )

    def _resource(self, name: ResourceId | None) -> Resource | None:
        return None if name is None else self.catalogue().resources.get(name)

    def unsolved(self, most: int) -> Sequence[ProblemRecord]:
        """Return the *most* that changed last of those that nobody solved, the open ones first."""
        found = list(self.problems.in_state(ProblemState.OPEN, most))
        return [*found, *self.problems.in_state(ProblemState.SENT, most - len(found))]
