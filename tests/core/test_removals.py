"""How much an import may end without asking."""

import pytest

from garbridge.core.removals import Removal, Removals

NOTHING = Removal("memberships", "", 0, 0)


@pytest.mark.parametrize(
    ("ended", "before", "asks"),
    [(0, 0, False), (10, 100, False), (11, 100, True), (1, 1, True), (0, 5, False)],
)
def test_more_than_ten_percent_asks(ended: int, before: int, *, asks: bool) -> None:
    """Exactly ten does not."""
    much = Removals(Removal("people", "", ended, before), NOTHING).much()

    assert bool(much) is asks


@pytest.mark.parametrize(("before", "asks"), [(19, False), (20, True)])
def test_a_school_counts_from_twenty_people_on(before: int, *, asks: bool) -> None:
    """A small one may change a lot by one family."""
    school = Removal("people", "0750001A", 5, before)

    assert bool(Removals(NOTHING, NOTHING, (school,)).much()) is asks


@pytest.mark.parametrize(
    ("ended", "before", "asks"),
    [(2, 20, False), (3, 20, True), (18, 19, False), (19, 19, True), (0, 19, False)],
)
def test_of_few_others_only_the_loss_of_all_asks(ended: int, before: int, *, asks: bool) -> None:
    """One of five responsables may go; an export without its file of them is a mistake."""
    others = (Removal("delegates", "", ended, before),)

    assert bool(Removals(NOTHING, NOTHING, others=others).much()) is asks
