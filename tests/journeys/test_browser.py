"""The click, in a real browser: what a pupil sees."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from examples.demo.picture import draw
from playwright.sync_api import Browser, Page, expect
from tests.debian import require_command
from tests.journeys.conftest import Demo
from tests.web.browser import follow

pytestmark = pytest.mark.xdist_group("demo")


def _signed_in(browser: Browser, demo: Demo, person: str) -> Page:
    page = browser.new_page()
    page.goto(f"{demo.portal}/connexion")
    follow(page.locator(f'button[value="{person}"]'))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


@pytest.mark.parametrize(
    ("title", "protocol"), [("Atlas des climats", "SAML"), ("Vidéos de sciences", "CAS")]
)
def test_one_click_opens_the_provider(
    browser: Browser, demo: Demo, title: str, protocol: str
) -> None:
    """From the click to the provider's page: no form, no sign-in, no screen in between."""
    page = _signed_in(browser, demo, "demo-zoe")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=title).first.click()
    arrived = opened.value
    arrived.wait_for_url(f"{demo.stub}/recu/*")

    expect(arrived.locator("body")).to_contain_text(protocol)
    assert demo.visitor().received()[-1]["protocol"] == protocol.lower()


def test_a_refused_resource_says_what_to_do(browser: Browser, demo: Demo) -> None:
    """Who may not enter stays at the portal, with a code, a reference and somebody to ask."""
    page = _signed_in(browser, demo, "demo-gaelle")
    page.goto(f"{demo.portal}/mediacentre/ouvrir/?ark=ark:/99999/gb-atlas")

    expect(page.locator("body")).to_contain_text("GB-DRO-01")


@pytest.mark.parametrize("width", [1280, 320])
def test_the_sign_in_page_fits(browser: Browser, demo: Demo, width: int) -> None:
    """The demo's own page is read on a telephone, too."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{demo.portal}/connexion")

    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.parametrize("path", ["/mediacentre/", "/connexion"])
def test_the_demos_pages_have_a_policy(browser: Browser, demo: Demo, path: str) -> None:
    """Both kinds stand in one template: what it loads passes, and nothing is complained about."""
    page = _signed_in(browser, demo, "demo-zoe")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{demo.portal}{path}")
    unstyled = page.evaluate("getComputedStyle(document.body).marginTop") != "0px"

    assert complaints == []
    assert not unstyled


def test_the_picture_of_the_readme_can_be_drawn_anew(demo: Demo, tmp_path: Path) -> None:
    """What a newcomer sees first is what the demo shows now."""
    file = tmp_path / "images" / "demo.png"
    before = len(demo.visitor().received())
    command = require_command("chromium", "chromium")
    with ThreadPoolExecutor(1) as own:  # it brings a driver, and a thread has one
        own.submit(draw, demo.portal, file, chromium=command).result()

    assert file.read_bytes().startswith(b"\x89PNG\r\n")
    assert len(demo.visitor().received()) == before + 1
