"""How the tests are run: what belongs together runs together."""

import os

import pytest


@pytest.mark.xdist_group("kept together")
def test_groups_reach_the_scheduler(request: pytest.FixtureRequest) -> None:
    """The runner puts the group into the test's name; a pytest it does not know would drop it."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    assert request.node.nodeid.endswith("@kept together") is is_worker
