"""Notices over real HTTP: all at once, and never for long."""

import time
from collections.abc import Iterator

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

    assert time.monotonic() - began < 6, "not a figure: six times four seconds is what is avoided"
