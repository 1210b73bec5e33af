"""Where a delegation stands at the GAR: what an export said then, and what one would say now."""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.exporting import Declaration, ExportRules, declaration_of
from garbridge.core.permissions import EVERYTHING
from garbridge.testing.delegations import DELEGATION
from garbridge.testing.world import NOW, teacher

HOUR = timedelta(hours=1)
WHOLE = replace(DELEGATION, scope=EVERYTHING, given_at=NOW - 9 * HOUR, starts=NOW - 9 * HOUR)
SENT = NOW - HOUR


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (None, None, Declaration.DECLARED),
        (SENT + HOUR / 2, None, Declaration.NEXT),
        (None, SENT + HOUR / 2, Declaration.LAPSING),
        (None, SENT - HOUR, Declaration.NOT),
        (NOW + HOUR, None, Declaration.NOT),
    ],
    ids=["there", "came-since", "left-since", "left-before", "to-come"],
)
def test_the_gar_was_told_of_whoever_was_there_then(
    starts: object, ends: object, expected: Declaration
) -> None:
    """A delegation may be given before its holder's first day; the GAR believes the last export."""
    place = replace(teacher().memberships[0], starts=starts, ends=ends)  # type: ignore[arg-type] # instants
    person = replace(teacher(), memberships=(place,))

    assert declaration_of(WHOLE, person, ExportRules(), sent=SENT, now=NOW) is expected
