"""Signing in by CAS 3: the ticket, the portal's answer, and what must not open anything."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response
from werkzeug.test import TestResponse

from provider_stub.config import StubConfig

SERVICE = "http://127.0.0.1:8801/ressources/labo"
USER = "b2" * 64
ATTRIBUTES = (
    f"<cas:IDO>{USER}</cas:IDO><cas:UAI>0750001A</cas:UAI><cas:PRO>National_elv</cas:PRO>"
    "<cas:DIV>1S1##1re S 1</cas:DIV><cas:DIV>1S2##1re S 2</cas:DIV>"
)


def success(user: str = USER, attributes: str = ATTRIBUTES, more: str = "") -> str:
    """Write a CAS success as GAR writes it."""
    return (
        '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authenticationSuccess>'
        f"<cas:user>{user}</cas:user><cas:attributes>{attributes}</cas:attributes>{more}"
        "</cas:authenticationSuccess></cas:serviceResponse>"
    )


def failure(code: str = "INVALID_TICKET") -> str:
    """Write a CAS failure."""
    return (
        '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">'
        f'<cas:authenticationFailure code="{code}">no</cas:authenticationFailure>'
        "</cas:serviceResponse>"
    )


@pytest.fixture(name="client")
def _client(app: Flask) -> FlaskClient:
    """Give a browser."""
    return app.test_client()


@pytest.fixture(name="portal")
def _portal(httpserver: HTTPServer) -> HTTPServer:
    """Play a portal that knows one ticket, and knows it once."""
    known = {"ST-good"}

    def validate(request: Request) -> Response:
        ticket = request.args["ticket"]
        good = ticket in known and request.args["service"] == SERVICE
        known.discard(ticket)
        return Response(success() if good else failure(), mimetype="application/xml")

    httpserver.expect_request("/cas/p3/serviceValidate").respond_with_handler(validate)
    return httpserver


def come_back(client: FlaskClient, ticket: str = "ST-good", slug: str = "labo") -> TestResponse:
    """Bring a ticket to a resource."""
    return client.get(f"/ressources/{slug}", query_string={"ticket": ticket})


def arrive(client: FlaskClient, ticket: str = "ST-good") -> TestResponse:
    """Open the resource, then come back with a ticket."""
    client.get("/ressources/labo")
    return come_back(client, ticket)


def assert_refused(response: TestResponse, code: str, status: int) -> None:
    """Check that a page says no, with that code and no trace."""
    assert (response.status_code, f"<code>{code}</code>" in response.text) == (status, True)
    assert "Traceback" not in response.text


def test_the_browser_leaves_for_the_login_with_the_service(
    client: FlaskClient, config: StubConfig
) -> None:
    """The service is the configured address of the resource, whatever the Host says."""
    response = client.get("/ressources/labo", headers={"Host": "evil.example"})
    location = urlsplit(response.headers["Location"])

    assert response.status_code == 302
    assert f"{location.scheme}://{location.netloc}{location.path}" == f"{config.portal}/cas/login"
    assert parse_qs(location.query) == {"service": [SERVICE]}


@pytest.mark.usefixtures("portal")
def test_a_good_ticket_is_received(client: FlaskClient) -> None:
    """User and attributes come out as GAR sent them, repeated ones as several values."""
    response = arrive(client)

    assert response.status_code == 303
    (entry,) = client.get("/received").get_json()
    assert entry["protocol"] == "cas"
    assert entry["subject"] == USER
    assert entry["resource"] == "ark:/99999/r5labo"
    assert entry["attributes"] == {
        "IDO": [USER],
        "UAI": ["0750001A"],
        "PRO": ["National_elv"],
        "DIV": ["1S1##1re S 1", "1S2##1re S 2"],
    }
    assert {check["outcome"] for check in entry["checks"]} == {"passed"}


def test_every_arrival_starts_a_new_sign_in(client: FlaskClient, portal: HTTPServer) -> None:
    """A browser that has just signed in is sent to the portal again."""
    arrive(client)

    location = client.get("/ressources/labo").headers["Location"]

    assert location.startswith(portal.url_for("/cas/login?service="))


@pytest.mark.usefixtures("portal")
def test_bad_ticket(client: FlaskClient) -> None:
    """A ticket the portal does not know opens nothing."""
    assert_refused(arrive(client, "ST-bad"), "EF-CAS-04", 403)


@pytest.mark.usefixtures("portal")
def test_ticket_replayed(client: FlaskClient) -> None:
    """A ticket that has served is refused here, before the portal is asked."""
    arrive(client)
    client.get("/ressources/labo")

    assert_refused(come_back(client), "EF-CAS-05", 403)
    assert len(client.get("/received").get_json()) == 1


def test_ticket_without_a_request_of_this_browser(client: FlaskClient, portal: HTTPServer) -> None:
    """A ticket somebody was handed opens nothing, and the portal is not even asked."""
    assert_refused(come_back(client), "EF-CAS-01", 403)
    assert portal.log == []


@pytest.mark.usefixtures("portal")
def test_ticket_for_another_resource(client: FlaskClient) -> None:
    """Leaving for one resource does not allow to come back to another."""
    client.get("/ressources/labo")

    assert_refused(come_back(client, slug="archives"), "EF-CAS-01", 403)


@pytest.mark.parametrize("ticket", ["PT-1", "ST-", "ST-a b", "ST-" + "x" * 254, "ST-é", "x"])
def test_something_that_is_no_service_ticket(
    client: FlaskClient, portal: HTTPServer, ticket: str
) -> None:
    """A proxy ticket, or anything else, is not shown to the portal."""
    assert_refused(arrive(client, ticket), "EF-CAS-02", 400)
    assert portal.log == []


@pytest.mark.usefixtures("portal")
def test_two_tickets_at_once(client: FlaskClient) -> None:
    """Two values of one parameter could be read by two readers."""
    client.get("/ressources/labo")

    assert client.get("/ressources/labo?ticket=ST-good&ticket=ST-x").status_code == 400


@pytest.mark.usefixtures("portal")
def test_one_of_many_simultaneous_presentations_wins(app: Flask, client: FlaskClient) -> None:
    """Thirty-two threads, one ticket, one arrival."""
    for _ in range(32):
        client.get("/ressources/labo")
    cookie = client.get_cookie("stub_session")
    assert cookie is not None

    def present(_: int) -> int:
        other = app.test_client()
        other.set_cookie("stub_session", cookie.value)
        return come_back(other).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(present, range(32)))

    assert statuses == [303] + [403] * 31


@pytest.mark.parametrize(
    ("answer", "code", "status"),
    [
        pytest.param("not xml", "EF-CAS-03", 502, id="not-xml"),
        pytest.param("", "EF-CAS-03", 502, id="empty"),
        pytest.param("<html><body>login</body></html>", "EF-CAS-03", 502, id="html"),
        pytest.param("<!DOCTYPE x>" + success(), "EF-CAS-03", 502, id="doctype"),
        pytest.param(success().replace("b2b2", "b2<!-- -->b2", 1), "EF-CAS-03", 502, id="comment"),
        pytest.param(success(more="<cas:user>evil</cas:user>"), "EF-CAS-03", 502, id="two-users"),
        pytest.param(success(more="<cas:attributes/>"), "EF-CAS-03", 502, id="two-attributes"),
        pytest.param(success(more="<cas:proxies/>"), "EF-CAS-03", 502, id="proxied"),
        pytest.param(success("<cas:user>evil</cas:user>"), "EF-CAS-03", 502, id="user-in-user"),
        pytest.param(
            success(attributes="<cas:UAI><cas:x/></cas:UAI>"), "EF-CAS-03", 502, id="nested-value"
        ),
        pytest.param(success().replace("yale", "other"), "EF-CAS-03", 502, id="other-namespace"),
        pytest.param(
            success().replace("</cas:serviceResponse>", failure() + "</cas:serviceResponse>"),
            "EF-CAS-03",
            502,
            id="success-and-failure",
        ),
        pytest.param(
            f"<x>{success()}</x>".replace("<x>", "<cas:x xmlns:cas='urn:x'>").replace(
                "</x>", "</cas:x>"
            ),
            "EF-CAS-03",
            502,
            id="wrapped",
        ),
        pytest.param("<a>" + "x" * 300_000 + "</a>", "EF-PRT-03", 502, id="oversized"),
        pytest.param(success(""), "EF-CAS-06", 403, id="no-user"),
        pytest.param(success("  "), "EF-CAS-06", 403, id="blank-user"),
        pytest.param(success("x" * 257), "EF-CAS-06", 403, id="endless-user"),
        pytest.param(failure("INVALID_SERVICE"), "EF-CAS-04", 403, id="invalid-service"),
    ],
)
def test_an_answer_that_says_nothing_clear(
    client: FlaskClient, httpserver: HTTPServer, answer: str, code: str, status: int
) -> None:
    """Anything but one plain success is no success."""
    httpserver.expect_request("/cas/p3/serviceValidate").respond_with_data(answer)

    assert_refused(arrive(client), code, status)
    assert client.get("/received").get_json() == []


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        pytest.param("<cas:UAI/>", {"UAI": [""]}, id="empty-value"),
        pytest.param("", {}, id="none"),
        pytest.param("<cas:NOM>&lt;b&gt; &amp; é</cas:NOM>", {"NOM": ["<b> & é"]}, id="hostile"),
    ],
)
def test_values_come_out_as_they_went_in(
    client: FlaskClient, httpserver: HTTPServer, attributes: str, expected: dict[str, Any]
) -> None:
    """python-cas gives strings, lists or nothing; the stub gives lists of strings."""
    answer = success(attributes=attributes)
    httpserver.expect_request("/cas/p3/serviceValidate").respond_with_data(answer)

    assert arrive(client).status_code == 303
    assert client.get("/received").get_json()[0]["attributes"] == expected


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_status_that_is_not_200(client: FlaskClient, httpserver: HTTPServer, status: int) -> None:
    """A success page under another status is not believed, and no redirect is followed."""
    httpserver.expect_request("/cas/p3/serviceValidate").respond_with_data(
        success(), status=status, headers={"Location": httpserver.url_for("/elsewhere")}
    )

    assert_refused(arrive(client), "EF-PRT-03", 502)
    assert [request.path for request, _ in httpserver.log] == ["/cas/p3/serviceValidate"]


def test_portal_down(make_app: Callable[[StubConfig], Flask], config: StubConfig) -> None:
    """Nobody listens: a clear page, at once."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    client = make_app(replace(config, portal=f"http://127.0.0.1:{port}")).test_client()

    assert_refused(arrive(client), "EF-PRT-01", 502)


@pytest.fixture(name="dripping")
def _dripping(request: pytest.FixtureRequest) -> Iterator[str]:
    """Play a portal that starts in a given way, then sends a byte now and then, for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip() -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(request.param)
            while not stop.wait(0.1):
                connection.sendall(b" ")

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    stop.set()
    thread.join()
    listener.close()


@pytest.mark.parametrize(
    "dripping",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", id="body"),
        pytest.param(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", id="body-until-close"),
        pytest.param(b"HTTP/1.0 200 OK\r\n\r\n", id="old-http"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX-Slow:", id="header"),
        pytest.param(b"", id="nothing"),
    ],
    indirect=True,
)
def test_portal_slow(
    make_app: Callable[[StubConfig], Flask], config: StubConfig, dripping: str
) -> None:
    """The deadline is for the whole answer: dripping bytes do not renew it."""
    client = make_app(replace(config, portal=dripping, portal_timeout=0.6)).test_client()
    started = time.monotonic()

    assert_refused(arrive(client), "EF-PRT-02", 504)
    assert time.monotonic() - started < 4


def test_the_default_deadline_is_five_seconds(config: StubConfig) -> None:
    """A ticket lives about as long: waiting longer serves nobody."""
    assert config.portal_timeout == 5
