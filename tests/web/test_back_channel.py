"""What providers and probes call themselves."""

import pytest
from flask.testing import FlaskClient
from tests.web.portal import ISSUER, World, client_of, portal

from garbridge.errors import StoreUnavailableError
from garbridge.ports import WireRequest


@pytest.mark.parametrize(
    "path", ["/saml/metadata", "/cas/serviceValidate", "/cas/p3/serviceValidate"]
)
def test_a_back_channel_is_asked_as_received(
    world: World, stranger: FlaskClient, path: str
) -> None:
    """No session is needed or looked at, and the query arrives untouched."""
    answer = stranger.get(f"{path}?service=https%3A%2F%2Fa&ticket=ST-1")

    assert answer.data == b"<answer/>"
    assert world.back.seen == [
        WireRequest("GET", f"{ISSUER}{path}", "service=https%3A%2F%2Fa&ticket=ST-1")
    ]
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("path", ["/cas/serviceValidate", "/cas/p3/serviceValidate"])
@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS"])
def test_a_ticket_is_not_spent_by_another_method(
    world: World, client: FlaskClient, path: str, method: str
) -> None:
    """A probe's HEAD must not burn the ten seconds of a ticket."""
    assert client.open(path, method=method).status_code == 405
    assert world.back.seen == []


def test_metadata_may_be_looked_at(client: FlaskClient) -> None:
    """Fetching the headers of a public document changes nothing."""
    assert client.head("/saml/metadata").status_code == 200


def test_the_probe_asks_nobody(world: World) -> None:
    """A database that is away is no reason to end a process that lives."""
    world.back.fails = world.saml.fails = StoreUnavailableError("away")
    world.directory.people.clear()
    answer = client_of(portal(world), None).get("/livez")

    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.content_type == "text/plain; charset=utf-8"
