"""The GAR's catalogue in the console: what there is, of when, and what the school has already."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.web import console_portal as console_portal_module
from tests.web.browser import axe_source, serving
from tests.web.console_portal import (
    ATLAS,
    ATLAS_KEY,
    FOREIGN_HEAD,
    HEAD,
    KEY,
    LIBRARIAN,
    OTHER,
    PEOPLE,
    PUPIL,
    STAFF,
    UAI,
    VIDEOS,
    Console,
    Form,
    Visitor,
    asking_the_gar,
    console_portal,
    give,
)
from tests.web.test_browser import tab
from tests.web.test_console_browser import looked_at, signing_in
from tests.web.test_console_rounds import ALSO, BOTH, CHOSEN, COLLEGIANS, TWO, seen

from garbridge.core.jobs import Job, RunOutcome
from garbridge.core.national import PublicResource, Seller
from garbridge.core.offer import OfferStanding, digest_of
from garbridge.testing.jobs import RUN
from garbridge.testing.world import NOW

PAGE = "catalogue-gar/"
HOSTILE = '"><script>alert(1)</script>'
OFFER = [
    PublicResource(
        id=f"http://n2t.net/ark:/99999/r{number:02}",
        title=f"Manuel numérique {number:02}",
        publisher="Éditions de l’Étoile" if number % 2 else "Zèbre",
        sellers=(Seller("1", "Librairie A"), Seller("", "Librairie B")),
        is_shown=True,
        is_distributed=number != 3,
    )
    for number in range(35)
]
OURS = PublicResource(
    id="http://n2t.net/ark:/12345/videos", title="Vidéos d’histoire", is_shown=True
)


@pytest.fixture(name="console")
def _console(tmp_path: Path) -> Iterator[Console]:
    """The portal, which asks the GAR about one of its two schools."""
    with console_portal(tmp_path, more=asking_the_gar(tmp_path)) as made:
        yield made


def keep(console: Console, *resources: PublicResource, hours: int = 1) -> None:
    """Keep a catalogue that was fetched so long ago."""
    at = NOW - timedelta(hours=hours)
    standing = OfferStanding(
        at=at,
        generated=at - timedelta(days=1),
        count=len(resources),
        left_out=0,
        digest=digest_of(resources),
    )
    console.runtime.stores.mediacentre.offer.replace(resources, standing)


def titles(page: str) -> list[str]:
    """Return the titles that a page lists."""
    return re.findall(r'<th scope="row"><bdi>(.*?)</bdi>', page)


@pytest.mark.parametrize("who", [HEAD, LIBRARIAN])
def test_whoever_decides_finds_it_in_the_navigation(console: Console, who: str) -> None:
    """Page by page, with who sells each, and of when it is."""
    keep(console, *OFFER)
    browser = console.browser(who)
    first, second = browser.get(PAGE).text, browser.get(f"{PAGE}?page=2").text

    assert f'href="/affectation/{UAI}/{PAGE}" aria-current="page"' in first
    assert titles(first) + titles(second) == [one.title for one in OFFER]
    assert "35 ressources" in first
    assert re.search(r"Catalogue du .{0,40}15.novembre.2026", first)
    assert "Librairie A" in first
    assert "<code>ark:/99999/r00</code>" in first
    assert first.count("Pas diffusée pour le moment") == 1


@pytest.mark.parametrize("who", [PUPIL, STAFF, FOREIGN_HEAD, None])
def test_nobody_else_comes_in(console: Console, who: str | None) -> None:
    """A pupil, whoever assigns nothing, somebody of another school, nobody."""
    keep(console, *OFFER)

    assert console.browser(who).get(PAGE).status_code in {401, 404}


def test_a_school_that_the_gar_is_not_asked_about_has_no_such_page(console: Console) -> None:
    """Nor an entry of the navigation; it is another portal's, or nobody's."""
    keep(console, *OFFER)
    browser = Visitor(console.browser(FOREIGN_HEAD).client, school=OTHER)

    assert browser.get(PAGE).status_code == 404
    assert "catalogue-gar" not in browser.get("ressources/").text


def test_a_portal_without_the_gar_has_no_such_page(tmp_path: Path) -> None:
    """Nor an entry of the navigation."""
    with console_portal(tmp_path) as console:
        assert console.browser().get(PAGE).status_code == 404
        assert "catalogue-gar" not in console.browser().get("ressources/").text


@pytest.mark.parametrize(("degree", "status"), [(2, 200), (1, 404)])
def test_the_degree_that_counts_is_the_directory_s(
    tmp_path: Path, degree: int, status: int
) -> None:
    """What the portal calls the school is for its people: the GAR is asked by what it is."""
    asked = asking_the_gar(tmp_path).replace("[national]", f"[national]\ndegree = {degree}")
    called = f"\n[schools.{UAI}]\ndegree = 1\n"
    with console_portal(tmp_path, more=asked + called) as console:
        browser = console.browser()
        keep(console, OURS)

        assert browser.get(PAGE).status_code == status
        assert ("catalogue-gar" in browser.get("ressources/").text) is (status == 200)
        assert bool(_warned(browser.get(f"ressources/{KEY}").text)) is (status == 200)


def test_before_the_first_import_it_says_what_is_coming(console: Console) -> None:
    """And whom to tell where it does not."""
    page = console.browser().get(PAGE).text

    assert "Pas encore de catalogue" in page
    assert 'role="search"' not in page


def test_words_and_filters_stand_in_the_address(console: Console) -> None:
    """Without accents; each filter can be taken off; the next page keeps them all."""
    keep(console, *OFFER)
    browser = console.browser()
    found = browser.get(f"{PAGE}?q=MANUEL+numerique&editeur=Z%C3%A8bre&distributeur=Librairie+A")
    page = found.text

    assert "18 ressources sur 35" in page
    assert len(titles(page)) == 18
    assert f'"/affectation/{UAI}/{PAGE}?q=MANUEL+numerique&amp;distributeur=Librairie+A"' in page
    assert re.search(r'name="editeur" value="Zèbre" checked', page)
    assert re.search(r'name="editeur" value="Éditions de l’Étoile">.*?>17<', page)


def test_nothing_found_is_said_and_can_be_undone(console: Console) -> None:
    """And a single letter looks for nothing."""
    keep(console, *OFFER)
    browser = console.browser()

    assert "Aucune ressource ne correspond" in browser.get(f"{PAGE}?q=introuvable").text
    assert "au moins deux lettres" in browser.get(f"{PAGE}?q=x").text
    assert browser.get(f"{PAGE}?q=%FF&editeur=%FF").status_code == 200


def test_an_old_one_is_told_to_be_old(console: Console) -> None:
    """Two days without one that came through."""
    keep(console, *OFFER, hours=49)

    assert "depuis plus de deux jours" in console.browser().get(PAGE).text


def test_an_attempt_that_came_to_nothing_is_told(console: Console) -> None:
    """The last whole one stands there, and is said to be that."""
    keep(console, *OFFER)
    before = console.browser().get(PAGE).text
    failed = replace(
        RUN, job=Job.OFFER_IMPORT, ended=NOW, started=NOW, outcome=RunOutcome.REFUSED, figures={}
    )
    console.runtime.stores.upkeep.runs.note(failed)
    after = console.browser().get(PAGE).text

    assert "n’a pas abouti" not in before
    assert "n’a pas abouti" in after
    assert len(titles(after)) == 30


def test_what_the_school_has_through_the_portal_is_marked(console: Console) -> None:
    """By its ARK, whatever stands before it: to take it twice would cost two licences each."""
    keep(console, OURS, OFFER[0])
    page = console.browser().get(PAGE).text

    assert page.count("Déjà dans vos abonnements de l’ENT") == 1
    assert "deux licences par personne" in page


def test_a_hostile_catalogue_is_text(console: Console) -> None:
    """Titles, publishers and sellers come from elsewhere."""
    sellers = (Seller(HOSTILE, HOSTILE),)
    bad = replace(OFFER[0], title=HOSTILE, publisher=HOSTILE, sellers=sellers, subjects=(HOSTILE,))
    keep(console, bad, OFFER[1])
    page = console.browser().get(PAGE).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_new_catalogue_is_shown_at_once(console: Console) -> None:
    """By every process: each asks which one is kept before it trusts what it made ready."""
    browser = console.browser()
    keep(console, *OFFER)
    first = browser.get(PAGE).text
    keep(console, *OFFER[:3])

    assert "35 ressources" in first
    assert "3 ressources" in browser.get(PAGE).text


@pytest.mark.xdist_group("browser")
def test_it_is_accessible_and_as_wide_as_the_screen(browser: Browser, console: Console) -> None:
    """With filters open, in French and in English."""
    long = replace(OFFER[0], title="Anticonstitutionnellement" * 8, levels=("6e", "5e"))
    keep(console, long, replace(OFFER[1], subjects=("Histoire",)), OURS, *OFFER[2:])
    signing_in(console.app)
    found: list[str] = []
    with serving(console.app) as url, tab(browser) as page:
        page.goto(f"{url}/as-head")
        for query in ("", "?editeur=Z%C3%A8bre&q=manuel&lang=en"):
            page.goto(f"{url}/affectation/{UAI}/{PAGE}{query}")
            found += looked_at(page, axe_source())
    assert found == []


def _warned(page: str) -> list[str]:
    return re.findall(r"<li>([^<]*catalogue du GAR[^<]*)</li>", page)


def test_whoever_gives_what_the_gar_has_too_is_warned(console: Console) -> None:
    """On the page of the resource and before it is given, also by a rule; in no other place."""
    keep(console, OURS, *OFFER)
    browser = console.browser()
    rule: Form = {"ressource": VIDEOS, "population": "elv~division~6A"}
    pages = [
        browser.get(f"ressources/{KEY}").text,
        browser.preview(give("p-000"))[1].text,
        browser.post("regles/apercu", rule).text,
    ]
    others = [
        browser.get(f"ressources/{ATLAS_KEY}").text,
        browser.post("apercu", {**give("p-000"), "faire": "withdraw"}).text,
    ]

    for page in pages:
        assert _warned(page) == ["«\xa0Vidéos\xa0» est aussi dans le catalogue du GAR."]
        assert "prendrait deux licences" in page
    assert all(not _warned(page) for page in others)


def test_a_title_under_another_identifier_may_be_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words and the same publisher; where the publisher is another one it is not."""
    published = console_portal_module.TITLES.replace(
        'title = "Atelier', 'publisher = "Éditions A"\ntitle = "Atelier'
    ).replace('title = "Atlas', 'publisher = "Éditions A"\ntitle = "Atlas')
    monkeypatch.setattr(console_portal_module, "TITLES", published)
    with console_portal(tmp_path, more=asking_the_gar(tmp_path)) as console:
        title = console.runtime.catalogue().resources[ATLAS].title.upper()
        same = replace(OURS, id="ark:/99999/ailleurs", title=title, publisher="EDITIONS A")
        keep(console, same)
        warned = _warned(console.browser().get(f"ressources/{ATLAS_KEY}").text)
        keep(console, replace(same, publisher="Un autre"))
        other = _warned(console.browser().get(f"ressources/{ATLAS_KEY}").text)

    assert len(warned) == 1
    assert warned[0].startswith("Une ressource de même titre et de même éditeur que")
    assert "&lt;script&gt;" in warned[0]
    assert other == []


def test_without_a_catalogue_nobody_is_warned(console: Console) -> None:
    """Nor at a school about which the GAR is not asked: nobody can hold it there."""
    page = console.browser().get(f"ressources/{KEY}").text
    keep(console, OURS)
    visitor = Visitor(console.browser(FOREIGN_HEAD).client, school=OTHER)

    assert not _warned(page)
    assert not _warned(visitor.get(f"ressources/{KEY}").text)


def test_a_round_warns_where_the_gar_is_asked_about_one_of_its_schools(tmp_path: Path) -> None:
    """And where only the other one is in it nobody is warned."""
    people = (*PEOPLE, *COLLEGIANS, TWO, ALSO)
    alone = {name: value for name, value in CHOSEN.items() if UAI not in name}
    with console_portal(tmp_path, people, more=asking_the_gar(tmp_path)) as console:
        keep(console, OURS, *OFFER)
        browser = console.browser(BOTH)
        _, every = seen(browser)
        _, other = seen(browser, alone)

    assert len(_warned(every.text)) == 1
    assert _warned(other.text) == []
