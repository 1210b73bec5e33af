"""Favourites and what was opened lately, of what the GAR lists: as those of the portal's own."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Request
from sqlalchemy import text
from tests.stores.filling import People
from tests.web.browser import serving
from tests.web.national_portal import BOUGHT, HEAD, LEA, OWN, Portal, national_portal
from tests.web.own_portal import proof_in
from tests.web.test_browser import tab
from tests.web.test_operating import app_of
from tests.web.test_own_marks import section
from tests.wiring.inside import run_inside
from tests.wording import FRENCH

from garbridge.core.entitlements import LicenceKind, Seat
from garbridge.core.identifiers import ResourceId, SubscriptionId, tile_key
from garbridge.core.marks import MOST_FAVOURITES, MOST_OPENED, Mark
from garbridge.core.national import national_name
from garbridge.core.people import Identity, Membership, Person, Profile
from garbridge.core.permissions import OPERATOR
from garbridge.core.restrictions import Asker, Restriction, Word
from garbridge.errors import StoreError
from garbridge.services.national_shelf import national_key
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.marks import SqlMarks
from garbridge.testing.world import COLLEGE, LYCEE, NOW, TENANT
from garbridge.web.keeping_words import KeepingWords
from garbridge.web.national_words import NationalWords
from garbridge.wiring import open_engine
from provider_stub.gar_lists import Fault

PAGE, STARS, MEMORY = "/mediacentre/reperes", "/mediacentre/favoris", "/mediacentre/memoire"
R14, R15 = (f"http://n2t.net/ark:/99999/{name}" for name in ("r14", "r15"))
TITLE, OTHER = "Ressource nationale r14", "Ressource nationale r15"
KEY, ELSEWHERE = national_key(R14, LYCEE.id), national_key(R14, COLLEGE.id)
HOSTILE = '"><script>alert(1)</script>'
JSON = {"Accept": "application/json"}
PARTS = ("favoris", "recentes")


@pytest.fixture(name="portal")
def _portal(tmp_path: Path) -> Iterator[Portal]:
    with national_portal(tmp_path) as portal:
        yield portal


def star(client: FlaskClient, **fields: str) -> int:
    """Press a star; return the status."""
    proof = proof_in(client.get(PAGE).text)
    return client.post(STARS, data={"gb_form": proof, **fields}).status_code


def kept(portal: Portal, person: str = LEA) -> list[tuple[str, str, str]]:
    """Return all that is kept of what *person* marked and opened."""
    engine = open_engine(portal.runtime.config.database)
    asked = text("select kind, school, resource from garbridge_mark where person = :who")
    with engine.connect() as line:
        found = [tuple(row) for row in line.execute(asked, {"who": person})]
    engine.dispose()
    return sorted(found)


def marks(portal: Portal, *resources: str) -> None:
    """Mark *resources* of the lycée for the pupil."""
    store = portal.runtime.stores.mediacentre.marks
    for one in resources:
        mark = Mark(LYCEE.id, ResourceId(one), portal.clock())
        store.add_favourite(LEA, mark, most=MOST_FAVOURITES)


def silence(portal: Portal, *schools: str) -> None:
    """Let the GAR answer nothing about *schools*, for longer than any list is kept."""
    portal.gar.faults.update(dict.fromkeys(schools or (LYCEE.id, COLLEGE.id), Fault.NOTHING))
    portal.clock.wait(hours=100)


def own_file(portal: Portal, person: str = LEA) -> dict[str, Any]:
    """Return the file of *person*, as the command writes it."""
    said = run_inside(portal.runtime, "person", "export", "--person", person, "--reason", "demande")
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def test_a_star_is_pressed_and_released_at_one_school(portal: Portal) -> None:
    """Kept are its identifier and the school; both pages show the title of the list."""
    client = portal.browser()
    page = client.get("/mediacentre/").text
    assert page.count('name="ajouter"') == 5
    assert f'name="ajouter" value="{KEY}" aria-pressed="false"' in page

    for _ in range(2):
        assert star(client, ajouter=KEY) == 303
    assert kept(portal) == [("favourite", LYCEE.id, f"gar {R14}")]
    for path in ("/mediacentre/", PAGE):
        page = client.get(path).text
        assert TITLE in section(page, "favoris")
        assert section(page, "favoris").count("gb-badge-national") == 1
        assert LYCEE.name in section(page, "favoris")
        assert f'name="retirer" value="{KEY}" aria-pressed="true"' in page
        assert f'value="{ELSEWHERE}" aria-pressed="true"' not in page

    for _ in range(2):
        assert star(client, retirer=KEY) == 303
    assert kept(portal) == []
    assert KeepingWords(FRENCH).none_title in client.get(PAGE).text


def test_it_stands_among_the_portals_own_in_the_order_of_the_stars(portal: Portal) -> None:
    """Whoever gives it; the same ARK of both is two resources with two stars."""
    portal.gar.entries = (OWN, "r14")
    portal.gar.described = {OWN: {"idRessource": OWN}}
    client, (mine, theirs) = portal.browser(), (f(OWN, LYCEE.id) for f in (tile_key, national_key))
    for key in (mine, KEY, theirs):
        portal.clock.wait(seconds=1)
        assert star(client, ajouter=key) == 303
    shown = section(client.get(PAGE).text, "favoris")
    opened = [client.get(f"/mediacentre/ouvrir/{key}").location for key in (mine, theirs)]

    assert re.findall(r'name="retirer" value="([^"]+)"', shown) == [theirs, KEY, mine]
    assert opened[0] == "https://studio.example/videos"
    assert opened[1].startswith("https://sp-auth.gar.example/")
    assert star(client, retirer=theirs) == 303
    assert [one[1:] for one in kept(portal) if one[0] == "favourite"] == [
        (LYCEE.id, OWN),
        (LYCEE.id, f"gar {R14}"),
    ]
    assert [one[1:] for one in kept(portal) if one[0] == "opened"] == [
        (LYCEE.id, OWN),
        (LYCEE.id, f"gar {OWN}"),
    ]


@pytest.mark.parametrize(
    "way",
    [
        f"/mediacentre/ouvrir/{KEY}",
        f"/mediacentre/ouvrir/?ark=ark:/99999/r14&etab={LYCEE.id}",
        "/domaineGar?idENT=RjA=&idEtab=MDc1MDAwMUE=&idRessource=ark%3A%2F99999%2Fr14",
    ],
)
def test_what_was_opened_is_found_again(portal: Portal, way: str) -> None:
    """By whichever link; the GAR learns no address of the portal's, and no launch is recorded."""
    client = portal.browser()
    for _ in range(2):
        answer = client.get(way)
        assert answer.location.startswith("https://sp-auth.gar.example/domaineGar?")
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    page = client.get("/mediacentre/").text

    assert kept(portal) == [("opened", LYCEE.id, f"gar {R14}")]
    assert section(page, "recentes").count("gb-card-title") == 1
    assert TITLE in section(page, "recentes")
    assert TITLE in section(client.get(PAGE).text, "recentes")
    assert section(portal.browser(HEAD).get("/mediacentre/").text, "recentes") == ""


def test_only_what_leads_to_the_gar_is_remembered(portal: Portal) -> None:
    """Not who is asked through which school, refused, unheard or not signed in."""
    refused = Restriction(
        person=LEA,
        resource=ResourceId("ark:/99999/r15"),
        asked_by=Asker.PERSON,
        recorded=Word(OPERATOR, NOW, "non"),
    )
    portal.runtime.stores.restrictions.record(refused)
    client = portal.browser()
    statuses = [
        client.get(f"/mediacentre/ouvrir/{key}").status_code
        for key in (
            national_key(R14),
            national_key(R15, LYCEE.id),
            national_key("ark:/1/nothing", LYCEE.id),
        )
    ]
    client.head(f"/mediacentre/ouvrir/{KEY}")
    portal.browser(None).get(f"/mediacentre/ouvrir/{KEY}")
    silence(portal)
    statuses.append(client.get(f"/mediacentre/ouvrir/{KEY}").status_code)

    assert statuses == [200, 403, 403, 503]
    assert kept(portal) == []


def test_whoever_wants_nothing_remembered_opens_and_leaves_nothing(portal: Portal) -> None:
    """« Effacer et ne plus retenir » takes what was; later clicks leave none; stars stay."""
    client = portal.browser()
    star(client, ajouter=KEY)
    client.get(f"/mediacentre/ouvrir/{KEY}")
    proof = proof_in(client.get(PAGE).text)
    client.post(MEMORY, data={"gb_form": proof, "faire": "oublier"})

    assert client.get(f"/mediacentre/ouvrir/{KEY}").status_code == 302
    assert [one[0] for one in kept(portal)] == ["favourite", "silent"]
    assert section(client.get("/mediacentre/").text, "recentes") == ""

    client.post(MEMORY, data={"gb_form": proof, "faire": "retenir"})
    client.get(f"/mediacentre/ouvrir/{KEY}")
    assert TITLE in section(client.get("/mediacentre/").text, "recentes")


def test_a_database_that_keeps_nothing_keeps_nobody_from_the_gar(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The click leads on; the log has a code, and neither who nor what."""

    def full(*_: object, **__: object) -> None:
        raise StoreError(f"disk full: {LEA} {R14}")

    monkeypatch.setattr(SqlMarks, "note_opened", full)
    answer = portal.browser().get(f"/mediacentre/ouvrir/{KEY}")

    assert answer.location.startswith("https://sp-auth.gar.example/")
    assert "what was opened is not remembered (store)" in caplog.text
    assert LEA not in caplog.text
    assert "r14" not in caplog.text


def test_what_the_gar_lists_no_more_waits_unseen_and_comes_back(portal: Portal) -> None:
    """Its title is known no more: it is counted, opens nothing, and can be taken away."""
    client = portal.browser()
    star(client, ajouter=KEY)
    client.get(f"/mediacentre/ouvrir/{KEY}")
    portal.gar.entries = ("r15",)
    portal.clock.wait(minutes=2)
    page = client.get(PAGE).text

    assert TITLE not in page + client.get("/mediacentre/").text
    assert section(client.get("/mediacentre/").text, "favoris") == ""
    assert KeepingWords(FRENCH).unseen(1) in page
    assert KeepingWords(FRENCH).none_title not in page
    assert client.get(f"/mediacentre/ouvrir/{KEY}").status_code == 403
    assert star(client, ajouter=KEY) == 404

    portal.gar.entries = ("r14",)
    portal.clock.wait(minutes=2)
    page = client.get(PAGE).text
    assert TITLE in section(page, "favoris")
    assert TITLE in section(page, "recentes")
    assert 'name="faire" value="oublier"' in page
    assert "n’est pas affiché" not in page


def test_those_that_are_not_shown_are_taken_away_at_once(portal: Portal) -> None:
    """Those that the page counted, and no other; nobody is stuck at 200 that are not there."""
    client = portal.browser()
    gone = [national_name(f"ark:/99999/gone{number}") for number in range(MOST_FAVOURITES - 1)]
    marks(portal, *gone, national_name(R15))
    assert star(client, ajouter=KEY) == 409
    page = client.get(PAGE).text
    form = page.partition(KeepingWords(FRENCH).unseen(len(gone)))[0].rpartition("<form")[2]
    keys = re.findall(r'name="retirer" value="([^"]+)"', form)

    assert sorted(keys) == sorted(tile_key(one, LYCEE.id) for one in gone)
    done = client.post(
        STARS, data={"gb_form": proof_in(page), "retirer": keys, "suite": f"{PAGE}?lang=en"}
    )
    assert done.location == f"{PAGE}?lang=en"
    assert kept(portal) == [("favourite", LYCEE.id, f"gar {R15}")]
    assert "n’est pas affiché" not in client.get(PAGE).text
    assert star(client, ajouter=KEY) == 303


def test_a_silent_gar_loses_no_favourite(portal: Portal) -> None:
    """The page names the school and the code; nothing is said to be gone; a star can go."""
    client, words = portal.browser(), NationalWords(FRENCH)
    for key in (KEY, ELSEWHERE):
        star(client, ajouter=key)
    silence(portal, LYCEE.id)
    page = client.get(PAGE).text

    assert words.none_came.format(LYCEE.name) in page
    assert "GB-GAR-01" in page
    assert "n’est pas affiché" not in page
    assert section(page, "favoris").count("gb-card-title") == 1
    assert star(client, retirer=ELSEWHERE) == 303
    assert KeepingWords(FRENCH).none_title not in client.get(PAGE).text

    portal.gar.faults.clear()
    assert TITLE in section(client.get(PAGE).text, "favoris")


def test_the_last_good_list_stands_in_for_favourites_too(portal: Portal) -> None:
    """With its day; whoever marked and opened nothing of the GAR's is told nothing of it."""
    client, words = portal.browser(), NationalWords(FRENCH)
    star(client, ajouter=KEY)
    portal.gar.faults[LYCEE.id] = Fault.BROKEN
    portal.clock.wait(hours=24)
    page = client.get(PAGE).text

    assert TITLE in section(page, "favoris")
    assert words.missing_title in page
    assert "hier" in page
    star(client, retirer=KEY)
    assert words.missing_title not in client.get(PAGE).text
    client.get(f"/mediacentre/ouvrir/{KEY}")
    assert words.missing_title in client.get(PAGE).text


@pytest.mark.parametrize("headers", [{}, JSON])
def test_nobody_marks_what_the_gar_did_not_tell(portal: Portal, headers: dict[str, str]) -> None:
    """Whether it is theirs nobody knows: not that there is no such thing."""
    client = portal.browser()
    client.get("/mediacentre/")
    silence(portal, LYCEE.id)
    proof = proof_in(client.get(PAGE).text)
    answer = client.post(STARS, data={"gb_form": proof, "ajouter": KEY}, headers=headers)
    other = client.post(
        STARS, data={"gb_form": proof, "ajouter": national_key("ark:/1/x", COLLEGE.id)}
    )

    assert (answer.status_code, other.status_code) == (503, 404)
    if headers:
        assert answer.get_json() == {"title": NationalWords(FRENCH).missing_title}
    else:
        assert "GB-GAR-01" in answer.text
    assert kept(portal) == []


@pytest.mark.parametrize(
    "key",
    [
        national_key("ark:/99999/r77", LYCEE.id),
        national_key(R14, "0750009Z"),  # type: ignore[arg-type]  # another's
        national_key(R14),
        f"gar {R14}",
        HOSTILE,
    ],
)
def test_nothing_else_is_marked(portal: Portal, key: str) -> None:
    """Neither what another person is listed, nor another school's, nor what is no key."""
    portal.gar.of_person[HEAD] = ("r77",)
    portal.browser(HEAD).get("/mediacentre/")

    assert star(portal.browser(), ajouter=key) == 404
    assert kept(portal) == []


def test_a_form_of_another_site_marks_nothing(portal: Portal) -> None:
    """Nor one of another session."""
    theirs = proof_in(portal.browser(HEAD).get(PAGE).text)
    for proof in ("", "0" * 24, theirs):
        client = portal.browser()
        answer = client.post(STARS, data={"gb_form": proof, "ajouter": KEY})
        assert answer.status_code == 400
    assert kept(portal) == []


def test_a_school_without_favourites_has_none_of_the_gars_either(tmp_path: Path) -> None:
    """No star, no section and no word of those from before; the other school has its own."""
    with national_portal(tmp_path, f"[schools.{LYCEE.id}]\nfavourites = false\n") as portal:
        marks(portal, national_name(R14), national_name("ark:/1/gone"))
        client = portal.browser()
        pages = [client.get(path).text for path in ("/mediacentre/", PAGE)]

        assert f'value="{ELSEWHERE}" aria-pressed="false"' in pages[0]
        assert not any(f'value="{KEY}"' in page for page in pages)
        assert all(section(page, "favoris").count("gb-card-title") == 0 for page in pages)
        assert "affiché" not in pages[1]
        assert star(client, ajouter=KEY) == 404
        assert star(client, ajouter=ELSEWHERE) == 303


def test_the_sheet_has_a_star_for_each_school(portal: Portal) -> None:
    """Beside the button that opens it, and for the portal's own as well."""
    client = portal.browser()
    star(client, ajouter=ELSEWHERE)
    page = client.get(f"/mediacentre/ressource/{national_key(R14)}").text
    own = client.get(f"/mediacentre/ressource/{tile_key(OWN)}").text

    assert f'name="ajouter" value="{KEY}" aria-pressed="false"' in page
    assert f'name="retirer" value="{ELSEWHERE}" aria-pressed="true"' in page
    assert f'name="ajouter" value="{tile_key(OWN, LYCEE.id)}"' in own
    assert f"({TITLE} – {LYCEE.name})" in page
    suite = re.search(r'name="suite" value="([^"]+)"', page)
    assert suite is not None
    assert suite[1] == f"/mediacentre/ressource/{national_key(R14)}"


def test_another_page_shows_them_without_a_star(portal: Portal) -> None:
    """In the fragment of the custom element and in a frame: nobody is made to press one."""
    client = portal.browser()
    star(client, ajouter=KEY)
    client.get(f"/mediacentre/ouvrir/{ELSEWHERE}")
    for path in ("/mediacentre/fragment", "/mediacentre/?embed=1"):
        page = client.get(path).text
        assert TITLE in section(page, "favoris")
        assert TITLE in section(page, "recentes")
        assert "gb-star" not in page


def test_a_hostile_list_is_marked_and_shown_as_text(portal: Portal) -> None:
    """Its title, its identifier: neither is markup, and neither is an address."""
    name = f"ark:/99999/{HOSTILE}".replace(" ", "")
    long = "ark:/99999/" + "x" * 380
    portal.gar.entries = ("r14", "r15")
    portal.gar.described = {
        "r14": {"idRessource": name, "nomRessource": f"{HOSTILE}\u202e" + "t" * 300},
        "r15": {"idRessource": long},
    }
    client = portal.browser()
    for key in (national_key(one, LYCEE.id) for one in (name, long)):
        assert star(client, ajouter=key) == 303
        assert client.get(f"/mediacentre/ouvrir/{key}").status_code == 302
    page = client.get(PAGE).text
    sheet = client.get(f"/mediacentre/ressource/{national_key(name)}").text

    assert section(page, "favoris").count("gb-card-title") == 2
    assert f'value="{national_key(name, LYCEE.id)}" aria-pressed="true"' in sheet
    assert "<script>alert" not in page + sheet + client.get("/mediacentre/").text
    assert {one["resource"] for one in own_file(portal)["favourites"]} == {name, long}


def test_of_a_thousand_the_last_few_are_remembered(portal: Portal) -> None:
    """Two hundred stars and eight openings of a list of a thousand; the page still comes."""
    portal.gar.entries = [f"r{number}" for number in range(1000)]
    client = portal.browser()
    every = [f"http://n2t.net/ark:/99999/r{number}" for number in range(MOST_FAVOURITES)]
    marks(portal, *map(national_name, every))
    for one in every[: MOST_OPENED + 2]:
        portal.clock.wait(seconds=1)
        client.get(f"/mediacentre/ouvrir/{national_key(one, LYCEE.id)}")
    page = client.get(PAGE).text

    assert section(page, "favoris").count("gb-card-title") == MOST_FAVOURITES
    assert section(page, "recentes").count("gb-card-title") == MOST_OPENED
    assert star(client, ajouter=national_key("http://n2t.net/ark:/99999/r999", LYCEE.id)) == 409


def test_a_persons_file_tells_them_and_an_erasure_takes_them(portal: Portal) -> None:
    """By the identifier of the GAR's list, and that it is the GAR's; nobody else's has them."""
    client = portal.browser()
    star(client, ajouter=KEY)
    client.get(f"/mediacentre/ouvrir/{KEY}")
    one = {"school": LYCEE.id, "resource": R14, "by_the_gar": True, "at": NOW.isoformat()}
    proof = proof_in(client.get("/donnees/").text)
    mine = json.loads(client.post("/donnees/telecharger", data={"gb_form": proof}).data)

    for file in (mine, own_file(portal)):
        assert (file["favourites"], file["opened_lately"]) == ([one], [one])
    assert own_file(portal, HEAD)["favourites"] == []

    People(Database(open_engine(portal.runtime.config.database)), TENANT).remove(LEA, NOW)
    erase = ("person", "erase", "--person", LEA, "--reason", "départ")
    assert run_inside(portal.runtime, *erase).exit_code == 0
    assert kept(portal) == []


def test_each_goes_when_its_period_is_over(portal: Portal) -> None:
    """What was opened after a month, a favourite after a year: listed by the GAR or not."""
    client = portal.browser()
    star(client, ajouter=KEY)
    client.get(f"/mediacentre/ouvrir/{KEY}")
    for days, left in ((27, ["favourite", "opened"]), (40, ["favourite"]), (400, [])):
        portal.clock.now = NOW + timedelta(days=days)
        assert run_inside(portal.runtime, "purge", "--apply", "--accept-gap").exit_code == 0
        assert [one[0] for one in kept(portal)] == left


def test_two_that_are_one_have_both_and_an_undo_gives_them_back(portal: Portal) -> None:
    """The favourites of both, what the one that went opened is forgotten."""
    other = Person("lea-48", Identity("Martin", "Léa"), (Membership(LYCEE.id, Profile.PUPIL),))  # type: ignore[arg-type]  # as good as one
    People(Database(open_engine(portal.runtime.config.database)), TENANT).put(other, NOW)
    each = replace(BOUGHT, id=SubscriptionId("each"), kind=LicenceKind.INDIV)
    seat = Seat(subscription=each.id, resource=OWN, school=LYCEE.id, person=other.id)
    portal.runtime.writer.write(subscriptions=[each], seats=[seat])
    client = portal.browser(other.id)
    star(client, ajouter=KEY)
    client.get(f"/mediacentre/ouvrir/{KEY}")
    done = run_inside(portal.runtime, "directory", "merge", other.id, LEA, "--apply", "--json")
    assert done.exit_code == 0, done.output

    assert kept(portal) == [("favourite", LYCEE.id, f"gar {R14}")]
    assert kept(portal, other.id) == []
    assert TITLE in section(portal.browser().get(PAGE).text, "favoris")
    operation = json.loads(done.stdout)["operation"]
    assert run_inside(portal.runtime, "undo", operation).exit_code == 0
    assert (kept(portal), kept(portal, other.id)) == ([], [("favourite", LYCEE.id, f"gar {R14}")])


def open_to_lea(portal: Portal) -> Flask:
    """Return the portal, which signs the pupil in at one address."""
    app = app_of(portal.runtime)

    @app.get("/as-lea")
    def as_lea() -> str:
        session["who"] = LEA
        return "signed in"

    return app


def is_of_the_gar(request: Request) -> bool:
    """Say whether a browser asks the GAR."""
    return request.url.startswith("https://sp-auth.gar.example/")


@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("script", [True, False])
def test_in_a_browser_a_star_and_a_click_are_found_again(
    browser: Browser, portal: Portal, *, script: bool
) -> None:
    """By keyboard, in a new tab, with a script and without; the GAR is told of no page of ours."""
    pressed = f'.gb-star[value="{KEY}"][aria-pressed=true]'
    with (
        serving(open_to_lea(portal)) as url,
        tab(browser, script=script) as page,
    ):
        page.goto(f"{url}/as-lea")
        page.goto(f"{url}/mediacentre/")
        page.locator(f'.gb-star[value="{KEY}"]').focus()
        page.keyboard.press("Enter")
        page.locator(pressed).first.wait_for()
        with page.context.expect_event("request", is_of_the_gar) as asked:
            page.locator(f'.gb-card-title a[href$="{KEY}"]').last.click()
        address, headers = asked.value.url, asked.value.all_headers()
        page.goto(f"{url}{PAGE}")
        shown = [
            page.locator(f"section[aria-labelledby=gb-{one}] {pressed}").count() for one in PARTS
        ]
        page.goto(f"{url}/mediacentre/ressource/{national_key(R14)}")
        page.locator(pressed).focus()
        page.keyboard.press("Space")
        page.locator(f'.gb-star[value="{KEY}"][aria-pressed=false]').wait_for()

    assert shown == [1, 1]
    assert address.startswith("https://sp-auth.gar.example/domaineGar?")
    assert "referer" not in headers
    assert kept(portal) == [("opened", LYCEE.id, f"gar {R14}")]
