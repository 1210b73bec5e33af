"""The médiacentre: what is theirs, by school, with the right badge and reason."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.web import shelves
from tests.web.doubles import MemoryDirectory
from tests.web.portal import World, client_of, portal

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import Membership, Profile, School
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, YEAR_STARTS, pupil


def shown(world: World, address: str = "/mediacentre/", **config: object) -> str:
    """Return the page as the pupil sees it."""
    answer = client_of(portal(world, config=config)).get(address)
    assert answer.status_code == 200
    return answer.text


def cards_of(page: str) -> dict[str, str]:
    """Return the cards of *page* by title."""
    found: dict[str, str] = {}
    for card in page.split("<article ")[1:]:
        title = re.search(r'class="gb-card-title"[^>]*>(?:<a[^>]*>)?<bdi>([^<]+)', card)
        assert title is not None
        found[title.group(1)] = card.partition("</article>")[0]
    return found


def opens(card: str) -> bool:
    """Say whether *card* opens its resource."""
    return "/mediacentre/ouvrir/" in card


def test_each_resource_is_one_link(world: World) -> None:
    """The title alone opens it, and says that it opens another tab; the other link tells of it."""
    page = shown(world)
    card = cards_of(page)[ATLAS.title]

    assert opens(card)
    assert card.count("<a ") == 2
    assert card.count(">Fiche<") == 1
    assert 'target="_blank" rel="noopener"' in card
    assert '<span class="gb-hidden"> (nouvel onglet)</span>' in card


def test_the_same_tab_where_the_portal_says_so(world: World) -> None:
    """Mobile applications that block new tabs get none."""
    page = shown(world, GARBRIDGE_OPEN_IN="self")

    assert "_blank" not in page
    assert "nouvel onglet" not in page


def test_the_gar_badge_stands_on_national_entries_only() -> None:
    """A local entry that carried the State's badge would claim a control nobody made."""
    cards = cards_of(shown(shelves.full()))
    national = {title for title, card in cards.items() if "gb-badge-national" in card}
    local = {title for title, card in cards.items() if "gb-badge-local" in card}

    assert national == {shelves.SHELF[1][0], shelves.SHELF[4][0]}
    assert local == set(cards) - national


def test_two_schools_are_two_tiles() -> None:
    """The same resource through two schools is two entries, and each names its school."""
    page = shown(shelves.two_schools())
    cards = page.split("<article ")[1:]
    atlas = [card for card in cards if "<bdi>Atlas des climats</bdi>" in card]

    assert [[one.name in card for one in (LYCEE, COLLEGE)] for card in atlas] == [
        [True, False],
        [False, True],
    ]
    assert page.count("<h3 ") == 9


def test_one_school_is_named_once() -> None:
    """Headings do not skip a level, and no card repeats what stands above all of them."""
    page = shown(shelves.full())

    assert page.count("<h2 ") == 1
    assert page.count("<h3 ") == len(shelves.SHELF)
    assert page.count(LYCEE.name) == 1
    assert "7 ressources" in page


def test_a_school_without_resources_says_so() -> None:
    """Somebody of two schools is told which one has given nothing."""
    world = shelves.full()
    world.directory = MemoryDirectory([shelves.at_two_schools()], [LYCEE, COLLEGE])
    page = shown(world)

    assert "Aucune ressource pour le moment dans cet établissement." in page
    assert '<span class="gb-count">0</span>' in page


def test_refused_tiles_say_why_and_do_not_open() -> None:
    """What cannot be opened names its day in words, and its title is no link."""
    cards = cards_of(shown(shelves.refusals()))
    over, later, closed = (cards[shelves.SHELF[number][0]] for number in range(3))

    assert "Abonnement terminé le <time datetime" in over
    assert ">31\u00a0août 2026</time>" in over
    assert ">1<sup>er</sup>\u00a0mars 2027</time>" in later
    assert "Cette ressource est fermée pour le moment" in closed
    assert not opens(over + later + closed)
    assert sum(map(opens, cards.values())) == 2


def test_what_opens_comes_first() -> None:
    """A pupil does not search for what works among what does not."""
    page = shown(shelves.refusals())

    assert page.index("Sciences de la vie") < page.index("Atlas des climats")


def test_nothing_assigned_explains_itself() -> None:
    """An empty page says why, and whom to ask."""
    page = shown(shelves.nothing())

    assert "Aucune ressource ne vous est attribuée pour le moment" in page
    assert "responsable d’affectation" in page
    assert "gb-card" not in page


def test_only_last_years_resources_are_announced() -> None:
    """In September everything may be over: the page says so before the list."""
    page = shown(shelves.last_year())

    assert "Vos ressources de l’an dernier ne sont plus actives" in page
    assert len(cards_of(page)) == 3


def test_one_running_resource_is_no_last_year() -> None:
    """The announcement is for those who have nothing else."""
    page = shown(shelves.refusals())

    assert "an dernier" not in page


def test_somebody_unknown_is_told(app: Flask) -> None:
    """The portal knows them, the directory does not: that is nobody's empty shelf."""
    answer = client_of(app, PersonId("nobody")).get("/mediacentre/")

    assert answer.status_code == 403
    assert "GB-ANN-01" in answer.text
    assert "nobody" not in answer.text


def test_somebody_without_a_school_is_told(world: World) -> None:
    """An account of no school has a reason of its own."""
    nowhere = replace(pupil(), memberships=())
    world.directory = MemoryDirectory([nowhere], [LYCEE])
    answer = client_of(portal(world)).get("/mediacentre/")

    assert answer.status_code == 403
    assert "GB-ANN-02" in answer.text


def test_a_past_school_shows_nothing_new(world: World) -> None:
    """A school one has left keeps what was assigned there, closed, and no empty section."""
    left = Membership(COLLEGE.id, Profile.PUPIL, ends=YEAR_STARTS)
    here = Membership(LYCEE.id, Profile.PUPIL)
    world.directory = MemoryDirectory([pupil("alice", here, left)], [LYCEE, COLLEGE])
    page = shown(world)

    assert COLLEGE.name not in page


def test_a_stranger_signs_in_first(stranger: FlaskClient) -> None:
    """The page that holds personal data is nobody's who is not signed in."""
    answer = stranger.get("/mediacentre/?lang=en")

    assert answer.status_code == 302
    assert answer.location == "/connexion?next=/mediacentre/?lang%3Den"


def test_a_program_is_told_instead_of_redirected(stranger: FlaskClient) -> None:
    """What asks for JSON cannot fill in a sign-in page."""
    answer = stranger.get("/mediacentre/", headers={"Accept": "application/json"})

    assert answer.status_code == 401
    assert answer.get_json()["code"] == "GB-SES-01"


def test_a_slash_more_or_less_is_the_same_page(client: FlaskClient, stranger: FlaskClient) -> None:
    """No redirect in between could repeat a forged Host header."""
    forged = stranger.get("/mediacentre", headers={"Host": "evil.example"})

    assert client.get("/mediacentre").status_code == 200
    assert forged.location == "/connexion?next=/mediacentre/"


def test_looking_names_the_session_once(client: FlaskClient) -> None:
    """Two clicks at once would each give it a name, and a tool would refuse one of both tabs."""
    first = client.get("/mediacentre/")
    with client.session_transaction() as kept:
        named = kept["_garbridge"]
    again = client.get("/mediacentre/")
    client.get("/mediacentre/ouvrir/?ark=ark:/99999/atlas")

    assert "Set-Cookie" in first.headers
    assert "Set-Cookie" not in again.headers
    with client.session_transaction() as kept:
        assert kept["_garbridge"] == named


def test_looking_sets_no_cookie_for_nobody(world: World) -> None:
    """Whoever is not signed in has no session to be named."""
    assert "garbridge" not in str(client_of(portal(world), None).get("/mediacentre/").headers)


@pytest.mark.parametrize(
    "vignette", ["https://cdn.example/a.png", "//cdn.example/a.png", "javascript:alert(1)"]
)
def test_no_picture_comes_from_another_host(world: World, vignette: str) -> None:
    """A remote picture would tell the publisher of every pupil who only looks."""
    world.resources = [replace(ATLAS, vignette=vignette)]
    page = shown(world)

    assert "<img" not in page
    assert "example/a.png" not in page
    assert ">AC</span>" in page


def test_a_local_picture_is_shown(world: World) -> None:
    """The portal may serve its own."""
    world.resources = [replace(ATLAS, vignette="/static/atlas.png")]

    assert '<img class="gb-tile" src="/static/atlas.png" alt=""' in shown(world)


def test_texts_of_publishers_are_text(world: World) -> None:
    """A title is never markup, whoever wrote it."""
    evil = "<script>alert(1)</script>"
    world.resources = [
        replace(
            ATLAS, title=evil, publisher=evil, description=evil, discipline=evil, levels=(evil,)
        )
    ]
    page = shown(world)

    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == 7


def test_english_second(client: FlaskClient, app: Flask) -> None:
    """The browser's language is followed, an explicit one before it, French otherwise."""
    other = client_of(app)

    assert "<h1>Médiacentre</h1>" in client.get("/mediacentre/").text
    assert "<h1>Media centre</h1>" in client.get("/mediacentre/?lang=en").text
    english = {"Accept-Language": "en-GB,en;q=0.9"}
    assert '<html lang="en">' in other.get("/mediacentre/", headers=english).text
    assert '<html lang="fr">' in other.get("/mediacentre/?lang=xx").text
    assert '<html lang="fr">' in other.get("/mediacentre/?lang=fr", headers=english).text


def test_a_head_request_is_a_page_without_its_body(client: FlaskClient) -> None:
    """Looking changes nothing, so looking at the headers is allowed."""
    answer = client.head("/mediacentre/")

    assert answer.status_code == 200
    assert answer.data == b""


def test_the_page_follows_the_clock(world: World) -> None:
    """Nothing about rights is kept between two requests."""
    client = client_of(portal(world))
    before = client.get("/mediacentre/").text
    world.clock.advance(timedelta(days=365))
    after = client.get("/mediacentre/").text

    assert opens(cards_of(before)[ATLAS.title])
    assert not opens(cards_of(after)[ATLAS.title])


def test_a_page_asks_for_the_schools_it_names_only(world: World) -> None:
    """A district has hundreds: no page reads them all to name two."""
    asked: list[SchoolId] = []

    class Counting(MemoryDirectory):
        def school(self, school: SchoolId) -> School | None:
            asked.append(school)
            return super().school(school)

        def schools(self) -> Iterator[School]:
            raise AssertionError("a page asked for every school")

    world.directory = Counting([shelves.at_two_schools()], [LYCEE, COLLEGE])

    assert LYCEE.name in shown(world)
    assert sorted(asked) == sorted([LYCEE.id, COLLEGE.id])
