"""What is published of a set of tables: hide, audit, hide more, until the audit finds nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from garbridge.core.disclosure.auditing import Audit, Shown, Solve, audit
from garbridge.core.disclosure.lattice import ROOT, Cell, Contributions, Lattice
from garbridge.core.disclosure.rules import Rules
from garbridge.core.disclosure.suppression import Suppression


@dataclass(frozen=True, slots=True)
class Published:
    """A set of tables as anybody may read it.

    ``reaching`` counts the cells that the rules alone allow; those that are hidden all the same
    protect others.  ``rounds`` is how often the audit was asked.
    """

    shown: Shown
    audit: Audit
    reaching: int
    rounds: int = field(default=1, compare=False)

    @property
    def share(self) -> float:
        """How much of what the rules allow is shown; 1 where they allow nothing."""
        return len(self.shown.figures) / self.reaching if self.reaching else 1.0


def publish(
    lattice: Lattice,
    contributions: Contributions,
    solve: Solve,
    *,
    rules: Rules | None = None,
    shown_before: frozenset[Cell] = frozenset(),
    hidden_too: frozenset[Cell] = frozenset(),
) -> Published:
    """Return what may be published of *contributions*; never a cell that is *hidden_too*.

    Cells *shown_before* stay shown.  What they alone give away cannot be mended any more and is
    among the findings of the audit; otherwise there are none.
    """
    rules = rules or Rules()
    suppression = Suppression(lattice, contributions, rules, shown_before)
    hidden = suppression.hidden(hidden_too)
    rounds = 0
    while True:
        rounds += 1
        shown = shown_of(suppression, hidden)
        audited = audit(shown, rules.threshold, solve)
        more = {
            cell
            for finding in audited.findings
            if (cell := suppression.next_to(finding.cell, hidden)) is not None
        }
        if not more:
            break
        hidden = suppression.hidden({*hidden, *more})
    reaching = sum(rules.allow(suppression.parts(cell)) for cell in lattice.cells)
    return Published(shown, audited, reaching, rounds)


def publish_alike(
    tables: Sequence[tuple[Lattice, Contributions]], solve: Solve, *, rules: Rules | None = None
) -> list[Published]:
    """Publish tables of one first dimension, and hide a line of it in all where one hides it.

    Where everybody counts once in both, as accès and as utilisateurs of whom each opened one thing
    once, the lines are the same numbers: what one table hides, the other would give away.
    """
    made: dict[int, Published] = {}
    lines: set[str] = set()
    # The smallest first: what it hides is known by the time the largest is audited.
    order = sorted(range(len(tables)), key=lambda at: len(tables[at][0].cells))
    while waiting := [at for at in order if at not in made or not _hides(made[at], lines)]:
        at = waiting[0]
        lattice, contributions = tables[at]
        also = _cells_of(lines, lattice)
        if at in made:
            also |= made[at].shown.hidden
        made[at] = publish(lattice, contributions, solve, rules=rules, hidden_too=also)
        lines |= _hidden_lines(made[at])
    return [made[at] for at in range(len(tables))]


def _hides(published: Published, lines: Iterable[str]) -> bool:
    return _cells_of(lines, published.shown.lattice) <= published.shown.hidden


def _hidden_lines(published: Published) -> set[str]:
    return {line for line, *others in published.shown.hidden if not any(others)}


def _cells_of(lines: Iterable[str], lattice: Lattice) -> frozenset[Cell]:
    beside = (ROOT,) * (len(lattice.dimensions) - 1)
    known = {*lattice.dimensions[0].nodes}
    return frozenset((line, *beside) for line in lines if line in known)


def shown_of(suppression: Suppression, hidden: frozenset[Cell]) -> Shown:
    """Return what a reader sees where *hidden* is hidden."""
    figures = {
        cell: sum(suppression.parts(cell).values())
        for cell in suppression.lattice.cells
        if cell not in hidden
    }
    empty = frozenset(cell for cell in hidden if not suppression.parts(cell))
    return Shown(suppression.lattice, figures, hidden, empty)
