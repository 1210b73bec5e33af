"""The médiacentre inside a page of another server, which is not Python's."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask, session
from playwright.sync_api import Browser, Page, Request
from tests.npm import NODE
from tests.web import shelves
from tests.web.browser import NESTED, TOO_WIDE, axe_source, serving, violations
from tests.web.portal import World, portal

from garbridge.core.schools import Function, SchoolBook, SchoolRule
from garbridge.errors import ConfigError
from garbridge.testing.world import ALICE, COLLEGE
from garbridge.web.settings import read_settings

pytestmark = pytest.mark.xdist_group("browser")  # which is started once

HOST = Path(__file__).parent / "embedding_host.mjs"
LOOKS = [(width, scheme) for width in (1280, 320) for scheme in ("light", "dark")]
CARDS = "garbridge-mediacentre .gb-card"


@pytest.fixture(name="axe", scope="module")
def _axe() -> str:
    """The rules that pages are held to."""
    return axe_source()


@pytest.fixture(name="host", scope="module")
def _host() -> Iterator[str]:
    """The address of the page around it."""
    with subprocess.Popen([NODE, HOST], stdout=subprocess.PIPE, text=True) as node:
        try:
            assert node.stdout is not None
            yield f"http://127.0.0.1:{node.stdout.readline().strip()}"
        finally:
            node.terminate()


@dataclass
class Seen:
    """A window, what its console said, and where it went."""

    page: Page
    portal: str
    host: str
    said: list[str] = field(default_factory=list[str])
    asked: list[str] = field(default_factory=list[str])

    def open(self, *, mode: str = "element", attributes: str = "") -> None:
        """Open the host's page, and note what is wrong with it."""
        self.said.clear()
        self.asked.clear()
        query = {"portal": self.portal, "mode": mode, "attributes": attributes}
        self.page.goto(f"{self.host}/?{urlencode(query)}")

    def signed_in(self) -> None:
        """Be Alice."""
        self.page.goto(f"{self.portal}/as-alice")

    def note(self, request: Request) -> None:
        """Note where a request goes."""
        self.asked.append(request.url)

    @property
    def elsewhere(self) -> list[str]:
        """What was asked of anybody but both."""
        return [one for one in self.asked if not one.startswith((self.portal, self.host))]


def portal_for(world: World, origins: str) -> Flask:
    """Return a portal whose other sites are *origins*, and which signs Alice in at one address."""
    world.issuer = "http://127.0.0.1"
    frames = {"GARBRIDGE_FRAME_ANCESTORS": origins or "'self'"}
    app = portal(world, config={"GARBRIDGE_EMBED_ORIGINS": origins, **frames})

    @app.get("/as-alice")
    def as_alice() -> str:
        session["who"] = ALICE
        return "signed in"

    return app


@contextmanager
def window(browser: Browser, host: str, app: Flask, *, script: bool = True) -> Iterator[Seen]:
    """Open a French window beside a running portal."""
    context = browser.new_context(locale="fr-FR", java_script_enabled=script)
    context.set_default_timeout(60_000)
    with serving(app) as url:
        seen = Seen(context.new_page(), url, host)
        seen.page.on(
            "console",
            lambda one: (
                seen.said.append(one.text)
                if one.type in {"error", "warning"}
                and not one.location["url"].endswith("/favicon.ico")  # of the page that signs in
                else None
            ),
        )
        seen.page.on("request", seen.note)
        try:
            yield seen
        finally:
            context.close()


def titles(page: Page, inside: str) -> list[str]:
    """Return the titles of the cards."""
    found: list[str] = page.locator(f"{inside} .gb-card-title a").evaluate_all(
        "all => all.map(one => one.firstChild.textContent.trim())"
    )
    return found


@pytest.mark.parametrize("make", [shelves.full, shelves.two_schools, shelves.nothing])
def test_the_element_in_a_page_of_another_server(
    browser: Browser, host: str, axe: str, make: object
) -> None:
    """Accessible, as wide as the page, in its colours; under a strict policy; nobody else asked."""
    assert callable(make)
    found: list[str] = []
    with window(browser, host, portal_for(make(), host)) as seen:
        seen.signed_in()
        seen.open()
        seen.page.locator("garbridge-mediacentre .gb-content").wait_for()
        told = [*seen.said]  # what axe does to the page is not of the page
        for width, scheme in LOOKS:
            seen.page.set_viewport_size({"width": width, "height": 800})
            seen.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            too_wide = seen.page.evaluate(TOO_WIDE)
            found += [*violations(seen.page, axe), *seen.page.evaluate(NESTED)]
            found += [f"{too_wide} px too wide"] if too_wide > 0 else []

        assert found == []
        assert (told, seen.elsewhere) == ([], [])


def test_the_element_says_the_same_as_the_page(browser: Browser, host: str) -> None:
    """One implementation: each resource, in its order, at the portal's address."""
    with window(browser, host, portal_for(shelves.full(), host)) as seen:
        seen.signed_in()
        seen.page.goto(f"{seen.portal}/mediacentre/")
        listed = titles(seen.page, ".gb-grid")
        seen.open()
        seen.page.locator(CARDS).first.wait_for()

        assert len(listed) > 3
        assert titles(seen.page, "garbridge-mediacentre") == listed
        links = seen.page.locator(f"{CARDS} h4 a").evaluate_all("all => all.map(one => one.href)")
        assert all(one.startswith(f"{seen.portal}/mediacentre/ouvrir/") for one in links)
        assert seen.page.locator("garbridge-mediacentre h1").count() == 0


def test_a_click_in_the_element_opens_the_resource_and_tells_the_page(
    browser: Browser, host: str
) -> None:
    """In a tab of its own; the event names the resource, and nobody."""
    with window(browser, host, portal_for(shelves.full(), host)) as seen:
        seen.signed_in()
        seen.open()
        link = seen.page.locator(f"{CARDS} a").first
        link.wait_for()
        seen.page.evaluate(
            "() => document.addEventListener('garbridge:open', e => { window.told = e.detail })"
        )
        with seen.page.context.expect_page() as opened:
            link.click()
        opened.value.wait_for_load_state()
        told = seen.page.evaluate("() => window.told")

        assert "/mediacentre/ouvrir/" in told["url"]
        assert ALICE not in told["url"]
        assert set(told) == {"url"}


def test_so_many_and_a_link_to_all(browser: Browser, host: str) -> None:
    """As the front page has room."""
    with window(browser, host, portal_for(shelves.full(), host)) as seen:
        seen.signed_in()
        seen.open(attributes='limit="2" lang="en"')
        seen.page.locator(CARDS).first.wait_for()

        assert seen.page.locator(CARDS).count() == 2
        assert sum("/mediacentre/fragment" in one for one in seen.asked) == 1
        all_of_them = seen.page.get_by_role("link", name="See my 7 resources")
        assert all_of_them.get_attribute("href") == f"{seen.portal}/mediacentre/?lang=en"


def test_what_is_looked_for_in_the_element_is_found_in_it(browser: Browser, host: str) -> None:
    """By a form and by links that without script lead to the page; the focus goes to the count."""
    with window(browser, host, portal_for(shelves.full(), host)) as seen:
        seen.signed_in()
        seen.open()
        seen.page.locator(CARDS).first.wait_for()
        field = seen.page.get_by_role("searchbox", name="Rechercher une ressource")
        field.fill("svt")
        field.press("Enter")
        seen.page.get_by_text("1 ressource sur 7").wait_for()
        at = seen.page.evaluate(
            "() => document.querySelector('garbridge-mediacentre').shadowRoot.activeElement.id"
        )
        found = titles(seen.page, "garbridge-mediacentre")
        seen.page.get_by_role("link", name="retirer ce filtre").click()
        seen.page.get_by_text("7 ressources").wait_for()

        assert (found, at) == (["Sciences de la vie et de la Terre"], "gb-status")
        assert seen.page.url.startswith(seen.host)
        assert (seen.said, seen.elsewhere) == ([], [])


def test_whoever_is_not_signed_in_is_shown_the_way(browser: Browser, host: str) -> None:
    """And after it the list, without a new page."""
    with window(browser, host, portal_for(shelves.full(), host)) as seen:
        seen.open()
        way = seen.page.get_by_role("link", name="Me connecter")
        way.wait_for()
        assert way.get_attribute("href") == f"{seen.portal}/mediacentre/"

        other = seen.page.context.new_page()
        other.goto(f"{seen.portal}/as-alice")
        seen.page.evaluate("() => document.querySelector('garbridge-mediacentre').reload()")
        seen.page.locator(CARDS).first.wait_for()


@pytest.mark.parametrize("why", ["away", "no script", "another origin"])
def test_where_the_list_cannot_be_had_the_link_stays(browser: Browser, host: str, why: str) -> None:
    """What the page says itself is never taken away for nothing."""
    origins = host if why != "another origin" else "https://www.ent.example"
    app = portal_for(shelves.full(), origins)
    with window(browser, host, app, script=why != "no script") as seen:
        seen.signed_in()
        if why == "away":
            seen.page.route("**/mediacentre/fragment*", lambda route: route.abort())
        seen.open()
        seen.page.wait_for_load_state("networkidle")

        assert seen.page.locator("#fallback").is_visible()
        assert seen.page.locator(CARDS).count() == 0


def test_the_fragment_in_a_page_that_a_server_puts_together(
    browser: Browser, host: str, axe: str
) -> None:
    """With the cookies of the person's own request; no script at all."""
    with window(browser, host, portal_for(shelves.two_schools(), host), script=False) as seen:
        seen.signed_in()
        seen.open(mode="fragment")
        assert seen.page.locator("main > .gb-content .gb-card").count() > 1
        assert seen.page.locator("h1").count() == 1
        assert seen.page.evaluate(TOO_WIDE) <= 0
        assert (seen.said, seen.elsewhere) == ([], [])
    # axe is a script itself.
    with window(browser, host, portal_for(shelves.two_schools(), host)) as seen:
        seen.signed_in()
        seen.open(mode="fragment")
        assert violations(seen.page, axe) == []


def test_the_frame_opens_nothing_inside_of_it(browser: Browser, host: str, axe: str) -> None:
    """No bar of ours, and a link to sign in that leaves it."""
    world = shelves.full()
    with window(browser, host, portal_for(world, host)) as seen:
        seen.open(mode="frame")
        frame = seen.page.frame_locator("iframe")
        assert frame.get_by_role("link", name="Me connecter").get_attribute("target") == "_top"
        seen.signed_in()
        seen.open(mode="frame")
        frame.locator(".gb-card").first.wait_for()

        assert frame.locator(".gb-bar").count() == 0
        assert set(
            frame.locator(".gb-card a").evaluate_all("all => all.map(one => one.target)")
        ) == {"_blank", "_top"}
        assert violations(seen.page, axe) == []


ELSEWHERE = {"Origin": "https://www.ent.example"}


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://www.ent.example", True),
        ("https://www.ent.example.evil.example", False),
        ("http://www.ent.example", False),
        ("https://WWW.ENT.EXAMPLE", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_named_origins_read_it(origin: str, allowed: bool) -> None:  # noqa: FBT001 - an expectation
    """With the person's cookies: whoever reads it knows what they have."""
    app = portal_for(shelves.full(), "https://www.ent.example https://b.example")
    client = app.test_client()
    client.get("/as-alice")
    answer = client.get("/mediacentre/fragment", headers={"Origin": origin})

    assert answer.status_code == 200
    assert (answer.headers.get("Access-Control-Allow-Origin") == origin) is allowed
    assert ("Access-Control-Allow-Credentials" in answer.headers) is allowed
    assert "Origin" in answer.headers["Vary"]
    page = client.get("/mediacentre/", headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in page.headers


def test_a_fault_is_told_to_the_named_origins_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a fragment with its code: else a page could only guess."""
    world = shelves.full()
    client = portal_for(world, "https://www.ent.example").test_client()
    client.get("/as-alice")

    def away(*_: object) -> None:
        raise LookupError("on purpose")

    monkeypatch.setattr(type(world.directory), "person", away)
    answer = client.get("/mediacentre/fragment", headers=ELSEWHERE)

    assert answer.status_code == 500
    assert "<html" not in answer.text
    assert "GB-" in answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "https://www.ent.example"


@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "\uff11", "9" * 30, ""])
def test_a_limit_that_is_none_limits_nothing(limit: str) -> None:
    """From 1 to 100."""
    client = portal_for(shelves.full(), "").test_client()
    client.get("/as-alice")

    answer = client.get("/mediacentre/fragment", query_string={"limit": limit})
    assert answer.text.count('part="card"') == 7


def test_a_school_that_wants_no_widget_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its resources stand on the page alone."""
    world = shelves.two_schools()
    world.schools = SchoolBook(
        SchoolRule(), {COLLEGE.id: SchoolRule(off=frozenset({Function.WIDGET}))}
    )
    del monkeypatch
    client = portal_for(world, "").test_client()
    client.get("/as-alice")

    assert COLLEGE.name in client.get("/mediacentre/").text
    for embedded in ("/mediacentre/fragment", "/mediacentre/?embed=1"):
        assert COLLEGE.name not in client.get(embedded).text


@pytest.mark.parametrize(
    "origins", ["https://ent.example/", "ent.example", "*", "https://*.ent.example", "null", 3]
)
def test_an_origin_that_is_none_stops_the_start(origins: object) -> None:
    """A pattern would let more read than anybody meant."""
    with pytest.raises(ConfigError, match="EMBED_ORIGINS"):
        read_settings({"GARBRIDGE_EMBED_ORIGINS": origins})
