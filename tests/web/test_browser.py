"""In a real browser: accessible, as wide as the screen, and one journey without a keyboard."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
from flask import Flask, Response, request, session
from playwright.sync_api import Browser, Page
from tests.web import shelves
from tests.web.browser import NESTED, TOO_WIDE, serving, violations
from tests.web.portal import World, portal

from garbridge.testing.world import ALICE

pytestmark = pytest.mark.xdist_group("browser")  # which is started once

LOOKS = [(width, scheme) for width in (1280, 320) for scheme in ("light", "dark")]


def open_to_alice(world: World) -> Flask:
    """Return a portal that signs the pupil in at one address, without a form."""
    world.issuer = "http://127.0.0.1"
    app = portal(world, config={"SESSION_COOKIE_SAMESITE": "Lax"})

    @app.get("/as-alice")
    def as_alice() -> str:
        session["who"] = ALICE
        return "signed in"

    return app


@contextmanager
def tab(browser: Browser, *, script: bool = True) -> Iterator[Page]:
    """Open a French window of its own."""
    context = browser.new_context(locale="fr-FR", java_script_enabled=script)
    context.set_default_timeout(60_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def problems(page: Page, axe: str) -> list[str]:
    """Return everything that is wrong with *page*."""
    too_wide = page.evaluate(TOO_WIDE)
    unstyled = page.evaluate("() => getComputedStyle(document.body).marginTop") != "0px"
    return [
        *violations(page, axe),
        *page.evaluate(NESTED),
        *([f"{too_wide} px too wide"] if too_wide > 0 else []),
        *(["the stylesheet did not load"] if unstyled else []),
    ]


def test_a_card_opens_by_its_whole_surface(browser: Browser) -> None:
    """A click beside the title opens the resource in a new tab; a closed card does nothing."""
    world = shelves.refusals()
    with (
        serving(Provider().app()) as there,
        serving(open_to_alice(world)) as url,
        tab(browser) as page,
    ):
        world.resources = [replace(one, url=f"{there}/resource") for one in world.resources]
        page.goto(f"{url}/as-alice")
        page.goto(f"{url}/mediacentre/")
        with page.context.expect_page() as opened:
            click_beside_title(page, ".gb-card:not(.gb-closed)")
        opened.value.get_by_text("the resource").wait_for()
        click_beside_title(page, ".gb-closed")
        tabs = [one.url for one in page.context.pages]

    assert len(tabs) == 2
    assert tabs[0].endswith("/mediacentre/")
    assert tabs[1].endswith("/resource")


def click_beside_title(page: Page, card: str) -> None:
    """Click near the lower right corner of the first *card*."""
    page.locator(card).first.scroll_into_view_if_needed()
    box = page.locator(card).first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 12, box["y"] + box["height"] - 12)


def test_the_keyboard_reaches_every_resource(browser: Browser) -> None:
    """Tab goes from the skip link over the search to every card, and the focus can be seen."""
    with serving(open_to_alice(shelves.refusals())) as url, tab(browser) as page:
        page.goto(f"{url}/as-alice")
        page.goto(f"{url}/mediacentre/")
        reached: list[str] = []
        for _ in range(9):
            page.keyboard.press("Tab")
            reached.append(
                page.evaluate(
                    "() => document.activeElement.className || document.activeElement.tagName"
                )
            )
        outline = page.evaluate(
            "() => getComputedStyle(document.querySelector('.gb-card a'), '::after').outlineStyle"
        )
        page.locator(".gb-card a").first.focus()
        focused = page.evaluate(
            "() => getComputedStyle(document.querySelector('.gb-card a'), '::after').outlineStyle"
        )

    search = ["gb-skip", "gb-brand", "INPUT", "gb-button", "SUMMARY"]
    assert reached == [*search, "A", "gb-card-act gb-star", "gb-card-act", "A"]
    assert (outline, focused) == ("none", "solid")


@dataclass
class Provider:
    """A provider on another site: posts a request, takes the answer."""

    portal: str = ""
    received: list[dict[str, str]] = field(default_factory=list[dict[str, str]])

    def app(self) -> Flask:
        """Return its application."""
        app = Flask("provider")

        @app.get("/start")
        def start() -> str:
            return (
                f'<form method="post" action="{self.portal}/saml/sso">'
                '<input name="ask" value="journey"><input name="state" value="kept"></form>'
                "<script>document.forms[0].submit()</script>"
            )

        @app.get("/resource")
        def resource() -> str:
            return "the resource"

        @app.post("/acs")
        def acs() -> Response:
            self.received.append(request.form.to_dict())
            return Response("you are in", headers={"X-Referrer": request.referrer or "none"})

        return app


def test_a_cross_site_post_finds_the_session(browser: Browser) -> None:
    """The browser withholds its Lax cookie from the POST and sends it after the redirect.

    Then the page with the answer posts itself under its own policy: from the provider's page to
    the provider's page nobody touches a key.
    """
    provider, world = Provider(), World()
    with (
        serving(provider.app()) as there,
        serving(open_to_alice(world)) as here,
        tab(browser) as page,
    ):
        elsewhere = there.replace("127.0.0.1", "localhost")
        provider.portal = here
        world.saml.acs = f"{elsewhere}/acs"
        page.goto(f"{here}/as-alice")
        page.goto(f"{elsewhere}/start")
        page.get_by_text("you are in").wait_for()

    assert [answer["RelayState"] for answer in provider.received] == ["kept"]
    assert [seen.method for seen in world.saml.seen] == ["POST", "POST"]
    assert len(world.journal.kept) == 1


def test_without_script_a_button_posts(browser: Browser) -> None:
    """Where script is off, one press of a visible button does the same."""
    provider, world = Provider(), World()
    with (
        serving(provider.app()) as there,
        serving(open_to_alice(world)) as here,
        tab(browser, script=False) as page,
    ):
        world.saml.acs = f"{there}/acs"
        page.goto(f"{here}/as-alice")
        page.goto(f"{here}/saml/sso?ask=1&state=kept")
        page.get_by_role("button", name="Ouvrir la ressource").click()
        page.get_by_text("you are in").wait_for()

    assert [answer["RelayState"] for answer in provider.received] == ["kept"]
