"""A logout that is under way while one version takes the place of another: both go on with it."""

from garbridge.core.identifiers import ProviderId
from garbridge.services.logout import Progress
from garbridge.web.logging_out import Ending, _read, _written

NEWER = {"more", "elsewhere", "portal_itself"}
"""What the version before neither wrote nor reads."""


def test_what_the_version_before_kept_is_gone_on_with() -> None:
    """It knew of less: that is none."""
    ending = Ending(progress=Progress(open=frozenset({ProviderId("parc")})), is_portal_open=True)
    kept = {name: value for name, value in _written(ending).items() if name not in NEWER}

    assert _read(kept) == ending


def test_the_version_before_does_not_say_that_all_is_closed() -> None:
    """Where something may be open of which nothing is known, which it has no word for."""
    ending = Ending(progress=Progress(is_more=True, is_elsewhere=True))
    written = _written(ending)
    before = _read({name: value for name, value in written.items() if name not in NEWER})

    assert not before.is_closed
    assert _read(written) == ending
