"""What a school puts forward, in the console: one thing at a time, by whoever may."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.web.browser import axe_source, serving
from tests.web.console_portal import (
    ATLAS,
    DELEGATE,
    LIBRARIAN,
    OTHER,
    UAI,
    VIDEOS,
    Console,
    Form,
    console_portal,
)
from tests.web.test_browser import tab
from tests.web.test_console_browser import looked_at, signing_in

from garbridge.core.entitlements import Population
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import Profile
from garbridge.core.permissions import EVERYWHERE, OPERATOR, Actor, Denied
from garbridge.core.showcase import (
    MOST_ANNOUNCEMENTS,
    MOST_SECTIONS,
    PINNED,
    Announcement,
    SectionId,
    Showcase,
    moved,
)
from garbridge.services.presenting import Presented, PresentingService
from garbridge.testing.world import LYCEE, NOW
from garbridge.wiring import presenting_service

PAGE, CHANGE = "mises-en-avant", "mises-en-avant/changer"
PIN: Form = {"faire": "montrer", "section": "", "pour": "~~"}
HOSTILE = '"><script>alert(1)</script>'
ANNOUNCE: Form = {"faire": "annoncer", "debut": "2026-11-16", "fin": "2026-11-20"}


@pytest.fixture(name="console")
def _console(tmp_path: Path) -> Iterator[Console]:
    """The portal, and who works there."""
    with console_portal(tmp_path) as made:
        yield made


@pytest.fixture(name="presenting")
def _presenting(console: Console) -> PresentingService:
    """What stands below the page."""
    return presenting_service(console.runtime)


def seen(presenting: PresentingService, school: str = UAI) -> Showcase:
    """Return what a school puts forward."""
    place = LYCEE.id if school == UAI else OTHER
    return presenting.of_schools([place])[place]


def announced(presenting: PresentingService, school: SchoolId) -> Sequence[Announcement]:
    """Return what is announced at *school*."""
    return presenting.announced(presenting.of_schools([school]))


def pinned(presenting: PresentingService) -> list[str]:
    """Return what is put forward, in its order."""
    return [one.resource for one in seen(presenting).of(PINNED)]


@pytest.mark.parametrize("who", ["cheffe", LIBRARIAN])
def test_a_resource_is_put_forward_moved_and_taken_out(
    console: Console, presenting: PresentingService, who: str
) -> None:
    """By the head and by the librarian; a reload of the result does nothing twice."""
    browser = console.browser(who)
    for resource in (VIDEOS, ATLAS):
        answer = browser.post(CHANGE, {**PIN, "ressource": resource})
        assert answer.status_code == 303
        assert answer.location.endswith("mises-en-avant?fait=1")
    assert pinned(presenting) == [VIDEOS, ATLAS]

    browser.post(CHANGE, faire="monter", section="", ressource=ATLAS)
    assert pinned(presenting) == [ATLAS, VIDEOS]
    browser.post(CHANGE, faire="monter", section="", ressource=ATLAS)
    browser.post(CHANGE, faire="descendre", section="", ressource=VIDEOS)
    assert pinned(presenting) == [ATLAS, VIDEOS]
    browser.post(CHANGE, faire="retirer", section="", ressource=ATLAS)
    assert pinned(presenting) == [VIDEOS]
    again = browser.post(CHANGE, faire="retirer", section="", ressource=ATLAS)
    assert again.status_code == 409
    assert "Quelqu’un d’autre" in again.text
    assert seen(presenting, OTHER) == Showcase()


def test_it_is_for_whom_the_form_says(console: Console, presenting: PresentingService) -> None:
    """Put again, for others, it stays where it stands."""
    browser = console.browser()
    browser.post(CHANGE, {**PIN, "ressource": VIDEOS, "pour": "elv~~"})
    browser.post(CHANGE, {**PIN, "ressource": ATLAS})
    browser.post(CHANGE, {**PIN, "ressource": VIDEOS, "pour": "ens~~"})

    assert pinned(presenting) == [VIDEOS, ATLAS]
    assert seen(presenting).shown[0].population == Population(Profile.TEACHER)
    assert "enseignants" in browser.get(PAGE).text


def test_a_section_is_made_named_moved_and_removed(
    console: Console, presenting: PresentingService
) -> None:
    """Its title is text, whatever stands in it; what stood in it is still bought."""
    browser = console.browser()
    for title in (HOSTILE, "Pour le brevet"):
        assert browser.post(CHANGE, faire="creer", titre=title).status_code == 303
    first, second = seen(presenting).sections
    page = browser.get(PAGE).text
    browser.post(CHANGE, {**PIN, "ressource": VIDEOS, "section": second.id})
    browser.post(CHANGE, faire="monter", section=second.id)
    browser.post(CHANGE, faire="renommer", section=first.id, titre="Autre")

    assert "<script>alert" not in page
    assert [one.title for one in seen(presenting).sections] == ["Pour le brevet", "Autre"]
    assert [one.resource for one in seen(presenting).of(second.id)] == [VIDEOS]

    browser.post(CHANGE, faire="supprimer", section=second.id)
    assert [one.title for one in seen(presenting).sections] == ["Autre"]
    assert seen(presenting).shown == ()


def test_an_announcement_is_shown_between_its_days(
    console: Console, presenting: PresentingService
) -> None:
    """On one line, as text; withdrawn at once."""
    browser = console.browser()
    browser.post(CHANGE, ANNOUNCE, texte=f"Le CDI\r\nferme  {HOSTILE}")
    (one,) = announced(presenting, LYCEE.id)
    page = browser.get(PAGE).text

    assert one.text == f"Le CDI ferme {HOSTILE}"
    assert "affichée" in page
    assert "<script>alert" not in page
    assert announced(presenting, OTHER) == []
    assert not one.is_shown(one.ends)
    assert one.is_shown(one.ends - timedelta(microseconds=1))

    browser.post(CHANGE, faire="effacer", annonce=one.id)
    assert announced(presenting, LYCEE.id) == []


def test_what_is_announced_everywhere_is_announced_at_each_school(
    presenting: PresentingService,
) -> None:
    """By the operator alone: nobody of a school speaks to another."""
    day = NOW + timedelta(days=1)
    head = Actor(PersonId("cheffe"))

    assert presenting.announce(OPERATOR, EVERYWHERE, "Maintenance", NOW, day) is Presented.DONE
    assert isinstance(presenting.announce(head, EVERYWHERE, "À tous", NOW, day), Denied)
    assert isinstance(presenting.announce(head, OTHER, "À eux", NOW, day), Denied)

    for school in (LYCEE.id, OTHER):
        assert [one.text for one in announced(presenting, school)] == ["Maintenance"]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"faire": "montrer", "section": "", "pour": "~~"},
        {"faire": "montrer", "section": "", "pour": "x", "ressource": VIDEOS},
        {"faire": "montrer", "section": "", "pour": "~personne~p-000", "ressource": VIDEOS},
        {"faire": "creer", "titre": " "},
        {"faire": "creer", "titre": "x" * 61},
        {"faire": "creer", "titre": "a\u202eb"},
        {**ANNOUNCE, "texte": ""},
        {**ANNOUNCE, "texte": "x" * 501},
        {**ANNOUNCE, "texte": "ok", "fin": "2026-11-15"},
        {**ANNOUNCE, "texte": "ok", "fin": "9999-12-31"},
        {**ANNOUNCE, "texte": "ok", "debut": "demain"},
    ],
)
def test_what_cannot_be_put_forward_changes_nothing(
    console: Console, presenting: PresentingService, form: Form
) -> None:
    """And says so; what was typed stands in the form again."""
    answer = console.browser().post(CHANGE, form)

    assert answer.status_code == 422
    assert "Rien n’a changé" in answer.text
    assert seen(presenting) == Showcase()


@pytest.mark.parametrize(
    "form",
    [
        {**PIN, "ressource": VIDEOS, "section": "none"},
        {**PIN, "ressource": "ark:/12345/none"},
        {"faire": "monter", "section": "none"},
        {"faire": "renommer", "section": "none", "titre": "x"},
        {"faire": "supprimer", "section": "none"},
        {"faire": "effacer", "annonce": "none"},
        {"faire": "descendre", "section": "", "ressource": VIDEOS},
    ],
)
def test_what_is_not_there_any_more_is_told(
    console: Console, presenting: PresentingService, form: Form
) -> None:
    """Somebody else was faster: the page as it stands now."""
    answer = console.browser().post(CHANGE, form)

    assert answer.status_code == 409
    assert seen(presenting) == Showcase()


def test_a_delegate_of_textbooks_puts_textbooks_forward_and_nothing_else(
    console: Console, presenting: PresentingService
) -> None:
    """Neither other resources, nor sections, nor announcements; they are not offered either."""
    browser = console.browser(DELEGATE)
    page = browser.get(PAGE).text
    proof = re.search(r'name="gb_form" value="([0-9a-f]+)"', page)
    assert proof is not None
    forms: tuple[Form, ...] = (
        {**PIN, "ressource": VIDEOS},
        {"faire": "creer", "titre": "x"},
        {**ANNOUNCE, "texte": "x"},
        {"faire": "supprimer", "section": "x"},
    )

    for form in forms:
        path = f"/affectation/{UAI}/{CHANGE}"
        answer = browser.client.post(path, data={**form, "gb_form": proof[1]})
        assert answer.status_code == 404
    assert 'value="creer"' not in page
    assert f'value="{VIDEOS}"' not in page
    done = browser.client.post(
        f"/affectation/{UAI}/{CHANGE}", data={**PIN, "ressource": ATLAS, "gb_form": proof[1]}
    )
    assert done.status_code == 303
    assert pinned(presenting) == [ATLAS]


def test_there_are_bounds_and_they_are_told(
    console: Console, presenting: PresentingService
) -> None:
    """One more is refused, and those that are there stay."""
    for number in range(MOST_SECTIONS):
        presenting.add_section(OPERATOR, LYCEE.id, f"Section {number}")
    for number in range(MOST_ANNOUNCEMENTS):
        day = NOW + timedelta(days=1)
        presenting.announce(OPERATOR, LYCEE.id, f"Annonce {number}", NOW, day)
    browser = console.browser()

    more: tuple[Form, ...] = ({"faire": "creer", "titre": "x"}, {**ANNOUNCE, "texte": "x"})
    for form in more:
        answer = browser.post(CHANGE, form)
        assert answer.status_code == 409
        assert "Il n’y a plus de place" in answer.text
    assert len(seen(presenting).sections) == MOST_SECTIONS


def test_two_at_work_lose_nothing_of_each_other(
    console: Console, presenting: PresentingService
) -> None:
    """Each button changes one thing, and not the list as a page once had it."""
    one, other = console.browser(), console.browser(LIBRARIAN)
    one.get(PAGE), other.get(PAGE)
    one.post(CHANGE, {**PIN, "ressource": VIDEOS})
    other.post(CHANGE, {**PIN, "ressource": ATLAS})
    one.post(CHANGE, faire="creer", titre="Une")
    other.post(CHANGE, faire="creer", titre="Autre")

    assert pinned(presenting) == [VIDEOS, ATLAS]
    assert [section.title for section in seen(presenting).sections] == ["Une", "Autre"]


def test_what_moves_keeps_everything() -> None:
    """Whatever the name, the same names are there."""
    names = [SectionId(name) for name in "abc"]
    for name in (*names, "d"):
        for is_up in (True, False):
            assert sorted(moved(names, name, is_up=is_up)) == names


@pytest.mark.xdist_group("browser")
def test_the_page_fits_and_is_accessible_whatever_stands_on_it(
    browser: Browser, console: Console
) -> None:
    """Hostile titles, a long announcement, several sections: at both widths, light and dark."""
    signing_in(console.app)
    head = console.browser()
    for title in (HOSTILE, "x" * 60):
        head.post(CHANGE, faire="creer", titre=title)
    section = seen(presenting_service(console.runtime)).sections[0].id
    for where in ("", section):
        for resource in (VIDEOS, ATLAS):
            head.post(CHANGE, {**PIN, "section": where, "ressource": resource, "pour": "elv~~"})
    head.post(CHANGE, ANNOUNCE, texte="y" * 500)
    with serving(console.app) as url, tab(browser) as page:
        page.goto(f"{url}/as-head")
        page.goto(f"{url}/affectation/{UAI}/{PAGE}")
        page.locator("summary:visible").first.click()
        assert looked_at(page, axe_source()) == []
