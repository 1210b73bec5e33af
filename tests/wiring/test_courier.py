"""Notices over real HTTP: all at once, and never for long."""

import socket
import threading
import time
from collections.abc import Iterator
from threading import Thread

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from garbridge.ports import LogoutNotice
from garbridge.wiring.courier import HttpCourier

FORM = {"logout_token": "a.b.c"}


@pytest.fixture
def provider() -> Iterator[HTTPServer]:
    """Return a provider's server that answers several at once."""
    with HTTPServer(threaded=True) as server:
        yield server


def test_every_notice_is_posted_and_its_status_counts(provider: HTTPServer) -> None:
    """2xx is taken; an error, a redirect and a server that is not there are not."""
    provider.expect_request("/ok", method="POST").respond_with_data(status=204)
    provider.expect_request("/no", method="POST").respond_with_data(status=400)
    provider.expect_request("/away", method="POST").respond_with_data(
        status=302, headers={"Location": provider.url_for("/ok")}
    )
    urls = [provider.url_for(path) for path in ("/ok", "/no", "/away")]
    notices = [LogoutNotice(url, FORM) for url in [*urls, "http://127.0.0.1:9/", "nothing"]]

    assert HttpCourier().deliver(notices) == [True, False, False, False, False]
    assert [seen.form.to_dict() for seen, _ in provider.log] == [FORM] * 3
    assert HttpCourier().deliver([]) == []


def test_slow_providers_are_waited_for_together_and_not_for_long(provider: HTTPServer) -> None:
    """Somebody stands in front of the page meanwhile."""

    def slow(_: Request) -> Response:
        time.sleep(4)
        return Response(status=204)

    provider.expect_request("/slow").respond_with_handler(slow)
    notices = [LogoutNotice(provider.url_for("/slow"), FORM)] * 6
    began = time.monotonic()

    assert HttpCourier().deliver(notices) == [False] * 6

    assert time.monotonic() - began < 12, "not a figure: six times four seconds is what is avoided"


def test_a_byte_a_second_holds_nobody() -> None:
    """Each byte is an answer to a socket that waits for the next; the whole has an end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()
        Thread(target=_drip, args=(server, over), daemon=True).start()
        began = time.monotonic()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/logout"

        assert HttpCourier().deliver([LogoutNotice(url, FORM)]) == [False]

        assert time.monotonic() - began < 60, "not a figure: for ever is what is avoided"
        over.set()


def _drip(server: socket.socket, over: threading.Event) -> None:
    line, _ = server.accept()
    with line:
        for octet in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 600:
            if over.wait(0.5):
                return
            try:
                line.send(bytes([octet]))
            except OSError:  # it was shut
                return


def test_a_body_without_an_end_is_not_read(provider: HTTPServer) -> None:
    """The status has said it."""

    def endless(_: Request) -> Response:
        return Response((b"x" * 1024 for _ in iter(int, 1)), status=200)

    provider.expect_request("/endless").respond_with_handler(endless)

    assert HttpCourier().deliver([LogoutNotice(provider.url_for("/endless"), FORM)]) == [True]
