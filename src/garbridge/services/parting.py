"""What a merge brings over beside licences: noted as it goes, and brought back by its undo.

What changed since is left as it is, with the one who was kept, and said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from garbridge.core.duplicates import Stays
from garbridge.core.identifiers import OperationId, PersonId, SchoolId
from garbridge.core.marks import MOST_FAVOURITES
from garbridge.core.merges import STAYS, Brought, BroughtKind, Parted, parted, plan_before
from garbridge.core.operations import OperationKind, Signature
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
        """Return what the plans of *schools* say of the two, and claim them, school by school.

        Of a plan of which the merge changes nothing there is nothing to bring back.
        """
        found: list[Brought] = []
        for school in sorted(schools):
            for plan in self.years.claim_all(school):
                before = plan_before(plan, self.years.snapshot(school, plan.year), gone, kept)
                snapshot = before.snapshot
                if plan.after_merge(gone, kept) == plan and snapshot == snapshot.merged(gone, kept):
                    continue
                brought = partial(Brought, school=school, key=str(plan.year))
                found.append(brought(kind=BroughtKind.PLAN, gone=gone, kept=kept, plan=before))
                found += [
                    brought(kind=BroughtKind.FOLLOWER, gone=old, kept=kept)
                    for old, new in plan.merged.items()
                    if new == gone
                ]
                if gone in plan.merged:
                    now = plan.merged[gone]
                    found.append(brought(kind=BroughtKind.BEFORE, gone=gone, kept=now))
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

    def note(self, merge: OperationId, brought: Sequence[Brought]) -> None:
        """Keep what *merge* brings over, until it is undone or can no longer be."""
        self.merges.note(merge, brought, at=self.clock())

    def claim(self, merge: Signature) -> Sequence[Brought] | None:
        """Claim what *merge* brought over, and the plans among it; ``None`` if it was no merge.

        Before licences, as in a switch.
        """
        if merge.kind is not OperationKind.MERGE:
            return None
        brought = self.merges.claim(merge.id, now=self.clock())
        for school in sorted({one.school for one in brought if one.plan is not None}):
            self.years.claim_all(school)
        return brought

    def part(self, merge: Signature, brought: Sequence[Brought] | None) -> Parted | None:
        """Bring back what *merge* brought over; return of what, and of what something stays.

        Of what the directory no longer has nothing comes back.  ``None`` if it was no merge.
        """
        if brought is None:
            return None
        if not any(one.kind is BroughtKind.PAIR for one in brought):
            return Parted()
        done: dict[Stays, list[bool]] = {one: [] for one in Stays}
        for one in brought:
            if one.kind in STAYS:
                done[STAYS[one.kind]] += self._is_back(one, merge, brought)
        return Parted(
            tuple(one for one in Stays if any(done[one])),
            tuple(one for one in Stays if not all(done[one])),
        )

    def forget(self, merge: OperationId) -> None:
        """Forget what *merge* brought over: it is undone."""
        self.merges.forget(merge)

    def _is_back(
        self, one: Brought, merge: Signature, brought: Sequence[Brought]
    ) -> Sequence[bool]:
        """Bring *one* back; say whether it is, of each of the two where both are asked."""
        if self.directory.person(one.gone) is None:
            return [False]
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
                return [True, one.held]
            case (
                BroughtKind.RESTRICTION
                | BroughtKind.PAIR
                | BroughtKind.FOLLOWER
                | BroughtKind.BEFORE
            ):
                pass
        return [done]

    def _plan_is_back(self, one: Brought, merge: Signature, brought: Sequence[Brought]) -> bool:
        plan = self.years.plan(one.school, int(one.key))
        if plan is None or one.plan is None:
            return False
        if plan.closed is not None and plan.closed >= merge.at:
            return False
        earlier = {
            other.gone: one.gone if other.kind is BroughtKind.FOLLOWER else other.kept
            for other in brought
            if other.kind in {BroughtKind.FOLLOWER, BroughtKind.BEFORE}
            and (other.school, other.key) == (one.school, one.key)
        }
        snapshot = self.years.snapshot(one.school, plan.year)
        found = parted(plan, snapshot, one.plan, (one.gone, one.kept), earlier)
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
