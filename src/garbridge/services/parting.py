"""What a merge brings over beside licences: noted as it goes, and brought back by its undo.

What changed since is left as it is, with the one who was kept, and said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from garbridge.core.duplicates import Stays
from garbridge.core.identifiers import OperationId, PersonId, SchoolId
from garbridge.core.marks import MOST_FAVOURITES
from garbridge.core.merges import STAYS, Brought, BroughtKind, parted, plan_before
from garbridge.core.operations import Signature
from garbridge.core.permissions import actor_of
from garbridge.core.queue import EntryKind
from garbridge.ports import (
    Clock,
    Directory,
    MarkStore,
    MergeStore,
    QueueStore,
    RequestStore,
    YearPlans,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """Inside the transaction of a merge, or of its undo."""

    directory: Directory
    queue: QueueStore
    years: YearPlans
    requests: RequestStore
    marks: MarkStore
    merges: MergeStore
    clock: Clock

    def of_plans(
        self, schools: Sequence[SchoolId], gone: PersonId, kept: PersonId
    ) -> list[Brought]:
        """Return what the plans of *schools* say of the two, and claim them, school by school."""
        found: list[Brought] = []
        for school in sorted(schools):
            for plan in self.years.claim_all(school):
                key = str(plan.year)
                before = plan_before(plan, self.years.snapshot(school, plan.year), gone, kept)
                kind = BroughtKind.PLAN
                found.append(
                    Brought(kind=kind, gone=gone, kept=kept, school=school, key=key, plan=before)
                )
                found += [
                    Brought(kind=BroughtKind.FOLLOWER, gone=old, kept=kept, school=school, key=key)
                    for old, new in plan.merged.items()
                    if new == gone
                ]
        return found

    def of_rest(self, schools: Sequence[SchoolId], gone: PersonId, kept: PersonId) -> list[Brought]:
        """Return what waits about *gone* at *schools*, and what is theirs; and what says both."""
        found = [Brought(kind=BroughtKind.PAIR, gone=gone, kept=kept)]
        for school in schools:
            for entry in self.queue.waiting(school):
                both = entry.kind is EntryKind.DUPLICATE and {gone, kept} <= {
                    entry.person,
                    *entry.come,
                }
                if both or entry.person == gone:
                    kind = BroughtKind.DUPLICATE if both else BroughtKind.ENTRY
                    key = str(entry.number)
                    found.append(Brought(kind=kind, gone=gone, kept=kept, school=school, key=key))
        found += [
            Brought(kind=BroughtKind.REQUEST, gone=gone, kept=kept, key=str(one.number))
            for one in self.requests.of_person(gone)
        ]
        return [*found, *self._of_marks(gone, kept)]

    def claim(self, merge: OperationId) -> None:
        """Claim the plans that *merge* changed: they come before licences, as in a switch."""
        brought = self.merges.brought(merge, now=self.clock())
        for school in sorted({one.school for one in brought if one.plan is not None}):
            self.years.claim_all(school)

    def part(self, merge: Signature) -> tuple[Stays, ...]:
        """Bring back what *merge* brought over; return of what something stays with the other.

        Of what the directory no longer has nothing comes back.
        """
        brought = self.merges.brought(merge.id, now=self.clock())
        if not any(one.kind is BroughtKind.PAIR for one in brought):
            return tuple(Stays)
        self.merges.forget(merge.id)
        left = {
            STAYS[one.kind]
            for one in brought
            if one.kind in STAYS and not self._is_back(one, merge, brought)
        }
        return tuple(one for one in Stays if one in left)

    def _is_back(self, one: Brought, merge: Signature, brought: Sequence[Brought]) -> bool:
        """Bring *one* back; say whether it is."""
        if self.directory.person(one.gone) is None:
            return False
        done = False
        match one.kind:
            case BroughtKind.ENTRY:
                done = self.queue.hand_back(one.school, int(one.key), one.kept, one.gone)
            case BroughtKind.DUPLICATE:
                by = actor_of(merge.actor)
                done = self.queue.reopen(one.school, int(one.key), by=by, at=merge.at)
            case BroughtKind.PLAN:
                done = self._plan_is_back(one, merge, brought)
            case BroughtKind.REQUEST:
                done = self._request_is_back(one, merge)
            case BroughtKind.FAVOURITE:
                done = self._favourite_is_back(one, merge)
            case BroughtKind.SILENT:
                self.marks.remember(one.gone, wanted=False)
                done = one.held
            case BroughtKind.PAIR | BroughtKind.FOLLOWER | BroughtKind.RESTRICTION:
                pass
        return done

    def _plan_is_back(self, one: Brought, merge: Signature, brought: Sequence[Brought]) -> bool:
        plan = self.years.plan(one.school, int(one.key))
        if plan is None or one.plan is None:
            return False
        if plan.closed is not None and plan.closed >= merge.at:
            return False
        followers = [
            other.gone
            for other in brought
            if other.kind is BroughtKind.FOLLOWER
            and (other.school, other.key) == (one.school, one.key)
        ]
        snapshot = self.years.snapshot(one.school, plan.year)
        found = parted(plan, snapshot, one.plan, (one.gone, one.kept), followers)
        if found is None:
            return False
        self.years.rewrite(*found)
        return True

    def _request_is_back(self, one: Brought, merge: Signature) -> bool:
        """What was answered since was answered about the one that was kept."""
        found = self.requests.request(int(one.key))
        if found is None or (found.answer is not None and found.answer.at >= merge.at):
            return False
        return self.requests.hand_back(found.number, one.kept, one.gone)

    def _favourite_is_back(self, one: Brought, merge: Signature) -> bool:
        theirs = self.marks.marks(one.kept, since=merge.at).favourites
        if one.mark is None or (not one.held and one.mark not in theirs):
            return False
        if not self.marks.add_favourite(one.gone, one.mark, most=MOST_FAVOURITES):
            return False
        if not one.held:
            self.marks.remove_favourite(one.kept, one.mark.school, one.mark.resource)
        return True

    def _of_marks(self, gone: PersonId, kept: PersonId) -> list[Brought]:
        now = self.clock()
        mine, other = (self.marks.marks(one, since=now) for one in (gone, kept))
        there = {one.place for one in other.favourites}
        found = [
            Brought(
                kind=BroughtKind.FAVOURITE,
                gone=gone,
                kept=kept,
                school=one.school,
                held=one.place in there,
                mark=one,
            )
            for one in mine.favourites
        ]
        if not mine.is_remembered:
            held = not other.is_remembered
            found.append(Brought(kind=BroughtKind.SILENT, gone=gone, kept=kept, held=held))
        return found
