"""Logging out with a SAML provider through a portal from its files, in a browser, both ways."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from lxml import etree
from tests.protocols.saml.logouts import (
    NS,
    REDIRECT,
    codes,
    logout_request,
    logout_response,
    message,
    name_id,
    posted,
    redirected,
    unsigned,
)
from tests.protocols.saml.provider_side import POST
from tests.protocols.saml.signatures import certificate_pem, rsa_key
from tests.wiring.portal_files import METADATA
from tests.wiring.running import SP, Running, running
from werkzeug.test import TestResponse

from garbridge.ports import Redirect, WireRequest
from garbridge.testing.world import ALICE
from garbridge.web import GarBridge

SLO = "https://sp.example/slo"
Arrives = Callable[..., WireRequest]


def metadata(binding: str = REDIRECT) -> str:
    """Return the metadata of a provider that logs out by *binding*."""
    shown = "".join(certificate_pem("provider").splitlines()[1:-1])
    key = (
        '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
        f"<ds:X509Data><ds:X509Certificate>{shown}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        "</md:KeyDescriptor>"
    )
    service = f'<md:SingleLogoutService Binding="{binding}" Location="{SLO}"/>'
    place = "<md:AssertionConsumerService"
    return METADATA.replace(place, f"{key}{service}{place}", 1)


def forged(xml: str) -> WireRequest:
    """Return *xml* by HTTP-Redirect, signed with a key that the provider did not register."""
    return redirected(xml, key=rsa_key("attacker"))


class Arrived:
    """A browser at a provider: what the assertion said of who is there."""

    def __init__(self, portal: Running) -> None:
        app = Flask(__name__)
        app.secret_key = "test"  # noqa: S105 - a made-up one
        bridge = GarBridge(lambda: session.get("person"), runtime=portal.runtime)
        bridge.session_ender(lambda: session.clear())  # noqa: PLW0108 - there is none yet
        bridge.init_app(app)
        self.browser: FlaskClient = app.test_client()
        with self.browser.session_transaction() as kept:
            kept["person"] = ALICE
        query = {"providerId": SP, "target": "https://sp.example/atlas"}
        page = self.browser.get("/saml/sso", query_string=query)
        encoded = page.text.partition('name="SAMLResponse" value="')[2].partition('"')[0]
        root = etree.fromstring(base64.b64decode(encoded))
        (statement,) = root.findall(".//saml:AuthnStatement", NS)
        self.subject = root.findtext(".//saml:NameID", "", NS)
        self.index = str(statement.get("SessionIndex"))

    def bring(self, request: WireRequest) -> TestResponse:
        """Carry a message of the provider to the portal."""
        if request.method == "GET":
            return self.browser.get("/saml/slo", query_string=request.query)
        return self.browser.post("/saml/slo", data=dict(request.form))

    def asks(self, **said: str | None) -> str:
        """Return the provider's request to end this session."""
        named = name_id(self.subject, NameQualifier=None, SPNameQualifier=None)
        return logout_request(named, [self.index], issuer=SP, **said)

    def is_signed_in(self) -> bool:
        """Say whether the portal still knows the person."""
        with self.browser.session_transaction() as kept:
            return "person" in kept


@pytest.fixture(name="arrived")
def _arrived(tmp_path: Path) -> Arrived:
    return Arrived(running(tmp_path, metadata=metadata()))


def asked_at_the_provider(answer: TestResponse) -> etree._Element:
    """Return our request, which *answer* sends the browser to the provider with."""
    assert answer.status_code in {302, 303}, answer.text
    assert answer.location.startswith(f"{SLO}?")
    return message(Redirect(answer.location))


@pytest.mark.parametrize(
    ("arrives", "status", "said"),
    [
        (redirected, "Success", "Parc"),
        (posted, "Success", "Parc"),
        (redirected, "Responder", "n’êtes pas déconnecté de tout"),
        (unsigned, "Success", "n’êtes pas déconnecté de tout"),
        (forged, "Success", "n’êtes pas déconnecté de tout"),
    ],
    ids=["closed", "closed by form", "not closed", "said so unsigned", "signed by another"],
)
def test_the_portal_asks_and_says_what_came_of_it(
    arrived: Arrived, arrives: Arrives, status: str, said: str
) -> None:
    """Logged out at the portal first, then through the browser at the provider."""
    asked = asked_at_the_provider(arrived.browser.get("/mediacentre/deconnexion"))
    assert not arrived.is_signed_in()
    assert asked.findtext("saml:NameID", "", NS) == arrived.subject
    assert asked.findtext("samlp:SessionIndex", "", NS) == arrived.index
    answer = logout_response(codes(status), InResponseTo=asked.get("ID"), issuer=SP)

    page = arrived.bring(arrives(answer))

    assert page.status_code == 200
    assert said in page.text
    assert ("n’êtes pas déconnecté de tout" in page.text) == ("n’êtes" in said)
    again = arrived.bring(arrives(answer))
    assert again.status_code == 400


def test_the_provider_asks_and_is_told_that_all_is_closed(arrived: Arrived) -> None:
    """Its own session was the only one; the portal's ends, once."""
    request = redirected(arrived.asks(), "retour")

    root = asked_at_the_provider(arrived.bring(request))

    assert etree.QName(root).localname == "LogoutResponse"
    assert root.get("InResponseTo") == "_request1"
    found = [code.get("Value", "") for code in root.iter(f"{{{NS['samlp']}}}StatusCode")]
    assert [one.rpartition(":")[2] for one in found] == ["Success"]
    assert not arrived.is_signed_in()
    assert "GB-REQ-04" in arrived.bring(request).text


def test_the_provider_asks_by_form(arrived: Arrived) -> None:
    """A cross-site form carries no cookie: the request waits for a redirect within our site."""
    parked = arrived.bring(posted(arrived.asks(), "retour"))

    root = asked_at_the_provider(arrived.browser.get(parked.location))

    assert etree.QName(root).localname == "LogoutResponse"
    assert not arrived.is_signed_in()


def test_what_is_open_elsewhere_is_said_to_the_provider(arrived: Arrived) -> None:
    """Who is signed in as somebody else stays so, and nothing is said to be closed."""
    named = name_id("1e" * 64, NameQualifier=None, SPNameQualifier=None)
    stranger = logout_request(named, (), issuer=SP)

    root = asked_at_the_provider(arrived.bring(redirected(stranger)))

    found = [code.get("Value", "") for code in root.iter(f"{{{NS['samlp']}}}StatusCode")]
    assert [one.rpartition(":")[2] for one in found] == ["Responder", "PartialLogout"]
    assert arrived.is_signed_in()


def test_a_request_that_nobody_signed_logs_nobody_out(arrived: Arrived) -> None:
    """A page of anybody could send a browser there."""
    page = arrived.bring(unsigned(arrived.asks()))

    assert "GB-REQ-03" in page.text
    assert arrived.is_signed_in()


def test_the_portal_posts_where_the_provider_wants_a_form(tmp_path: Path) -> None:
    """The page may post to the provider, and says what happens where scripts are off."""
    arrived = Arrived(running(tmp_path, metadata=metadata(POST)))

    page = arrived.browser.get("/mediacentre/deconnexion")

    assert f'action="{SLO}"' in page.text
    assert 'name="SAMLRequest"' in page.text
    assert "https://sp.example" in page.headers["Content-Security-Policy"]


def test_our_metadata_says_where_to_log_out(arrived: Arrived) -> None:
    """By both bindings, at the address that answers."""
    root = etree.fromstring(arrived.browser.get("/saml/metadata").data)

    found = root.iter("{urn:oasis:names:tc:SAML:2.0:metadata}SingleLogoutService")
    assert [one.get("Location") for one in found] == ["https://ent.example/saml/slo"] * 2
