"""Nobody reads a hidden cell off what is published, however they compute."""

from itertools import combinations

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.core.disclosure.attacker import inside, recovered

from garbridge.core.disclosure.auditing import Shown, audit
from garbridge.core.disclosure.lattice import ROOT, Cell, Dimension, Lattice
from garbridge.core.disclosure.publishing import Published, publish
from garbridge.core.disclosure.rules import Rules, together

WHO = Dimension(
    "who",
    {"pupils": ROOT, "staff": ROOT, "6e": "pupils", "5e": "pupils", "t": "staff", "d": "staff"},
    frozenset({"t", "d"}),
)
WHEN = Dimension("when", {"autumn": ROOT, "09": "autumn", "10": "autumn", "01": ROOT})
WHAT = Dimension("what", {"m": ROOT, "f": ROOT, "m1": "m", "m2": "m"})
LATTICE = Lattice((WHO, WHEN, Dimension("what", {"m": ROOT, "f": ROOT})))
DEEP = Lattice((Dimension("who", {"a": ROOT, "b": ROOT}), WHEN, WHAT))
PEOPLE = [f"p{number}" for number in range(14)]

Event = tuple[int, int, int, str]
EVENTS = st.lists(
    st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.sampled_from(PEOPLE)),
    max_size=90,
)
SLOW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an exact solver is slow to shrink with
)


def counted(lattice: Lattice, events: list[Event]) -> list[tuple[Cell, str, int]]:
    """Return events as leaves of *lattice*."""
    lowest = [[n for n in one.nodes if n not in one.children] for one in lattice.dimensions]
    return [
        (tuple(nodes[at % len(nodes)] for nodes, at in zip(lowest, (a, b, c), strict=True)), who, 1)
        for a, b, c, who in events
    ]


def safe(published: Published, contributions: dict[Cell, dict[str, int]], rules: Rules) -> None:
    """Hold what is published to the rules, the attacker and every sum of the tables."""
    shown = published.shown
    assert shown.figures.keys() | shown.hidden == set(shown.lattice.cells)
    assert not shown.figures.keys() & shown.hidden
    for cell in shown.figures:
        assert rules.allow(contributions[cell])
    for knows_empty in (True, False):
        assert not list(recovered(shown, rules.threshold, knows_empty=knows_empty))
    for relation in shown.lattice.relations:
        parts = [cell for cell in relation.parts if cell in shown.hidden]
        if relation.whole in shown.figures and parts:
            assert rules.allow(together(contributions.get(cell, {}) for cell in parts))


@SLOW
@given(EVENTS, st.sampled_from([LATTICE, DEEP]), st.sampled_from([3, 5]))
def test_no_hidden_cell_is_recovered(events: list[Event], lattice: Lattice, threshold: int) -> None:
    """Margins in two or three levels, lines named alone, empty months, one heavy reader."""
    rules = Rules(threshold)
    contributions = {k: dict(v) for k, v in lattice.contributions(counted(lattice, events)).items()}

    published = publish(lattice, contributions, inside, rules=rules)

    assert not published.audit.findings
    safe(published, contributions, rules)


@SLOW
@given(EVENTS)
def test_the_audit_says_what_the_attacker_finds(events: list[Event]) -> None:
    """Hiding only what the rules forbid leaks: both find the same cells, or neither any."""
    contributions = LATTICE.contributions(counted(LATTICE, events))
    allowed = {c for c in LATTICE.cells if Rules(3).allow(contributions.get(c, {}))}
    hidden = frozenset(LATTICE.cells) - allowed
    shown = Shown(
        LATTICE,
        {cell: sum(contributions[cell].values()) for cell in sorted(allowed)},
        hidden,
        frozenset(cell for cell in hidden if cell not in contributions),
    )

    found = {finding.cell for finding in audit(shown, 3, inside).findings}

    broken = {cell for cell, _ in recovered(shown, 3, knows_empty=True)}
    broken |= {c for c, _ in recovered(shown, 3, knows_empty=False) if c in shown.empty}
    assert broken <= found


@SLOW
@given(EVENTS, EVENTS)
def test_what_was_shown_before_is_kept_in(early: list[Event], late: list[Event]) -> None:
    """The year after its term: what the first showed stays, and their difference tells nobody."""
    autumn = [(w, w2 % 2, w3, p) for w, w2, w3, p in early]
    before = publish(LATTICE, LATTICE.contributions(counted(LATTICE, autumn)), inside)
    frozen = frozenset(cell for cell in before.shown.figures if cell[1] in {"autumn", "09", "10"})
    events = autumn + [(w, 2, w3, p) for w, _, w3, p in late]
    contributions = LATTICE.contributions(counted(LATTICE, events))

    after = publish(LATTICE, contributions, inside, shown_before=frozen)

    assert frozen <= after.shown.figures.keys()
    narrow = {finding.cell for finding in after.audit.findings}
    assert {cell for cell, _ in recovered(after.shown, 5, knows_empty=True)} <= narrow


def test_two_that_are_hidden_alone_are_not_enough() -> None:
    """A sum of two people's figures is one of two people, though neither cell is shown."""
    lattice = Lattice((Dimension("who", dict.fromkeys("abcd", ROOT)),), 1)
    events = [(("a",), "x", 9), (("b",), "y", 9)]
    events += [((node,), f"{node}{n}", 2) for node in "cd" for n in range(6)]
    contributions = lattice.contributions(events)

    published = publish(lattice, contributions, inside)

    hidden = published.shown.hidden
    for some in combinations("abcd", 2):
        if {(one,) for one in some} == hidden:
            raise AssertionError("eighteen, of two people")
    assert len(hidden) == 3


def test_beside_an_empty_cell_its_sum_is_not_hidden_in_vain() -> None:
    """Whoever knows that staff have nothing of a knows how much a is: it is what pupils have.

    A cell hidden in vain stays too narrow however many are hidden after it, the total first.
    """
    who = Dimension("who", dict.fromkeys(("pupils", "staff"), ROOT))
    lattice = Lattice((who, Dimension("what", dict.fromkeys("abcd", ROOT))))
    contributions = lattice.contributions(
        ((line, what), f"{line}{n}", 1)
        for line, many in (("pupils", 9), ("staff", 6))
        for what in "abcd"
        for n in range(many)
        if (line, what) != ("staff", "a")
    )

    published = publish(lattice, contributions, inside)

    assert published.shown.empty == {("staff", "a")}
    assert {(ROOT, ROOT), ("pupils", ROOT), ("staff", ROOT)} <= published.shown.figures.keys()
    assert published.rounds == 1
    for knows_empty in (True, False):
        assert not list(recovered(published.shown, 5, knows_empty=knows_empty))
