"""*Mes données* in a real browser: accessible, as wide as the screen, without script, on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.web.browser import follow, serving
from tests.web.own_portal import ATLAS_KEY, OwnPortal, own_portal
from tests.web.test_browser import tab

from garbridge.testing.world import NOW

pytestmark = pytest.mark.xdist_group("browser")  # which is started once


@pytest.fixture(name="portal")
def _portal(tmp_path: Path) -> Iterator[OwnPortal]:
    """The portal, in which the pupil opened something."""
    with own_portal(tmp_path) as made:
        made.launch(1, NOW)
        yield made


def test_what_is_sent_is_told_without_colours(browser: Browser, portal: OwnPortal) -> None:
    """Where the person's own colours are forced, words and an outline say it."""
    outline = "one => getComputedStyle(one).borderTopColor"
    with serving(portal.app) as url, tab(browser) as page:
        page.goto(f"{url}/as/alice")
        page.emulate_media(forced_colors="active")
        page.goto(f"{url}/donnees/{ATLAS_KEY}")
        yes = page.locator(".gb-own-yes").first

        assert yes.inner_text() == "Oui"
        assert yes.evaluate(outline) not in {"rgba(0, 0, 0, 0)", "transparent"}
        assert page.locator(".gb-own-no strong").first.inner_text() == "Non"


def test_an_objection_without_script(browser: Browser, portal: OwnPortal) -> None:
    """From the list to the confirmation by clicks alone; the value was behind one of them."""
    with serving(portal.app) as url, tab(browser, script=False) as page:
        page.goto(f"{url}/as/alice")
        page.goto(f"{url}/donnees/")
        follow(page.get_by_role("link", name=re.compile("Atlas")))
        value = page.get_by_text("2DE4##Seconde 4")
        assert not value.is_visible()
        page.locator("summary", has_text="Classe").click()
        assert value.is_visible()
        follow(page.get_by_role("link", name="M’opposer", exact=True))
        page.get_by_label("Pourquoi vous opposez-vous").fill("Mes parents préfèrent le papier")
        follow(page.get_by_role("button", name="Continuer"))
        follow(page.get_by_role("button", name="Oui, je m’oppose"))

        assert page.get_by_text("Votre opposition est enregistrée.").is_visible()
        assert page.get_by_text("Afficher ma valeur").count() == 0


def test_what_is_sent_prints_with_its_values(browser: Browser, portal: OwnPortal) -> None:
    """Paper folds nothing, and is white in the dark too."""
    with serving(portal.app) as url, tab(browser) as page:
        page.goto(f"{url}/as/alice")
        page.goto(f"{url}/donnees/{ATLAS_KEY}")
        page.emulate_media(media="print", color_scheme="dark")
        shown = page.locator(".gb-own-value code")

        assert shown.count() > 0
        assert all(shown.nth(number).is_visible() for number in range(shown.count()))
        assert not page.get_by_text("Afficher ma valeur").first.is_visible()
        assert page.evaluate("getComputedStyle(document.body).colorScheme") == "light"


def test_the_page_for_families_prints_on_a4(browser: Browser, portal: OwnPortal) -> None:
    """Two publishers and the rights: at most two sheets, without the navigation."""
    with serving(portal.app) as url, tab(browser) as page:
        page.goto(f"{url}/donnees/public/")
        pages = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
        page.emulate_media(media="print")

        assert 1 <= len(pages) <= 2
        assert not page.locator(".gb-bar").is_visible()
        assert page.get_by_role("heading", name="Vos droits").is_visible()
