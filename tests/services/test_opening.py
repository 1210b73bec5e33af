"""The click: checked, remembered for five minutes, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.services.portal import (
    HERBARIUM,
    REQUEST,
    SESSION,
    SUMS,
    WHO,
    Adapter,
    Portal,
    click,
)
from tests.strategies import TICK

from garbridge.core.access import Entitlements, Refusal, Refused
from garbridge.core.identifiers import SchoolId, SubscriptionId
from garbridge.core.people import Membership, Profile
from garbridge.errors import StoreError
from garbridge.ports import LaunchRecord, PendingLaunch
from garbridge.services.launch import Launched, NotGranted, Stopped
from garbridge.services.opening import PENDING_LIFETIME, Opened
from garbridge.services.resolving import ChooseSchool
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    COLLEGE,
    LYCEE,
    NOW,
    PUBLISHER,
    SUBSCRIPTION,
    pupil,
    seat,
)


def test_a_click_is_remembered_for_the_sign_in_that_follows() -> None:
    """Session, person, provider, resource and school; for five minutes, on the server."""
    portal = Portal()

    opened = portal.opening().open(ATLAS, LYCEE.id, WHO)

    assert opened == Opened(ATLAS, LYCEE.id, ATLAS.url)
    assert timedelta(minutes=5) == PENDING_LIFETIME
    assert portal.waiting == {
        (SESSION, PUBLISHER.id): PendingLaunch(
            session=SESSION,
            person=ALICE,
            provider=PUBLISHER.id,
            resource=ATLAS.id,
            school=LYCEE.id,
            until=NOW + PENDING_LIFETIME,
        )
    }
    assert portal.events == ["begin", "remember", "end"]


def test_a_click_is_no_launch() -> None:
    """It is not counted: only what was answered to the provider is an accès."""
    portal = Portal()

    portal.opening().open(ATLAS, LYCEE.id, WHO)

    assert portal.recorded == []


def test_a_later_click_at_the_same_provider_takes_its_place() -> None:
    """One session waits for one resource of a provider: the last one that was clicked."""
    herbarium = replace(SUBSCRIPTION, id=SubscriptionId("herbier"), resource=HERBARIUM.id)
    portal = Portal(facts=Entitlements([SUBSCRIPTION, herbarium], [seat(), seat(ALICE, herbarium)]))

    portal.opening().open(ATLAS, LYCEE.id, WHO)
    portal.opening().open(HERBARIUM, LYCEE.id, WHO)

    assert [pending.resource for pending in portal.waiting.values()] == [HERBARIUM.id]


@pytest.mark.parametrize(
    ("late", "launched"),
    [
        pytest.param(PENDING_LIFETIME - TICK, True, id="the-last-instant"),
        pytest.param(PENDING_LIFETIME, False, id="five-minutes-are-over"),
    ],
)
def test_a_click_leads_for_five_minutes(late: timedelta, *, launched: bool) -> None:
    """After that the request that carries nothing is as if nobody had clicked."""
    portal = Portal()
    portal.opening().open(ATLAS, LYCEE.id, WHO)
    portal.now = NOW + late

    outcome = portal.launching().launch(Adapter(portal, resource=None), REQUEST, WHO)

    assert isinstance(outcome, Launched) is launched


def test_a_refused_click_is_told_and_recorded_by_the_portal() -> None:
    """Nobody is sent through three redirects to learn it; nothing is remembered."""
    portal = Portal(facts=Entitlements([SUBSCRIPTION]))

    stopped = portal.opening().open(ATLAS, LYCEE.id, WHO)

    assert isinstance(stopped, Stopped)
    assert stopped.decision == NotGranted(Refused(Refusal.NOT_ASSIGNED), ATLAS, LYCEE.id)
    assert portal.waiting == {}
    assert portal.recorded == [
        LaunchRecord(
            reference=stopped.reference,
            person=ALICE,
            school=LYCEE.id,
            resource=ATLAS.id,
            provider=PUBLISHER.id,
            protocol="portal",
            subscription=None,
            refusal=Refusal.NOT_ASSIGNED,
            attributes=(),
            at=NOW,
        )
    ]


def test_a_refused_click_leaves_an_earlier_one() -> None:
    """It is about something else."""
    portal = Portal(waiting={(SESSION, PUBLISHER.id): click(ATLAS)})

    stopped = portal.opening().open(SUMS, LYCEE.id, WHO)

    assert isinstance(stopped, Stopped)
    assert portal.waiting == {(SESSION, PUBLISHER.id): click(ATLAS)}


@pytest.mark.parametrize(
    ("school", "reason"),
    [
        (COLLEGE.id, Refusal.NOT_A_MEMBER),
        (SchoolId("0759999Z"), Refusal.NOT_A_MEMBER),
    ],
)
def test_a_school_in_a_link_is_checked(school: SchoolId, reason: Refusal) -> None:
    """A UAI in a URL is checked against the person's memberships."""
    portal = Portal()

    stopped = portal.opening().open(ATLAS, school, WHO)

    assert isinstance(stopped, Stopped)
    assert stopped.decision.refused == Refused(reason)
    assert portal.waiting == {}


def test_a_link_without_a_school_finds_the_only_one_that_grants() -> None:
    """A deep link leaves the school to the rule of the launch."""
    portal = Portal()

    assert portal.opening().open(ATLAS, None, WHO) == Opened(ATLAS, LYCEE.id, ATLAS.url)


def test_a_link_without_a_school_asks_where_two_grant() -> None:
    """Nothing is remembered or recorded before the choice."""
    there = replace(SUBSCRIPTION, id=SubscriptionId("college"), school=COLLEGE.id)
    places = [Membership(school.id, Profile.PUPIL) for school in (LYCEE, COLLEGE)]
    portal = Portal(
        people={ALICE: pupil("alice", *places)},
        facts=Entitlements([SUBSCRIPTION, there], [seat(), seat(ALICE, there)]),
    )

    choice = portal.opening().open(ATLAS, None, WHO)

    assert choice == ChooseSchool(ATLAS, (LYCEE.id, COLLEGE.id))
    assert (portal.waiting, portal.recorded) == ({}, [])


def test_a_link_to_nothing_is_refused() -> None:
    """A key nobody registered; the record says which school the link named."""
    portal = Portal()

    stopped = portal.opening().open(None, LYCEE.id, WHO)

    assert isinstance(stopped, Stopped)
    assert stopped.decision == NotGranted(Refused(Refusal.UNKNOWN_RESOURCE), None, LYCEE.id)
    (record,) = portal.recorded
    assert (record.resource, record.provider, record.school) == (None, None, LYCEE.id)


@pytest.mark.parametrize("resource", [ATLAS, None], ids=["registered", "unknown"])
def test_a_stranger_is_told_so_first(resource: object) -> None:
    """Whether the resource exists is nothing to somebody the directory does not know."""
    portal = Portal(people={})

    stopped = portal.opening().open(ATLAS if resource else None, LYCEE.id, WHO)

    assert isinstance(stopped, Stopped)
    assert stopped.decision == NotGranted(Refused(Refusal.UNKNOWN_PERSON))


def test_a_refusal_that_cannot_be_recorded_is_not_shown() -> None:
    """Refusals are counted here as strictly as at the launch."""
    portal = Portal(journal_fails=True, facts=Entitlements())

    with pytest.raises(StoreError):
        portal.opening().open(ATLAS, LYCEE.id, WHO)

    assert portal.events[-1] == "undo"


def test_every_refusal_has_a_reference_of_its_own() -> None:
    """It finds one line of the journal."""
    portal = Portal(facts=Entitlements())

    for _ in range(3):
        portal.opening().open(ATLAS, LYCEE.id, WHO)

    assert len({record.reference for record in portal.recorded}) == 3


def test_the_random_source_cannot_be_seen() -> None:
    """What is printed of a service does not lead to it."""
    assert "tokens" not in repr(Portal().opening())
