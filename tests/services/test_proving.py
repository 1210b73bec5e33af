"""A launch whose message does not tell what was decided: nothing leaves, and somebody is woken."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.services.portal import Adapter, Portal
from tests.services.test_launch import launch

from garbridge.core.catalogue import Catalogue
from garbridge.core.proving import YOUNG, Mismatch, Told
from garbridge.errors import ReleaseMismatchError
from garbridge.services.launch import Launched
from garbridge.testing.world import ATLAS, NOW, PUBLISHER

VERSIONED = replace(PUBLISHER, version="v1", document={"provider": "parc"})


def portal() -> Portal:
    """Return a portal whose provider has a policy with a version."""
    return Portal(catalogue=Catalogue([VERSIONED], [ATLAS]))


def test_a_launch_is_recorded_under_the_policy_that_decided() -> None:
    """And the policy is kept, since the first launch under it."""
    world = portal()

    assert isinstance(launch(world), Launched)

    (record,) = world.recorded
    assert record.policy == "v1"
    assert world.policies.document("v1") == {"provider": "parc"}
    assert world.policies.keep(PUBLISHER.id, "v1", {}, at=NOW + timedelta(days=9)) == NOW


@pytest.mark.parametrize(
    ("told", "unreadable", "what"),
    [
        (Told("somebody else", ()), None, "subject"),
        (None, ReleaseMismatchError("not a form"), "unreadable"),
    ],
)
def test_a_difference_refuses_the_launch_and_raises_an_alarm(
    told: Told | None, unreadable: Exception | None, what: str
) -> None:
    """Nothing is stored, nothing leaves; the line names no person and no value."""
    world = portal()
    adapter = Adapter(world, told=told, read_back_error=unreadable)

    with pytest.raises(ReleaseMismatchError, match=what):
        launch(world, adapter)

    assert world.recorded == []
    assert world.kept == []
    (mismatch,) = world.sounded
    assert mismatch == Mismatch(
        launch=adapter.references[-1], protocol="made-up", differences=mismatch.differences
    )
    assert what in mismatch.differences
    assert "somebody else" not in str(mismatch)


def test_an_older_policy_is_proved_by_its_share() -> None:
    """One launch of a hundred, about; each of a young one."""
    world = portal()
    adapter = Adapter(world, once=None)
    for _ in range(30):
        launch(world, adapter)
    assert adapter.read_back_times == 30

    world = portal()
    adapter = Adapter(world, once=None)
    world.policies.keep(PUBLISHER.id, "v1", {}, at=NOW - YOUNG)
    for _ in range(300):
        launch(world, adapter)
    assert adapter.read_back_times < 30
