"""What goes wrong at a provider, and what is then seen at the portal: each trial of the stub."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import SimpleNamespace
from urllib.parse import urljoin

import pytest
import requests
from lxml import html
from playwright.sync_api import Browser, Page
from tests.journeys.several_workers import Portal, portal_at_work
from tests.journeys.stub_at_work import ARKS, Provider, stub_at_work
from tests.journeys.visitor import Visitor
from tests.web.browser import NESTED, TOO_WIDE, axe_source, violations
from tests.wiring.inside import run_inside

from provider_stub.trials import Trial

pytestmark = pytest.mark.xdist_group("trials")

PROTOCOLS = tuple(ARKS)
SLOW = 11
"""Seconds; a ticket lives for ten."""
each_protocol = pytest.mark.parametrize("protocol", PROTOCOLS)


@dataclass(frozen=True, slots=True)
class Both:
    """The portal and the provider."""

    portal: Portal
    provider: Provider

    def visitor(self, trial: Trial) -> Visitor:
        """Return a browser in which the pupil is signed in, and that chose *trial*."""
        browser = self.portal.visitor(there=self.provider.url)
        page = browser.get(f"{self.provider.url}/epreuves")
        (form,) = html.fromstring(page.text).forms
        chosen = {"epreuve": str(trial)}
        browser.session.post(urljoin(page.url, form.action), data=chosen, timeout=30)
        return browser

    def click(self, visitor: Visitor, protocol: str) -> requests.Response:
        """Open the resource of *protocol*, and go where that leads."""
        return visitor.get(self.portal.tile(ARKS[protocol]))

    def refused(self, page: requests.Response) -> str:
        """Return what the portal's page of a refusal says."""
        assert page.url.startswith(self.portal.url), page.url
        assert page.status_code == 400
        return " ".join(html.fromstring(page.text).text_content().split())


@pytest.fixture(name="both", scope="module")
def _both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Both ends."""
    with (
        portal_at_work(tmp_path_factory.mktemp("portal"), *ARKS.values()) as portal,
        stub_at_work(portal, tmp_path_factory.mktemp("stub"), slow_seconds=SLOW) as provider,
    ):
        yield Both(portal, provider)


def code(page: requests.Response) -> list[str]:
    """Return the codes that the stub's page holds."""
    return [str(one.text) for one in html.fromstring(page.text).iter("code")]


@each_protocol
def test_without_a_trial_the_resource_opens(both: Both, protocol: str) -> None:
    """What all the others are compared with."""
    assert "/recu/" in both.click(both.visitor(Trial.NONE), protocol).url


@pytest.mark.parametrize("trial", [Trial.CLOCK_AHEAD, Trial.CLOCK_BEHIND])
def test_a_request_of_another_hour_is_refused_by_us(both: Both, trial: Trial) -> None:
    """SAML: ten minutes are more than any clock may differ; nothing is recorded of anybody."""
    visitor, before = both.visitor(trial), len(both.portal.launches())

    page = both.refused(both.click(visitor, "saml"))

    assert "GB-REQ-" in page
    assert len(both.portal.launches()) == before


@pytest.mark.parametrize("trial", [Trial.CLOCK_AHEAD, Trial.CLOCK_BEHIND])
@pytest.mark.parametrize(("protocol", "refusal"), [("oidc", "EF-OIDC-10"), ("lti", "EF-LTI-08")])
def test_a_provider_of_another_hour_refuses_our_token(
    both: Both, trial: Trial, protocol: str, refusal: str
) -> None:
    """It is its own clock that it must mend: the page is the provider's."""
    page = both.click(both.visitor(trial), protocol)

    assert page.url.startswith(both.provider.url)
    assert refusal in code(page)


@pytest.mark.parametrize("trial", [Trial.CLOCK_AHEAD, Trial.CLOCK_BEHIND])
def test_a_ticket_knows_no_hour(both: Both, trial: Trial) -> None:
    """CAS: nothing is dated, and the resource opens."""
    assert "/recu/" in both.click(both.visitor(trial), "cas").url


def test_a_slow_provider_is_waited_for_by_nobody_else(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ticket ends in the meantime; the others come in, later.  Meanwhile the portal serves."""
    waiting, over = threading.Semaphore(0), threading.Event()

    def sleep(_seconds: float) -> None:
        waiting.release()
        over.wait(300)

    monkeypatch.setattr("provider_stub.web.trials.time", SimpleNamespace(sleep=sleep))
    slow = [both.visitor(Trial.SLOW) for _ in PROTOCOLS]
    with ThreadPoolExecutor(len(PROTOCOLS)) as pool:
        coming = [pool.submit(both.click, *one) for one in zip(slow, PROTOCOLS, strict=True)]
        try:
            assert all(waiting.acquire(timeout=60) for _ in PROTOCOLS)
            began = time.monotonic()
            for protocol in PROTOCOLS:
                assert "/recu/" in both.click(both.visitor(Trial.NONE), protocol).url
            assert not any(one.done() for one in coming)
            time.sleep(max(0, SLOW - (time.monotonic() - began)))
        finally:
            over.set()
        arrived = dict(zip(PROTOCOLS, [one.result() for one in coming], strict=True))

    assert "EF-CAS-04" in code(arrived.pop("cas"))
    assert all("/recu/" in page.url for page in arrived.values())


@each_protocol
def test_a_provider_that_is_down_shows_its_own_page(both: Both, protocol: str) -> None:
    """No launch is counted, and the portal goes on."""
    visitor, before = both.visitor(Trial.DOWN), len(both.portal.launches())

    page = both.click(visitor, protocol)

    assert (page.status_code, page.url.startswith(both.provider.url)) == (503, True)
    assert len(both.portal.launches()) == before
    assert len(visitor.tiles()) == len(PROTOCOLS)


def test_an_ended_certificate_is_told_to_whoever_runs_the_portal(both: Both) -> None:
    """Launches go on, since only the key counts; the check of what ends names the provider."""
    file = both.portal.runtime.config.providers / "saml.xml"
    good = file.read_bytes()
    before = run_inside(both.portal.runtime, "metadata", "check")
    visitor = both.visitor(Trial.CERTIFICATE_ENDED)
    try:
        file.write_bytes(requests.get(f"{both.provider.url}/saml/metadata", timeout=30).content)
        time.sleep(1.2)
        found = run_inside(both.portal.runtime, "metadata", "check")

        assert "TERMINÉ" not in before.output
        assert found.exit_code == 1
        assert "saml : saml.xml, fin d’un certificat" in found.output
        assert "TERMINÉ" in found.output
        assert "/recu/" in both.click(visitor, "saml").url
    finally:
        file.write_bytes(good)
        visitor.session.post(f"{both.provider.url}/epreuves", data={"epreuve": "none"}, timeout=30)
        time.sleep(1.2)


@each_protocol
def test_a_name_that_is_asked_for_does_not_leave(both: Both, protocol: str) -> None:
    """The policy alone decides; a request widens nothing."""
    visitor = both.visitor(Trial.ONE_MORE)

    page = both.click(visitor, protocol)

    assert "/recu/" in page.url, page.text
    _, released = both.portal.decided(ARKS[protocol])
    assert visitor.received()[-1]["attributes"] == released
    assert "Marquée" not in page.text


@pytest.mark.parametrize("protocol", ["saml", "lti"])
def test_a_request_that_comes_again_is_refused_by_us(both: Both, protocol: str) -> None:
    """The first opening arrives, the second ends at the portal, and no launch is counted."""
    visitor = both.visitor(Trial.REPLAY)
    assert "/recu/" in both.click(visitor, protocol).url
    before = len(both.portal.launches())

    page = both.refused(both.click(visitor, protocol))

    assert "GB-REQ-" in page
    assert len(both.portal.launches()) == before


@pytest.mark.parametrize("protocol", ["cas", "oidc"])
def test_what_was_exchanged_is_not_exchanged_again(both: Both, protocol: str) -> None:
    """The provider's page says that it was refused, and by whom."""
    page = both.click(both.visitor(Trial.REPLAY), protocol)

    assert "Rejeu refusé, comme il se doit" in page.text
    assert "Défaut du portail" not in page.text


@each_protocol
def test_two_tabs_both_arrive(both: Both, protocol: str) -> None:
    """The one that left later comes back first."""
    visitor = both.visitor(Trial.SECOND_TAB)
    if protocol == "lti":  # the portal starts: its tile is opened in both
        links = [both.portal.tile(ARKS["lti"])] * 2
    else:
        page = both.click(visitor, protocol)
        found = html.fromstring(page.text).xpath("//main//a[@target='_blank']/@href")
        links = [urljoin(page.url, str(link)) for link in found]
    left = [_as_far_as_the_portal(both, visitor, link) for link in links]

    arrived = [visitor.get(one).url for one in reversed(left)]

    assert [("/recu/" in one) for one in arrived] == [True, True]
    assert visitor.sign_ins == 1


def _as_far_as_the_portal(both: Both, visitor: Visitor, url: str) -> str:
    """Open *url*; return the portal's address to which it leads, unvisited."""
    doors = tuple(
        f"{both.portal.url}{path}"
        for path in ("/saml/sso", "/cas/login", "/oidc/authorize", "/lti/authorize")
    )
    while not url.startswith(doors):
        page = visitor.session.get(url, allow_redirects=False, timeout=30)
        url = urljoin(url, page.headers["Location"])
    return url


@pytest.mark.parametrize(
    ("protocol", "refusal"),
    [
        ("saml", "EF-SAML-07"),
        ("cas", "EF-CAS-01"),
        ("oidc", "EF-OIDC-02"),
        ("lti", "EF-LTI-02"),
    ],
)
def test_a_browser_that_lost_its_cookie_is_refused_there(
    both: Both, protocol: str, refusal: str
) -> None:
    """We did our part; the provider cannot know that the answer is this browser's."""
    visitor, before = both.visitor(Trial.LOST_COOKIE), len(both.portal.launches())

    page = both.click(visitor, protocol)

    assert refusal in code(page)
    assert len(both.portal.launches()) == before + 1


def choose(page: Page, both: Both, title: str) -> None:
    """Choose a trial as a person does."""
    page.goto(f"{both.provider.url}/epreuves")
    page.get_by_label(title, exact=True).check()
    page.get_by_role("button", name="Choisir cette épreuve").click()
    page.get_by_text("Épreuve en cours").wait_for()


def sign_in(page: Page, both: Both) -> None:
    """Fill the portal's form."""
    page.goto(f"{both.portal.url}/connexion")
    page.locator("[name=person]").fill("alice")
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/mediacentre/")


@pytest.mark.parametrize("protocol", ["saml", "cas", "oidc"])
def test_a_double_click_arrives_once(both: Both, browser: Browser, protocol: str) -> None:
    """In a real browser: two departures, one page, and it is that of the resource."""
    page = browser.new_page(locale="fr-FR")
    sign_in(page, both)
    choose(page, both, "Double clic")

    page.goto(both.provider.address(protocol), wait_until="commit")
    page.wait_for_url("**/recu/*")

    assert protocol.upper() in page.inner_text("main")
    page.context.close()


def test_a_double_click_on_the_tile_of_a_tool_arrives(both: Both, browser: Browser) -> None:
    """LTI: the portal starts, so the click is ours; both tabs of a browser it knows arrive."""
    page = browser.new_page(locale="fr-FR")
    page.goto(f"{both.provider.url}/epreuves")  # else each tab is given a cookie of its own
    sign_in(page, both)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Titre lti").first.dblclick()
    opened.value.wait_for_url("**/recu/*")
    for one in page.context.pages[1:]:
        one.wait_for_url("**/recu/*")
    page.context.close()


@pytest.mark.parametrize("trial", ["Aucune", "Double clic", "Deuxième onglet"])
def test_the_pages_of_trials_are_accessible(both: Both, browser: Browser, trial: str) -> None:
    """Wide and narrow, light and dark: nothing for axe, no sideways scroll, no nested control."""
    context = browser.new_context(locale="fr-FR", java_script_enabled=True)
    page = context.new_page()
    found: list[str] = []
    page.goto(f"{both.provider.url}/epreuves")
    page.get_by_label(trial, exact=True).check()
    if trial != "Aucune":
        page.get_by_role("button", name="Choisir cette épreuve").click()
        page.get_by_text("Épreuve en cours").wait_for()
        page.route("**/double_clic.js", lambda route: route.abort())
        page.goto(both.provider.address("saml"))
    for width in (1280, 320):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            too_wide = page.evaluate(TOO_WIDE)
            wrong = [*violations(page, axe_source()), *page.evaluate(NESTED)]
            found += [f"{width} {scheme}: {one}" for one in wrong]
            found += [f"{width}: {too_wide} px too wide"] * (too_wide > 0)
    context.close()

    assert found == []
