"""Seats that come back by themselves when a place is over."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from tests.services.licences import classmate, counted, give
from tests.services.test_queueing import SECOND, Queueing
from tests.services.test_ruling import DOC, HEAD, OTHER, RULE

from garbridge.core.operations import OperationKind
from garbridge.core.people import Person
from garbridge.core.permissions import OPERATOR, Denial, Denied
from garbridge.core.queue import EntryKind
from garbridge.services.returning import ReturningService
from garbridge.testing.world import ATLAS, LYCEE, NOW, SUBSCRIPTION

END = NOW + timedelta(days=10)


def until(name: str, ends: datetime) -> Person:
    """Return a hosted pupil, whose place has an end."""
    person = classmate(name)
    return replace(person, memberships=(replace(person.memberships[0], ends=ends),))


@dataclass
class Returning(Queueing):
    """The lycée with its queue, and what takes back."""

    def __post_init__(self) -> None:
        """Put it together."""
        super().__post_init__()
        self.returning = ReturningService(
            directory=self.directory,
            ledger=self.ledger,
            queue=self.store_of_queue,
            permissions=self.assigning.permissions,
            transaction=self.database.transaction,
            clock=lambda: self.now,
            tokens=self.assigning.tokens,
        )


@pytest.fixture(name="world")
def _world() -> Returning:
    world = Returning(
        people=[classmate("a"), until("h", END)],
        bought=[SUBSCRIPTION, replace(SECOND, transferable=False)],
        resources=[ATLAS, OTHER],
    )
    world.apply(give("a", "h", resources=(ATLAS.id, OTHER.id)))
    return world


def test_a_hosted_pupil_returns_the_seat_at_the_end(world: Returning) -> None:
    """At that instant, once; what the order locks stays, and is told."""
    world.now = END - timedelta(microseconds=1)
    assert world.returning.settle() == ()
    world.now = END

    rehearsed = world.returning.settle(rehearse=True)
    assert not isinstance(rehearsed, Denied)
    assert (rehearsed[0].operation, world.held()) == (None, "ah")
    done = world.returning.settle()

    assert not isinstance(done, Denied)
    assert len(done[0].plan.impossible) == 1
    assert (world.held(), world.held(OTHER.id)) == ("a", "ah")
    (latest,) = world.ledger.journal(LYCEE.id, limit=1)
    assert (latest.signed.kind, latest.signed.actor) == (OperationKind.RECLAIM, "")
    again = world.returning.settle()
    assert not isinstance(again, Denied)
    assert [one.operation for one in again] == [None]


def test_who_was_found_gone_by_an_import_is_for_the_queue(world: Returning) -> None:
    """Somebody decides about them; nothing comes back by itself."""
    world.arrive(until("a", NOW))
    world.waits(EntryKind.DEPARTURE, "a")

    assert world.returning.settle() == ()
    assert world.held() == "ah"


def test_who_may_not_reclaim_settles_nothing(world: Returning) -> None:
    """The head may, for the own school."""
    world.now = END

    denied = Denied(Denial.ROLE_DOES_NOT_ALLOW)
    assert world.returning.settle(DOC, [LYCEE.id]) == denied
    assert not isinstance(world.returning.settle(HEAD, [LYCEE.id]), Denied)
    assert world.held() == "a"


def test_what_ends_and_who_begins_on_one_day_meet_the_same_night() -> None:
    """The only licence goes from the one whose place is over to the one whose place begins."""
    begins = replace(classmate("n").memberships[0], starts=END)
    world = Returning(
        people=[until("h", END), replace(classmate("n"), memberships=(begins,))],
        bought=[counted(1)],
    )
    world.write(RULE)
    assert world.held() == "h"

    world.now = END
    world.returning.settle()
    world.rules.serve(OPERATOR)

    assert world.held() == "n"
