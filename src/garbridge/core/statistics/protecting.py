"""Which figures of one school and period may be shown, all its tables together."""

from collections.abc import Iterator, Sequence
from typing import Final

from garbridge.core.disclosure.auditing import Solve
from garbridge.core.disclosure.publishing import Published, publish_alike
from garbridge.core.disclosure.rules import Rules
from garbridge.core.disclosure.twins import publish_twins
from garbridge.core.statistics.figures import Figures, Measure

_ALIKE: Final = ((Measure.ACCESSES, Measure.USERS), (Measure.FAILURES,))
"""Measures that count the same people, line by line."""
_TWINS: Final = (Measure.ASSIGNMENTS, Measure.REACHED)
"""The one follows from the other where everybody has everything."""


def published(
    tables: Sequence[Figures], solve: Solve, rules: Rules
) -> Iterator[tuple[Measure, Published]]:
    """Yield what may be shown of each of *tables*, in the order in which files have them."""
    parts = {one.measure: (one.lattice, one.contributions) for one in tables}
    for together in _ALIKE:
        found = [measure for measure in together if measure in parts]
        done = publish_alike([parts[one] for one in found], solve, rules=rules)
        yield from zip(found, done, strict=True)
    if parts.keys() >= set(_TWINS):
        links, people = (parts[one] for one in _TWINS)
        yield from zip(_TWINS, publish_twins(links, people, solve, rules=rules), strict=True)
