"""How requests end that several wait for."""

from garbridge.ports import Unfetched, UnfetchedReason
from garbridge.wiring.timed_http import Asked, TimedRequest, ended


class _Hanging(TimedRequest):
    """Says what broke it in the moment in which it is shut, as a reading thread may."""

    def join(self, timeout: float | None = None) -> None:
        """Wait for nothing: it does not end by itself."""

    def shut(self) -> None:
        """End, with words of its own."""
        super().shut()
        self.outcome = Unfetched("ConnectionError")


def test_who_is_shut_was_late_whatever_it_says_of_it() -> None:
    """What was decided at the end of the time does not change while it is told."""
    hanging = _Hanging(Asked("GET", "http://127.0.0.1:1/", None, {}))

    (outcome,) = ended([hanging], 0)

    assert isinstance(outcome, Unfetched)
    assert outcome.reason is UnfetchedReason.LATE


def test_what_could_not_be_begun_is_no_answer() -> None:
    """And not what a peer is blamed for."""
    (outcome,) = ended([None], 0)

    assert isinstance(outcome, Unfetched)
    assert outcome.reason is UnfetchedReason.OTHER
