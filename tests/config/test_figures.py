"""``[statistics]``: which figures may be published."""

import pytest
from tests.config.written import Values, Written

from garbridge.core.disclosure.rules import Rules


def test_five_persons_are_usual(written: Written) -> None:
    """Without the table, and in it without the key."""
    written.portal()
    assert written.read().figures == Rules(5, 85)

    written.portal(statistics={"share": 70})
    assert written.read().figures == Rules(5, 70)


def test_it_may_be_more_or_as_few_as_three(written: Written) -> None:
    """Three is the floor."""
    written.portal(statistics={"threshold": 3, "share": 50})

    assert written.read().figures == Rules(3, 50)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"threshold": 1}, "statistics.threshold: threshold '1' is not valid: expected 3"),
        ({"threshold": 2}, "statistics.threshold: threshold '2' is not valid: expected 3"),
        ({"threshold": 0}, "statistics.threshold: must be a whole number"),
        ({"threshold": "5"}, "statistics.threshold: must be a whole number"),
        ({"share": 49}, "statistics.share: share '49' is not valid: expected 50"),
        ({"share": 100}, "statistics.share: must be a whole number"),
        ({"treshold": 5}, "statistics.treshold: unknown key"),
    ],
)
def test_what_would_tell_of_somebody_does_not_start(
    written: Written, table: Values, told: str
) -> None:
    """With the file and the key."""
    written.portal(statistics=table)

    (problem,) = written.problems()

    assert problem.startswith(f"garbridge.toml: {told}")
