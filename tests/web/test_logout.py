"""Logout through the browser: who may log whom out, and what is said at the end."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from tests.web.logout_channels import Channels
from tests.web.portal import World

from garbridge.core.identifiers import ProviderId
from garbridge.errors import StoreUnavailableError
from garbridge.ports import (
    Participant,
    SessionId,
)
from garbridge.protocols.cas import CasService
from garbridge.protocols.oidc import OidcClient, RelyingPartyLogout, SecretProof
from garbridge.services.logout import LogoutService
from garbridge.stores.memory import MemoryParticipants
from garbridge.testing.participants import participation
from garbridge.testing.world import ALICE, NOW, PUBLISHER
from garbridge.web import GarBridge

SERVICE = "https://studio.example/fin"
AFTER = "https://parc.example/au-revoir"


@dataclass
class Portal:
    """A portal whose own session can be ended, and a browser in it."""

    world: World
    channels: Channels = field(default_factory=Channels)
    ends: bool = True
    rp: RelyingPartyLogout = field(
        default_factory=lambda: RelyingPartyLogout(client=None, subject=None, then="")
    )
    ended: list[str] = field(default_factory=list[str])

    def client(self, **joined: str) -> FlaskClient:
        """Return a browser in which Alice is signed in, and through it *joined*, by index."""
        runtime = self.world.runtime()
        participants = participation(self.world.participants)
        service = LogoutService(
            participation=participants,
            back={"cas": self.channels},
            front={"saml": self.channels},
            courier=self.channels,
        )
        known: dict[str, Any] = {one: getattr(runtime, one) for one in runtime.__slots__}
        cas = {SERVICE: CasService(SERVICE, ProviderId("studio"))}
        known |= {
            "logout": service,
            "read_logout": self._rp,
            "registry": SimpleNamespace(catalogue=self.world.catalogue, cas=lambda: cas, oidc=dict),
        }
        app = Flask(__name__)
        app.config |= {"SECRET_KEY": "test only", "TESTING": True}
        bridge = GarBridge(lambda: session.get("who"), runtime=type(runtime)(**known))
        if self.ends:
            bridge.session_ender(self._end)
        bridge.init_app(app)
        browser = app.test_client()
        with browser.session_transaction() as kept:
            kept["who"] = ALICE
        browser.get("/mediacentre/ouvrir/?ark=ark:/99999/atlas")
        with browser.session_transaction() as kept:
            name = SessionId(kept["_garbridge"]["garbridge"][0])
        for index, protocol in joined.items():
            participants.join(
                ALICE,
                name,
                Participant(
                    provider=PUBLISHER.id,
                    protocol=protocol,
                    subject="s",
                    index=index.removeprefix("_"),
                ),
                now=NOW,
            )
        return browser

    def _rp(self, parameters: Mapping[str, str]) -> RelyingPartyLogout:
        self.asked = parameters
        return self.rp

    def _end(self) -> None:
        self.ended.append(session.pop("who"))


@pytest.fixture(name="at")
def _at(world: World) -> Portal:
    """Return a portal of that world."""
    return Portal(world)


def test_everything_is_closed_and_said(at: Portal) -> None:
    """Providers first, the portal's own session too, and a page with names that people know."""
    answer = at.client(_1="cas").get("/mediacentre/deconnexion")

    assert answer.status_code == 200
    assert at.channels.told == ["1"]
    assert at.ended == [ALICE]
    assert "Vous êtes déconnecté" in answer.text
    assert PUBLISHER.name in answer.text
    assert "avant de vous reconnecter" not in answer.text


def test_what_did_not_confirm_is_said(at: Portal) -> None:
    """Nobody on a shared computer believes to be gone who is not."""
    at.channels.takes = False
    answer = at.client(_1="cas").get("/mediacentre/deconnexion")

    assert "Vous n’êtes pas déconnecté de tout" in answer.text
    assert "fermez toutes les fenêtres" in answer.text
    assert PUBLISHER.name in answer.text


@pytest.mark.parametrize("protocol", ["cas", "saml"])
def test_what_was_opened_before_the_session_was_made_anew_is_said(
    at: Portal, protocol: str
) -> None:
    """A portal that empties its session at a login: what came before it is another session."""
    browser = at.client(_1=protocol)
    with browser.session_transaction() as kept:
        kept.clear()
        kept["who"] = ALICE

    first = browser.get("/mediacentre/deconnexion")

    assert (at.channels.told, at.channels.asked) == ([], [])
    assert "Vous êtes déconnecté" in first.text
    assert "avant de vous reconnecter, peut rester ouvert" in first.text


def test_what_is_open_elsewhere_is_still_said_after_a_providers_page(at: Portal) -> None:
    """It waits on the server while the browser is there."""
    browser = at.client(_1="saml")
    phone = replace(participation(at.world.participants), tokens=lambda: "of the phone")
    phone.join(
        ALICE,
        SessionId("phone"),
        Participant(provider=PUBLISHER.id, protocol="saml", subject="s", index="2"),
        now=NOW,
    )
    browser.get("/mediacentre/deconnexion")
    page = browser.get("/saml/slo?answer=m-0").text

    assert "Vous êtes déconnecté" in page
    assert "avant de vous reconnecter, peut rester ouvert" in page


def test_a_portal_that_cannot_end_its_session_says_so(at: Portal) -> None:
    """Its own session is part of « tout »."""
    at.ends = False
    answer = at.client(_1="cas").get("/mediacentre/deconnexion")

    assert "Vous n’êtes pas déconnecté de tout" in answer.text
    assert "Votre session sur le portail est encore ouverte" in answer.text


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Referer": "http://localhost/"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Referer": "https://evil.example/"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Referer": "https://evil.example/?http://localhost/"}, True),
        ({"Referer": "http://localhost.evil.example/"}, True),
        ({"Referer": "http://localhost/mediacentre/"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_no_other_site_logs_anybody_out(at: Portal, said: dict[str, str], asks: bool) -> None:  # noqa: FBT001 - an expectation
    """Statement 92: it can send the browser there, and the person decides."""
    browser = at.client(_1="cas")
    answer = browser.get("/mediacentre/deconnexion", headers=said)

    assert (at.ended == []) is asks
    assert ("Me déconnecter" in answer.text) is asks
    browser.get("/mediacentre/deconnexion", headers={"Sec-Fetch-Site": "same-origin"})
    assert at.ended == [ALICE]


def test_who_is_not_signed_in_is_told_so(at: Portal) -> None:
    """A second click on the button is no error."""
    browser = at.client(_1="cas")
    browser.get("/mediacentre/deconnexion")
    again = browser.get("/mediacentre/deconnexion")

    assert "Vous êtes déconnecté" in again.text
    assert "Personne n’était connecté" in again.text, "what was open before is not known any more"
    assert "Tout ce que vous aviez ouvert" not in again.text
    assert at.channels.told == ["1"]


def test_the_session_has_another_name_afterwards(at: Portal) -> None:
    """Whoever signs in next in this browser is not the one before."""
    browser = at.client(_1="cas")
    browser.get("/mediacentre/deconnexion")

    with browser.session_transaction() as kept:
        assert kept["_garbridge"] == {}


@pytest.mark.parametrize(
    ("service", "goes"),
    [(SERVICE, True), ("https://evil.example/", False), (SERVICE + "/", False), ("", False)],
)
def test_cas_goes_on_to_a_registered_service_alone(at: Portal, service: str, goes: bool) -> None:  # noqa: FBT001 - an expectation
    """CAS 2.3.1: and only once everything is closed; else the page says what is not."""
    answer = at.client(_1="cas").get("/cas/logout", query_string={"service": service})

    assert (answer.location == SERVICE) is goes
    at.channels.takes = False
    partial = at.client(_1="cas").get("/cas/logout", query_string={"service": service})
    assert partial.status_code == 200
    assert (f'href="{SERVICE}"' in partial.text) is goes


def oidc_client() -> OidcClient:
    """Return a provider that may ask."""
    return OidcClient(
        client_id="parc",
        provider=PUBLISHER.id,
        redirect_uris={},
        proof=SecretProof("client_secret_basic", ()),  # type: ignore[arg-type]  # not looked at
    )


def test_a_client_that_knows_the_person_logs_them_out(at: Portal) -> None:
    """Its ID token is about who is signed in."""
    runtime = at.world.runtime()
    subject = runtime.access.subject_at(PUBLISHER.id, ALICE)
    at.rp = RelyingPartyLogout(client=oidc_client(), subject=subject, then=AFTER)
    answer = at.client(_1="cas").get("/oidc/logout?state=s")

    assert answer.location == AFTER
    assert at.ended == [ALICE]
    assert at.asked == {"state": "s"}


@pytest.mark.parametrize("subject", [None, "somebody else"])
def test_a_client_that_does_not_has_the_person_asked(at: Portal, subject: str | None) -> None:
    """Any page could send people there."""
    at.rp = RelyingPartyLogout(client=oidc_client(), subject=subject, then=AFTER)
    answer = at.client(_1="cas").get("/oidc/logout")

    assert "Voulez-vous vous déconnecter" in answer.text
    assert "/mediacentre/deconnexion" in answer.text
    assert (at.ended, at.channels.told) == ([], [])


def test_who_was_asked_goes_on_to_where_the_client_wanted_them(at: Portal) -> None:
    """As it was registered; what waits is good once, and not for another page's words."""
    at.rp = RelyingPartyLogout(client=oidc_client(), subject=None, then=AFTER)
    client = at.client()
    asked = client.get("/oidc/logout?post_logout_redirect_uri=x")
    (leave,) = re.findall(r'href="(/mediacentre/deconnexion[^"]*)"', asked.text)

    assert client.get(leave).location == AFTER
    assert client.get(leave).status_code == 200
    assert client.get("/mediacentre/deconnexion?suite=of-nobody").status_code == 200


def test_a_database_that_is_away_keeps_nobody_in_the_portal(
    at: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a shared computer the next pupil must not be the one before; the rest is not known."""
    client = at.client(_1="cas")

    def away(*_: object, **__: object) -> NoReturn:
        raise StoreUnavailableError("away")

    monkeypatch.setattr(MemoryParticipants, "entries", away)
    answer = client.get("/mediacentre/deconnexion")

    assert at.ended == [ALICE]
    assert answer.status_code == 200
    assert "Vous n’êtes pas déconnecté de tout" in answer.text
    assert "ne sait plus tout ce que vous aviez ouvert" in answer.text


def test_what_cannot_be_read_any_more_is_not_called_closed(at: Portal) -> None:
    """Its secret is gone: somebody may still be signed in there."""
    client = at.client(_1="cas")
    for entry in at.world.participants.entries(ALICE, now=NOW):
        at.world.participants.leave(ALICE, entry.key)
        at.world.participants.join(replace(entry, body=b"sealed by nobody"), now=NOW)
    answer = client.get("/mediacentre/deconnexion")

    assert "Vous n’êtes pas déconnecté de tout" in answer.text
    assert "ne sait plus tout ce que vous aviez ouvert" in answer.text


def test_a_parameter_twice_logs_nobody_out(at: Portal) -> None:
    """Two readers of one request must not read different things."""
    answer = at.client(_1="cas").get("/oidc/logout?state=1&state=2")

    assert answer.status_code == 400
    assert at.ended == []


def test_providers_are_asked_one_after_the_other_with_nobody_signed_in_any_more(at: Portal) -> None:
    """The portal's session ends before the browser leaves."""
    browser = at.client(_1="saml", _2="cas")
    gone = browser.get("/mediacentre/deconnexion")

    assert gone.location == f"https://{PUBLISHER.id}/slo?id=m-0"
    assert (at.ended, at.channels.told) == ([ALICE], ["2"])

    back = browser.get("/saml/slo?answer=m-0")
    assert "Vous êtes déconnecté" in back.text
    again = browser.get("/saml/slo?answer=m-0")
    assert again.status_code == 400, "what waited was there once"


def test_an_answer_that_not_all_was_closed_is_said(at: Portal) -> None:
    """A provider may only close a part."""
    at.channels.closes = False
    browser = at.client(_1="saml")
    browser.get("/mediacentre/deconnexion")

    assert "n’êtes pas déconnecté de tout" in browser.get("/saml/slo?answer=m-0").text


def test_a_provider_that_asks_is_answered_with_what_became_of_all(at: Portal) -> None:
    """Its own session is closed by itself; the portal's and the others are now."""
    answer = at.client(_1="saml", _2="cas").get("/saml/slo?ask=r1&relay=x")

    assert 'name="closed" value="True"' in answer.text
    assert 'name="relay" value="x"' in answer.text
    assert (at.ended, at.channels.told, at.channels.asked) == ([ALICE], ["2"], [])


def test_a_provider_that_asks_is_not_told_more_than_is_true(at: Portal) -> None:
    """Statement 48: its answer says so where something stays open."""
    at.channels.takes = False
    answer = at.client(_1="saml", _2="cas").get("/saml/slo?ask=r1")

    assert 'name="closed" value="False"' in answer.text


@pytest.mark.parametrize(("subject", "index"), [("somebody else", "1"), ("s", "another")])
def test_nobody_is_logged_out_in_anothers_name(at: Portal, subject: str, index: str) -> None:
    """A request about somebody else, brought by this browser, closes nothing."""
    at.channels.subject, at.channels.index = subject, index
    answer = at.client(_1="saml", _2="cas").get("/saml/slo?ask=r1")

    assert 'name="closed" value="False"' in answer.text
    assert (at.ended, at.channels.told) == ([], [])


def test_a_logout_request_is_acted_on_once(at: Portal) -> None:
    """Somebody who kept it does not log a person out again."""
    browser = at.client(_1="saml")
    browser.get("/saml/slo?ask=r1")
    with browser.session_transaction() as kept:
        kept["who"] = ALICE

    again = browser.get("/saml/slo?ask=r1")
    assert again.status_code == 400
    assert at.ended == [ALICE]


def test_a_post_waits_for_the_cookie(at: Portal) -> None:
    """A cross-site POST carries none: whom it is about shows after a redirect."""
    browser = at.client(_1="saml")
    parked = browser.post("/saml/slo", data={"ask": "r1"})

    assert parked.status_code == 303
    assert at.ended == []
    assert 'name="closed" value="True"' in browser.get(parked.location).text
    assert at.ended == [ALICE]


def test_an_answer_that_nobody_waits_for_is_refused(at: Portal) -> None:
    """Also one whose time is over."""
    browser = at.client(_1="saml")
    assert browser.get("/saml/slo?answer=invented").status_code == 400
    browser.get("/mediacentre/deconnexion")
    at.world.clock.advance(timedelta(minutes=10))
    assert browser.get("/saml/slo?answer=m-0").status_code == 400


def test_one_provider_cannot_answer_for_another(at: Portal) -> None:
    """Although it knows what the other was asked; the other's own answer is taken afterwards."""
    browser = at.client(_1="saml")
    browser.get("/mediacentre/deconnexion")

    assert browser.get("/saml/slo?answer=m-0&by=another").status_code == 400
    assert "Vous êtes déconnecté" in browser.get("/saml/slo?answer=m-0").text
