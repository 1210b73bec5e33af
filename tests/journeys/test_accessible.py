"""What pages promise, in the base template of a portal: the demo's own sign-in page too.

Each page in each state is in ``tests/web/test_every_page.py``; here a portal stands around them.
"""

import pytest
from examples.demo.screenshots import SHOTS, Shot, address_of
from playwright.sync_api import Browser, Page
from tests.journeys.conftest import Demo
from tests.web.auditing import seen_faults
from tests.web.browser import axe_source

pytestmark = pytest.mark.xdist_group("demo")

SIGN_IN = Shot("the way in", "demo-zoe", "/connexion")
PAGES = (
    SIGN_IN,
    *(one for one in SHOTS if one.name in {"mediacentre", "mes-donnees-public", "statistics"}),
)


def opened(browser: Browser, demo: Demo, shot: Shot) -> Page:
    """Return the page of *shot*."""
    page = browser.new_page()
    page.request.post(f"{demo.portal}/connexion", form={"person": shot.person})
    answer = page.goto(address_of(page, demo.portal, shot))
    assert answer is not None
    assert answer.ok, shot.name
    return page


def test_pages_inside_of_a_portal_keep_what_they_promise(browser: Browser, demo: Demo) -> None:
    """Whatever the portal puts around ours is held to the same."""
    axe = axe_source()
    told = [
        f"{shot.name}: {fault}"
        for shot in PAGES
        for fault in seen_faults(opened(browser, demo, shot), axe)
    ]

    assert len(PAGES) == 4
    assert told == []


def test_the_figures_of_the_demo_are_published(browser: Browser, demo: Demo) -> None:
    """Of the school year before: who looks finds charts, and no invitation to wait."""
    (shot,) = (one for one in SHOTS if one.name == "statistics")
    page = opened(browser, demo, shot)

    assert page.locator("svg.gb-own-line").count() > 0
    assert page.locator(".gb-own-bars").count() > 0
