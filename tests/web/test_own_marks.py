"""Favourites, what was opened lately, what a school puts forward: in the médiacentre."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Browser, Page
from tests.web import shelves
from tests.web.browser import axe_source, serving
from tests.web.doubles import MemoryDirectory
from tests.web.portal import World, client_of, portal
from tests.web.test_browser import LOOKS, open_to_alice, problems, tab

from garbridge.core.entitlements import Population
from garbridge.core.identifiers import PersonId, ResourceId, tile_key
from garbridge.core.marks import MOST_FAVOURITES, Mark
from garbridge.core.people import Profile
from garbridge.core.permissions import EVERYWHERE
from garbridge.core.schools import Function, SchoolBook, SchoolRule
from garbridge.core.showcase import PINNED, Announcement, LocalSection, SectionId, Shown
from garbridge.testing.world import ALICE, ATLAS, COLLEGE, LYCEE, NOW, pupil

PAGE, STARS, MEMORY = "/mediacentre/reperes", "/mediacentre/favoris", "/mediacentre/memoire"
KEY = tile_key(ATLAS.id, LYCEE.id)
HOSTILE = '"><script>alert(1)</script>'
LATER = ResourceId("ark:/99999/r6")


@pytest.fixture(name="world")
def _world() -> World:
    """A pupil with one resource."""
    return World()


@pytest.fixture(name="client")
def _client(world: World) -> FlaskClient:
    """The browser of that pupil."""
    return client_of(portal(world))


def proof(client: FlaskClient, path: str = "/mediacentre/") -> str:
    """Return what stands in the forms of a page."""
    found = re.search(r'name="gb_form" value="([0-9a-f]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def star(client: FlaskClient, **fields: str) -> tuple[int, str]:
    """Press a star; return the status, and where one is led."""
    answer = client.post(STARS, data={"gb_form": proof(client), **fields})
    return answer.status_code, answer.location or answer.text


def favourites(world: World) -> list[tuple[str, str]]:
    """Return what Alice marked."""
    return [one.place for one in world.marks.marks(ALICE, since=NOW).favourites]


def section(page: str, name: str) -> str:
    """Return the section *name* of a page, empty where there is none."""
    found = re.search(
        rf'<section class="gb-section" aria-labelledby="gb-{name}">.*?</section>', page, re.DOTALL
    )
    return found[0] if found else ""


def test_a_star_is_pressed_and_released(world: World, client: FlaskClient) -> None:
    """Without a script: a button of a form, that leads back to where it was pressed."""
    before = client.get("/mediacentre/").text
    assert section(before, "favoris") == ""
    assert f'name="ajouter" value="{KEY}" aria-pressed="false"' in before

    back = "/mediacentre/?q=atlas"
    assert star(client, ajouter=KEY, suite=back) == (303, back)
    assert star(client, ajouter=KEY, suite=back) == (303, back)
    assert favourites(world) == [(LYCEE.id, ATLAS.id)]
    page = client.get("/mediacentre/").text
    assert ATLAS.title in section(page, "favoris")
    assert f'name="retirer" value="{KEY}" aria-pressed="true"' in page

    assert star(client, retirer=KEY) == (303, "/mediacentre/")
    assert star(client, retirer=KEY) == (303, "/mediacentre/")
    assert favourites(world) == []


@pytest.mark.parametrize("suite", ["https://evil.example/", "//evil.example", "/\\evil", ""])
def test_nobody_is_led_elsewhere(client: FlaskClient, suite: str) -> None:
    """What is no path of this host is the médiacentre."""
    assert star(client, ajouter=KEY, suite=suite) == (303, "/mediacentre/")


@pytest.mark.parametrize(
    "key", [tile_key(ATLAS.id, COLLEGE.id), tile_key(ATLAS.id), "x", "x" * 999, HOSTILE]
)
def test_nothing_else_is_marked(world: World, client: FlaskClient, key: str) -> None:
    """Neither another school's nor what there is not: one answer, that repeats nothing."""
    status, said = star(client, ajouter=key)

    assert status == 404
    assert "n’est pas dans votre médiacentre" in said
    assert HOSTILE not in said
    assert favourites(world) == []


@pytest.mark.parametrize("path", [STARS, MEMORY])
@pytest.mark.parametrize("mark", ["", "0" * 24])
def test_a_form_of_another_site_changes_nothing(
    world: World, client: FlaskClient, path: str, mark: str
) -> None:
    """Nor one of another session; whoever is not signed in is asked to be."""
    fields = {"gb_form": mark, "ajouter": KEY, "faire": "oublier"}
    answer = client.post(path, data=fields)
    nobody = client_of(portal(world), None)

    assert answer.status_code == 400
    assert "Rien n’a changé" in answer.text
    assert world.marks.marks(ALICE, since=NOW).is_remembered
    assert favourites(world) == []
    assert nobody.post(path, data=fields).status_code == 401
    assert nobody.get(PAGE).status_code == 302


def test_a_script_is_answered_without_a_page(world: World, client: FlaskClient) -> None:
    """Marked, refused and expired: each as JSON."""
    json = {"Accept": "application/json"}
    mark = proof(client)
    done = client.post(STARS, data={"gb_form": mark, "ajouter": KEY}, headers=json)
    gone = client.post(STARS, data={"gb_form": mark, "ajouter": "x"}, headers=json)
    old = client.post(STARS, data={"ajouter": KEY}, headers=json)

    assert (done.status_code, done.json) == (200, {"favourite": True})
    assert (gone.status_code, gone.content_type) == (404, "application/json")
    assert old.status_code == 400
    assert favourites(world) == [(LYCEE.id, ATLAS.id)]


def test_two_tabs_lose_nothing_of_each_other() -> None:
    """Each click is about one resource, and not about the list as a tab once had it."""
    world = shelves.full()
    one = client_of(app := portal(world))
    keys = re.findall(r'name="ajouter" value="([^"]+)"', one.get("/mediacentre/").text)
    mark = proof(one)
    del app
    for key in keys[:2]:
        one.post(STARS, data={"gb_form": mark, "ajouter": key})
    one.post(STARS, data={"gb_form": mark, "retirer": keys[0]})
    one.post(STARS, data={"gb_form": mark, "ajouter": keys[2]})

    marked = {tile_key(ResourceId(resource), school) for school, resource in favourites(world)}
    assert marked == {keys[1], keys[2]}


def test_more_than_may_be_is_refused_and_told(world: World, client: FlaskClient) -> None:
    """Two thousand favourites are two hundred, and the page still comes."""
    for number in range(2000):
        mark = Mark(LYCEE.id, ResourceId(f"ark:/99999/{number}"), NOW)
        world.marks.add_favourite(ALICE, mark, most=MOST_FAVOURITES)

    status, said = star(client, ajouter=KEY)

    assert status == 409
    assert "Retirez-en un" in said
    assert client.get("/mediacentre/").status_code == 200


def test_a_favourite_that_is_away_says_so_and_can_be_removed(
    world: World, client: FlaskClient
) -> None:
    """In its year; the next one it is not shown.  What nobody registers any more is not either."""
    other = replace(ATLAS, id=LATER, title="Herbier")
    world.resources = [*world.resources, other]
    for name in (LATER, ResourceId("ark:/99999/gone")):
        world.marks.add_favourite(ALICE, Mark(LYCEE.id, name, NOW), most=9)
    page = section(client.get("/mediacentre/").text, "favoris")
    key = tile_key(LATER, LYCEE.id)

    assert "Herbier" in page
    assert "Indisponible pour le moment" in page
    assert "/ouvrir/" not in page
    assert "/ressource/" not in page
    assert f'name="retirer" value="{key}"' in page
    assert star(client, retirer=key)[0] == 303
    assert section(client.get("/mediacentre/").text, "favoris") == ""

    old = NOW - timedelta(days=200)
    world.marks.add_favourite(ALICE, Mark(LYCEE.id, LATER, old), most=9)
    assert section(client.get("/mediacentre/").text, "favoris") == ""


def test_nobody_marks_where_favourites_are_switched_off(world: World) -> None:
    """No star, no section; the rest of the page is as it was."""
    world.schools = SchoolBook(SchoolRule(off=frozenset({Function.FAVOURITES})))
    world.marks.add_favourite(ALICE, Mark(LYCEE.id, ATLAS.id, NOW), most=9)
    client = client_of(portal(world))
    page = client.get("/mediacentre/").text

    assert 'name="ajouter"' not in page
    assert section(page, "favoris") == ""
    assert ATLAS.title in page
    assert star(client, ajouter=KEY)[0] == 404


def test_what_was_opened_is_found_again_until_it_is_forgotten(client: FlaskClient) -> None:
    """The click is remembered; one button forgets it and remembers nothing more."""
    assert client.get(f"/mediacentre/ouvrir/{KEY}").status_code in {302, 303}
    assert ATLAS.title in section(client.get("/mediacentre/").text, "recentes")
    assert "1 mois" in client.get(PAGE).text

    mark = proof(client, PAGE)
    done = client.post(MEMORY, data={"gb_form": mark, "faire": "oublier"})
    assert done.status_code == 303
    assert done.location.endswith("reperes#gb-memory")
    client.get(f"/mediacentre/ouvrir/{KEY}")
    page = client.get("/mediacentre/").text
    assert section(page, "recentes") == ""
    assert "ne retient pas" in client.get(PAGE).text

    client.post(MEMORY, data={"gb_form": mark, "faire": "retenir"})
    client.get(f"/mediacentre/ouvrir/{KEY}")
    assert ATLAS.title in section(client.get("/mediacentre/").text, "recentes")
    assert client.post(MEMORY, data={"gb_form": mark, "faire": "x"}).status_code == 400


def test_without_a_favourite_the_page_says_how(client: FlaskClient) -> None:
    """In both languages."""
    page = client.get(PAGE).text

    assert "Vous n’avez pas encore de favori" in page
    assert "You have no favourite yet" in client.get(f"{PAGE}?lang=en").text


def test_another_person_sees_nothing_of_it(world: World) -> None:
    """Neither stars, nor sections, nor on their page."""
    bob = replace(pupil(), id=PersonId("bob"))
    world.directory = MemoryDirectory([pupil(), bob], [LYCEE, COLLEGE])
    world.marks.add_favourite(ALICE, Mark(LYCEE.id, ATLAS.id, NOW), most=9)
    world.marks.note_opened(ALICE, Mark(LYCEE.id, ATLAS.id, NOW), most=9)
    client = client_of(portal(world), bob.id)

    for path in ("/mediacentre/", PAGE):
        page = client.get(path).text
        assert 'aria-pressed="true"' not in page
        assert section(page, "recentes").count("gb-card") == 0


def put_forward(world: World, *resources: str, population: Population | None = None) -> None:
    """Put *resources* forward at the lycée, in the *mises en avant* and in a section."""
    world.showcase.keep_section(
        LocalSection(school=LYCEE.id, id=SectionId("s1"), title=HOSTILE, position=1)
    )
    for position, resource in enumerate(resources):
        for where in (PINNED, SectionId("s1")):
            world.showcase.keep_shown(
                Shown(
                    school=LYCEE.id,
                    section=where,
                    resource=ResourceId(resource),
                    population=population or Population(),
                    position=position,
                )
            )


def test_what_the_school_puts_forward_stands_first(world: World, client: FlaskClient) -> None:
    """Before one's own; what was not assigned is not shown, and an empty section is not there."""
    put_forward(world, "ark:/99999/foreign", ATLAS.id)
    world.marks.add_favourite(ALICE, Mark(LYCEE.id, ATLAS.id, NOW), most=9)
    page = client.get("/mediacentre/").text
    order = re.findall(r'<section class="gb-section" aria-labelledby="gb-([^"]+)"', page)

    assert order == ["mises-en-avant", "section-s1", "favoris", "all"]
    assert section(page, "mises-en-avant").count('class="gb-card"') == 1
    assert HOSTILE not in page
    assert len(re.findall(r' id="([^"]+)"', page)) == len(set(re.findall(r' id="([^"]+)"', page)))
    narrow = client.get("/mediacentre/?q=atlas").text
    assert section(narrow, "mises-en-avant") == ""


def test_it_is_for_whom_the_school_says(world: World, client: FlaskClient) -> None:
    """A pupil sees nothing of what is put forward for teachers."""
    put_forward(world, ATLAS.id, population=Population(Profile.TEACHER))

    assert section(client.get("/mediacentre/").text, "mises-en-avant") == ""


def test_announcements_stand_at_the_top_while_they_hold(world: World, client: FlaskClient) -> None:
    """Of the school and of every school; not before, not after, not of another one; as text."""
    day = timedelta(days=1)
    for number, (school, starts) in enumerate(
        (
            (LYCEE.id, NOW - day),
            (EVERYWHERE, NOW - day),
            (COLLEGE.id, NOW - day),
            (LYCEE.id, NOW + day),
            (LYCEE.id, NOW - 2 * day),
        )
    ):
        world.showcase.keep_announcement(
            Announcement(
                school=school,
                id=f"a{number}",
                text=f"Annonce {number} {HOSTILE}",
                starts=starts,
                ends=starts + 2 * day,
            ),
            now=NOW,
        )
    page = client.get("/mediacentre/").text

    assert re.findall(r"Annonce (\d)", page) == ["1", "0"]
    assert HOSTILE not in page


def test_what_is_new_is_told_unless_everything_is() -> None:
    """For a month after the subscription began; at the start of a year nothing stands out."""
    world = shelves.full()
    page = client_of(portal(world)).get("/mediacentre/").text
    assert section(page, "nouveautes") == ""

    first, *old = world.entitlements.subscriptions
    new = replace(first, starts=NOW - timedelta(days=29))
    world.entitlements.subscriptions = [new, *old]
    page = section(client_of(portal(world)).get("/mediacentre/").text, "nouveautes")
    assert page.count('class="gb-card"') == 1
    assert "/mediacentre/nouveautes" in page


def test_it_works_behind_the_protection_of_the_portal(world: World) -> None:
    """The form of the stars carries the portal's own token too."""
    app = portal(world)
    CSRFProtect(app)
    client = client_of(app)
    page = client.get("/mediacentre/").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    fields = {"gb_form": proof(client), "ajouter": KEY}

    assert client.post(STARS, data=fields).status_code == 400
    assert client.post(STARS, data={**fields, "csrf_token": token[1]}).status_code == 303


def test_a_frame_and_a_fragment_have_no_star(client: FlaskClient) -> None:
    """Another site's page cannot be made to press one."""
    for path in ("/mediacentre/?embed=1", "/mediacentre/fragment"):
        assert "gb-stars" not in client.get(path).text


@pytest.fixture(name="full")
def _full() -> tuple[Flask, World]:
    """A full shelf with everything above it."""
    world = shelves.full()
    put_forward(world, "ark:/99999/r0", "ark:/99999/r1")
    for number in range(6):
        place = Mark(LYCEE.id, ResourceId(f"ark:/99999/r{number}"), NOW)
        world.marks.add_favourite(ALICE, place, most=9)
        world.marks.note_opened(ALICE, place, most=9)
    day = timedelta(days=1)
    world.showcase.keep_announcement(
        Announcement(school=LYCEE.id, id="a", text="z" * 500, starts=NOW - day, ends=NOW + day),
        now=NOW,
    )
    return open_to_alice(world), world


def looks(page: Page, axe: str) -> list[str]:
    """Return what is wrong with the page that is open, at both widths, light and dark."""
    found: list[str] = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found += [f"{page.url} {width} {scheme}: {one}" for one in problems(page, axe)]
    return found


@pytest.mark.xdist_group("browser")
def test_in_a_browser_everything_fits_and_a_star_needs_no_new_page(
    browser: Browser, full: tuple[Flask, World]
) -> None:
    """Nothing for axe, nothing too wide; every star of the resource changes, by keyboard too."""
    app, world = full
    axe = axe_source()
    with serving(app) as url, tab(browser) as page:
        page.goto(f"{url}/as-alice")
        page.goto(f"{url}/mediacentre/reperes")
        assert looks(page, axe) == []
        page.goto(f"{url}/mediacentre/")
        assert looks(page, axe) == []
        stars = page.locator(f'.gb-star[value="{tile_key(ResourceId("ark:/99999/r0"), LYCEE.id)}"]')
        shown = stars.count()
        assert shown > 1
        stars.first.focus()
        page.keyboard.press("Enter")
        page.locator(".gb-star:focus[aria-pressed=false]").wait_for()
        assert page.locator(".gb-star[aria-pressed=true]").count() > 0
        assert {one.get_attribute("aria-pressed") for one in stars.all()} == {"false"}

        page.goto(f"{url}/mediacentre/reperes")
        page.get_by_role("button", name="Effacer et ne plus retenir").click()
        page.get_by_role("button", name="Retenir à nouveau").wait_for()

    assert (LYCEE.id, "ark:/99999/r0") not in favourites(world)
    assert len(favourites(world)) == 5
    assert world.marks.marks(ALICE, since=NOW).opened == ()


@pytest.mark.xdist_group("browser")
def test_without_a_script_a_star_is_a_form(browser: Browser, full: tuple[Flask, World]) -> None:
    """Pressed by keyboard; the page that comes back shows it."""
    app, world = full
    key = tile_key(LATER, LYCEE.id)
    with serving(app) as url, tab(browser, script=False) as page:
        page.goto(f"{url}/as-alice")
        page.goto(f"{url}/mediacentre/")
        page.locator(f'.gb-star[value="{key}"]').focus()
        page.keyboard.press("Enter")
        page.locator(f'.gb-star[value="{key}"][aria-pressed=true]').first.wait_for()

    assert (LYCEE.id, LATER) in favourites(world)
