"""The import of the directory: read, check, compare, apply; all of an export, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from garbridge.core.removals import Removal, Removals
from garbridge.ports import (
    Change,
    Clock,
    Difference,
    Export,
    Findings,
    Gathering,
    GatheringArea,
    StagingArea,
)


@dataclass(frozen=True, slots=True)
class Imported:
    """The export is right: what it changes, and what was left out of it (*findings*).

    ``applied`` is false after a rehearsal; ``much`` is of what the import will ask then.
    """

    difference: Difference
    findings: Findings
    applied: bool
    much: tuple[Removal, ...] = ()


@dataclass(frozen=True, slots=True)
class Asks:
    """The export is right, and would end more than ten percent of what there is.

    Nothing was applied.  ``much`` names each thing of which it is too much.
    """

    difference: Difference
    findings: Findings
    much: tuple[Removal, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """The export is wrong; the directory is as it was."""

    findings: Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportService:
    """Brings what a portal exports into the directory.

    ``followers`` are called after every import that was applied, in their order: each looks for
    itself at what there is to do, so that one that was interrupted is made up for by the next.
    """

    staging: StagingArea
    clock: Clock
    followers: tuple[Callable[[], object], ...] = ()

    def run(
        self, export: Export, *, rehearse: bool = False, accept_removals: bool = False
    ) -> Imported | Rejected | Asks:
        """Import *export*; with *rehearse* only say what it would change.

        An export that would end more than ten percent of what there is (:func:`removals_of`) is
        applied with *accept_removals* only.

        Launches go on meanwhile; they wait for the fourth step at most.

        Raises:
            StoreUnavailableError: another import is running, or the database is away.
            StoreError: nothing was applied.
        """
        findings = Findings()
        with self.staging(export.tenant) as staged:
            # 1. Read: every file against the schema, in bounded memory.
            # 2. Check: the rules that need the whole export.
            if _gather(export, staged, findings).refused:
                return Rejected(findings)

            # 3. Compare with the directory as it is.
            difference = staged.compare()

            much = removals_of(difference).much()
            if much and not (rehearse or accept_removals):
                return Asks(difference, findings, much)

            # 4. Apply only what differs, in one transaction.
            if not rehearse:
                staged.apply(now=self.clock())
        # 5. Tell those who live on the directory, also where nothing differs.
        if not rehearse:
            for follow in self.followers:
                follow()
        asked = much if rehearse and not accept_removals else ()
        return Imported(difference, findings, applied=not rehearse, much=asked)


def removals_of(difference: Difference) -> Removals:
    """Return what *difference* would end, beside what there is."""
    schools = difference.by_school
    there = sum(school.before for school in schools)
    return Removals(
        people=Removal("people", "", difference.people.ended, difference.people_before),
        memberships=Removal("memberships", "", difference.memberships.ended, there),
        schools=tuple(
            Removal("people", school.school, school.departures, school.before) for school in schools
        ),
        others=(
            _net("populations", difference.populations),
            _net("belongings", difference.belongings),
            _net("delegates", difference.delegates),
        ),
    )


def _net(what: str, change: Change) -> Removal:
    """Return how many end without another in their place."""
    before = change.ended + change.changed + change.unchanged
    return Removal(what, "", max(change.ended - change.added, 0), before)


def validate(
    export: Export, gathering: GatheringArea, findings: Findings | None = None
) -> Findings:
    """Hold *export* to every rule, without a directory; return what is wrong with it.

    Args:
        export: All of it.
        gathering: Where its rows are held to each other.
        findings: Where to note; ``None`` is a new one.
    """
    with gathering() as gathered:
        return _gather(export, gathered, Findings() if findings is None else findings)


def _gather(export: Export, gathering: Gathering, findings: Findings) -> Findings:
    """Stage and check.

    The rules across files are not tried on an export that is already refused: what they find
    would often be a consequence.
    """
    for batch in export.batches(findings):
        if not findings.refused:
            gathering.add(batch)
    if not findings.refused:
        gathering.check(findings)
    return findings
