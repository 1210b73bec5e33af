"""Who has what, and how many they are: what one table hides the other does not give away."""

from collections.abc import Sequence
from random import Random

import pytest
from tests.core.disclosure.attacker import inside

from garbridge.core.disclosure.auditing import Programme
from garbridge.core.disclosure.lattice import ROOT, Cell, Contributions, Dimension, Lattice
from garbridge.core.disclosure.publishing import Published, publish
from garbridge.core.disclosure.rules import Rules
from garbridge.core.disclosure.twins import publish_twins

WHO = Dimension("who", {"p": ROOT, "s": ROOT, "6e": "p", "5e": "p", "4e": "p"})
WHAT = Dimension("what", {"x": ROOT, "y": ROOT})
LINKS, PEOPLE = Lattice((WHO, WHAT)), Lattice((WHO,))
LINES, THINGS = ("6e", "5e", "4e", "s"), ("x", "y")
THREE = Rules(3)
Table = tuple[Lattice, Contributions]


def drawn(seed: int) -> tuple[Table, Table]:
    """Return a school where every pupil has the one thing, and few adults have either."""
    chance = Random(seed)  # noqa: S311  # a sample
    has: list[tuple[Cell, str, int]] = []
    for line in LINES:
        for number in range(chance.randrange(1, 5) if line == "s" else chance.randrange(5, 12)):
            shares = (0.5, 0.3) if line == "s" else (1, 0.6)
            mine = [t for t, share in zip(THINGS, shares, strict=True) if chance.random() < share]
            has += [((line, thing), f"{line}{number}", 1) for thing in mine]
    are = {((leaf[0],), who, 1) for leaf, who, _ in has}
    return (LINKS, LINKS.contributions(has)), (PEOPLE, PEOPLE.contributions(sorted(are)))


def recovered(tables: Sequence[Table], made: Sequence[Published]) -> list[Cell]:
    """Return the figures of too few people that a reader of both has, to within less than three.

    The reader knows that nobody has a thing twice, and that who is counted has one.
    """
    number = {(line, thing): n for n, (line, thing) in enumerate([*LINKS.cells])}
    people = {line: len(number) + n for n, line in enumerate(LINES)}
    slack = len(number) + len(people)

    def under(at: int, cell: Cell) -> tuple[int, ...]:
        below = [line for line in LINES if cell[0] in WHO.above(line)]
        if at:
            return tuple(people[line] for line in below)
        things = [one for one in THINGS if cell[1] in {one, ROOT}]
        return tuple(number[line, thing] for line in below for thing in things)

    rows: list[tuple[tuple[int, ...], tuple[int, ...], int]] = [
        (under(at, cell), (), value)
        for at, one in enumerate(made)
        for cell, value in one.shown.figures.items()
    ]
    for line in LINES:
        each = tuple(number[line, thing] for thing in THINGS)
        for less, more in [((people[line],), each), *(((n,), (people[line],)) for n in each)]:
            rows.append(((*less, slack), more, 0))
            slack += 1
    secret = [
        (at, cell)
        for at, ((_, parts), one) in enumerate(zip(tables, made, strict=True))
        for cell in sorted(one.shown.hidden)
        if cell in parts and not THREE.allow(parts[cell])
    ]
    targets = tuple(under(*one) for one in secret)
    found = inside(Programme(unknowns=slack, rows=tuple(rows), targets=targets, wide=3))
    return [cell for (_, cell), one in zip(secret, found, strict=True) if one.width() < 3]


@pytest.mark.parametrize("seed", range(40))
def test_nobody_is_read_off_both(seed: int) -> None:
    """What all pupils have is known by how many they are: what is left is the adults'."""
    tables = drawn(seed)

    made = publish_twins(*tables, inside, rules=THREE)

    assert [one.audit.findings for one in made] == [(), ()]
    assert recovered(tables, made) == []


def test_each_alone_gives_some_away() -> None:
    """The same schools, each table kept in by itself: it is no vain search."""
    schools = [drawn(seed) for seed in range(40)]
    alone = [[publish(*one, inside, rules=THREE) for one in tables] for tables in schools]

    assert any(recovered(tables, made) for tables, made in zip(schools, alone, strict=True))
