"""A real client, python-cas, asks our back channel over HTTP."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from cas import CASClient
from pytest_httpserver import HTTPServer
from tests.protocols.cas.server import (
    OTHER_SERVICE,
    SERVICE,
    SUBJECT,
    WHOLE_PROVIDER,
    CasServer,
    login,
)
from werkzeug import Request, Response

from garbridge.core.attributes import Attribute
from garbridge.core.release import Claim, ReleasedClaims
from garbridge.ports import BackChannel, WireRequest
from garbridge.testing.world import ATLAS, NOW


def handler(back_channel: BackChannel) -> Callable[[Request], Response]:
    """Serve *back_channel* as a web framework would."""

    def handle(request: Request) -> Response:
        asked = WireRequest(request.method, request.base_url, request.query_string.decode())
        document = back_channel.answer(asked, now=NOW)
        return Response(
            document.body, document.status, document.headers, mimetype=document.media_type
        )

    return handle


@pytest.fixture(name="cas")
def _cas(httpserver: HTTPServer) -> CasServer:
    """Serve a CAS server's back channel on this machine."""
    cas = CasServer()
    for path, attributes in (("p3/serviceValidate", True), ("serviceValidate", False)):
        answered = httpserver.expect_request(f"/cas/{path}")
        answered.respond_with_handler(handler(cas.back_channel(attributes=attributes)))
    return cas


def client(httpserver: HTTPServer, version: int, service: str, **more: str) -> CASClient:
    """Return python-cas as a provider configures it."""
    return CASClient(
        version=version, server_url=httpserver.url_for("/cas/"), service_url=service, **more
    )


def test_python_cas_3_signs_in_from_login_to_attributes(
    cas: CasServer, httpserver: HTTPServer
) -> None:
    """Its login address is accepted, its ticket validated, its attributes are the released ones."""
    provider = client(httpserver, 3, WHOLE_PROVIDER)
    asked = cas.adapter.parse(login(urlsplit(provider.get_login_url()).query), now=NOW)
    sent_to = urlsplit(cas.redirect(asked.detail.service.url))

    user, attributes, granting = provider.verify_ticket(parse_qs(sent_to.query)["ticket"][0])

    assert parse_qs(sent_to.query)["sso_id"] == ["gar"]
    assert (user, granting) == (SUBJECT, None)
    assert attributes == {
        "IDO": SUBJECT,
        "PRO": "National_ens",
        "UAI": "0561641E",
        "DIV": ["1S1##1S1", "2NDE04##Seconde 4"],
    }


def test_python_cas_2_learns_the_subject_alone(cas: CasServer, httpserver: HTTPServer) -> None:
    """``serviceValidate`` has no attributes."""
    assert client(httpserver, 2, SERVICE).verify_ticket(cas.ticket()) == (SUBJECT, None, None)


@pytest.mark.parametrize("version", [2, 3])
def test_python_cas_does_not_sign_in_twice(
    cas: CasServer, httpserver: HTTPServer, version: int
) -> None:
    """The second use of a ticket names nobody."""
    provider, ticket = client(httpserver, version, SERVICE), cas.ticket()

    assert provider.verify_ticket(ticket)[0] == SUBJECT
    assert provider.verify_ticket(ticket)[0] is None


@pytest.mark.parametrize("version", [2, 3])
def test_python_cas_of_another_service_does_not_sign_in(
    cas: CasServer, httpserver: HTTPServer, version: int
) -> None:
    """Neither does the right one afterwards: the ticket is burnt."""
    ticket = cas.ticket()

    assert client(httpserver, version, OTHER_SERVICE).verify_ticket(ticket)[0] is None
    assert client(httpserver, version, SERVICE).verify_ticket(ticket)[0] is None


@pytest.mark.parametrize("version", [2, 3])
def test_python_cas_as_a_proxy_is_refused(
    cas: CasServer, httpserver: HTTPServer, version: int
) -> None:
    """Proxy authentication is not offered, and its callback is not called."""
    callback = httpserver.url_for("/pgt")
    provider = client(httpserver, version, SERVICE, proxy_callback=callback)

    assert provider.verify_ticket(cas.ticket())[0] is None
    assert [request.path for request, _ in httpserver.log if request.path == "/pgt"] == []


def test_python_cas_reads_hostile_values_as_they_are(
    cas: CasServer, httpserver: HTTPServer
) -> None:
    """A name with markup in it stays a name."""
    name = "</cas:NOM><cas:UAI>0750001A</cas:UAI>&amp;\r\n]]>"
    claims = ReleasedClaims(SUBJECT, ATLAS.id, (Claim(Attribute.NOM, (name,), "nommer"),))

    _, attributes, _ = client(httpserver, 3, SERVICE).verify_ticket(cas.ticket(claims=claims))

    assert attributes == {"NOM": name}
