"""What somebody who helps is told of a launch, by the reference that a person was shown.

Never who it was: whoever helps needs what happened, and the person has told them already.
"""

from dataclasses import dataclass, replace

from garbridge.core.identifiers import PersonId
from garbridge.core.incidents import REFUSALS, Incident
from garbridge.ports import LaunchRecord, LaunchSearch


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One launch: what happened, when, where, and who can mend it; ``None`` where it went well.

    ``record`` is what is kept of it, without the person.
    """

    record: LaunchRecord
    incident: Incident | None


@dataclass(frozen=True, slots=True)
class ProblemService:
    """Finds launches by their reference."""

    search: LaunchSearch

    def find(self, reference: str) -> Problem | None:
        """Return what became of the launch of *reference*, as it was typed; ``None`` if unknown."""
        found = self.search.of_reference(reference.strip())
        if found is None:
            return None
        refusal = found.refusal
        nameless = replace(found, person=PersonId(""))
        return Problem(record=nameless, incident=None if refusal is None else REFUSALS[refusal])
