"""What a message tells against what was decided."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from tests.strategies import grants

from garbridge.core.access import Granted
from garbridge.core.attributes import Attribute
from garbridge.core.identifiers import ResourceId
from garbridge.core.proving import YOUNG, Told, differences, is_due, told_of
from garbridge.core.release import Claim, ReleasedClaims, release
from garbridge.testing.world import NOW

RELEASED = ReleasedClaims(
    "s" * 8,
    ResourceId("ark:/1/a"),
    (Claim(Attribute.PRO, ("National_elv",), "x"), Claim(Attribute.DIV, ("2DE4", "AP"), "x")),
)
TOLD = told_of(RELEASED)


@given(proof=grants())
def test_what_was_decided_is_proved(proof: Granted) -> None:
    """Of any person under any policy."""
    decided = release(proof, subject="s").released

    assert differences(told_of(decided), told_of(decided)) == ()


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (replace(TOLD, subject="other"), ("subject",)),
        (replace(TOLD, attributes=TOLD.attributes[:1]), ("DIV",)),
        (replace(TOLD, attributes=(*TOLD.attributes, ("NOM", ("x",)))), ("NOM",)),
        (replace(TOLD, attributes=(TOLD.attributes[0], ("DIV", ("2DE4",)))), ("DIV",)),
        (replace(TOLD, attributes=(TOLD.attributes[0], ("DIV", ("AP", "2DE4")))), ("DIV",)),
        (replace(TOLD, attributes=(("PRO", ("national_elv",)), TOLD.attributes[1])), ("PRO",)),
        (replace(TOLD, attributes=TOLD.attributes[::-1]), ("order or repetition",)),
        (
            replace(TOLD, attributes=(*TOLD.attributes, TOLD.attributes[1])),
            ("order or repetition",),
        ),
        (replace(TOLD, beside=("Advice",)), ("beside: Advice",)),
        (Told("", (), ()), ("subject", "DIV", "PRO")),
    ],
)
def test_every_difference_is_named(told: Told, found: tuple[str, ...]) -> None:
    """By name; no value is ever part of it."""
    assert differences(told, TOLD) == found


def test_a_young_policy_is_always_proved() -> None:
    """And one of which nobody knows the age."""
    references = [f"R{number}" for number in range(500)]

    assert all(is_due(one, None, percent=1, now=NOW) for one in references)
    since = NOW - YOUNG + timedelta(microseconds=1)
    assert all(is_due(one, since, percent=1, now=NOW) for one in references)
    assert not all(is_due(one, NOW - YOUNG, percent=1, now=NOW) for one in references)


@pytest.mark.parametrize("percent", [1, 10, 50, 99])
def test_an_older_one_by_its_share(percent: int) -> None:
    """The same launch is always judged in the same way."""
    due = [is_due(f"R{n}", NOW - YOUNG, percent=percent, now=NOW) for n in range(20_000)]

    assert abs(sum(due) / 200 - percent) < 1.5
    assert due == [is_due(f"R{n}", NOW - YOUNG, percent=percent, now=NOW) for n in range(20_000)]
    assert all(is_due(f"R{n}", NOW - YOUNG, percent=100, now=NOW) for n in range(100))
