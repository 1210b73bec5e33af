"""What is sent at once is what werkzeug would have sent after all of its work."""

from typing import Any

import pytest
from flask import Flask, Response, session
from tests.web.portal import World, portal
from werkzeug.datastructures import Headers

from garbridge.ports import Document, Redirect
from garbridge.web.bridge import current_bridge
from garbridge.web.outgoing import document, redirection
from garbridge.web.settling import WholeResponse

ADDRESSES = (
    "https://parc.example/?sso_id=gar&ticket=ST-1",
    "https://parc.example/atlas?a=%C3%A9&b=1+2;c='(d)!*,~#part?one",
    "http://127.0.0.1:9/resources/3?ticket=ST-ab-0c",
    "https://parc.example",
    "https://parc.example/?",
    "https://parc.example/a?#b",
    "https://parc.example/a#",
    "https://Parc.Example/a",
    "https://parc.example:0443/a",
    "https://péda.example/é?q=è",
    'https://parc.example/a b"<c>^`{d}|[e]',
    "https://user:word@parc.example/a",
    "/mediacentre/?suite=1",
    "//parc.example/a",
    "javascript:alert(1)",
)


def _sent(app: Flask, answer: Response) -> list[tuple[str, str]]:
    response = app.process_response(answer)
    with app.test_request_context() as context:
        return sorted(response.get_wsgi_headers(context.request.environ))


@pytest.fixture(name="app")
def _app() -> Flask:
    return portal(World())


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_redirect_names_the_address_that_werkzeug_would(app: Flask, address: str) -> None:
    """One that it would write otherwise is written otherwise; nothing else is looked at."""
    with app.test_request_context("/cas/login"):
        answer = redirection(current_bridge(), Redirect(address))
        plain = Response(status=302, headers=answer.headers)
        sent, expected = _sent(app, answer), _sent(app, plain)
    assert sent == expected
    assert isinstance(answer, WholeResponse)


def test_most_addresses_are_not_taken_apart(app: Flask) -> None:
    """Else the shortcut would be none."""
    with app.test_request_context("/cas/login"):
        answer = redirection(current_bridge(), Redirect(ADDRESSES[0]))
        assert answer.get_wsgi_headers({}) is answer.headers


@pytest.mark.parametrize("status", [200, 204, 304, 401, 503])
def test_a_document_has_the_headers_that_werkzeug_would_give_it(app: Flask, status: int) -> None:
    """Its length where it may have one, and one of each."""
    made = Document(status, "application/xml", "<é/>".encode(), {"Retry-After": "5"})
    with app.test_request_context("/cas/serviceValidate"):
        answer = document(current_bridge(), made)
        plain = Response(made.body, status, Headers(answer.headers), content_type=made.media_type)
        assert _sent(app, answer) == _sent(app, plain)
        assert answer.get_data() == made.body
        assert "Vary" not in answer.headers


def test_a_hook_of_the_portal_still_counts(app: Flask) -> None:
    """Another address, another body, another status: each is sent as it is in the end."""

    def changed(answer: Response) -> Response:
        answer.headers["Location"] = "https://autre.example/é"
        answer.headers["X-Portal"] = "yes"
        answer.set_data(b"moved")
        return answer

    app.after_request(changed)
    with app.test_request_context("/cas/login"):
        sent = dict(_sent(app, redirection(current_bridge(), Redirect(ADDRESSES[0]))))
    assert sent["Location"] == "https://autre.example/%C3%A9"
    assert (sent["X-Portal"], sent["Content-Length"]) == ("yes", "5")


def test_a_class_of_the_portal_still_counts(app: Flask) -> None:
    """Where all of its answers are of a class of its own, so are ours, and that one is asked."""

    class Signed(Response):
        def get_wsgi_headers(self, environ: dict[str, Any]) -> Headers:
            headers = super().get_wsgi_headers(environ)
            headers["X-Signed"] = "yes"
            return headers

    app.response_class = Signed
    answer = app.test_client().get("/cas/serviceValidate")
    assert answer.headers["X-Signed"] == "yes"


def test_what_hangs_on_the_session_says_so_once(app: Flask) -> None:
    """Flask adds what an answer varies with where the session was read, and finds it there."""
    app.secret_key = b"key"
    with app.test_request_context("/cas/login"):
        assert session.get("person") is None
        sent = _sent(app, redirection(current_bridge(), Redirect(ADDRESSES[0])))
    assert [value for name, value in sent if name == "Vary"] == ["Cookie"]
