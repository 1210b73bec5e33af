"""Every reason has its words, in both languages."""

import pytest
from tests.wording import ENGLISH, FRENCH

from garbridge.core.obstacles import DOUBTS, OBSTACLES
from garbridge.core.seats import Doubt, Obstacle


@pytest.mark.parametrize("reason", [*Obstacle, *Doubt])
def test_every_reason_is_worded(reason: Obstacle | Doubt) -> None:
    """Nobody reads an identifier."""
    wording = OBSTACLES[reason] if isinstance(reason, Obstacle) else DOUBTS[reason]

    assert wording.one
    assert ENGLISH.text(wording) != FRENCH.text(wording)
