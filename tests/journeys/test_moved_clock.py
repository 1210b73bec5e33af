"""The portal's clock is moved by ten minutes, either way, amid the exchanges of all four protocols.

The providers' clock is right.  What was used stays used, whatever is clicked meanwhile; whoever is
refused reads why, and a clock that is set right is all it takes.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from tests.journeys import own_portal
from tests.journeys.several_workers import Portal, free_port, prepared_portal
from tests.journeys.stub_at_work import ARKS, Provider, stub_at_work
from tests.journeys.visitor import Visitor
from tests.protocols.oidc.provider import VERIFIER, authentication_request
from tests.web.browser import serving

from garbridge.config import read_config
from garbridge.web import GarBridge
from garbridge.wiring import build_runtime

each_jump = pytest.mark.parametrize("minutes", [10, -10])
each_protocol = pytest.mark.parametrize("protocol", tuple(ARKS))


@dataclass(slots=True)
class Moved:
    """Both ends; ``ahead`` is by how much the portal's clock is."""

    portal: Portal
    provider: Provider
    ahead: timedelta = timedelta(0)

    @contextmanager
    def moved(self, minutes: int) -> Iterator[None]:
        """Let the clock be wrong in the block."""
        self.ahead = timedelta(minutes=minutes)
        try:
            yield
        finally:
            self.ahead = timedelta(0)

    def click(self, protocol: str) -> requests.Response:
        """Open the resource of *protocol* in a new browser, and go where that leads."""
        visitor = self.portal.visitor(there=self.provider.url)
        return visitor.get(self.portal.tile(ARKS[protocol]))

    def has_arrived(self, page: requests.Response) -> bool:
        """Say whether the provider took it."""
        return page.url.startswith(f"{self.provider.url}/recu/")


@pytest.fixture(name="moving", scope="module")
def _moving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moved]:
    """Yield both ends, over HTTP."""
    url = f"http://127.0.0.1:{free_port()}"
    folder = tmp_path_factory.mktemp("portal")
    file, runtime = prepared_portal(folder, url, *ARKS.values())
    (folder / "session.key").write_bytes(b"k" * 32)
    there: list[Moved] = []

    def bridge(loader: object, *, config: Path) -> GarBridge:
        clocked = build_runtime(
            read_config(config), clock=lambda: datetime.now(UTC) + there[0].ahead
        )
        return GarBridge(loader, runtime=clocked)  # type: ignore[arg-type]  # passed on

    portal = Portal(url, runtime)
    with (
        pytest.MonkeyPatch.context() as patched,
        stub_at_work(portal, tmp_path_factory.mktemp("stub")) as provider,
    ):
        there.append(Moved(portal, provider))
        patched.setenv("GARBRIDGE_CONFIG", str(file))
        patched.setenv("PORTAL_KEY", str(folder / "session.key"))
        patched.setattr(own_portal, "GarBridge", bridge)
        with serving(own_portal.create_app(), int(url.rpartition(":")[2])):
            yield there[0]


@each_protocol
@each_jump
def test_who_clicks_meanwhile_is_told_and_arrives_afterwards(
    moving: Moved, protocol: str, minutes: int
) -> None:
    """CAS holds no instants and goes on; the others are refused by one side, in words."""
    before = len(moving.portal.launches())
    with moving.moved(minutes):
        page = moving.click(protocol)

    assert page.status_code in {200, 400, 403}, page.text
    assert moving.has_arrived(page) or "GB-REQ-05" in page.text or "valable" in page.text
    assert moving.has_arrived(page) or protocol != "cas"
    assert moving.has_arrived(page) <= len(moving.portal.launches()) - before <= 1

    assert moving.has_arrived(moving.click(protocol))


@dataclass(frozen=True, slots=True)
class Once:
    """A message of each protocol that is good once, in one browser."""

    moving: Moved
    visitor: Visitor
    pages: dict[str, str]
    form: dict[str, str]

    def opened(self) -> set[str]:
        """Return by which of them somebody is named now."""
        told = {
            name: self.visitor.session.get(url, allow_redirects=False, timeout=30).text
            for name, url in self.pages.items()
        }
        signs = {"saml": 'name="SAMLResponse"', "lti": 'name="id_token"', "cas": "Success"}
        found = {name for name, text in told.items() if signs[name] in text}
        secret = base64.b64encode(f"oidc:{self.moving.provider.secret}".encode()).decode()
        answer = requests.post(
            f"{self.moving.portal.url}/oidc/token",
            data=self.form,
            headers={"Authorization": f"Basic {secret}"},
            timeout=30,
        )
        return found | ({"oidc"} if "access_token" in answer.text else set())


def _once(moving: Moved) -> Once:
    url, visitor = moving.portal.url, moving.portal.visitor(there=moving.provider.url)
    service = moving.provider.address("cas")
    saml = visitor.unvisited(moving.portal.tile(ARKS["saml"]), f"{url}/saml/sso")
    lti = visitor.unvisited(moving.portal.tile(ARKS["lti"]), f"{url}/lti/authorize")
    back = visitor.unvisited(moving.portal.tile(ARKS["cas"]), f"{service}?ticket=")
    (ticket,) = parse_qs(urlsplit(back).query)["ticket"]
    redirect_uri = f"{moving.provider.url}/oidc/retour"
    visitor.session.get(moving.portal.tile(ARKS["oidc"]), allow_redirects=False, timeout=30)
    query = authentication_request("oidc", redirect_uri)
    asked = f"{url}/oidc/authorize?{urlencode(query)}"
    page = visitor.session.get(asked, allow_redirects=False, timeout=30)
    return Once(
        moving,
        visitor,
        {
            "saml": saml,
            "lti": lti,
            "cas": f"{url}/cas/serviceValidate?{urlencode({'service': service, 'ticket': ticket})}",
        },
        {
            "grant_type": "authorization_code",
            "code": parse_qs(urlsplit(page.headers["Location"]).query)["code"][0],
            "redirect_uri": redirect_uri,
            "code_verifier": VERIFIER,
        },
    )


@each_jump
def test_what_was_used_stays_used(moving: Moved, minutes: int) -> None:
    """Also after so many clicks in the wrong time that what has ended by it was forgotten."""
    once = _once(moving)
    assert once.opened() == {"saml", "lti", "cas", "oidc"}

    with moving.moved(minutes):
        assert once.opened() == set()
        for _ in range(20):
            moving.click("cas")
        assert once.opened() == set()

    assert once.opened() == set()


def test_what_was_not_used_has_ended_ten_minutes_later(moving: Moved) -> None:
    """Each of them, by the portal's own clock."""
    once = _once(moving)
    with moving.moved(10):
        assert once.opened() == set()
