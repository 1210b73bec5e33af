"""Each protocol through four workers that share a state: to the provider, once, and out again."""

import base64
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from lxml import etree
from tests.journeys.several_workers import Portal, portal_at_work
from tests.journeys.stub_at_work import ARKS, Provider, stub_at_work
from tests.journeys.visitor import Visitor
from tests.protocols.oidc.provider import VERIFIER, authentication_request

pytestmark = pytest.mark.xdist_group("workers")

AT_ONCE = 12
"""Three for each worker."""
PROTOCOLS = tuple(ARKS)
each_protocol = pytest.mark.parametrize("protocol", PROTOCOLS)


@dataclass(frozen=True, slots=True)
class Both:
    """The portal and the provider."""

    portal: Portal
    provider: Provider

    def visitor(self) -> Visitor:
        """Return a browser in which the pupil is signed in."""
        return self.portal.visitor(there=self.provider.url)

    def click(self, visitor: Visitor, protocol: str) -> requests.Response:
        """Open the resource of *protocol*, and go where that leads."""
        return visitor.get(self.portal.tile(ARKS[protocol]))

    def asked(self, visitor: Visitor, protocol: str, at: str) -> str:
        """Click, and return the first address on the way that begins with *at*: unvisited."""
        return visitor.unvisited(self.portal.tile(ARKS[protocol]), at)


@pytest.fixture(name="both", scope="module")
def _both(state: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Both ends, with the state in the one or in the others."""
    with (
        portal_at_work(
            tmp_path_factory.mktemp("portal"),
            *ARKS.values(),
            settings=state["settings"],
            state=state["state"],
        ) as portal,
        stub_at_work(portal, tmp_path_factory.mktemp("stub")) as provider,
    ):
        yield Both(portal, provider)


@each_protocol
def test_a_click_arrives(both: Both, protocol: str) -> None:
    """The provider learns what was decided, and one launch is recorded."""
    visitor, before = both.visitor(), len(both.portal.launches())
    subject, released = both.portal.decided(ARKS[protocol])

    page = both.click(visitor, protocol)

    assert page.url.startswith(f"{both.provider.url}/recu/"), page.text
    arrived = visitor.received()[-1]
    assert (arrived["protocol"], arrived["resource"]) == (protocol, ARKS[protocol])
    assert (arrived["subject"], arrived["attributes"]) == (subject, released)
    assert len(both.portal.launches()) == before + 1


@each_protocol
def test_the_provider_refuses_the_message_again(both: Both, protocol: str) -> None:
    """Pressed on the provider's own page, which asks the portal again where the protocol does."""
    visitor = both.visitor()
    page = both.click(visitor, protocol)
    number = page.url.rpartition("/")[2]

    again = visitor.session.post(
        f"{both.provider.url}/rejouer", data={"numero": number}, timeout=30
    )

    assert again.status_code == 403
    assert "Défaut du portail" not in again.text


def at_once(act: Callable[[], requests.Response]) -> list[requests.Response]:
    """Do *act* twelve times at once, each on a connection of its own."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [one.result() for one in [pool.submit(act) for _ in range(AT_ONCE)]]


def _as(visitor: Visitor, url: str) -> Callable[[], requests.Response]:
    cookies = visitor.session.cookies.get_dict()
    return lambda: requests.get(url, cookies=cookies, allow_redirects=False, timeout=60)


@pytest.mark.parametrize(("protocol", "at"), [("saml", "/saml/sso"), ("lti", "/lti/authorize")])
def test_a_request_is_answered_once(both: Both, protocol: str, at: str) -> None:
    """The same AuthnRequest, the same click of an LTI launch, on all workers at once."""
    visitor = both.visitor()
    url = both.asked(visitor, protocol, f"{both.portal.url}{at}")
    before = len(both.portal.launches())

    answers = at_once(_as(visitor, url))

    assert sorted(one.status_code for one in answers) == [200] + [400] * (AT_ONCE - 1)
    assert len(both.portal.launches()) == before + 1


def test_a_ticket_is_good_once(both: Both) -> None:
    """Statement 83: asked on all workers at once, one of them names somebody."""
    service = both.provider.address("cas")
    url = both.asked(both.visitor(), "cas", f"{service}?ticket=")
    (ticket,) = parse_qs(urlsplit(url).query)["ticket"]
    query = urlencode({"service": service, "ticket": ticket})
    asked = f"{both.portal.url}/cas/p3/serviceValidate?{query}"

    answers = at_once(lambda: requests.get(asked, timeout=60))

    verdicts = [etree.QName(etree.fromstring(one.content)[0]).localname for one in answers]
    assert sorted(verdicts) == ["authenticationFailure"] * (AT_ONCE - 1) + ["authenticationSuccess"]


def test_a_code_is_good_once(both: Both) -> None:
    """Exchanged on all workers at once: one access token at most, and that one is ended."""
    visitor = both.visitor()
    both.asked(visitor, "oidc", f"{both.portal.url}/oidc/authorize")
    query = authentication_request("oidc", f"{both.provider.url}/oidc/retour")
    authorize = f"{both.portal.url}/oidc/authorize?{urlencode(query)}"
    back = visitor.session.get(authorize, allow_redirects=False, timeout=30).headers["Location"]
    form = {
        "grant_type": "authorization_code",
        "code": parse_qs(urlsplit(back).query)["code"][0],
        "redirect_uri": query["redirect_uri"],
        "code_verifier": VERIFIER,
    }
    pair = base64.b64encode(f"oidc:{both.provider.secret}".encode()).decode()

    answers = at_once(
        lambda: requests.post(
            f"{both.portal.url}/oidc/token",
            data=form,
            headers={"Authorization": f"Basic {pair}"},
            timeout=60,
        )
    )

    good = [one.json() for one in answers if one.status_code == 200]
    assert len(good) <= 1
    assert {one.json()["error"] for one in answers if one.status_code != 200} == {"invalid_grant"}
    for token in good:
        bearer = {"Authorization": f"Bearer {token['access_token']}"}
        told = requests.get(f"{both.portal.url}/oidc/userinfo", headers=bearer, timeout=30)
        assert told.status_code == 401


@each_protocol
def test_logged_out_is_logged_out_on_every_worker(both: Both, protocol: str) -> None:
    """No worker knows who it was; the SAML provider closed its own session."""
    visitor = both.visitor()
    there = both.click(visitor, protocol).url

    page = visitor.get("/mediacentre/deconnexion")

    assert page.status_code == 200
    left = at_once(_as(visitor, f"{both.portal.url}/mediacentre/"))
    assert {one.headers.get("Location", "") for one in left} == {"/connexion?next=/mediacentre/"}
    if protocol == "saml":
        assert "Elle est fermée" in visitor.get(there).text
        assert "est fermé" in page.text
    assert both.click(visitor, protocol).url.startswith(f"{both.portal.url}/connexion")
