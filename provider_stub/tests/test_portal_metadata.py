"""The portal's metadata: late, changing, missing, wrong; and the last good copy."""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from pytest_httpserver import HTTPServer

from provider_stub.config import StubConfig
from provider_stub.testing.idp import TinyIdp
from provider_stub.testing.visitor import Visitor

PATH = "/saml/metadata"


@dataclass
class Hands:
    """A clock one can turn."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        """Read the time."""
        return datetime.now(UTC) + self.ahead


@pytest.fixture(name="clock")
def _clock() -> Hands:
    """Give the clock of this test."""
    return Hands()


@pytest.fixture(name="timed")
def _timed(
    make_app: Callable[[StubConfig], Flask], config: StubConfig, idp: TinyIdp, clock: Hands
) -> Visitor:
    """Send a browser to a stub whose clock one can turn."""
    config = replace(config, clock=clock)
    return Visitor(make_app(config).test_client(), config, idp)


def publish(httpserver: HTTPServer, body: bytes | str, status: int = 200) -> None:
    """Let the portal publish something else from now on."""
    httpserver.clear_all_handlers()
    httpserver.expect_request(PATH).respond_with_data(body, status=status)


def test_the_portal_may_start_after_the_stub(
    timed: Visitor, httpserver: HTTPServer, clock: Hands
) -> None:
    """A portal that was not there a moment ago is asked again at the next visit."""
    publish(httpserver, b"", 503)
    assert timed.client.get("/ressources/atlas").status_code == 502

    publish(httpserver, timed.idp.metadata())
    clock.ahead = timedelta(seconds=2)

    assert timed.client.get("/ressources/atlas").status_code == 302


def test_many_visits_ask_an_absent_portal_once_a_second(
    timed: Visitor, httpserver: HTTPServer
) -> None:
    """Waiting browsers do not queue up behind an absent portal."""
    publish(httpserver, b"", 503)
    for _ in range(5):
        timed.client.get("/ressources/atlas")

    assert len(httpserver.log) == 1


def test_browsers_that_wait_for_a_silent_portal_wait_once(
    make_app: Callable[[StubConfig], Flask], config: StubConfig
) -> None:
    """Six visitors at once share one deadline; the sixth does not wait six times."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        portal = f"http://127.0.0.1:{silent.getsockname()[1]}"
        app = make_app(replace(config, portal=portal, portal_timeout=1))
        started = time.monotonic()
        with ThreadPoolExecutor(6) as pool:
            pages = list(
                pool.map(lambda _: app.test_client().get("/ressources/atlas").status_code, range(6))
            )

    assert pages == [504] * 6
    assert time.monotonic() - started < 4


def test_one_fetch_serves_for_minutes(timed: Visitor, httpserver: HTTPServer) -> None:
    """Metadata are fetched once per interval, not once per visit."""
    for _ in range(3):
        timed.open()

    assert len(httpserver.log) == 1


def test_the_last_good_copy_serves_while_the_portal_is_away(
    timed: Visitor, httpserver: HTTPServer, clock: Hands
) -> None:
    """A failing refresh changes nothing for those who sign in."""
    timed.open()
    publish(httpserver, b"", 500)
    clock.ahead = timedelta(minutes=6)

    assert timed.client.get("/ressources/atlas").status_code == 302


def test_a_copy_past_its_valid_until_is_not_used(
    timed: Visitor, httpserver: HTTPServer, clock: Hands
) -> None:
    """The last good copy has an end, and the portal sets it."""
    until = (datetime.now(UTC) + timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = timed.idp.metadata().replace(b"entityID=", f'validUntil="{until}" entityID='.encode())
    publish(httpserver, body)
    timed.open()
    publish(httpserver, b"", 500)
    clock.ahead = timedelta(minutes=11)

    page = timed.client.get("/ressources/atlas")

    assert page.status_code == 502
    assert "<code>EF-PRT-03</code>" in page.text


def test_a_portal_that_changes_its_key_is_followed(
    timed: Visitor, httpserver: HTTPServer, clock: Hands, other_key: rsa.RSAPrivateKey
) -> None:
    """An unknown key makes us look at the metadata once more, and then the sign-in holds."""
    asked = timed.open()
    renewed = TinyIdp(timed.idp.entity_id, timed.idp.sso_url, other_key)
    publish(httpserver, renewed.metadata())
    clock.ahead = timedelta(seconds=31)

    page = timed.post(renewed.response(timed.answer(asked)), asked.relay_state)

    assert page.status_code == 303


@pytest.mark.parametrize(("after", "status"), [(5, 403), (21, 303)])
def test_how_soon_an_unknown_key_is_asked_for_can_be_said(
    make_app: Callable[[StubConfig], Flask],
    config: StubConfig,
    idp: TinyIdp,
    httpserver: HTTPServer,
    other_key: rsa.RSAPrivateKey,
    *,
    after: int,
    status: int,
) -> None:
    """A portal beside the stub may be asked sooner than one on another machine."""
    clock = Hands()
    config = replace(config, clock=clock, unknown_key_pause=timedelta(seconds=20))
    hasty = Visitor(make_app(config).test_client(), config, idp)
    asked = hasty.open()
    renewed = TinyIdp(idp.entity_id, idp.sso_url, other_key)
    publish(httpserver, renewed.metadata())
    clock.ahead = timedelta(seconds=after)

    page = hasty.post(renewed.response(hasty.answer(asked)), asked.relay_state)

    assert page.status_code == status


def test_forged_messages_do_not_make_us_ask_again_and_again(
    timed: Visitor, httpserver: HTTPServer, other_key: rsa.RSAPrivateKey
) -> None:
    """Unknown keys cost the portal one question per half minute at most."""
    forger = TinyIdp(timed.idp.entity_id, timed.idp.sso_url, other_key)
    for _ in range(4):
        asked = timed.open()
        assert (
            timed.post(forger.response(timed.answer(asked)), asked.relay_state).status_code == 403
        )

    assert len(httpserver.log) == 1


def test_both_keys_count_while_they_are_both_published(
    timed: Visitor, httpserver: HTTPServer, other_key: rsa.RSAPrivateKey
) -> None:
    """Key roll-over: every signing key of the metadata is tried."""
    other = TinyIdp(timed.idp.entity_id, timed.idp.sso_url, other_key)
    start, end = b"<md:KeyDescriptor", b"</md:KeyDescriptor>"
    body, extra = timed.idp.metadata(), other.metadata()
    extra = extra[extra.index(start) : extra.index(end) + len(end)]
    publish(httpserver, body.replace(start, extra + start, 1))
    for signer in (timed.idp, other):
        asked = timed.open()
        response = signer.response(timed.answer(asked))
        assert timed.post(response, asked.relay_state).status_code == 303


def test_an_encryption_key_does_not_sign(timed: Visitor, httpserver: HTTPServer) -> None:
    """A key published for encryption alone proves nothing."""
    publish(httpserver, timed.idp.metadata().replace(b'use="signing"', b'use="encryption"'))

    page = timed.client.get("/ressources/atlas")

    assert (page.status_code, "<code>EF-PRT-03</code>" in page.text) == (502, True)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: b"<html></html>", id="html"),
        pytest.param(lambda body: body[:-20], id="truncated"),
        pytest.param(lambda body: b"<!DOCTYPE x>" + body, id="doctype"),
        pytest.param(lambda body: body + b" " * 1_100_000, id="oversized"),
        pytest.param(lambda body: body.replace(b"IDPSSO", b"SPSSO"), id="no-identity-provider"),
        pytest.param(lambda body: body.replace(b"bindings:HTTP-Redirect", b"x"), id="no-redirect"),
        pytest.param(
            lambda body: body.replace(b"http://localhost", b"javascript://x"), id="javascript"
        ),
        pytest.param(
            lambda body: body.replace(b"entityID=", b'validUntil="2020-01-01T00:00:00Z" entityID='),
            id="expired",
        ),
        pytest.param(
            lambda body: body.replace(b"entityID=", b'validUntil="soon" entityID='), id="bad-date"
        ),
    ],
)
def test_metadata_nobody_can_use(
    timed: Visitor, httpserver: HTTPServer, change: Callable[[bytes], bytes]
) -> None:
    """A clear page that blames the portal's metadata, never a trace."""
    publish(httpserver, change(timed.idp.metadata()))

    page = timed.client.get("/ressources/atlas")

    assert (page.status_code, "<code>EF-PRT-03</code>" in page.text) == (502, True)
    assert "Traceback" not in page.text


def test_comments_in_metadata_are_read_over(timed: Visitor, httpserver: HTTPServer) -> None:
    """People write comments in metadata; they mean nothing and do no harm."""
    body = timed.idp.metadata().replace(b"<md:KeyDescriptor", b"<!-- ours --><md:KeyDescriptor", 1)
    publish(httpserver, body)

    assert timed.client.get("/ressources/atlas").status_code == 302


def test_metadata_from_another_address(
    make_app: Callable[[StubConfig], Flask],
    config: StubConfig,
    idp: TinyIdp,
    httpserver: HTTPServer,
) -> None:
    """The address is configuration; only its default follows from the portal's."""
    httpserver.expect_request("/idp.xml").respond_with_data(idp.metadata())
    config = replace(config, portal_saml_metadata=httpserver.url_for("/idp.xml"))
    visitor = Visitor(make_app(config).test_client(), config, idp)

    assert visitor.arrive().status_code == 303
    assert [request.path for request, _ in httpserver.log] == ["/idp.xml"]


@pytest.mark.parametrize("ahead", [timedelta(minutes=9), timedelta(minutes=-4)])
def test_the_windows_are_judged_by_the_configured_clock(
    timed: Visitor, clock: Hands, ahead: timedelta
) -> None:
    """Nine minutes ahead everything has ended; four minutes behind nothing has begun."""
    asked = timed.open()
    response = timed.idp.response(timed.answer(asked))
    clock.ahead = ahead

    page = timed.post(response, asked.relay_state)

    assert "<code>EF-SAML-09</code>" in page.text


def test_a_request_left_open_for_ten_minutes_is_closed(timed: Visitor, clock: Hands) -> None:
    """An answer that comes too late finds nobody waiting."""
    asked = timed.open()
    clock.ahead = timedelta(minutes=10)
    response = timed.idp.response(timed.answer(asked, now=clock()))

    page = timed.post(response, asked.relay_state)

    assert "demande trop ancienne" in page.text
    assert timed.received() == []
