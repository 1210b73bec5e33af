"""« Nouveautés »: what came lately, by day; and its feeds, which need no session."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree
from tests.formats.test_atom import hold, texts
from tests.web import shelves
from tests.web.console_portal import LIBRARIAN, PUPIL, STAFF, Console, console_portal
from tests.web.doubles import MemoryDirectory
from tests.web.portal import World, client_of, portal
from werkzeug.test import TestResponse

from garbridge.core.catalogue import Edition
from garbridge.core.identifiers import PersonId
from garbridge.core.news import NEW_FOR, NewsFeed
from garbridge.core.people import Public
from garbridge.core.schools import SchoolBook, SchoolRule
from garbridge.services.feed import PER_MINUTE
from garbridge.services.news import NewsService
from garbridge.testing.world import ALICE, ATLAS, COLLEGE, LYCEE, NOW, SUBSCRIPTION, pupil, teacher
from garbridge.web.news_feed import FEEDS
from garbridge.wiring import news_service

PAGE = "/mediacentre/nouveautes"
TOKEN = "jeton-0123456789abcdef"  # noqa: S105 - of a test
HOSTILE = '<script>alert(1)</script>\x07 & "'


def feed(world: World, public: Public = Public.PUPILS, token: str = TOKEN) -> NewsFeed:
    """Give the school of *world* a feed."""
    made = NewsFeed(school=LYCEE.id, public=public, token=token, made=NOW - timedelta(days=200))
    world.feeds.keep(made)
    return made


def came(world: World, *days: int) -> None:
    """Let the resources of *world* have come so many days ago, in their order."""
    ages = [*days, *(400 for _ in world.entitlements.subscriptions[len(days) :])]
    world.entitlements.subscriptions = [
        replace(one, starts=NOW - timedelta(days=age))
        for one, age in zip(world.entitlements.subscriptions, ages, strict=True)
    ]


def changed(world: World, number: int, **values: object) -> None:
    """Say something else of a resource."""
    name = f"ark:/99999/r{number}"
    world.resources = [
        replace(one, **values) if one.id == name else one  # type: ignore[arg-type]  # any of them
        for one in world.resources
    ]


@pytest.fixture(name="full")
def _full() -> World:
    """Return a shelf of seven, three of which are new."""
    world = shelves.full()
    came(world, 2, 2, 40)
    return world


def shown(world: World, query: str = "", person: PersonId = ALICE) -> str:
    """Return the page as somebody sees it."""
    answer = client_of(portal(world), person).get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return answer.text


def titles(page: str) -> list[str]:
    """Return the titles of the cards, in their order."""
    return re.findall(r'class="gb-card-title"[^>]*><a[^>]*><bdi>([^<]+)', page)


def test_what_came_is_shown_by_day_the_newest_first(full: World) -> None:
    """Each day with its date, and no day without."""
    page = shown(full)

    days = re.findall(r'<h2 id="gb-day-([0-9-]+)">', page)
    assert days == ["2026-11-14", "2026-10-07"]
    assert len(titles(page)) == 3
    assert "3 ressources" in page
    assert titles(page)[2] == shelves.SHELF[2][0]


def test_a_day_is_one_of_the_portal_s_zone(full: World) -> None:
    """Midnight in Paris is an hour earlier in UTC."""
    first, *others = full.entitlements.subscriptions
    midnight = NOW.replace(hour=23, minute=0) - timedelta(days=1)
    full.entitlements.subscriptions = [replace(first, starts=midnight), *others]

    assert 'id="gb-day-2026-11-16"' in shown(full)


def test_nothing_new(full: World) -> None:
    """A sentence in its place, in the pupil's words."""
    came(full)
    page = shown(full)

    assert "Rien de nouveau depuis trois mois" in page
    assert titles(page) == []


def test_new_is_new_for_a_term(full: World) -> None:
    """To the second."""
    first, *others = full.entitlements.subscriptions
    for age, is_new in ((NEW_FOR, False), (NEW_FOR - timedelta(seconds=1), True)):
        full.entitlements.subscriptions = [replace(first, starts=NOW - age), *others]
        assert (shelves.SHELF[0][0] in titles(shown(full))) is is_new


def test_one_discipline(full: World) -> None:
    """Chosen by a link, with how many there are; what was chosen is told."""
    page = shown(full)
    assert 'href="/mediacentre/nouveautes?discipline=G%C3%A9ographie"' in page
    narrow = shown(full, "?discipline=G%C3%A9ographie")

    assert titles(narrow) == [shelves.SHELF[0][0]]
    assert re.search(r'aria-current="true"><span>Géographie</span>', narrow)
    nothing = shown(full, "?discipline=Latin")
    assert "Aucune nouveauté avec ce choix" in nothing
    assert 'href="/mediacentre/nouveautes"' in nothing


def test_several_schools() -> None:
    """Each card names its school, and one of them can be chosen."""
    world = shelves.two_schools()
    came(world, *range(1, len(world.entitlements.subscriptions) + 1))
    page = shown(world)
    assert f"<span>{COLLEGE.name}</span>" in page
    narrow = shown(world, f"?etab={COLLEGE.id.lower()}")

    assert 0 < len(titles(narrow)) < len(titles(page))
    assert LYCEE.name not in narrow.partition("<section")[2]


def test_the_thirty_first(world: World) -> None:
    """A rentrée with many: pages, and the choice goes along."""
    resources = [replace(ATLAS, id=f"ark:/99999/n{n}", discipline="SVT") for n in range(40)]  # type: ignore[arg-type]  # a plain text
    world.resources = resources
    world.entitlements.subscriptions = [
        replace(SUBSCRIPTION, id=f"s{n}", resource=one.id, starts=NOW - timedelta(days=1))  # type: ignore[arg-type]  # likewise
        for n, one in enumerate(resources)
    ]
    world.entitlements.seats = [
        replace(world.entitlements.seats[0], subscription=one.id, resource=one.resource)
        for one in world.entitlements.subscriptions
    ]
    page = shown(world)

    assert len(titles(page)) == 30
    assert "page=2" in page
    assert len(titles(shown(world, "?page=2&discipline=SVT"))) == 10
    assert len(titles(shown(world, "?page=99"))) == 10


def test_a_pupil_is_shown_no_address(full: World) -> None:
    """Who works at the school is: with what whoever knows it learns."""
    made = feed(full)
    page = shown(full)
    assert TOKEN not in page
    full.directory = MemoryDirectory([pupil(), teacher()], [LYCEE, COLLEGE])
    page = shown(full, person=teacher().id)

    assert f'value="https://ent.example{FEEDS}{made.token}"' in page
    assert '<link rel="alternate" type="application/atom+xml"' in page.partition("</head>")[0]
    assert "Pour les élèves" in page
    assert "rien sur les personnes" in page


def test_the_list_leads_there(full: World) -> None:
    """From the section of what is new, and no other page has the feeds."""
    feed(full)
    page = client_of(portal(full)).get("/mediacentre/").text

    assert f'href="{PAGE}"' in page
    assert "atom+xml" not in page


def fetched(world: World, token: str = TOKEN, **headers: str) -> TestResponse:
    """Return what a feed reader is answered, which has no session."""
    return client_of(portal(world), None).get(f"{FEEDS}{token}", headers=headers)


def read(answer: TestResponse) -> etree._Element:
    """Return the feed that was answered, held to the specification."""
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = etree.fromstring(answer.data)
    hold(root)
    return root


def test_a_feed_tells_titles_and_nothing_of_anybody(full: World) -> None:
    """The newest first; each leads to its sheet here, and not to its publisher."""
    feed(full)
    answer = fetched(full)
    root = read(answer)

    assert texts(root, "title") == [f"Nouveautés – {LYCEE.name}"]
    assert len(texts(root, "entry")) == 3
    assert texts(root, "updated") == ["2026-11-14T08:00:00Z"]
    for link in root.iter("{http://www.w3.org/2005/Atom}link"):
        assert (link.get("href") or "").startswith("https://ent.example/mediacentre/")
    assert "parc.example" not in answer.text
    person = full.directory.person(ALICE)
    assert person is not None
    for said in (ALICE, person.identity.family_name, person.identity.given_name):
        assert said not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Referrer-Policy"]


def test_a_hostile_title_is_a_text(full: World) -> None:
    """Markup is text, and what no document can hold is left out."""
    changed(full, 0, title=HOSTILE, description=HOSTILE)
    feed(full)

    assert '<script>alert(1)</script>  & "' in texts(read(fetched(full)), "entry/title")


def test_what_is_not_for_pupils_is_not_in_their_feed(full: World) -> None:
    """A teacher's edition is in the teachers' alone; and nothing that is over or to come."""
    first, second, third, *others = full.entitlements.subscriptions
    full.entitlements.subscriptions = [
        replace(first, publics=frozenset({Public.TEACHERS})),
        replace(second, ends=NOW),
        replace(third, starts=NOW + timedelta(seconds=1)),
        *others,
    ]
    feed(full)
    feed(full, Public.TEACHERS, "t")

    assert texts(read(fetched(full)), "entry/title") == []
    assert texts(read(fetched(full, "t")), "entry/title") == [shelves.SHELF[0][0]]


def test_what_is_switched_off_or_renewed_is_no_news(full: World) -> None:
    """A renewal is no arrival; a resource that opens nowhere is not announced."""
    first, *_ = full.entitlements.subscriptions
    before = replace(first, id="before", starts=NOW - timedelta(days=300), ends=first.starts)  # type: ignore[arg-type]  # a plain text
    full.entitlements.subscriptions.append(before)
    changed(full, 1, enabled=False)
    feed(full)

    found = texts(read(fetched(full)), "entry/title")
    assert found == [shelves.SHELF[2][0]]


def test_names_stay_when_the_address_changes(full: World) -> None:
    """A reader shows nothing twice."""
    feed(full)
    before = read(fetched(full))
    feed(full, token="other")  # noqa: S106 - of a test
    after = read(fetched(full, "other"))

    assert texts(before, "id") == texts(after, "id")
    assert texts(before, "entry/id") == texts(after, "entry/id")


def test_an_address_of_before_is_answered_as_one_that_never_was(full: World) -> None:
    """Nobody learns that there was a feed."""
    feed(full)
    feed(full, token="other")  # noqa: S106 - of a test
    answers = [fetched(full, token) for token in (TOKEN, "never-was", "é", "%00", "x" * 99)]

    assert {(one.status_code, one.data) for one in answers} == {(404, b"")}
    assert len({tuple(sorted(one.headers.to_wsgi_list())) for one in answers}) == 1


def test_a_feed_that_a_reader_has_is_not_sent_again(full: World) -> None:
    """By its tag, also as a proxy that packs hands it back; what came with an early start is."""
    feed(full)
    first = fetched(full)
    tag = first.headers["ETag"]

    assert fetched(full, **{"If-None-Match": tag}).status_code == 304
    assert fetched(full, **{"If-None-Match": f"W/{tag}"}).status_code == 304
    assert fetched(full, **{"If-None-Match": '"x"'}).data
    assert "Last-Modified" not in first.headers
    assert first.headers["Cache-Control"] == "private, max-age=900"
    came(full, 1, 2, 40)
    assert fetched(full, **{"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("public", "values", "is_told"),
    [
        (Public.PUPILS, {"edition": Edition.TEACHER}, False),
        (Public.TEACHERS, {"edition": Edition.TEACHER}, True),
        (Public.PUPILS, {"edition": Edition.PUPIL}, True),
        (Public.PUPILS, {"interaction": frozenset()}, False),
    ],
)
def test_a_feed_tells_what_its_readers_may_open(
    full: World,
    public: Public,
    values: dict[str, object],
    is_told: bool,  # noqa: FBT001 - a case
) -> None:
    """No teacher's edition to pupils, and nothing that a school has to activate first."""
    feed(full, public)
    came(full, 1)
    changed(full, 0, title="Celui-ci", **values)

    assert (b"Celui-ci" in fetched(full).data) is is_told


def test_who_asks_too_often_waits(full: World) -> None:
    """Of one feed; others go on."""
    feed(full)
    feed(full, Public.TEACHERS, "t")
    client = client_of(portal(full), None)
    found = [client.get(f"{FEEDS}{TOKEN}").status_code for _ in range(PER_MINUTE + 1)]

    assert (found[0], found[-1]) == (200, 429)
    assert client.get(f"{FEEDS}t").status_code == 200


def test_a_school_that_is_not_open_has_no_news(full: World) -> None:
    """What it has is not told before the day."""
    full.schools = SchoolBook(
        schools={LYCEE.id: SchoolRule(opens=NOW + timedelta(days=1))},
    )
    feed(full)

    assert texts(read(fetched(full)), "entry") == []


def test_another_portal_s_address_leads_nowhere(full: World) -> None:
    """Each has its own."""
    feed(full)

    assert fetched(shelves.full()).status_code == 404


@pytest.fixture(name="console")
def _console(tmp_path: Path) -> Iterator[Console]:
    """The portal, and who works there."""
    with console_portal(tmp_path) as made:
        yield made


def feeds_of(console: Console) -> dict[Public, str]:
    """Return the tokens of the school's feeds."""
    news: NewsService = news_service(console.runtime)
    return {one.public: one.token for one in news.of_schools([LYCEE.id])}


def test_whoever_presents_makes_changes_and_ends_a_feed(console: Console) -> None:
    """There is none before; the address of before leads nowhere at once."""
    browser = console.browser(LIBRARIAN)
    assert feeds_of(console) == {}
    assert "Il n’y a pas de flux" in browser.get("flux").text
    assert browser.post("flux/changer", faire="changer", public="ELEVE").status_code == 303
    first = feeds_of(console)[Public.PUPILS]
    assert f"{FEEDS}{first}" in browser.get("flux?fait=1").text
    stranger = console.app.test_client()
    assert stranger.get(f"{FEEDS}{first}").status_code == 200

    browser.post("flux/changer", faire="changer", public="ELEVE")
    second = feeds_of(console)[Public.PUPILS]
    assert second != first
    assert stranger.get(f"{FEEDS}{first}").status_code == 404

    browser.post("flux/changer", faire="arreter", public="ELEVE")
    browser.post("flux/changer", faire="arreter", public="ELEVE")
    assert feeds_of(console) == {}
    assert stranger.get(f"{FEEDS}{second}").status_code == 404


@pytest.mark.parametrize(
    "form", [{"faire": "changer", "public": "AUTRE PERSONNEL"}, {"faire": "changer"}, {}]
)
def test_a_form_that_we_did_not_write(console: Console, form: dict[str, str]) -> None:
    """Nothing is made."""
    answer = console.browser().post("flux/changer", **form)

    assert answer.status_code == 422
    assert feeds_of(console) == {}


@pytest.mark.parametrize("who", [PUPIL, STAFF])
def test_nobody_else_changes_a_feed(console: Console, who: str) -> None:
    """There is no such page for them."""
    browser = console.browser(who)

    assert browser.get("flux").status_code == 404
    assert browser.post("flux/changer", faire="changer", public="ELEVE").status_code == 404
    assert feeds_of(console) == {}
