"""The launch log: one line for each end, and nothing in it about a person."""

import logging

import pytest
from flask.testing import FlaskClient
from tests.web.portal import World, client_of, portal
from tests.web.test_failures import LEAKS, PRIVATE, with_code

from garbridge.testing.world import ALICE, ATLAS


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines of the launch log."""
    return [r.getMessage() for r in caplog.records if r.name == "garbridge.launch"]


def test_each_end_is_one_line(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """A launch, a refusal and an error are one structured line each, found by its reference."""
    client = client_of(portal(world))
    with caplog.at_level(logging.INFO, logger="garbridge.launch"):
        client.get("/saml/sso?ask=1")
        world.entitlements.seats.clear()
        refused = client.get("/saml/sso?ask=2")
        failed = client.get("/saml/sso?ask=unknown")
    launched, denied, broken = logged(caplog)

    assert launched.startswith("event=launch outcome=granted protocol=saml ")
    assert denied.startswith(
        f"event=refusal outcome=GB-DRO-01 protocol=saml provider={ATLAS.provider} "
        f"resource={ATLAS.id} reference="
    )
    assert denied.rpartition("=")[2] in refused.text
    assert broken.startswith("event=error outcome=GB-REQ-07 endpoint=saml_sso error=Unknown")
    assert broken.rpartition("=")[2] in failed.text


def test_the_fields_are_there_for_a_formatter(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    """A JSON formatter need not take the line apart."""
    with caplog.at_level(logging.INFO, logger="garbridge.launch"):
        client.get("/saml/sso?ask=1")
    (record,) = (r for r in caplog.records if r.name == "garbridge.launch")

    assert record.__dict__["garbridge"]["event"] == "launch"
    assert set(record.__dict__["garbridge"]) == {
        "event",
        "outcome",
        "protocol",
        "provider",
        "resource",
        "reference",
    }


@pytest.mark.parametrize("error", [RuntimeError(PRIVATE), with_code("malformed")])
def test_logs_hold_no_words_of_an_error(
    world: World, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    """What an error says may quote a person or a message: its kind and place are logged."""
    world.saml.fails = error
    with caplog.at_level(logging.DEBUG):
        client_of(portal(world)).get("/saml/sso?ask=SECRETQUERY&state=x")
    everything = "\n".join(caplog.text.splitlines())

    assert "error=" in everything
    assert "at=tests.web.doubles:" in everything
    assert not [leak for leak in (*LEAKS[:5], "SECRETQUERY", ALICE) if leak in everything]


def test_a_developer_sees_the_trace(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """In debug mode the log holds the trace of what is our own fault; the page never does."""
    world.saml.fails = RuntimeError("a mistake")
    app = portal(world)
    app.debug = True
    with caplog.at_level(logging.ERROR, logger="garbridge.launch"):
        answer = client_of(app).get("/saml/sso?ask=1")

    assert "Traceback" in caplog.text
    assert "Traceback" not in answer.text
