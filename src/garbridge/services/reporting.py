"""« Signaler un problème »: what somebody says of a resource, and never who they are.

Of one resource at a school each cause is one problem, however many people say it: it is counted.
Nothing that somebody types is kept, so that nothing of a person can be.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from garbridge.core.catalogue import Catalogue, Source
from garbridge.core.identifiers import SchoolId, reference_of
from garbridge.core.permissions import Actor, Denied
from garbridge.core.problems import Cause, ProblemRecord, ProblemState, Report, Side, side_about
from garbridge.core.roles import Act
from garbridge.ports import Clock, ProblemStore, TokenSource, Transaction
from garbridge.services.permitting import PermissionService
from garbridge.services.shelf import Tile

MOST: Final = 500
"""Problems of a school that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingService:
    """Takes what people report, and shows it to whoever answers for the resource."""

    problems: ProblemStore
    permissions: PermissionService
    catalogue: Catalogue
    transaction: Transaction
    clock: Clock
    tokens: TokenSource = field(repr=False)

    def report(self, tile: Tile, cause: Cause) -> ProblemRecord:
        """Count that somebody reports *cause* of *tile*, which stands in their médiacentre.

        Raises:
            StoreError: it could not be kept.
        """
        now, about = self.clock(), (tile.school, tile.resource.id, cause)
        with self.transaction():
            self.problems.claim()
            known = self.problems.at_school(tile.school, ProblemState.OPEN, MOST)
            for one in known:
                if one.report is not None and one.report.about == about:
                    more = replace(one.report, times=one.report.times + 1)
                    made = replace(one, report=more, changed=now)
                    break
            else:
                is_national = tile.resource.source is Source.NATIONAL
                made = ProblemRecord(
                    reference=reference_of(self.tokens()),
                    side=side_about(cause, is_national=is_national),
                    state=ProblemState.OPEN,
                    opened=now,
                    changed=now,
                    report=Report(*about, times=1),
                )
            self.problems.keep(made, now=now)
        return made

    def at_school(self, actor: Actor, school: SchoolId) -> Sequence[ProblemRecord] | Denied:
        """Return what is not solved at *school* of the resources *actor* sees, the open first."""
        resources = self.catalogue.resources
        sight = self.permissions.sight(actor, Act.SEE_STOCK, resources, school)
        if isinstance(sight, Denied):
            return sight
        only = sight.only(school)
        found = [
            *self.problems.at_school(school, ProblemState.OPEN, MOST),
            *self.problems.at_school(school, ProblemState.SENT, MOST),
        ]
        if only is None:
            return found
        return [one for one in found if one.report and one.report.resource in only]

    def settle(
        self,
        actor: Actor,
        school: SchoolId,
        reference: str,
        state: ProblemState,
        side: Side,
        *,
        seen: str,
    ) -> bool | Denied:
        """Keep how far a problem of *school* is, and on whose side; false where there is none.

        Whoever may assign the resource there may.  Where its stage is not what they have *seen*
        nothing is kept: somebody else was faster.

        Raises:
            StoreError: it stays as it was.
        """
        with self.transaction():
            self.problems.claim()
            found = self.problems.problem(reference)
            report = found.report if found else None
            known = None if report is None else self.catalogue.resources.get(report.resource)
            proof = self.permissions.permit(actor, Act.ASSIGN, school=school, resource=known)
            if isinstance(proof, Denied):
                return proof
            if found is None or report is None or report.school != school:
                return False
            if found.stage != seen:
                return False
            now = self.clock()
            self.problems.keep(replace(found, state=state, side=side, changed=now), now=now)
        return True
