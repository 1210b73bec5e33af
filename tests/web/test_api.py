"""``/mediacentre/api/v1/``: what the pages say, to whom they say it, and to no other site."""

import html
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_wtf import CSRFProtect  # type: ignore[import-untyped]  # ships no types
from tests.web.api_portal import LISTED, Api, Session, api_portal, app_of, session_of
from tests.web.national_portal import OWN, national_portal
from tests.web.own_portal import (
    ATLAS,
    ATLAS_KEY,
    FOREIGN_KEY,
    HEAD,
    HOSTILE,
    KEY,
    LEFT,
    NOBODY,
    VIDEOS,
    ZOE,
)
from tests.web.portal import sign_in, signed_in_person

from garbridge.core.disclosure.rules import Rules
from garbridge.core.identifiers import ResourceId, tile_key
from garbridge.core.marks import MOST_FAVOURITES, Mark
from garbridge.core.permissions import OPERATOR
from garbridge.core.statistics.periods import Period
from garbridge.core.statistics.publications import Publication
from garbridge.core.statistics.rows import SHOWN, Row
from garbridge.services.explaining import Explanation
from garbridge.services.feed import Limiter
from garbridge.testing.world import ALICE, COLLEGE, LYCEE, NOW
from garbridge.web import GarBridge
from garbridge.web.api.door import PROOF
from garbridge.web.api.routes import BASE
from garbridge.web.bridge import bridges_of
from provider_stub.gar_lists import Fault

EVERY = ("ressources", "facettes", f"ressources/{KEY}", "favoris", "donnees", f"donnees/{KEY}")
SHARED = EVERY[:4]
STRANGER = "https://evil.example"
SWITCHED = """[schools.0750001A]
widget = false
favourites = false
statistics = false
"""


@pytest.fixture(name="api", scope="module")
def _api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The portal, for tests that leave it as it is."""
    with api_portal(Path(tmp_path_factory.mktemp("api"))) as made:
        yield made


@pytest.fixture(name="switched", scope="module")
def _switched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The portal with a school at which much is off."""
    with api_portal(Path(tmp_path_factory.mktemp("switched")), stated=SWITCHED) as made:
        yield made


@pytest.fixture(name="session")
def _session(api: Api) -> Iterator[Session]:
    """A browser of the pupil, whose marks are gone afterwards."""
    yield session_of(api)
    marks = api.runtime.stores.mediacentre.marks
    for one in marks.marks(ALICE, since=NOW).favourites:
        marks.remove_favourite(ALICE, one.school, one.resource)


def marked(session: Session) -> list[str]:
    """Return the keys of what is marked."""
    found = session.client.get(f"{BASE}favoris").get_json()["favourites"]
    return [one["key"] for one in found]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?page=2",
        "?page=99",
        "?q=ressource+07",
        "?niveau=3e&niveau=4e&tri=recent",
        "?discipline=Discipline+1&tri=editeur&page=1",
        "?etab=0750001a",
        "?etab=toutes&q=zzz",
    ],
)
def test_the_list_is_that_of_the_page(api: Api, query: str) -> None:
    """The same entries in the same order, for the same address."""
    page = api.client().get(f"/mediacentre/{query}").text
    every = page.partition('class="gb-cards gb-all"')[2] or page
    shown = re.findall(r'class="gb-card-title"[^>]*>(?:<a[^>]*>)?<bdi>(.*?)</bdi>', every)
    found = api.body(f"ressources{query}")

    listed = [one["title"] for one in found["resources"]]
    assert [html.unescape(one) for one in shown][-len(listed) or len(shown) :] == listed
    assert found["total"] >= len(listed)
    assert found["page"] <= found["pages"]


def test_facets_are_those_of_the_list(api: Api) -> None:
    """A choice is followed as it stands, and leaves as many as it says."""
    facets = {one["name"]: one["values"] for one in api.body("facettes?niveau=3e")["facets"]}

    assert [one["value"] for one in facets["niveau"] if one["chosen"]] == ["3e"]
    for choice in facets["discipline"]:
        query = f"ressources?niveau=3e&discipline={choice['value']}"
        assert api.body(query)["total"] == choice["count"] > 0


def test_a_sheet_is_told_with_and_without_its_school(api: Api) -> None:
    """Every way that opens it, what leaves, and the address that lasts."""
    told = api.body(f"ressources/{ATLAS_KEY}", ZOE)

    assert told == api.body(f"ressources/{ATLAS_KEY.partition('-')[0]}", ZOE)
    assert told["title"] == HOSTILE
    assert [one["key"] for one in told["ways"]] == [ATLAS_KEY]
    assert told["sent"]["identifier"] is True
    assert told["link"] == f"https://ent.example/mediacentre/ouvrir/{tile_key(ATLAS)}"
    assert api.client(ZOE).get(told["open"]).status_code == 302


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("pages=2", "pages"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=1e3", "page"),
        ("page=%D9%A3", "page"),
        ("page=1&page=2", "page"),
        ("tri=hasard", "tri"),
        ("lang=de", "lang"),
        ("etab=college", "etab"),
        (f"q={'x' * 101}", "q"),
        ("niveau=", "niveau"),
        (f"niveau={'x' * 201}", "niveau"),
        ("&".join(f"type={number}" for number in range(21)), "type"),
        ("periode=2026-2027", "periode"),
        ("%3Cscript%3E=1", "?"),
        ("x" * 40 + "=1", "?"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(api: Api, query: str, named: str) -> None:
    """A name that is misspelled lists nothing; what was sent does not come back."""
    answer = api.ask(f"ressources?{query}")

    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["parameter"] == named
    assert answer.get_json()["code"] == "GB-REQ-20"
    assert "script" not in answer.text


@pytest.mark.parametrize("query", ["q=" + "x" * 40_000, "q=\xff"], ids=["long", "octets"])
def test_a_query_that_cannot_be_read_is_refused(api: Api, query: str) -> None:
    """As everywhere: too long, or octets that must be encoded."""
    answer = api.client().get(f"{BASE}ressources", environ_overrides={"QUERY_STRING": query})

    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize("path", [*EVERY, "statistiques?etab=0750001A"])
def test_a_stranger_is_told_so_in_json(api: Api, path: str) -> None:
    """Nobody's script is led to a sign-in page; nothing is looked up first."""
    answer = api.ask(path, None, Accept="text/html")

    assert answer.status_code == 401
    assert answer.get_json()["code"] == "GB-SES-01"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["ressources", "donnees", "favoris"])
@pytest.mark.parametrize(
    "key",
    [FOREIGN_KEY, tile_key(VIDEOS, COLLEGE.id), "aaaaaaaaaaaaaaaa-0750001a", "..", "é", "x/y"],
)
def test_what_is_of_others_is_as_what_is_not(session: Session, path: str, key: str) -> None:
    """Another school's resource, one that nobody has, one that cannot be: one answer."""
    method = "POST" if path == "favoris" else "GET"
    answer = session.client.open(
        f"{BASE}{path}/{key}", method=method, headers={PROOF: session.proof}
    )
    told = answer.get_json()

    assert answer.status_code == 404
    assert told.pop("reference")
    assert told == {
        "type": "about:blank",
        "title": "Il n’y a rien pour vous à cette adresse",
        "status": 404,
        "detail": "Revenez au médiacentre\u00a0: il montre tout ce qui est à vous.",
        "code": "GB-REQ-21",
        "owner": "person",
    }


@pytest.mark.parametrize("person", [LEFT, NOBODY])
def test_who_has_nothing_is_told_why(api: Api, person: str) -> None:
    """With the code of the page; and may read what is held about them all the same."""
    assert api.ask("ressources", person).get_json()["code"] in {"GB-ANN-01", "GB-ANN-02"}
    assert api.body("donnees", person)["resources"] == []


def test_marks_are_set_and_taken_one_at_a_time(session: Session) -> None:
    """Each twice, from two tabs: nothing is lost, nothing is double."""
    for key in (ATLAS_KEY, KEY, ATLAS_KEY):
        assert session.change("POST", key).status_code == 204
    assert sorted(marked(session)) == sorted([ATLAS_KEY, KEY])
    listed = session.client.get(f"{BASE}ressources?q=atlas").get_json()["resources"]
    assert [one["favourite"] for one in listed] == [True]

    for _ in range(2):
        assert session.change("DELETE", ATLAS_KEY).status_code == 204
    assert marked(session) == [KEY]


def test_a_mark_outlives_its_resource(api: Api, session: Session) -> None:
    """What is away is listed without a resource, and can be taken off still."""
    gone = ResourceId("ark:/1/partie")
    mark = Mark(LYCEE.id, gone, NOW)
    api.runtime.stores.mediacentre.marks.add_favourite(ALICE, mark, most=MOST_FAVOURITES)
    (told,) = session.client.get(f"{BASE}favoris").get_json()["favourites"]

    assert (told["key"], told["resource"]) == (tile_key(gone, LYCEE.id), None)
    assert session.change("DELETE", told["key"]).status_code == 204
    assert marked(session) == []


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_nothing_changes_without_the_proof_of_this_session(
    api: Api, session: Session, method: str
) -> None:
    """Not with a cookie alone, nor the proof of another person, nor that of another session."""
    session.change("POST", KEY)
    other, later = session_of(api, ZOE), session_of(api)
    for proof in ("", other.proof, later.proof, session.proof[:-1], "é"):
        answer = Session(session.client, proof).change(method, ATLAS_KEY, Origin=STRANGER)
        assert answer.status_code == 403
        assert answer.get_json()["code"] == "GB-REQ-23"
    in_a_form = session.client.post(f"{BASE}favoris/{ATLAS_KEY}", data={"gb_form": session.proof})

    assert in_a_form.status_code == 403
    assert marked(session) == [KEY]


def test_somebody_else_in_the_same_browser_changes_nothing_of_the_first(
    session: Session,
) -> None:
    """A tab that was left open marks nothing for whoever signs in after."""
    sign_in(session.client, ZOE)

    assert session.change("POST", ATLAS_KEY).status_code == 403


def test_the_portals_own_protection_needs_not_know_the_header(api: Api) -> None:
    """Behind Flask-WTF the proof is enough, and needed; other addresses stay protected."""
    app = Flask(__name__)
    app.config |= {"SECRET_KEY": "test only"}
    protection = CSRFProtect(app)
    GarBridge(signed_in_person, runtime=api.runtime).init_app(app)
    behind = Api(app, api.runtime, "")
    session = session_of(behind)

    assert session.change("POST", KEY).status_code == 204
    assert Session(session.client, "").change("DELETE", KEY).status_code == 403
    assert session.change("DELETE", KEY).status_code == 204
    assert "garbridge.web.api.favourites.api_favourite" in protection._exempt_views
    assert session.client.post(f"{BASE}ressources").status_code == 400


@pytest.mark.parametrize("path", SHARED)
def test_listed_origins_read_what_the_element_shows(api: Api, path: str) -> None:
    """With cookies, tags and what went wrong; nobody else's script does."""
    listed = api.ask(path, Origin=LISTED).headers
    assert listed["Access-Control-Allow-Origin"] == LISTED
    assert listed["Access-Control-Allow-Credentials"] == "true"
    assert "ETag" in listed["Access-Control-Expose-Headers"]
    assert api.ask(path, None, Origin=LISTED).headers["Access-Control-Allow-Origin"] == LISTED
    for origin in (STRANGER, "null", LISTED.upper(), f"{LISTED}.evil.example"):
        told = api.ask(path, Origin=origin).headers
        assert not [name for name, _ in told if name.startswith("Access-Control")]
        assert "Origin" in told["Vary"]


@pytest.mark.parametrize("path", ["donnees", f"donnees/{KEY}", "statistiques?etab=0750001A"])
def test_no_other_origin_reads_data_or_figures(api: Api, path: str) -> None:
    """Not even one that is listed: the médiacentre does not need them."""
    for method in ("GET", "OPTIONS"):
        told = api.ask(path, HEAD, method, Origin=LISTED).headers
        assert not [name for name, _ in told if name.startswith("Access-Control")]


def test_the_browser_of_a_listed_origin_may_ask_before_it_changes_something(api: Api) -> None:
    """And is told the methods and the one header; who asks is not looked at, and gets no cookie."""
    asked = {"Access_Control_Request_Method": "DELETE", "Access_Control_Request_Headers": PROOF}
    told = api.ask(f"favoris/{KEY}", None, "OPTIONS", Origin=LISTED, **asked)
    refused = api.ask(f"favoris/{KEY}", None, "OPTIONS", Origin=STRANGER, **asked)

    assert told.status_code == refused.status_code == 204
    assert told.headers["Access-Control-Allow-Headers"] == PROOF
    assert "DELETE" in told.headers["Access-Control-Allow-Methods"]
    assert "Set-Cookie" not in told.headers
    assert "Access-Control-Allow-Headers" not in refused.headers
    assert "Access-Control-Allow-Origin" not in refused.headers


def test_the_proof_of_a_script_opens_no_form(session: Session) -> None:
    """A listed origin may read it: it must not object, download or assign in somebody's name."""
    for path in ("/donnees/telecharger", f"/donnees/{KEY}/opposition", "/mediacentre/favoris"):
        answer = session.client.post(path, data={"gb_form": session.proof, "ajouter": ATLAS_KEY})

        assert answer.status_code == 400, path
    assert marked(session) == []


def test_a_listed_origin_changes_marks_with_the_proof(session: Session) -> None:
    """It could read the proof, and reads that it is done."""
    answer = session.change("POST", KEY, Origin=LISTED)

    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == LISTED


def test_a_school_is_not_shown_elsewhere_where_it_does_not_want_to(switched: Api) -> None:
    """Its resources stay on the portal's own pages; nothing is marked, and no figure is told."""
    assert switched.body("ressources")["total"] > 0
    assert switched.ask("ressources", Origin=LISTED).get_json()["total"] == 0
    assert {one["favourite"] for one in switched.body("ressources")["resources"]} == {None}
    assert session_of(switched).change("POST", KEY).status_code == 404
    kept = Mark(LYCEE.id, ResourceId(ATLAS), NOW)
    assert switched.runtime.stores.mediacentre.marks.add_favourite(ALICE, kept, most=9)
    assert switched.body("favoris")["favourites"] == []
    assert switched.ask("statistiques?etab=0750001A", HEAD).status_code == 404


@pytest.mark.parametrize("path", [*EVERY, "statistiques?etab=0750001A", "openapi.json"])
def test_computers_are_shared(api: Api, path: str) -> None:
    """A browser asks again each time, and keeps nothing of marks, data and figures."""
    headers = api.ask(path, HEAD if "stat" in path else ALICE).headers
    expected = "private, no-cache" if path.startswith(("ress", "fac")) else "no-store"
    expected = "public, no-cache" if path == "openapi.json" else expected

    assert headers["Cache-Control"] == expected
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert path == "openapi.json" or {"Cookie", "Accept-Language"} <= set(
        re.split(r",\s*", headers["Vary"])
    )


def test_a_tag_is_that_of_the_content(api: Api, session: Session) -> None:
    """Another mark, another language and another person have another one."""
    tags = [session.client.get(f"{BASE}ressources").headers["ETag"]]
    session.change("POST", ATLAS_KEY)
    tags.append(session.client.get(f"{BASE}ressources").headers["ETag"])
    tags.append(api.ask("facettes?lang=en").headers["ETag"])
    tags.append(api.ask("facettes?lang=fr").headers["ETag"])
    tags.append(api.ask("ressources", ZOE).headers["ETag"])

    assert len(set(tags)) == len(tags)
    assert session.client.head(f"{BASE}ressources").headers["ETag"] == tags[1]


@pytest.mark.parametrize("person", [ALICE, ZOE, "bruno"])
def test_own_data_is_what_the_launch_tells(api: Api, person: str) -> None:
    """Each value to the letter, and every attribute that there is."""
    explained = api.runtime.explaining.explain(OPERATOR, person, ATLAS, reason="essai")  # type: ignore[arg-type]  # one that parses
    assert isinstance(explained, Explanation)
    assert explained.release is not None
    left = explained.release.released
    told = api.body(f"donnees/{ATLAS_KEY}", person)
    rows = {one["name"]: one for one in told["rows"]}

    sent = {name: tuple(one["values"]) for name, one in rows.items() if one["sent"]}
    assert sent == {"IDO": (left.subject,), **left.values()}
    assert set(rows) == set(api.runtime.config.catalogue)
    assert {one["name"] for one in told["sent"]} == set(sent)
    assert [one["values"] for one in rows.values() if not one["sent"]] == [[]] * (
        len(rows) - len(sent)
    )


def test_the_list_of_own_data_has_no_values(api: Api) -> None:
    """Names only: whoever looks over a shoulder learns no class."""
    answer = api.ask("donnees")

    assert "2DE4" not in answer.text
    assert answer.get_json()["responsibility"]["officer"]["contact"] == "dpo@ent.example"


def test_what_was_opened_is_looked_up_a_few_times(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on the page: beyond, nothing is said of it, and the rest is."""
    monkeypatch.setattr(bridges_of(api.app)["garbridge"], "traces", Limiter(1))
    told = [api.body(f"donnees/{ATLAS_KEY}", ZOE) for _ in range(2)]

    assert told[0]["accesses"] == {"number": 0, "last": None}
    assert told[-1]["accesses"] is None
    assert told[-1]["rows"] == told[0]["rows"]


def test_figures_are_what_was_published(api: Api) -> None:
    """A hidden one is null and no number; another school and another role learn nothing."""
    period = Period(2024)
    hidden = Row(etablissement=LYCEE.id, periode=period.name, mesure="acces", public="elv")
    shown = Row(
        etablissement=LYCEE.id, periode=period.name, mesure="acces", valeur=1200, etat=SHOWN
    )
    api.runtime.stores.publications.keep(
        Publication(school=LYCEE.id, period=period, at=NOW, rules=Rules(), rows=(shown, hidden))
    )
    address = f"statistiques?etab={LYCEE.id}&periode={period.name}"
    told = api.body(address, HEAD)

    assert [one["valeur"] for one in told["publication"]["rows"]] == [1200, None]
    assert {one["period"]: one["published"] for one in told["periods"]}[period.name] is True
    for other, person in ((address, ALICE), (address.replace(LYCEE.id, COLLEGE.id), HEAD)):
        assert api.ask(other, person).get_json()["code"] == "GB-REQ-21"


def test_a_period_that_is_not_published_says_why(api: Api) -> None:
    """With the instant from which it can be."""
    told = api.body(f"statistiques?etab={LYCEE.id}&periode=2026-2027/1", HEAD)

    assert told["publication"] is None
    assert told["withheld"]["reason"] == "not_over"
    assert datetime.fromisoformat(told["withheld"]["until"]) > NOW


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?etab=toutes", 400),
        ("?etab=0750001A&periode=hier", 400),
        ("?etab=0750001A&periode=2026-2031", 404),
        ("?etab=0750009Z", 404),
    ],
)
def test_figures_are_asked_of_one_school_and_period(api: Api, query: str, status: int) -> None:
    """What cannot be meant is named; what is not theirs is not there."""
    assert api.ask(f"statistiques{query}", HEAD).status_code == status


@pytest.mark.parametrize("path", ["", "nope", "ressources/a/b", "v2/ressources", "favoris/"])
def test_other_addresses_are_nothing(api: Api, path: str) -> None:
    """In the form of the API, for whoever asks."""
    answer = api.ask(path, None if path != "favoris/" else ALICE)

    assert answer.status_code == (404 if path != "favoris/" else 200)
    assert answer.content_type.startswith("application/")


def test_the_description_is_read_by_anybody(api: Api) -> None:
    """Without a session, from any page; it is nobody's, and leaves no cookie."""
    answer = api.ask("openapi.json", None)
    told: dict[str, Any] = answer.get_json()

    assert told["openapi"].startswith("3.1")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    assert api.ask("openapi.json", None, "POST").status_code == 405


def test_links_stand_below_the_prefix(api: Api) -> None:
    """Wherever the portal mounted garbridge, and the description is beside its addresses."""
    app = app_of(api.runtime)
    GarBridge(signed_in_person, runtime=api.runtime, name="below").init_app(app, "/ent")
    client = app.test_client()
    sign_in(client)
    (told,) = client.get(f"/ent{BASE}ressources?q=atlas").get_json()["resources"]

    assert told["open"].startswith("/ent/mediacentre/ouvrir/")
    assert told["sheet"].startswith("/ent/mediacentre/ressource/")


def test_texts_are_in_the_language_that_is_asked_for(api: Api) -> None:
    """By the parameter, else by the browser."""
    french = api.ask("nope").get_json()["title"]
    english = api.ask("nope", Accept_Language="en").get_json()["title"]

    assert (french, english) == (
        "Il n’y a rien pour vous à cette adresse",
        "There is nothing for you at this address",
    )
    assert api.body("facettes?lang=en")["facets"][3]["label"] == "Publisher"


def test_what_the_gar_lists_is_listed_and_marked(tmp_path: Path) -> None:
    """Beside the portal's own, each under a key of its own, through one school and no other."""
    with national_portal(tmp_path) as portal:
        client = portal.browser()
        told = client.get(f"{BASE}ressources?q=nationale").get_json()
        (first, *_), missing = told["resources"], told["missing"]
        session = Session(client, client.get(f"{BASE}favoris").get_json()["proof"])

        assert (first["source"], first["favourite"], missing) == ("national", False, [])
        assert client.get(f"{BASE}ressources/{first['key']}").get_json()["sent"] is None
        assert client.get(first["open"]).status_code == 302
        for _ in range(2):
            assert session.change("POST", first["key"]).status_code == 204
        told = client.get(f"{BASE}ressources?q=nationale").get_json()["resources"]
        assert [one["key"] for one in told if one["favourite"]] == [first["key"]]
        (mark,) = client.get(f"{BASE}favoris").get_json()["favourites"]
        assert (mark["key"], mark["resource"]["title"]) == (first["key"], first["title"])
        assert session.change("POST", tile_key(ResourceId("ark:/1/x"))).status_code == 404
        for _ in range(2):
            assert session.change("DELETE", first["key"]).status_code == 204
        assert marked(session) == []


@pytest.mark.parametrize(
    ("fault", "status", "code"), [(Fault.NOTHING, 503, "GB-GAR-01"), (Fault.HALF, 502, "GB-GAR-02")]
)
def test_a_silent_gar_is_no_answer_that_there_is_nothing(
    tmp_path: Path, fault: Fault, status: int, code: str
) -> None:
    """Nobody knows whether it is theirs; of what another school gives, and of its own, one does."""
    with national_portal(tmp_path) as portal:
        client = portal.browser()
        listed = client.get(f"{BASE}ressources?etab={LYCEE.id}&q=nationale").get_json()
        portal.gar.faults[LYCEE.id] = fault
        portal.clock.wait(hours=100)  # longer than any list is kept
        key = listed["resources"][0]["key"]
        answer = client.get(f"{BASE}ressources/{key}")
        told = answer.get_json()

        assert (answer.status_code, told["code"], told["status"]) == (status, code, status)
        assert answer.content_type == "application/problem+json"
        assert ("Retry-After" in answer.headers) == (status == 503)
        for known in (tile_key(ResourceId("ark:/1/x"), COLLEGE.id), tile_key(OWN, COLLEGE.id)):
            assert client.get(f"{BASE}ressources/{known}").status_code == 404


def test_a_silent_gar_takes_no_mark_and_loses_none(tmp_path: Path) -> None:
    """What was marked is listed without its resource, with which list is missing; it can go."""
    with national_portal(tmp_path) as portal:
        client = portal.browser()
        listed = client.get(f"{BASE}ressources?etab={LYCEE.id}&q=nationale").get_json()["resources"]
        kept, other = (one["key"] for one in listed)
        session = Session(client, client.get(f"{BASE}favoris").get_json()["proof"])
        session.change("POST", kept)
        portal.gar.faults[LYCEE.id] = Fault.NOTHING
        portal.clock.wait(hours=100)
        refused = session.change("POST", other)
        told = client.get(f"{BASE}favoris").get_json()

        assert (refused.status_code, refused.get_json()["code"]) == (503, "GB-GAR-01")
        assert refused.content_type == "application/problem+json"
        assert [(one["key"], one["resource"]) for one in told["favourites"]] == [(kept, None)]
        assert [(one["school"], one["at"]) for one in told["missing"]] == [(LYCEE.id, None)]
        assert session.change("DELETE", kept).status_code == 204
        assert marked(session) == []
