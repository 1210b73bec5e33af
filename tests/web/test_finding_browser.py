"""The médiacentre looked through in a real browser: each width, keys alone, no script."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request
from tests.web import shelves
from tests.web.browser import NESTED, TOO_WIDE, axe_source, chromium, serving, violations
from tests.web.portal import World
from tests.web.test_browser import open_to_alice, tab
from tests.web.test_finding import HOSTILE, many

from garbridge.core.identifiers import ResourceId, tile_key
from garbridge.testing.world import LYCEE

pytestmark = pytest.mark.xdist_group("browser")  # which is started once

LOOKS = (
    *((width, scheme, "none") for width in (1280, 768, 320) for scheme in ("light", "dark")),
    *((width, "light", "active") for width in (1280, 320)),
)
FIRST = f"/mediacentre/ressource/{tile_key(ResourceId('ark:/99999/r0'))}"


def hostile() -> World:
    """Return a shelf whose publishers call things what nobody should."""
    world = shelves.two_schools()
    for number, evil in enumerate(HOSTILE):
        one = world.resources[number + 1]
        object.__setattr__(one, "title", evil)
        object.__setattr__(one, "publisher", evil)
        object.__setattr__(one, "discipline", evil)
        object.__setattr__(one, "levels", (evil, "6e"))
    return world


SCENES: dict[str, tuple[Callable[[], World], str]] = {
    "filtered": (shelves.two_schools, "/mediacentre/?q=de&niveau=2de&tri=titre"),
    "nothing found": (shelves.full, "/mediacentre/?q=zzzz&niveau=2de"),
    "too short": (shelves.full, "/mediacentre/?q=z"),
    "a thousand": (lambda: many(1_000), "/mediacentre/?page=5&niveau=1e"),
    "hostile": (hostile, "/mediacentre/?discipline=x"),
    "hostile list": (hostile, "/mediacentre/?tri=editeur"),
    "half open": (shelves.half_open, "/mediacentre/"),
    "sheet": (shelves.two_schools, FIRST),
    "closed sheet": (shelves.refusals, f"{FIRST}?lang=en"),
    "no such sheet": (shelves.full, "/mediacentre/ressource/nothing"),
}


@pytest.fixture(name="browser", scope="module")
def _browser() -> Iterator[Browser]:
    """One browser for all the tests of this module."""
    with chromium() as browser:
        yield browser


@pytest.fixture(name="axe", scope="module")
def _axe() -> str:
    """The rules that pages are held to."""
    return axe_source()


@pytest.mark.parametrize("scene", SCENES)
def test_each_state_is_accessible_and_fits(browser: Browser, axe: str, scene: str) -> None:
    """Every width and colour: nothing for axe, no sideways scroll, nothing said, nobody asked."""
    make, path = SCENES[scene]
    found: list[str] = []
    with serving(open_to_alice(make())) as url, tab(browser) as page:
        page.goto(f"{url}/as-alice")
        page.on("console", lambda one: found.extend(_said(one, url + path)))
        page.on("request", lambda one: found.extend(_elsewhere(one, url)))
        page.goto(url + path)
        told = [*found]  # what axe does to the page is not of the page
        found.clear()
        for width, scheme, forced in LOOKS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(
                color_scheme="dark" if scheme == "dark" else "light",
                forced_colors="active" if forced == "active" else "none",
            )
            wide = page.evaluate(TOO_WIDE)
            wrong = [*violations(page, axe), *page.evaluate(NESTED), *([str(wide)] * (wide > 0))]
            found += [f"{width} {scheme} {forced}: {one}" for one in wrong]

    assert (told, found) == ([], [])


def _said(message: ConsoleMessage, page: str) -> list[str]:
    """Return what the console says, but that there is no icon, or that the page is a refusal."""
    about = message.location["url"]
    is_expected = about == page or about.endswith("/favicon.ico")
    return [] if is_expected else [f"{message.type}: {message.text}"]


def _elsewhere(request: Request, url: str) -> list[str]:
    """Return the address of *request* where it is another host's."""
    return [] if request.url.startswith(url) else [request.url]


def titles(page: Page) -> list[str]:
    """Return the titles of the cards."""
    return page.locator(".gb-card-title bdi").all_inner_texts()


@pytest.mark.parametrize("script", [True, False])
def test_by_the_keyboard_alone(browser: Browser, script: bool) -> None:  # noqa: FBT001 - a case
    """A word, a filter, a chip, a sheet, back: with and without script the same."""
    with (
        serving(open_to_alice(shelves.two_schools())) as url,
        tab(browser, script=script) as page,
    ):
        page.goto(f"{url}/as-alice")
        page.goto(f"{url}/mediacentre/")
        page.get_by_role("searchbox").press_sequentially("parc")
        page.keyboard.press("Enter")
        page.get_by_text("3 ressources sur 9").wait_for()
        page.locator("summary").press("Enter")
        page.get_by_role("checkbox", name="Géographie").press("Space")
        page.get_by_role("button", name="Filtrer", exact=True).press("Enter")
        page.locator(".gb-chip").nth(1).wait_for()
        found = titles(page)
        page.locator(".gb-chip").first.press("Enter")
        page.locator(".gb-chip").nth(0).wait_for()
        page.get_by_role("link", name=LYCEE.name).press("Enter")
        page.locator("[aria-current=true]", has_text=LYCEE.name).wait_for()
        page.get_by_role("link", name="Fiche").first.press("Enter")
        page.get_by_role("heading", level=1).wait_for()
        field = page.get_by_label("Lien de cette ressource")

        assert found == ["Atlas des climats", "Atlas des climats"]
        assert "/mediacentre/ouvrir/" in field.input_value()
        assert page.get_by_role("button", name="Copier le lien").is_visible() is script
        page.go_back()
        page.locator("[aria-current=true]", has_text=LYCEE.name).wait_for()


def test_the_link_is_copied(browser: Browser) -> None:
    """And whoever cannot see it is told."""
    with serving(open_to_alice(shelves.full())) as url, tab(browser) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{url}/as-alice")
        page.goto(url + FIRST)
        page.get_by_role("button", name="Copier le lien").press("Enter")
        page.get_by_role("status").get_by_text("Lien copié").wait_for()
        copied = page.evaluate("() => navigator.clipboard.readText()")

        assert copied == page.get_by_label("Lien de cette ressource").input_value()


def test_on_paper_there_are_addresses_and_no_buttons(browser: Browser) -> None:
    """What a teacher prints can be typed."""
    with serving(open_to_alice(shelves.full())) as url, tab(browser) as page:
        page.goto(f"{url}/as-alice")
        page.goto(f"{url}/mediacentre/?q=de")
        page.emulate_media(media="print")
        address = page.evaluate(
            "() => getComputedStyle(document.querySelector('.gb-card-title a'), '::after').content"
        )

        assert "/mediacentre/ouvrir/" in address
        for hidden in (".gb-search", ".gb-card-acts", ".gb-foot", ".gb-bar"):
            assert not page.locator(hidden).first.is_visible()
        assert page.locator(".gb-status").is_visible()
