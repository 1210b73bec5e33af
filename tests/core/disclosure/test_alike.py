"""Two tables of the same people hide the same lines."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.disclosure.attacker import inside
from tests.core.disclosure.test_attack import LATTICE, WHO, counted

from garbridge.core.disclosure.lattice import ROOT, Dimension, Lattice
from garbridge.core.disclosure.publishing import publish, publish_alike
from garbridge.core.disclosure.rules import Rules

ALONE = Lattice((WHO,))
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@FEW
@given(
    st.lists(
        st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99)),
        min_size=5,
        max_size=40,
    )
)
def test_a_line_is_hidden_in_both_or_in_none(events: list[tuple[int, int, int]]) -> None:
    """Everybody counts once in each: the tables have the same numbers."""
    once = [(a, b, c, f"p{number}") for number, (a, b, c) in enumerate(events)]
    whole = counted(LATTICE, once)
    first = LATTICE.contributions(whole)
    second = ALONE.contributions([((leaf[0],), person, n) for leaf, person, n in whole])

    one, other = publish_alike([(LATTICE, first), (ALONE, second)], inside, rules=Rules(3))

    lines = {cell[0] for cell in one.shown.hidden if cell[1:] == (ROOT, ROOT)}
    assert lines == {cell[0] for cell in other.shown.hidden}
    assert not one.audit.findings
    assert not other.audit.findings


def test_one_alone_is_published_as_ever() -> None:
    """Nothing is hidden for a table that is not there."""
    table = Lattice((Dimension("who", dict.fromkeys("abcd", ROOT)),))
    given_parts = table.contributions(
        [((node,), f"{node}{n}", 1) for node in "abcd" for n in "123456"]
    )

    assert publish_alike([(table, given_parts)], inside) == [publish(table, given_parts, inside)]
    assert publish_alike([], inside) == []
