"""In a real browser, portal and provider on two sites over TLS: cookies, policies, redirects."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask, redirect
from playwright.sync_api import Browser, Page, Playwright
from tests.journeys.several_workers import Portal, free_port, portal_at_work
from tests.journeys.stub_at_work import ARKS, Provider, stub_at_work
from tests.journeys.two_sites import (
    ELSEWHERE,
    PORTAL,
    PROVIDER,
    browser_of_two_sites,
    names_of_this_machine,
    watched,
    write_certificate,
)
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from provider_stub.config import RequestBinding

pytestmark = pytest.mark.xdist_group("two sites")

PLAN = "ark:/12345/plan"
each_protocol = pytest.mark.parametrize("protocol", ARKS)


@dataclass(frozen=True, slots=True)
class Sites:
    """The two sites, and the folder of their certificate."""

    portal: Portal
    provider: Provider
    tls: Path


@pytest.fixture(name="sites", scope="module")
def _sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Both ends, the provider asking by form: that is the hard way, for a Lax cookie stays away."""
    tls = tmp_path_factory.mktemp("tls")
    write_certificate(tls)
    with (
        names_of_this_machine(tls),
        portal_at_work(
            tmp_path_factory.mktemp("portal"),
            *(*ARKS.values(), PLAN),
            address=f"https://{PORTAL}:{free_port()}",
            tls=tls,
        ) as portal,
        stub_at_work(
            portal,
            tmp_path_factory.mktemp("stub"),
            address=f"https://{PROVIDER}:{free_port()}",
            tls=tls,
            binding=RequestBinding.POST,
        ) as provider,
    ):
        yield Sites(portal, provider, tls)


@pytest.fixture(name="browser", scope="module")
def _browser(driver: Playwright) -> Iterator[Browser]:
    """One browser for all the tests of this module."""
    with browser_of_two_sites(driver) as browser:
        yield browser


@pytest.fixture(name="complaints")
def _complaints() -> Iterator[list[str]]:
    """What the console said; nothing, at the end of every test that leaves it so."""
    found: list[str] = []
    yield found
    assert found == []


def sign_in(page: Page) -> None:
    """Fill the portal's form."""
    page.locator("[name=person]").fill("alice")
    page.get_by_role("button", name="Entrer").click()


@each_protocol
def test_a_click_at_the_portal_arrives(
    sites: Sites, browser: Browser, complaints: list[str], protocol: str
) -> None:
    """From the tile to the provider's page in a tab of its own; nobody touches a key."""
    with watched(browser, complaints) as page:
        page.goto(f"{sites.portal.url}/connexion")
        sign_in(page)
        with page.context.expect_page() as opened:
            page.get_by_role("link", name=f"Titre {protocol}").first.click()
        opened.value.wait_for_url(f"{sites.provider.url}/recu/*")

        assert protocol.upper() in opened.value.inner_text("main")


@each_protocol
def test_who_comes_from_the_provider_signs_in_on_the_way(
    sites: Sites, browser: Browser, complaints: list[str], protocol: str
) -> None:
    """Nobody is signed in at the start: the form stands in between, and then the way goes on."""
    with watched(browser, complaints) as page:
        page.goto(sites.provider.address(protocol))
        if protocol == "lti":  # a tool does not start: its page leads to the portal
            page.get_by_role("link", name="Ouvrir depuis le portail").click()
        page.wait_for_url(f"{sites.portal.url}/connexion?**")
        sign_in(page)
        page.wait_for_url(f"{sites.provider.url}/recu/*")


@each_protocol
def test_who_comes_from_the_provider_is_known_already(
    sites: Sites, browser: Browser, complaints: list[str], protocol: str
) -> None:
    """The portal's Lax cookie stays behind at the cross-site POST, and is there after it."""
    with watched(browser, complaints) as page:
        page.goto(f"{sites.portal.url}/connexion")
        sign_in(page)
        page.wait_for_url(f"{sites.portal.url}/mediacentre/")
        page.goto(sites.provider.address(protocol))
        if protocol == "lti":
            page.get_by_role("link", name="Ouvrir depuis le portail").click()
        page.wait_for_url(f"{sites.provider.url}/recu/*")


def test_logging_out_at_the_portal_goes_round_and_comes_back(
    sites: Sites, browser: Browser, complaints: list[str]
) -> None:
    """Through the provider's site and back, and its session is closed."""
    with watched(browser, complaints) as page:
        page.goto(f"{sites.portal.url}/connexion")
        sign_in(page)
        page.wait_for_url(f"{sites.portal.url}/mediacentre/")
        page.goto(sites.provider.address("saml"))
        page.wait_for_url(f"{sites.provider.url}/recu/*")
        there = page.url
        page.goto(f"{sites.portal.url}/mediacentre/deconnexion")
        page.get_by_role("heading", name="Vous êtes déconnecté").wait_for()
        page.goto(there)

        assert "Elle est fermée" in page.inner_text("main")


def test_logging_out_at_the_provider_ends_the_portals(
    sites: Sites, browser: Browser, complaints: list[str]
) -> None:
    """Pressed on the provider's page: its policy lets the form be redirected to the portal."""
    with watched(browser, complaints) as page:
        page.goto(f"{sites.portal.url}/connexion")
        sign_in(page)
        page.wait_for_url(f"{sites.portal.url}/mediacentre/")
        page.goto(sites.provider.address("saml"))
        page.wait_for_url(f"{sites.provider.url}/recu/*")
        page.get_by_role("button", name="Se déconnecter").click()
        page.get_by_text("Vous êtes déconnecté de cette plateforme").wait_for()
        page.goto(f"{sites.portal.url}/mediacentre/")

        assert page.url.startswith(f"{sites.portal.url}/connexion")


_METADATA = """<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
 entityID="{url}/metadata"><md:SPSSODescriptor
 protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:AssertionConsumerService
 index="0" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
 Location="{url}/acs"/></md:SPSSODescriptor></md:EntityDescriptor>"""
_FILE = """name = "Plan"
[saml]
metadata = "plan.xml"
idp_initiated = true
{more}
[[resources]]
ark = "{ark}"
title = "Titre plan"
url = "{url}/plan"
"""


@contextmanager
def redirecting_provider(sites: Sites, origins: bool) -> Iterator[str]:  # noqa: FBT001 - parametrized
    """Serve a provider that takes messages at one origin and has its platform at another."""
    port = free_port()
    url, elsewhere = f"https://{PROVIDER}:{port}", f"https://{ELSEWHERE}:{port}"
    app = Flask("redirecting")

    @app.get("/plan")
    def plan() -> Response:
        query = urlencode({"providerId": f"{url}/metadata", "target": f"{url}/plan"})
        return redirect(f"{sites.portal.url}/saml/sso?{query}")

    @app.post("/acs")
    def acs() -> Response:
        return redirect(f"{elsewhere}/lecture", 303)

    @app.get("/lecture")
    def reading() -> str:
        return "<!doctype html><title>Lecture</title><link rel=icon href=data:,><h1>Bienvenue</h1>"

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sites.tls / "tls.crt", sites.tls / "tls.key")
    server = make_server("127.0.0.1", port, app, threaded=True, ssl_context=context)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    more = f'origins = ["{elsewhere}"]' if origins else ""
    folder = sites.portal.runtime.config.providers
    (folder / "plan.xml").write_text(_METADATA.format(url=url), "utf-8")
    sites.portal.write(plan=_FILE.format(ark=PLAN, url=url, more=more))
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("origins", [True, False], ids=["agreed", "not agreed"])
def test_an_acs_may_redirect_where_that_is_agreed(
    sites: Sites,
    browser: Browser,
    origins: bool,  # noqa: FBT001 - parametrized
) -> None:
    """``origins`` opens the page's ``form-action``; without it the browser stops the way there."""
    complaints: list[str] = []
    with redirecting_provider(sites, origins) as url, watched(browser, complaints) as page:
        page.goto(f"{sites.portal.url}/connexion")
        sign_in(page)
        page.wait_for_url(f"{sites.portal.url}/mediacentre/")
        page.goto(f"{url}/plan", wait_until="commit")
        if origins:
            page.get_by_role("heading", name="Bienvenue").wait_for()
            assert complaints == []
        else:
            page.get_by_role("button", name="Ouvrir la ressource").wait_for()
            for _ in range(300):
                if any("form-action" in one for one in complaints):
                    break
                page.wait_for_timeout(100)
            assert any("form-action" in one for one in complaints)
            assert page.url.startswith(sites.portal.url)
