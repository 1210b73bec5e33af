"""The médiacentre looked through: what stands in the address, what stands in the page."""

import gzip
import html
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.web import shelves
from tests.web.doubles import MemoryDirectory
from tests.web.portal import World, client_of, portal
from tests.wording import FRENCH, both, messages_of

from garbridge.core.identifiers import ResourceId, tile_key
from garbridge.core.people import Membership, Profile
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, pupil
from garbridge.web.finding_words import FindWords

HOSTILE = (
    "<script>alert(1)</script>",
    "=1+1",
    "\u202eétalocohc",
    "x" * 300,
    "🦊 {{ 7*7 }} %s {} \" ' &amp;",
)


def page_of(world: World, query: str = "", **config: object) -> str:
    """Return the page as the pupil sees it."""
    answer = client_of(portal(world, config=config)).get(f"/mediacentre/{query}")
    assert answer.status_code == 200
    return answer.text


def titles(page: str) -> list[str]:
    """Return the titles of the cards, in their order."""
    found = re.findall(r'class="gb-card-title"[^>]*>(?:<a[^>]*>)?<bdi>(.*?)</bdi>', page)
    return [html.unescape(one) for one in found]


def links(page: str, kind: str) -> list[str]:
    """Return where the links of a class lead."""
    return [html.unescape(one) for one in re.findall(rf'class="{kind}" href="([^"]*)"', page)]


def many(number: int) -> World:
    """Return a world with so many resources, all of them the pupil's."""
    world = shelves.nothing()
    world.resources = [
        replace(
            ATLAS,
            id=ResourceId(f"ark:/99999/many-{one}"),
            title=f"Ressource {one:04}",
            url=f"https://parc.example/many-{one}",
            discipline=f"Discipline {one % 40}",
            levels=(f"{one % 7 + 1}e",),
            publisher=f"Éditeur {one % 60}",
        )
        for one in range(number)
    ]
    for resource in world.resources:
        shelves.give(world, shelves.subscription(resource))
    return world


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=MATHEMATIQUES", ["Exercices corrigés de mathématiques"]),
        ("?q=maths+exo", ["Exercices corrigés de mathématiques"]),
        ("?q=svt", ["Sciences de la vie et de la Terre"]),
        ("?q=oeuvre", ["L’œuvre à la loupe"]),
        ("?q=anglais", ["Lexique illustré"]),
        ("?niveau=2de&niveau=Terminale", ["Atlas", "Exercices", "Le Monde en direct"]),
        ("?niveau=2de&discipline=G%C3%A9ographie", ["Atlas"]),
        ("?tri=editeur&niveau=2de", ["Atlas", "Exercices"]),
        ("?editeur=Presse+Jeunes", ["Le Monde en direct"]),
    ],
)
def test_words_and_filters_stand_in_the_address(query: str, expected: list[str]) -> None:
    """What is opened in a second tab shows the same."""
    found = titles(page_of(shelves.full(), query))

    assert len(found) == len(expected)
    assert all(one.startswith(known) for one, known in zip(found, expected, strict=True))


def test_what_is_chosen_can_be_taken_back_one_by_one() -> None:
    """Each chip leads to the same list without itself; the last link to all of it."""
    page = page_of(shelves.full(), "?q=exercices&niveau=2de&niveau=3e&tri=titre&lang=fr")
    chips = [parse_qs(urlsplit(one).query) for one in links(page, "gb-chip")]
    whole = {"q": ["exercices"], "niveau": ["2de", "3e"], "tri": ["titre"], "lang": ["fr"]}

    assert chips == [
        {name: value for name, value in whole.items() if name != "q"},
        whole | {"niveau": ["3e"]},
        whole | {"niveau": ["2de"]},
    ]
    assert links(page, "gb-clear") == ["/mediacentre/?lang=fr"]
    assert "1 ressource sur 7" in page


def test_a_list_without_anything_says_how_much_there_is() -> None:
    """Nobody believes to have nothing because of a filter."""
    page = page_of(shelves.full(), "?q=zzzz")

    assert titles(page) == []
    assert "Aucune ressource ne correspond à vos filtres" in page
    assert "Sans filtre, vous avez 7 ressources." in page
    assert "Réinitialiser les filtres" in page


@pytest.mark.parametrize("text", ["a", "%20", "…"])
def test_too_little_is_not_looked_for(text: str) -> None:
    """Everything is listed, and the field says why."""
    page = page_of(shelves.full(), f"?q={text}")

    assert len(titles(page)) == 7
    assert ("Écrivez au moins deux lettres" in page) is (text != "%20")


def test_the_form_carries_what_it_does_not_show() -> None:
    """Language and school survive a search; a page number does not."""
    world = shelves.two_schools()
    page = page_of(world, f"?etab={LYCEE.id.lower()}&lang=en&page=2&q=de")
    form = page.partition('<form class="gb-search"')[2].partition("</form>")[0]
    kept = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)

    assert kept == [("etab", LYCEE.id.lower()), ("lang", "en")]
    assert 'role="search"' in page


def test_a_search_alone_does_not_unfold_the_filters() -> None:
    """The order that nobody chose is sent along by the form, and says nothing."""
    plain = page_of(shelves.full(), "?q=exercices&tri=")
    chosen = page_of(shelves.full(), "?q=exercices&tri=titre")

    assert '<details class="gb-fold">' in plain
    assert '<details class="gb-fold" open>' in chosen
    assert '<option value="" selected>Les plus proches</option>' in plain
    assert '<option value="" selected>Titre</option>' in page_of(shelves.full())


def test_nothing_to_narrow_needs_no_form() -> None:
    """Of one resource nobody searches."""
    assert "gb-search" not in page_of(World())
    assert "gb-search" in page_of(shelves.full())


def test_a_thousand_resources_are_pages_of_thirty() -> None:
    """Numbered, with the ends and the neighbours; none beyond the last."""
    world = many(1_000)
    first, tenth = page_of(world), page_of(world, "?page=10&niveau=1e")
    numbers = re.findall(r'aria-label="Page (\d+) sur 34"', first)

    assert titles(first) == [f"Ressource {one:04}" for one in range(30)]
    assert numbers == ["1", "2", "34"]
    assert "1000 ressources" in first
    assert 'aria-current="page" aria-label="Page 5 sur 5"' in tenth
    assert len(titles(tenth)) == 143 - 120
    assert 'href="/mediacentre/?niveau=1e&amp;page=4"' in tenth


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_titles_are_text_everywhere(evil: str) -> None:
    """In cards, filters, chips, the field, the sheet and its title."""
    world = shelves.full()
    world.resources[0] = replace(ATLAS, title=evil, publisher=evil)
    hostile = replace(
        world.resources[1],
        title=evil,
        discipline=evil,
        levels=(evil, "6e"),
        types=(evil,),
        publisher=evil,
        description=evil,
    )
    world.resources[1] = hostile
    client = client_of(portal(world))
    asked = {"q": evil[:100], "discipline": evil[:200], "niveau": "6e", "etab": evil, "tri": evil}
    for page in (
        client.get("/mediacentre/").text,
        client.get("/mediacentre/", query_string=asked | {"page": evil, "lang": evil}).text,
        client.get("/mediacentre/fragment", query_string=asked).text,
        client.get(f"/mediacentre/ressource/{tile_key(hostile.id)}").text,
    ):
        assert "<script>alert" not in page
        assert "\" ' &amp;" not in page
        assert "{{ 7*7 }} %s {}" in page or "🦊" not in evil
    assert evil in titles(client.get("/mediacentre/").text)


@pytest.mark.parametrize(
    "query",
    [
        "?q=" + "a" * 9_000,
        "?" + "&".join(f"niveau={one}" for one in range(900)),
        "?q=%FF%FE",
        "?discipline=%00",
        "?page=-1",
        "?page=99999999999999999999",
        "?page=\u0661",
        "?tri=drop+table",
        "?etab=0999999Z",
        "?q=%E0%A4%A",
    ],
)
def test_an_odd_address_is_a_list(query: str) -> None:
    """Whatever is typed there is bounded, and no error of ours."""
    page = page_of(shelves.full(), query)

    assert len(page) < 60_000


def test_the_search_survives_the_login() -> None:
    """A bookmark opens its list, not another one."""
    asked = "/mediacentre/?q=g%C3%A9o&niveau=2de&etab=0750001a&lang=fr"
    answer = client_of(portal(shelves.full()), None).get(asked)
    then = parse_qs(urlsplit(answer.location).query)["next"][0]

    assert parse_qs(urlsplit(then).query) == parse_qs(urlsplit(asked).query)


def test_the_school_is_remembered_for_the_session() -> None:
    """Chosen once, until another one or all of them are chosen; and only ever their own."""
    app = portal(shelves.two_schools())
    client = client_of(app)

    def count(query: str = "") -> int:
        return len(titles(client.get(f"/mediacentre/{query}").text))

    assert [count(), count(f"?etab={COLLEGE.id}"), count(), count("?q=atlas")] == [9, 2, 2, 1]
    assert [count(f"?etab={LYCEE.id.lower()}"), count()] == [7, 7]
    assert [count("?etab=toutes"), count()] == [9, 9]
    assert [count("?etab=0999999Z"), count()] == [9, 9]


def test_what_is_remembered_names_nobody_and_no_school() -> None:
    """Another person at the same computer has nothing of it, nor has the same one later."""
    app = portal(shelves.two_schools())
    client = client_of(app)
    cookie = client.get(f"/mediacentre/?etab={COLLEGE.id}").headers.getlist("Set-Cookie")
    ours = next(one for one in cookie if "-etab=" in one)
    value = ours.partition("=")[2].partition(";")[0]

    assert COLLEGE.id.lower() not in ours.lower()
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(ours.split("; "))
    assert "Max-Age" not in ours
    other = client_of(app)
    other.set_cookie(ours.partition("=")[0], value, domain="localhost")
    assert len(titles(other.get("/mediacentre/").text)) == 9


def test_a_school_of_somebody_else_is_not_one_of_the_choices(world: World) -> None:
    """An address that names it lists what is theirs, as without it."""
    page = page_of(world, f"?etab={COLLEGE.id}")

    assert COLLEGE.name not in page
    assert titles(page) == [ATLAS.title]


def test_a_school_that_is_left_stays_to_choose() -> None:
    """What was assigned there is listed, closed, under its name."""
    world = shelves.two_schools()
    left = Membership(COLLEGE.id, Profile.PUPIL, ends=shelves.ENDED)
    here = Membership(LYCEE.id, Profile.PUPIL)
    world.directory = MemoryDirectory([pupil("alice", here, left)], [LYCEE, COLLEGE])
    page = page_of(world, f"?etab={COLLEGE.id}")

    assert len(titles(page)) == 2
    assert "Vous étiez dans cet établissement" in page


@pytest.mark.parametrize("path", ["/mediacentre/fragment", "/mediacentre/?embed=1"])
def test_embedded_the_form_and_the_links_lead_somewhere(path: str) -> None:
    """In a frame they stay in it; from a fragment they lead to the page, without its limit."""
    joiner = "&" if "?" in path else "?"
    page = client_of(portal(shelves.full())).get(f"{path}{joiner}limit=2&q=de").text
    chips = links(page, "gb-chip")

    assert len(titles(page)) == 2
    if "embed" in path:
        assert chips == ["/mediacentre/?embed=1&limit=2"]
        assert '<input type="hidden" name="embed" value="1">' in page
    else:
        assert chips == ["/mediacentre/"]
        (form,) = re.findall(r'<form class="gb-search"[^>]*>', page)
        assert 'action="/mediacentre/"' in form
        assert form.endswith(' data-find target="_top">')
        assert 'href="/mediacentre/?q=de" target="_top"' in page


def test_a_card_of_the_portals_own_is_drawn_for_each_person(tmp_path: object) -> None:
    """What a portal's template says may be of the person: it is kept for nobody."""
    folder = tmp_path / "garbridge"  # type: ignore[operator]  # pytest's path
    folder.mkdir()
    (folder / "card.html").write_text(
        "<li>{{ session.who }} {{ card.title }}{{ acts }}</li>", encoding="utf-8"
    )
    app = portal(shelves.full(), templates=folder.parent)
    page = client_of(app).get("/mediacentre/").text

    assert "<li>alice Atlas des climats<button" in page
    (bridge,) = app.extensions["garbridge"].values()
    assert bridge.cards == bridge.lists == {}


def test_what_somebody_searches_is_kept_for_nobody() -> None:
    """There are as many searches as somebody cares to write: memory is for what many ask."""
    app = portal(many(3))
    client = client_of(app)
    (bridge,) = app.extensions["garbridge"].values()
    for number in range(3):
        long = "&".join(f"discipline={number}-{one}" * 9 for one in range(20))
        assert client.get(f"/mediacentre/?q=ressource+{number}&{long}").status_code == 200
    assert bridge.lists == bridge.drawn == {}

    client.get("/mediacentre/")
    assert (len(bridge.lists), len(bridge.drawn)) == (1, 1)


@pytest.fixture(name="unchanged")
def _unchanged(monkeypatch: pytest.MonkeyPatch) -> World:
    """A world in which nothing is registered anew, so that what was drawn may be shown again."""
    world = many(3)
    catalogue = world.catalogue()
    monkeypatch.setattr(world, "catalogue", lambda: catalogue)
    return world


def test_what_is_kept_says_the_minute_it_is_shown_in(unchanged: World) -> None:
    """The page is drawn once; the minute in it is that of each person who looks."""
    world, app = unchanged, portal(unchanged)
    client = client_of(app)
    (bridge,) = app.extensions["garbridge"].values()
    before = client.get("/mediacentre/").text
    world.clock.advance(timedelta(minutes=2))
    after = client.get("/mediacentre/").text

    assert len(bridge.drawn) == 1
    assert re.findall(r"<time .*?</time>", before) != re.findall(r"<time .*?</time>", after)
    assert [page.count("<!--") for page in (before, after)] == [0, 0]
    assert re.sub(r"<time .*?</time>", "", before) == re.sub(r"<time .*?</time>", "", after)


def test_who_had_what_is_forgotten_after_some_minutes(unchanged: World) -> None:
    """A list with its stars may say whose it is: it is kept for a class at work, not for a day."""
    world, app = unchanged, portal(unchanged)
    (bridge,) = app.extensions["garbridge"].values()
    client_of(app).get("/mediacentre/")
    kept = dict(bridge.drawn)
    world.clock.advance(timedelta(minutes=9))
    client_of(app).get("/mediacentre/")
    assert bridge.drawn == kept

    world.clock.advance(timedelta(minutes=1))
    client_of(app).get("/mediacentre/?q=ressource")
    assert bridge.drawn == bridge.lists == {}


def test_cards_are_drawn_once_for_everybody_in_each_language() -> None:
    """The second page is made of the first one's cards; another language of its own."""
    app = portal(shelves.full())
    client = client_of(app)
    first = client.get("/mediacentre/").text
    (bridge,) = app.extensions["garbridge"].values()
    drawn = len(bridge.cards)
    second = client.get("/mediacentre/").text
    english = client.get("/mediacentre/?lang=en").text

    assert titles(first) == titles(second)
    assert (drawn, len(bridge.cards)) == (7, 14)
    assert "Protected access" in english
    assert "Protected access" not in second


def test_twenty_resources_weigh_less_than_a_picture() -> None:
    """Page, stylesheet and scripts, compressed as a server sends them: 40 kB at most.

    The page is that of a pupil at work: announcements, what the school puts forward, a section of
    its own, favourites, what was opened lately, what is new, and then all of them.
    """
    client = client_of(portal(shelves.at_work(many(20))))
    page = client.get("/mediacentre/")
    parts = ("mises-en-avant", "section-s", "favoris", "recentes", "nouveautes", "all")
    assert [one for one in parts if f'id="gb-{one}"' not in page.text] == []
    assert page.text.count("gb-announcement") == 3
    assert len(titles(page.text)) >= 20 + 8 + 1 + 3 * 4
    linked = re.findall(r'(?:href|src)="(/mediacentre/static/[^"]+)"', page.text)
    scripts = ["garbridge-page.js", "garbridge-mediacentre.js"]
    linked += [f"/mediacentre/static/{name}" for name in scripts]
    weight = len(gzip.compress(page.data, 6))
    for address in linked:
        with client.get(address) as answer:
            assert answer.status_code == 200
            weight += len(gzip.compress(answer.data, 6))

    assert weight < 40_000


def test_both_languages_keep_their_typography() -> None:
    """Narrow spaces and typographic apostrophes in French, none of it in English."""
    for message in messages_of(FindWords).values():
        french, english = both(message)
        assert not re.search(r"[^\u202f][;!?]|[^\u00a0]:|'|\.\.\.", french), french
        assert not re.search(r"[\u202f\u00a0 ][;!?:]|'", english), english
    assert FindWords(FRENCH).none_why(1) == "Sans filtre, vous avez 1 ressource."
