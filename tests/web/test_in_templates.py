"""``{{ garbridge_mediacentre() }}``, as a portal calls it, in a page of the portal's own."""

from dataclasses import replace
from http import HTTPStatus
from typing import NoReturn

import pytest
from flask import Flask, Response, render_template_string, request, session
from tests.web.portal import World, client_of, portal, signed_in_person

from garbridge.core.identifiers import TenantId
from garbridge.errors import StoreUnavailableError
from garbridge.testing.world import ALICE, ATLAS, LYCEE
from garbridge.web import GarBridge

PAGE = "<!doctype html><title>ENT</title><h1>Bonjour</h1>{{ garbridge_mediacentre(%s) }}<p>fin</p>"


def home(app: Flask, arguments: str = "", name: str = "garbridge") -> Flask:
    """Give *app* a front page with the médiacentre of its garbridge *name* in it."""
    app.add_template_global(GarBridge(name=name).mediacentre, "garbridge_mediacentre")

    @app.route("/", methods=["GET", "POST"], endpoint="home")
    def show() -> str:
        return render_template_string(PAGE % arguments)

    return app


def inside(page: str) -> str:
    """Return what stands in the place of the helper."""
    before, _, rest = page.partition("<h1>Bonjour</h1>")
    assert before, page
    return rest.removesuffix("<p>fin</p>")


def test_the_page_holds_what_the_fragment_is(world: World) -> None:
    """The same list, as it is: titles were escaped where they were written."""
    world.resources = [replace(ATLAS, title="Atlas <script>alert(1)</script>")]
    client = client_of(home(portal(world)))

    page = client.get("/?limit=1&etab=x&lang=en").text

    assert inside(page) == client.get("/mediacentre/fragment").text
    assert "Atlas &lt;script&gt;alert" in page
    assert page.count("<html") == 0


@pytest.mark.parametrize("prefix", ["", "/gar", "/médias"])
def test_what_is_asked_for_is_passed_on_below_a_prefix(world: World, prefix: str) -> None:
    """The language and so many, wherever it is mounted and below whatever the server strips."""
    client = client_of(home(portal(world, prefix=prefix), "limit=3, lang='en'"))

    page = client.get("/", base_url="http://localhost/ent").text

    whole = client.get(
        f"{prefix}/mediacentre/fragment?limit=3&lang=en", base_url="http://localhost/ent"
    )
    assert inside(page) == whole.text
    assert "/ent" in inside(page)
    assert 'lang="en"' in whole.text


def test_nobody_is_sent_away_from_the_page(world: World) -> None:
    """Whoever is not signed in sees where to."""
    page = client_of(home(portal(world)), None).get("/")

    assert page.status_code == HTTPStatus.OK
    assert "Me connecter" in inside(page.text)
    assert ATLAS.title not in page.text


def test_a_database_that_is_away_leaves_the_page_around(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A code and a reference stand in its place, and nothing is open."""

    def away(*_: object, **__: object) -> NoReturn:
        raise StoreUnavailableError("away")

    monkeypatch.setattr(type(world.directory), "person", away)
    page = client_of(home(portal(world))).get("/", headers={"Accept": "application/json"})

    assert page.status_code == HTTPStatus.OK
    assert "GB-ENT-01" in inside(page.text)
    assert page.text.endswith("<p>fin</p>")


def test_a_form_of_the_portal_that_is_shown_again_holds_the_list(world: World) -> None:
    """Its body is the portal's own: nothing of it is read, and nothing of the list's is asked."""
    app = home(portal(world))
    read: list[str] = []

    @app.after_request
    def note(answer: Response) -> Response:
        read.append(request.form["nom"])
        return answer

    page = client_of(app).post("/?q=rien", data={"nom": "x", "limit": "0"})

    assert ATLAS.title in inside(page.text)
    assert read == ["x"]


def test_the_session_keeps_the_name_that_the_list_gave_it(world: World) -> None:
    """Else what is opened in two tabs would belong to two sessions, and one would stay open."""
    client = client_of(home(portal(world)))

    names = []
    for _ in range(2):
        client.get("/")
        with client.session_transaction() as kept:
            names.append(kept["_garbridge"]["garbridge"][0])
            assert kept["who"] == ALICE

    assert len(set(names)) == 1


@pytest.mark.parametrize("goes", [{"who": "bob"}, {}], ids=["another", "nobody"])
def test_who_was_there_before_is_shown_nothing_of(world: World, goes: dict[str, str]) -> None:
    """A shared computer: the page that signs another one in, or whoever was there out, holds it."""
    app = home(portal(world))

    @app.before_request
    def change() -> None:
        if request.method == "POST":
            session.pop("who")
            session.update(goes)

    client = client_of(app)
    assert ATLAS.title in inside(client.get("/").text)
    shown = inside(client.post("/").text)

    assert ATLAS.title not in shown
    assert ("GB-ANN-01" if goes else "Me connecter") in shown
    with client.session_transaction() as kept:
        assert kept.get("who") == goes.get("who")


def test_each_of_two_has_its_own(world: World) -> None:
    """Two tenants in one application: the second is named, and shows its own people's."""
    app = home(portal(world), name="college")
    other = World(
        tenant=TenantId("college"),
        issuer="https://college.example/college",
        directory=type(world.directory)([], [LYCEE]),
    )
    bridge = GarBridge(signed_in_person, runtime=other.runtime(), name="college")
    bridge.init_app(app, url_prefix="/college")

    page = client_of(app).get("/").text

    assert "GB-ANN-01" in inside(page)
    assert ATLAS.title not in page
