"""The contract of :class:`garbridge.ports.PendingLaunches`.

Subclass it with the fixture ``pending``, an empty store.
"""

from dataclasses import replace
from datetime import timedelta

from garbridge.core.identifiers import ProviderId, ResourceId
from garbridge.ports import PendingLaunch, PendingLaunches, SessionId
from garbridge.testing.concurrency import at_once
from garbridge.testing.world import ALICE, ATLAS, LYCEE, NOW, PUBLISHER

SESSION = SessionId("session-1")
CLICK = PendingLaunch(
    session=SESSION,
    person=ALICE,
    provider=PUBLISHER.id,
    resource=ATLAS.id,
    school=LYCEE.id,
    until=NOW + timedelta(minutes=5),
)
_OTHER = ProviderId("another-provider")


class PendingLaunchesContract:
    """What every store of pending launches promises."""

    def test_a_click_is_recalled_as_it_was(self, pending: PendingLaunches) -> None:
        """Who, what, through which school and until when all come back."""
        pending.remember(CLICK)

        assert pending.recall(SESSION, PUBLISHER.id, now=NOW) == CLICK

    def test_recalling_does_not_remove(self, pending: PendingLaunches) -> None:
        """A page that is loaded twice finds its click twice."""
        pending.remember(CLICK)
        pending.recall(SESSION, PUBLISHER.id, now=NOW)

        assert pending.recall(SESSION, PUBLISHER.id, now=NOW) == CLICK

    def test_until_is_exclusive(self, pending: PendingLaunches) -> None:
        """The click still counts one microsecond before its end, and no longer at its end."""
        pending.remember(CLICK)
        last = CLICK.until - timedelta(microseconds=1)

        assert pending.recall(SESSION, PUBLISHER.id, now=last) == CLICK
        assert pending.recall(SESSION, PUBLISHER.id, now=CLICK.until) is None

    def test_a_later_click_replaces_the_earlier(self, pending: PendingLaunches) -> None:
        """One click for each session and provider: the last one is what was meant."""
        later = replace(
            CLICK,
            resource=ResourceId("ark:/99999/other"),
            until=CLICK.until + timedelta(minutes=1),
        )
        pending.remember(CLICK)
        pending.remember(later)

        assert pending.recall(SESSION, PUBLISHER.id, now=NOW) == later

    def test_providers_and_sessions_do_not_mix(self, pending: PendingLaunches) -> None:
        """Another tab at another provider, or another browser, has a click of its own."""
        elsewhere = replace(CLICK, provider=_OTHER, resource=ResourceId("ark:/99999/elsewhere"))
        somebody = replace(CLICK, session=SessionId("session-2"), school=LYCEE.id)
        for click in (CLICK, elsewhere, somebody):
            pending.remember(click)

        assert pending.recall(SESSION, PUBLISHER.id, now=NOW) == CLICK
        assert pending.recall(SESSION, _OTHER, now=NOW) == elsewhere
        assert pending.recall(SessionId("session-2"), PUBLISHER.id, now=NOW) == somebody
        assert pending.recall(SessionId("session-2"), _OTHER, now=NOW) is None

    def test_forgetting_drops_one_click(self, pending: PendingLaunches) -> None:
        """The others of the session stay."""
        elsewhere = replace(CLICK, provider=_OTHER)
        pending.remember(CLICK)
        pending.remember(elsewhere)

        pending.forget(SESSION, PUBLISHER.id)

        assert pending.recall(SESSION, PUBLISHER.id, now=NOW) is None
        assert pending.recall(SESSION, _OTHER, now=NOW) == elsewhere

    def test_nothing_to_forget_is_no_error(self, pending: PendingLaunches) -> None:
        """Two answers may both drop the same click."""
        pending.forget(SESSION, PUBLISHER.id)

        assert pending.recall(SESSION, PUBLISHER.id, now=NOW) is None

    def test_clicks_at_once_leave_one(self, pending: PendingLaunches) -> None:
        """Of 32 clicks at the same instant one remains, and none raises."""
        clicks = [replace(CLICK, resource=ResourceId(f"ark:/99999/r{n}")) for n in range(32)]

        raised = at_once(32, lambda number: pending.remember(clicks[number]))

        assert raised == [None] * 32
        assert pending.recall(SESSION, PUBLISHER.id, now=NOW) in clicks
