"""What somebody who helps is told of a launch, by the reference that a person was shown.

Never who it was: whoever helps needs what happened, and the person has told them already.  What
they do about it is kept by that reference too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from garbridge.core.catalogue import Catalogue, Source
from garbridge.core.identifiers import PersonId
from garbridge.core.incidents import REFUSALS, Incident
from garbridge.core.problems import ProblemRecord, ProblemState, Side, side_of
from garbridge.core.texts import is_text
from garbridge.ports import Clock, LaunchRecord, LaunchSearch, ProblemStore, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One launch: what happened, when, where, and who can mend it; ``None`` where it went well.

    ``record`` is what is kept of it, without the person.  ``title`` is the resource's, empty where
    nobody registered it.  ``side`` is who has to do something: as somebody said, else by the
    incident.  ``followed`` is what is kept of what was done; ``None`` where nobody began.
    """

    record: LaunchRecord
    incident: Incident | None
    title: str
    side: Side
    followed: ProblemRecord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemService:
    """Finds launches by their reference, and keeps what is done about them."""

    search: LaunchSearch
    problems: ProblemStore
    catalogue: Callable[[], Catalogue]
    transaction: Transaction
    clock: Clock

    def find(self, reference: str) -> Problem | None:
        """Return what became of the launch of *reference*, as it was typed; ``None`` if unknown."""
        reference = reference.strip()
        if not is_text(reference):  # of a control character not every store takes
            return None
        found = self.search.of_reference(reference)
        if found is None:
            return self._reported(reference)
        refusal = found.refusal
        incident = None if refusal is None else REFUSALS[refusal]
        resource = (
            None if found.resource is None else self.catalogue().resources.get(found.resource)
        )
        is_national = resource is not None and resource.source is Source.NATIONAL
        owner = None if incident is None else incident.owner
        followed = self.problems.problem(found.reference)
        return Problem(
            record=replace(found, person=PersonId("")),
            incident=incident,
            title="" if resource is None else resource.title,
            side=followed.side if followed else side_of(owner, is_national=is_national),
            followed=followed,
        )

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
            found = self.find(reference)
            if found is None:
                return None
            before = found.followed
            number = ticket if ticket is not None else (before.ticket if before else "")
            made = ProblemRecord(
                reference=found.record.reference,
                side=side or found.side,
                state=state or (before.state if before else ProblemState.OPEN),
                opened=before.opened if before else now,
                changed=now,
                ticket=number.strip(),
                report=before.report if before else None,
            )
            self.problems.keep(made, now=now)
        return replace(found, side=made.side, followed=made)

    def _reported(self, reference: str) -> Problem | None:
        """Return what people reported under *reference*, as if it were of a launch of nobody's."""
        kept = self.problems.problem(reference)
        if kept is None or kept.report is None:
            return None
        resource = self.catalogue().resources.get(kept.report.resource)
        record = LaunchRecord(
            reference=reference,
            person=PersonId(""),
            school=kept.report.school,
            resource=kept.report.resource,
            provider=resource.provider if resource else None,
            protocol="",
            subscription=None,
            refusal=None,
            attributes=(),
            at=kept.opened,
        )
        title = resource.title if resource else ""
        return Problem(record=record, incident=None, title=title, side=kept.side, followed=kept)

    def unsolved(self, most: int) -> Sequence[ProblemRecord]:
        """Return the *most* that changed last of those that nobody solved, the open ones first."""
        found = list(self.problems.in_state(ProblemState.OPEN, most))
        return [*found, *self.problems.in_state(ProblemState.SENT, most - len(found))]
