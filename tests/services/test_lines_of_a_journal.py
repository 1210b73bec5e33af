"""How many lines of a journal come back is no matter of the store that keeps it."""

from collections.abc import Callable

import pytest
from tests.services.licences import Licensed
from tests.services.school import HEAD, School
from tests.services.test_jobs import World
from tests.services.turning import Turn, small

from garbridge.core.jobs import Job
from garbridge.core.lines import MOST_LINES
from garbridge.core.permissions import OPERATOR
from garbridge.errors import ValueRefusedError
from garbridge.testing.world import COLLEGE, LYCEE

JOURNALS: dict[str, Callable[[int], object]] = {
    "licences": lambda n: Licensed().assigning.journal(OPERATOR, LYCEE.id, limit=n),
    "delegations": lambda n: School().delegating.journal(HEAD, LYCEE.id, limit=n),
    "jobs": lambda n: World().service.recent(Job.DIRECTORY_IMPORT, n),
    "years": lambda n: Turn(small(), []).service.desk.said(OPERATOR, COLLEGE.id, limit=n),
}


@pytest.mark.parametrize("journal", JOURNALS.values(), ids=JOURNALS)
def test_a_number_that_databases_understand_differently_is_refused(
    journal: Callable[[int], object],
) -> None:
    """Minus one is all lines on one, an error on another, and all but the last on a third."""
    for wrong in (0, -1, MOST_LINES + 1):
        with pytest.raises(ValueRefusedError, match="limit"):
            journal(wrong)
    assert not journal(MOST_LINES)
