"""The médiacentre looked through in a real browser: each width, keys alone, no script."""

import pytest
from playwright.sync_api import Browser, Page
from tests.web import shelves
from tests.web.browser import follow, serving
from tests.web.test_browser import open_to_alice, tab

from garbridge.core.identifiers import ResourceId, tile_key
from garbridge.testing.world import LYCEE

pytestmark = pytest.mark.xdist_group("browser")  # which is started once

FIRST = f"/mediacentre/ressource/{tile_key(ResourceId('ark:/99999/r0'))}"


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
        follow(page.get_by_role("searchbox"), "Enter")
        page.get_by_text("3 ressources sur 9").wait_for()
        page.locator("summary").press("Enter")
        page.get_by_role("checkbox", name="Géographie").press("Space")
        follow(page.get_by_role("button", name="Filtrer", exact=True), "Enter")
        page.locator(".gb-chip").nth(1).wait_for()
        found = titles(page)
        follow(page.locator(".gb-chip").first, "Enter")
        page.locator(".gb-chip").nth(0).wait_for()
        follow(page.get_by_role("link", name=LYCEE.name), "Enter")
        page.locator("[aria-current=true]", has_text=LYCEE.name).wait_for()
        follow(page.get_by_role("link", name="Fiche").first, "Enter")
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
        page.goto(url + FIRST)
        assert page.get_by_label("Lien de cette ressource").is_visible(), "the whole address"
        assert not page.get_by_role("button", name="Copier le lien").is_visible()
