"""The sign-in endpoints: who is signed in launches, who is not comes back to the same request."""

from datetime import datetime, timedelta
from typing import cast
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.web import shelves
from tests.web.portal import ISSUER, World, client_of, links_of, portal
from werkzeug.test import TestResponse

from garbridge.core.access import Refusal
from garbridge.core.catalogue import Provider
from garbridge.errors import MalformedError, ReleaseMismatchError
from garbridge.ports import AnswerableError, Obstacle, Redirect, WireRequest
from garbridge.protocols.cas import CasAdapter, CasService
from garbridge.testing.world import ALICE, ATLAS, COLLEGE, LYCEE, PUBLISHER
from garbridge.web import GarBridge
from garbridge.web.bridge import AuthenticationLoader


def test_somebody_signed_in_is_launched_at_once(world: World, client: FlaskClient) -> None:
    """From the click to the provider there is no login and no page with anything to fill in."""
    answer = client.get("/saml/sso?ask=1&state=s%20t")

    assert answer.status_code == 200
    assert 'action="https://parc.example/acs"' in answer.text
    assert 'name="RelayState" value="s t"' in answer.text
    assert world.journal.kept[0].refusal is None


def test_redirect_answers_are_302(world: World) -> None:
    """A protocol that answers by redirect answers with one, and nothing in its body."""
    world.cas.kind = Redirect
    answer = client_of(portal(world)).get("/cas/login?ask=1")

    assert answer.status_code == 302
    assert answer.location.startswith("https://parc.example/back?ticket=")
    assert answer.data == b""


def test_redirect_after_a_post_is_303(world: World) -> None:
    """A 302 after a POST lets some browsers post again, to the provider this time."""
    world.saml.kind = Redirect
    answer = client_of(portal(world)).post("/saml/sso", data={"ask": "1"})

    assert answer.status_code == 303


def test_the_wire_request_is_what_was_received(world: World, client: FlaskClient) -> None:
    """Signatures cover the octets of the query, so nothing may decode and encode them again."""
    query = "ask=%61b&Signature=a%2Bb%2f=&&x=1;2"
    client.get(f"/saml/sso?{query}")

    assert world.saml.seen == [WireRequest("GET", f"{ISSUER}/saml/sso", query)]


def test_form_fields_keep_their_duplicates(world: World, client: FlaskClient) -> None:
    """An adapter that must refuse a field given twice has to see it twice."""
    client.post(
        "/saml/sso",
        data="ask=1&RelayState=a&RelayState=b",
        content_type="application/x-www-form-urlencoded",
    )

    assert world.saml.seen[0].form == (("ask", "1"), ("RelayState", "a"), ("RelayState", "b"))


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_the_address_comes_from_the_configuration(
    world: World, client: FlaskClient, header: str
) -> None:
    """A forged Host header must not become the address that messages name."""
    client.get("/saml/sso?ask=1", headers={header: "evil.example"})

    assert world.saml.seen[0].url == f"{ISSUER}/saml/sso"


def test_a_replayed_request_is_refused(client: FlaskClient) -> None:
    """The second copy of a message opens nothing."""
    client.get("/saml/sso?ask=1")
    again = client.get("/saml/sso?ask=1")

    assert again.status_code == 400
    assert "GB-REQ-04" in again.text


def test_a_refusal_is_shown_with_its_reference(world: World) -> None:
    """The reference on the page is the one under which the refusal is recorded."""
    world.entitlements.seats.clear()
    answer = client_of(portal(world)).get("/saml/sso?ask=1")

    assert answer.status_code == 403
    assert "GB-DRO-01" in answer.text
    assert world.journal.kept[0].reference in answer.text
    assert world.journal.kept[0].refusal is Refusal.NOT_ASSIGNED


def test_two_schools_ask_which_and_the_choice_goes_on() -> None:
    """Where two schools grant, the person chooses and the same request goes on."""
    world = shelves.choice()
    client = client_of(portal(world))
    page = client.get(f"/saml/sso?ask=1&state=kept&resource={ATLAS.id}")
    links = links_of(page.text)
    answer = client.get(links[LYCEE.name])

    assert page.status_code == 200
    assert "Par quel établissement" in page.text
    assert set(links) == {LYCEE.name, COLLEGE.name}
    assert 'value="kept"' in answer.text
    assert [record.school for record in world.journal.kept] == [LYCEE.id]


def test_the_choice_is_checked_by_the_gate() -> None:
    """A school written into the address opens nothing that the gate does not open."""
    world = shelves.choice()
    client = client_of(portal(world))
    page = client.get(f"/saml/sso?ask=1&resource={ATLAS.id}")
    link = links_of(page.text)[LYCEE.name].replace(LYCEE.id, "0999999Z")
    answer = client.get(link)

    assert answer.status_code == 403
    assert world.journal.kept[0].refusal is Refusal.NOT_A_MEMBER


def test_a_choice_that_is_no_school_is_refused() -> None:
    """What is not a UAI never reaches the gate, and does not spend the request."""
    client = client_of(portal(shelves.choice()))
    page = client.get(f"/saml/sso?ask=1&resource={ATLAS.id}")
    link = links_of(page.text)[LYCEE.name]

    assert client.get(link.replace(LYCEE.id, "x")).status_code == 400
    assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"ask=\xff\xfe", b"ask=%ff", b"ask=1&RelayState=%C3%28"],
    ids=["raw", "escaped", "cut"],
)
def test_a_form_that_is_not_utf8_is_refused(client: FlaskClient, body: bytes) -> None:
    """A value that was silently repaired would not be the one that was signed."""
    answer = client.post("/saml/sso", data=body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 400
    assert "GB-REQ-01" in answer.text


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data"])
def test_a_body_that_is_no_form_is_refused(client: FlaskClient, kind: str) -> None:
    """The binding has one encoding (SAML Bindings 3.5.4)."""
    assert client.post("/saml/sso", data=b"ask=1", content_type=kind).status_code == 400


def test_a_body_larger_than_any_honest_one_is_refused(world: World, client: FlaskClient) -> None:
    """Nothing of it is handed to a parser."""
    answer = client.post("/saml/sso", data={"ask": "x" * 300_000})

    assert answer.status_code == 400
    assert "GB-REQ-02" in answer.text
    assert world.saml.seen == []


def test_a_query_larger_than_any_honest_one_is_refused(client: FlaskClient) -> None:
    """Nothing of it is handed to an adapter."""
    assert "GB-REQ-02" in client.get("/saml/sso?ask=" + "x" * 40_000).text


def test_a_query_with_raw_octets_is_refused(client: FlaskClient) -> None:
    """There is no one way to read octets that RFC 3986 has percent-encoded."""
    answer = client.get("/saml/sso", environ_overrides={"QUERY_STRING": "ask=\xe9"})

    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/saml/sso?ask=1", "/cas/login?ask=1"])
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE"])
def test_other_methods_launch_nothing(
    world: World, client: FlaskClient, path: str, method: str
) -> None:
    """A link checker's HEAD must neither count as an access nor spend a request."""
    answer = client.open(path, method=method)

    assert answer.status_code == 405
    assert world.journal.kept == []
    assert world.saml.seen == []


def test_cas_is_not_asked_by_post(client: FlaskClient) -> None:
    """Only the address that SAML's POST binding needs takes a POST."""
    assert client.post("/cas/login", data={"ask": "1"}).status_code == 405


def test_without_a_login_page_the_session_has_ended(world: World) -> None:
    """A portal that did not name its sign-in page gets an honest page, not a guess."""
    app = portal(world, config={"GARBRIDGE_LOGIN_VIEW": None})
    answer = client_of(app, None).get("/cas/login?ask=1")

    assert answer.status_code == 401
    assert "GB-SES-01" in answer.text


def test_cas_gateway_goes_back_without_a_ticket(world: World) -> None:
    """CAS 2.1.1: with gateway set nobody is shown a sign-in page."""
    service = CasService("https://parc.example/cas", PUBLISHER.id)
    world.front["cas"] = CasAdapter(services=lambda: {service.url: service}, tokens=world.tokens)
    client = client_of(portal(world), None)
    asked = "/cas/login?service=https://parc.example/cas"

    assert client.get(f"{asked}&gateway=true").location == service.url
    assert client.get(asked).location.startswith("/connexion?next=")


def test_a_response_that_cannot_be_built_is_not_counted(world: World) -> None:
    """Nothing unsent is counted: the launch fails as a whole."""
    world.saml.fails_to_respond = ReleaseMismatchError("a value")
    answer = client_of(portal(world)).get("/saml/sso?ask=1")

    assert answer.status_code == 500
    assert "GB-DCP-02" in answer.text
    assert world.journal.kept == []


def test_a_disabled_provider_is_refused_here_too(world: World) -> None:
    """The switch works on every path, the provider's own start included."""
    world.providers = [Provider(id=PUBLISHER.id, name=PUBLISHER.name, enabled=False)]
    answer = client_of(portal(world)).get("/saml/sso?ask=1")

    assert "GB-PRV-05" in answer.text


class Clockwork:
    """A portal that knows when its visitor last proved who they are."""

    def __init__(self, world: World, *, proof_view: bool = True) -> None:
        self.world = world
        self.proved: object = world.clock() - timedelta(hours=1)
        self.app = Flask(__name__)
        self.app.config |= {
            "SECRET_KEY": "test only",
            "TESTING": True,
            "GARBRIDGE_LOGIN_VIEW": "/connexion",
        }
        if proof_view:
            self.app.config["GARBRIDGE_PROOF_VIEW"] = "/preuve"
        self.somebody: str | None = ALICE
        gb = GarBridge(lambda: self.somebody, runtime=world.runtime())
        gb.authentication_loader(cast("AuthenticationLoader", lambda: self.proved))
        gb.init_app(self.app)
        self.client = self.app.test_client()


def _way_back(answer: TestResponse, view: str) -> str:
    assert answer.status_code in {302, 303}
    address = urlsplit(answer.location)
    assert address.path == view
    return parse_qs(address.query)["next"][0]


def test_a_new_proof_is_asked_for_once_and_then_serves(world: World) -> None:
    """The request waits while the person proves anew who they are; its provider learns when."""
    world.saml.wants_proof = True
    portal = Clockwork(world)

    back = _way_back(portal.client.get("/saml/sso?ask=1"), "/preuve")
    portal.proved = world.clock()
    answer = portal.client.get(back)

    assert 'action="https://parc.example/acs"' in answer.text
    assert world.saml.authentications == [portal.proved]


def test_a_proof_that_is_not_newer_is_asked_for_once_only(world: World) -> None:
    """A portal whose page only sends back must not make the browser run in circles."""
    world.saml.wants_proof = True
    portal = Clockwork(world)

    back = _way_back(portal.client.get("/saml/sso?ask=1"), "/preuve")
    answer = portal.client.get(back)

    assert answer.status_code == 403
    assert "GB-SES-03" in answer.text
    assert world.saml.claims == []


def test_a_portal_without_a_page_for_it_cannot(world: World) -> None:
    """The person is told; the provider gets nothing it could take for a proof."""
    world.saml.wants_proof = True
    answer = Clockwork(world, proof_view=False).client.get("/saml/sso?ask=1")

    assert answer.status_code == 403
    assert world.saml.obstacles == [Obstacle.NOT_FRESH]


def test_a_portal_that_does_not_say_when_cannot_even_for_a_stranger(
    world: World, stranger: FlaskClient
) -> None:
    """Nobody signs in only to be told that it was for nothing."""
    world.saml.wants_proof = True
    answer = stranger.get("/saml/sso?ask=1")

    assert answer.status_code == 403
    assert "GB-SES-03" in answer.text


def test_who_signs_in_for_the_request_has_proved_enough(world: World) -> None:
    """One form, not two."""
    world.saml.wants_proof = True
    portal = Clockwork(world)
    portal.somebody = None

    back = _way_back(portal.client.get("/saml/sso?ask=1"), "/connexion")
    portal.somebody, portal.proved = ALICE, world.clock()
    answer = portal.client.get(back)

    assert 'action="https://parc.example/acs"' in answer.text


def test_a_provider_may_have_its_own_answer_instead(world: World) -> None:
    """Where the protocol has a word for it, no page is shown."""
    world.saml.wants_proof = True
    world.saml.declines = Redirect("https://parc.example/?error=login_required")
    answer = Clockwork(world).client.get("/saml/sso?ask=1")

    assert answer.location == "https://parc.example/?error=login_required"


@pytest.mark.parametrize("said", ["2026-09-01T08:00:00Z", 1756713600, datetime(2026, 9, 1, 8)])  # noqa: DTZ001 - what must be refused
def test_an_instant_that_is_none_lets_nobody_in(world: World, said: object) -> None:
    """A portal that answers nonsense must not be believed about anything."""
    portal = Clockwork(world)
    portal.proved = said
    answer = portal.client.get("/saml/sso?ask=1")

    assert answer.status_code == 500


def test_an_instant_in_the_future_is_now(world: World) -> None:
    """A portal whose clock is ahead must not make a request of later look fresh."""
    portal = Clockwork(world)
    portal.proved = world.clock() + timedelta(days=1)
    portal.client.get("/saml/sso?ask=1")

    (told,) = world.saml.authentications
    assert told is not None
    assert told <= world.clock()


def test_a_request_whose_sender_can_be_told_is_answered_there(world: World) -> None:
    """And the portal's log has the code of the cause."""
    told = Redirect("https://parc.example/?error=invalid_request")
    world.saml.refuses = AnswerableError(MalformedError("twice"), told)
    answer = client_of(portal(world)).get("/saml/sso?ask=1")

    assert answer.location == told.url
    assert world.journal.kept == []
