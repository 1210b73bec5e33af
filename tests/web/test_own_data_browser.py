"""*Mes données* in a real browser: accessible, as wide as the screen, without script, on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.web.browser import axe_source, chromium, serving
from tests.web.own_portal import ATLAS_KEY, OwnPortal, own_portal
from tests.web.test_browser import problems, tab

from garbridge.testing.world import NOW

pytestmark = pytest.mark.xdist_group("browser")  # which is started once

LOOKS = ((1280, "light"), (768, "light"), (320, "dark"))
PAGES = (
    *("/donnees/", f"/donnees/{ATLAS_KEY}", f"/donnees/{ATLAS_KEY}/opposition"),
    *("/donnees/historique", "/donnees/simple/", "/donnees/public/"),
)


@pytest.fixture(name="browser", scope="module")
def _browser() -> Iterator[Browser]:
    """One browser for all the tests of this module."""
    with chromium() as browser:
        yield browser


@pytest.fixture(name="portal")
def _portal(tmp_path: Path) -> Iterator[OwnPortal]:
    """The portal, in which the pupil opened something."""
    with own_portal(tmp_path) as made:
        made.launch(1, NOW)
        yield made


def test_pages_are_accessible_and_fit(browser: Browser, portal: OwnPortal) -> None:
    """Nothing for axe, nothing too wide, no control inside another; values shown or not."""
    axe, found = axe_source(), list[str]()
    with serving(portal.app) as url, tab(browser) as page:
        page.goto(f"{url}/as/alice")
        for path in PAGES:
            page.goto(url + path)
            for box in page.locator("summary").all():
                box.click()
            for width, scheme in LOOKS:
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                found += [f"{path} {width}: {one}" for one in problems(page, axe)]

    assert found == []


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
        page.get_by_role("link", name=re.compile("Atlas")).click()
        value = page.get_by_text("2DE4##Seconde 4")
        assert not value.is_visible()
        page.locator("summary", has_text="Classe").click()
        assert value.is_visible()
        page.get_by_role("link", name="M’opposer", exact=True).click()
        page.get_by_label("Pourquoi vous opposez-vous").fill("Mes parents préfèrent le papier")
        page.get_by_role("button", name="Continuer").click()
        page.get_by_role("button", name="Oui, je m’oppose").click()

        assert page.get_by_text("Votre opposition est enregistrée.").is_visible()
        assert page.get_by_text("Afficher ma valeur").count() == 0


def test_targets_are_large_enough(browser: Browser, portal: OwnPortal) -> None:
    """44 pixels high, every link, button and summary of a page of ours."""
    small = """() => [...document.querySelectorAll('.gb-content :is(a, button, summary)')]
        .filter(one => one.getBoundingClientRect().height < 44)
        .map(one => one.outerHTML.slice(0, 120))"""
    with serving(portal.app) as url, tab(browser) as page:
        page.goto(f"{url}/as/alice")
        for path in PAGES:
            page.goto(url + path)
            assert page.evaluate(small) == [], path


def test_the_page_for_families_prints_on_a4(browser: Browser, portal: OwnPortal) -> None:
    """Two publishers and the rights: at most two sheets, without the navigation."""
    with serving(portal.app) as url, tab(browser) as page:
        page.goto(f"{url}/donnees/public/")
        pages = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
        page.emulate_media(media="print")

        assert 1 <= len(pages) <= 2
        assert not page.locator(".gb-bar").is_visible()
        assert page.get_by_role("heading", name="Vos droits").is_visible()
