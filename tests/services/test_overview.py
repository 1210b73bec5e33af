"""What was bought, as it is looked at: state, stock, and the ends that are near."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.services.ordering import Ordering

from garbridge.core.entitlements import LicenceKind, Licences, Subscription
from garbridge.core.identifiers import ResourceId, SchoolId, SubscriptionId
from garbridge.core.orders import Order, State, order_of
from garbridge.core.people import Public
from garbridge.core.permissions import OPERATOR, Denied
from garbridge.core.stock import Count, Given, counts_of
from garbridge.services.overview import Bought, Ending
from garbridge.testing.world import COLLEGE, LYCEE, NOW, SUBSCRIPTION, YEAR_ENDS

PARIS = ZoneInfo("Europe/Paris")
ORDER = order_of(SUBSCRIPTION)
BOTH = replace(ORDER, id=SubscriptionId("both"), schools=(LYCEE.id, COLLEGE.id))


class Overview:
    """The service over *orders* and what they become, asked by the operator."""

    def __init__(self, *orders: Order, now: datetime = NOW) -> None:
        self._world = Ordering(now=now, zone=PARIS)
        self._world.keep(*orders)

    def alerts(self, school: SchoolId | None = None) -> Sequence[Ending]:
        """Return the ends that are near."""
        found = self._world.overview.alerts(OPERATOR, school)
        assert not isinstance(found, Denied)
        return found

    def bought(
        self,
        school: SchoolId | None = None,
        resource: ResourceId | None = None,
        at: datetime | None = None,
    ) -> list[Bought]:
        """Return what was bought."""
        found = self._world.overview.bought(OPERATOR, school=school, resource=resource, at=at)
        assert not isinstance(found, Denied)
        return list(found)


def ends_in(days: int, order: Order = ORDER) -> Order:
    """Return *order* with its last day so many days from today."""
    today = NOW.astimezone(PARIS).date() + timedelta(days=days + 1)
    return replace(order, ends=datetime(today.year, today.month, today.day, tzinfo=PARIS))


@pytest.mark.parametrize(
    ("days", "thresholds"),
    [
        (61, ()),
        (60, (60,)),
        (31, (60,)),
        (30, (60, 30)),
        (8, (60, 30)),
        (7, (60, 30, 7)),
        (0, (60, 30, 7)),
    ],
)
def test_each_threshold_is_told_from_its_day_on(days: int, thresholds: tuple[int, ...]) -> None:
    """Days are those of the portal's zone; the last day itself is zero days away."""
    found = Overview(ends_in(days)).alerts()

    assert [one.days_left for one in found] == ([days] if thresholds else [])
    assert [one.thresholds for one in found] == ([thresholds] if thresholds else [])


def test_an_order_of_several_schools_ends_once() -> None:
    """One alert for the order, and one for the subscription where a school asks."""
    service = Overview(ends_in(5, BOTH))
    (whole,) = service.alerts()
    (mine,) = service.alerts(COLLEGE.id)

    assert (whole.name, whole.schools) == ("both", (LYCEE.id, COLLEGE.id))
    assert (mine.name, mine.schools) == (f"both@{COLLEGE.id}", (COLLEGE.id,))


def test_what_ended_or_was_renewed_is_not_told() -> None:
    """The one needs nothing any more, the other nothing yet."""
    late = YEAR_ENDS - timedelta(days=9)
    following = replace(
        ORDER,
        id=SubscriptionId("atlas-2027"),
        follows=ORDER.id,
        starts=YEAR_ENDS,
        ends=YEAR_ENDS + timedelta(days=366),
    )

    assert Overview(ends_in(-1)).alerts() == []
    assert [one.name for one in Overview(ORDER, now=late).alerts()] == [ORDER.id]
    ends = replace(ORDER, ends=datetime(2027, 8, 15, 22, tzinfo=UTC))
    assert Overview(ends, following, now=late).alerts() == []
    stranger = replace(following, follows=None)
    assert [one.name for one in Overview(ends, stranger, now=late).alerts()] == [ORDER.id]


def test_what_was_bought_is_found_by_school_and_resource() -> None:
    """With its state at the instant that is asked for; the first one is inclusive."""
    other = replace(ORDER, id=SubscriptionId("other"), resource=ResourceId("ark:/99999/other"))
    service = Overview(BOTH, other)

    assert [one.subscription.id for one in service.bought(school=COLLEGE.id)] == [
        f"both@{COLLEGE.id}"
    ]
    (found,) = service.bought(resource=other.resource)
    assert found.order == other
    states = {
        at: service.bought(resource=other.resource, at=at)[0].state
        for at in (ORDER.starts - timedelta(seconds=1), ORDER.starts, ORDER.ends)
    }
    assert list(states.values()) == [State.COMING, State.RUNNING, State.ENDED]


def counted(licences: Licences, kind: LicenceKind = LicenceKind.INDIV) -> Subscription:
    """Return the subscription with other counts."""
    return replace(SUBSCRIPTION, licences=licences, kind=kind)


@pytest.mark.parametrize(
    ("subscription", "expected"),
    [
        (counted(Licences(overall=5)), [Count(None, 5, 4, 1)]),
        (counted(Licences(overall=0)), [Count(None, 0, 4, 0)]),
        (counted(Licences(overall=None)), [Count(None, None, 4, None)]),
        (counted(Licences(overall=5), LicenceKind.ETABL), [Count(None, 5, 4, None)]),
        (
            counted(Licences(((Public.PUPILS, 3), (Public.TEACHERS, None)))),
            [Count(Public.PUPILS, 3, 2, 1), Count(Public.TEACHERS, None, 1, None)],
        ),
    ],
    ids=["overall", "none", "unlimited", "opened", "by-public"],
)
def test_given_and_left_add_up(subscription: Subscription, expected: list[Count]) -> None:
    """A seat whose public nobody knew counts where all are counted together."""
    given = Given({Public.PUPILS: 2, Public.TEACHERS: 1, None: 1})

    assert list(counts_of(subscription, given)) == expected
