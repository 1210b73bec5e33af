"""The console in a real browser: accessible, as wide as the screen, by keyboard, without script."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, session
from playwright.sync_api import Browser, Page
from tests.web.browser import TOO_WIDE, axe_source, follow, serving
from tests.web.console_portal import (
    CLASS_A,
    HEAD,
    KEY,
    UAI,
    WIDE,
    Console,
    Form,
    adult,
    console_portal,
    pupil,
)
from tests.web.test_browser import LOOKS, problems, tab

from garbridge.core.identifiers import ResourceId, SubscriptionId, subscription_key, tile_key
from garbridge.core.people import Profile
from garbridge.testing.world import LYCEE

pytestmark = pytest.mark.xdist_group("browser")  # which is started once


@pytest.fixture(name="console")
def _console(tmp_path: Path) -> Iterator[Console]:
    """The portal, with an address that signs the head in."""
    with console_portal(tmp_path) as made:
        signing_in(made.app)
        yield made


def signing_in(app: Flask) -> None:
    """Let one address sign the head in, without a form."""

    @app.get("/as-head")
    def as_head() -> str:
        session["who"] = HEAD
        return "signed in"


def looked_at(page: Page, axe: str) -> list[str]:
    """Return what is wrong with the page that is open, at both widths, light and dark."""
    found: list[str] = []
    page.wait_for_load_state()
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found += [f"{page.url} {width} {scheme}: {one}" for one in problems(page, axe)]
    return found


def test_the_navigation_is_one_line_on_a_phone(browser: Browser, console: Console) -> None:
    """Unfolded by a key, without a script; it names where one is.  Each width shows one of two."""
    with serving(console.app) as url, tab(browser, script=False) as page:
        page.goto(f"{url}/as-head")
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto(f"{url}/affectation/{UAI}/regles/")
        navigation = page.get_by_role("navigation", name="Pages de la console")
        folded = navigation.bounding_box()
        assert folded is not None
        assert folded["height"] < 80
        assert navigation.get_by_role("link").count() == 0
        assert "Règles" in navigation.locator("summary").inner_text()
        press(page, ".gb-menu > summary", "Space")
        assert navigation.get_by_role("link").count() > 9
        here = navigation.locator("[aria-current=page]:visible")
        assert here.all_inner_texts() == ["Règles"]
        for link in navigation.get_by_role("link").all():
            box = link.bounding_box()
            assert box is not None
            assert box["height"] >= 44
        press(page, ".gb-menu a[href*=journal]", "Enter")
        page.set_viewport_size({"width": 1280, "height": 800})
        assert not page.locator(".gb-menu").is_visible()
        assert navigation.locator("[aria-current=page]:visible").all_inner_texts() == ["Journal"]


def test_a_licence_is_given_by_keyboard_alone_without_script(
    browser: Browser, console: Console
) -> None:
    """Tick, preview, confirm and undo: four controls, each reached and pressed by keys."""
    with serving(console.app) as url, tab(browser, script=False) as page:
        page.goto(f"{url}/as-head")
        page.goto(f"{url}/affectation/{UAI}/ressources/{KEY}?voir=sans")
        press(page, "input[name=personne]", "Space")
        press(page, "button[value=assign]:not(details *)", "Enter")
        press(page, ".gb-decide button", "Enter")
        done = page.get_by_role("status").inner_text()
        press(page, ".gb-undo button", "Enter")
        undone = page.get_by_role("status").inner_text()

    assert done == "1 attribution enregistrée"
    assert undone == "1 retrait enregistré"


def test_a_rule_is_written_by_keyboard_alone_without_script(
    browser: Browser, console: Console
) -> None:
    """A resource, a class, the preview, the confirmation: each reached and pressed by keys."""
    with serving(console.app) as url, tab(browser, script=False) as page:
        page.goto(f"{url}/as-head")
        page.goto(f"{url}/affectation/{UAI}/regles?q=vid")
        press(page, "input[name=ressource]", "Space")
        press(page, "input[name=population][value='~division~6A']", "Space")
        press(page, "form[action$='regles/apercu'] .gb-bar-acts button", "Enter")
        press(page, ".gb-decide button", "Enter")
        done = page.get_by_role("status").inner_text()

    assert "4 attributions enregistrées" in done


def test_hostile_names_stay_text_and_within_the_screen(browser: Browser, tmp_path: Path) -> None:
    """Markup, another direction, 300 letters without a space, a formula, an emoji."""
    axe, hostile = axe_source(), [pupil(number) for number in range(5)]
    named = (
        "<script>document.title='broken'</script>",
        "\u202eesrever\u202c مرحبا",
        "x" * 300,
        "=1+1",
        "\N{SMILING FACE WITH OPEN MOUTH}" * 40,
    )
    people = [
        replace(one, identity=replace(one.identity, family_name=name))
        for one, name in zip(hostile, named, strict=True)
    ]
    place = replace(hostile[0].memberships[0], groups=(replace(CLASS_A, label="y" * 300),))
    people[0] = replace(people[0], memberships=(place,))
    with console_portal(tmp_path, (*people, adult(HEAD, Profile.HEAD))) as made:
        signing_in(made.app)
        found: list[str] = []
        with serving(made.app) as url, tab(browser) as page:
            page.goto(f"{url}/as-head")
            for path in (f"ressources/{KEY}?voir=sans", "populations/", "regles"):
                page.goto(f"{url}/affectation/{UAI}/{path}")
                found += looked_at(page, axe)
                found += ["a name ran as a script"] if page.title() == "broken" else []

    assert found == []


def test_one_long_word_of_a_publisher_or_a_school_fits_everywhere(
    browser: Browser, tmp_path: Path
) -> None:
    """What an order, an annuaire and a notice say may hold 300 letters without a space."""
    title = f'[[resources]]\nark = "ark:/12345/long"\ntitle = "{"W" * 300}"\n'
    title += f'url = "https://studio.example/long"\npublisher = "{"P" * 150}"\n'
    long = replace(WIDE, id=SubscriptionId("L" * 200), resource=ResourceId("ark:/12345/long"))
    school = replace(LYCEE, name="S" * 200)
    at = f"/affectation/{UAI}"
    pages = (
        *(
            "/mediacentre/",
            "/donnees/",
            "/donnees/public/",
            f"/donnees/{tile_key(long.resource, UAI)}",
        ),
        *(f"{at}/ressources/", f"{at}/abonnements/{subscription_key(long.id)}"),
    )
    too_wide: dict[str, int] = {}
    with console_portal(tmp_path, titles=title, schools=(school,)) as made:
        signing_in(made.app)
        made.runtime.writer.write(subscriptions=[long])
        given: Form = {"faire": "assign", "ressource": long.resource, "population": ["dir~~"]}
        visitor = made.browser()
        token, _ = visitor.preview(given)
        visitor.post("faire", given, jeton=token)
        with serving(made.app) as url, tab(browser) as page:
            page.set_viewport_size({"width": 320, "height": 800})
            page.goto(f"{url}/as-head")
            for path in pages:
                answer = page.goto(f"{url}{path}")
                assert answer is not None
                assert answer.status == 200, path
                assert "W" * 40 in page.content() or "L" * 40 in page.content(), path
                too_wide[path] = page.evaluate(TOO_WIDE)

    assert too_wide == dict.fromkeys(pages, 0)


def test_a_phone_repairs_an_access_in_four_actions(browser: Browser, console: Console) -> None:
    """A name, the search, the person, the button: then the resource opens, as the check says."""
    axe = axe_source()
    with serving(console.app) as url, tab(browser) as page:
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(f"{url}/as-head")
        page.goto(f"{url}/affectation/{UAI}/verifier")
        page.get_by_role("searchbox").fill("nom00")
        follow(page.get_by_role("button", name="Rechercher"))
        found = looked_at(page, axe)
        follow(page.get_by_role("button", name="NOM003"))
        found += looked_at(page, axe)
        follow(page.get_by_role("button", name="Attribuer Vidéos"))
        done = page.get_by_role("status").inner_text()
        page.goto(f"{url}/affectation/{UAI}/verifier")
        page.get_by_role("searchbox").fill("nom003")
        follow(page.get_by_role("button", name="Rechercher"))
        follow(page.get_by_role("button", name="Vérifier l’accès Vidéos"))
        found += looked_at(page, axe)
        opens = page.locator("h1").inner_text()

    assert done == "1 attribution enregistrée"
    assert opens == "Cette ressource s’ouvre"
    assert found == []


def press(page: Page, control: str, key: str) -> None:
    """Go to the first *control* by Tab, and press *key* there; Enter leads to another page."""
    wanted = page.locator(control).first
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            break
    else:
        raise AssertionError(f"Tab never reaches {control}")
    if key != "Enter":
        page.keyboard.press(key)
        return
    with page.expect_navigation():
        page.keyboard.press(key)
