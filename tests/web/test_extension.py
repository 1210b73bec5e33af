"""Mounting: by name and prefix, several times, with every mistake at once."""

import json
import logging
from functools import partial
from pathlib import Path

import pytest
from flask import Flask, session
from tests.stores.migrated import new_database
from tests.web import shelves
from tests.web.doubles import MemoryDirectory
from tests.web.portal import World, client_of, portal, signed_in_person
from tests.web.upstream_portal import UpstreamPortal, back, begun, browser_of
from tests.wiring.portal_files import write_portal
from werkzeug.test import Client
from werkzeug.wrappers import Response as WsgiResponse

from garbridge.config import read_config
from garbridge.core.identifiers import PersonId, TenantId
from garbridge.core.permissions import Actor, Denial, Denied
from garbridge.core.roles import Act
from garbridge.errors import ConfigError
from garbridge.stores.memory.database import MemoryDatabase
from garbridge.stores.memory.queue import MemoryNotifications
from garbridge.testing.world import ALICE, ATLAS, LYCEE
from garbridge.web import GarBridge
from garbridge.web.bridge import bridges_of


def bare() -> Flask:
    """Return an application with nothing but a secret key."""
    app = Flask(__name__)
    app.config |= {"SECRET_KEY": "test only", "TESTING": True}
    return app


def test_one_object_serves_several_applications(world: World) -> None:
    """Nothing of an application stays on the object that was attached to it."""
    gb = GarBridge(signed_in_person, runtime=world.runtime())
    first, second = bare(), bare()
    second.config["GARBRIDGE_OPEN_IN"] = "self"
    gb.init_app(first)
    gb.init_app(second, url_prefix="/ent")

    assert "_blank" in client_of(first).get("/mediacentre/").text
    assert "_blank" not in client_of(second).get("/ent/mediacentre/").text
    assert client_of(second).get("/mediacentre/").status_code == 404


def test_the_portals_own_confirmation_is_asked(tmp_path: Path) -> None:
    """Before a bulk act, and from the number of people that the portal chose."""
    asked: list[Actor] = []

    def confirm(actor: Actor, act: Act) -> bool:
        asked.append(actor)
        return act is not Act.ASSIGN

    app, who = bare(), Actor(PersonId("regie"))
    config = write_portal(tmp_path)
    with config.open("a", encoding="utf-8") as file:
        file.write('[[roles]]\nrole = "assigner"\nperson = "regie"\neverywhere = true\n')
    new_database(read_config(config).database)
    teller = MemoryNotifications(MemoryDatabase())
    gb = GarBridge(
        signed_in_person, config=config, confirmation=confirm, confirm_above=2, notifier=teller
    )
    gb.init_app(app)

    runtime = bridges_of(app)[gb.name].runtime
    assert runtime.queue.notifier is teller
    permissions = runtime.permissions
    places = [(LYCEE.id, None)]
    assert isinstance(permissions.permit_all(who, Act.ASSIGN, places, people=2), tuple)
    answer = permissions.permit_all(who, Act.ASSIGN, places, people=3)
    assert answer == Denied(Denial.NOT_CONFIRMED)
    assert asked == [who]


def test_twice_in_one_application_is_refused(world: World) -> None:
    """Two of one name would share a session name and a place in the extensions."""
    app = bare()
    GarBridge(signed_in_person, runtime=world.runtime()).init_app(app)

    with pytest.raises(RuntimeError, match="already attached"):
        GarBridge(signed_in_person, runtime=world.runtime()).init_app(app, url_prefix="/other")


def test_two_at_one_prefix_are_refused(world: World) -> None:
    """The second would be mounted and never be reached."""
    app = bare()
    GarBridge(signed_in_person, runtime=world.runtime()).init_app(app)

    with pytest.raises(RuntimeError, match="mounted at"):
        GarBridge(signed_in_person, runtime=world.runtime(), name="other").init_app(app)


def test_the_loader_may_come_after_the_mounting(world: World) -> None:
    """A decorator below init_app works as one above it."""
    app = bare()
    gb = GarBridge(runtime=world.runtime())
    gb.init_app(app)

    @gb.identity_loader
    def who() -> str:
        return ALICE

    assert who() == ALICE
    assert ATLAS.title in app.test_client().get("/mediacentre/").text


def test_without_a_loader_nobody_gets_in(world: World) -> None:
    """A forgotten loader is a mistake of the portal, not an open door."""
    app = bare()
    GarBridge(runtime=world.runtime()).init_app(app)
    answer = app.test_client().get("/mediacentre/")

    assert answer.status_code == 500
    assert "GB-ENT-04" in answer.text


def test_every_mistake_of_the_configuration_at_once(world: World) -> None:
    """Somebody who sets five keys wrong learns it in one start."""
    wrong = {
        "GARBRIDGE_LOGIN_VIEW": "//evil.example",
        "GARBRIDGE_OPEN_IN": "window",
        "GARBRIDGE_FRAME_ANCESTORS": "'self'; script-src *",
        "GARBRIDGE_PAGE_POLICY": "default-src 'self'\nX-Other: 1; é",
        "GARBRIDGE_CSP_NONCE": "abc",
        "GARBRIDGE_BASE_TEMPLATE": "",
        "GARBRIDGE_COLOUR": "red",
    }
    with pytest.raises(ConfigError) as refused:
        portal(world, config=wrong)

    assert len(refused.value.problems) == len(wrong)
    assert all(any(key in line for line in refused.value.problems) for key in wrong)


def test_a_refused_configuration_mounts_nothing(world: World) -> None:
    """After a failed start the application is as it was."""
    app = bare()
    app.config["GARBRIDGE_OPEN_IN"] = "window"
    with pytest.raises(ConfigError):
        GarBridge(signed_in_person, runtime=world.runtime()).init_app(app)

    assert "garbridge" not in app.blueprints
    assert app.extensions.get("garbridge", {}) == {}


def test_a_missing_configuration_file_is_named(tmp_path: Path) -> None:
    """Without a runtime one is built when the application is made, and says what is wrong."""
    gb = GarBridge(signed_in_person, config=tmp_path / "garbridge.toml")

    with pytest.raises(ConfigError, match=r"garbridge\.toml"):
        gb.init_app(bare())


@pytest.mark.parametrize("prefix", ["", "/gar", "/a/b/"])
def test_every_address_moves_with_the_prefix(prefix: str) -> None:
    """Links, redirects and the stylesheet stay below the prefix."""
    place = prefix.rstrip("/")
    app = portal(World(issuer=f"https://ent.example{place}"), prefix=prefix)
    page = client_of(app).get(f"{place}/mediacentre/").text
    asked = client_of(app, None).get(f"{place}/saml/sso?ask=1")

    assert f'href="{place}/mediacentre/ouvrir/' in page
    assert f'href="{place}/mediacentre/static/garbridge.css?v=' in page
    assert asked.location.startswith(f"/connexion?next={place}/saml/sso?suite%3D")


@pytest.mark.parametrize("login", ["sign_in", "/connexion", "/connexion?from=garbridge"])
def test_every_address_moves_with_script_name(login: str) -> None:
    """A portal mounted below another application keeps its own root."""
    app = portal(
        World(issuer="https://ent.example/ent/gar"),
        prefix="/gar",
        config={"GARBRIDGE_LOGIN_VIEW": login},
    )
    client = Client(app, WsgiResponse)
    asked = client.get("/gar/mediacentre/", base_url="https://ent.example/ent/")
    problem = client.get("/gar/domaineGar", base_url="https://ent.example/ent/")

    assert asked.location.startswith("/ent/connexion?")
    assert asked.location.endswith("next=/ent/gar/mediacentre/") or asked.location.endswith(
        "next=%2Fent%2Fgar%2Fmediacentre%2F"
    )
    assert 'href="/ent/gar/mediacentre/static/' in problem.text


@pytest.mark.parametrize(
    ("issuer", "prefix", "warned"),
    [
        ("https://ent.example", "", False),
        ("https://ent.example/gar", "/gar", False),
        ("https://ent.example", "/gar", True),
        ("https://ent.example/gar", "", True),
    ],
)
def test_an_issuer_elsewhere_is_announced_once(
    caplog: pytest.LogCaptureFixture, issuer: str, prefix: str, *, warned: bool
) -> None:
    """A wrong issuer makes every provider send people to the wrong address."""
    client = client_of(portal(World(issuer=issuer), prefix=prefix))
    with caplog.at_level(logging.WARNING, logger="garbridge.web"):
        client.get(f"{prefix}/livez")
        client.get(f"{prefix}/livez")

    assert ["issuer" in r.getMessage() for r in caplog.records] == [True] * warned


def session_value(key: str) -> str | None:
    """Return what the portal's session says under *key*."""
    value: str | None = session.get(key)
    return value


def two_tenants() -> tuple[Flask, World, World]:
    """Return one application with two tenants, of which each has a person ``alice``."""
    here = World(issuer="https://ent.example/nord")
    there = World(tenant=TenantId("Z1"), issuer="https://ent.example/sud", name="ENT du Sud")
    there.resources = shelves.resources()
    app = bare()
    app.config["GARBRIDGE_LOGIN_VIEW"] = "/connexion"
    for name, world in (("nord", here), ("sud", there)):
        gb = GarBridge(partial(session_value, name), runtime=world.runtime(), name=name)
        gb.init_app(app, url_prefix=f"/{name}")
    return app, here, there


def test_two_tenants_share_no_identity_and_no_shelf() -> None:
    """Signed in at one is a stranger at the other."""
    app, _, _ = two_tenants()
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["nord"] = ALICE

    assert ATLAS.title in client.get("/nord/mediacentre/").text
    assert client.get("/sud/mediacentre/").status_code == 302


def test_two_tenants_share_no_session_name() -> None:
    """One browser has a name of its own at each, so a click at one is none at the other."""
    app, here, there = two_tenants()
    there.resources, there.tokens.made = [ATLAS], 1_000
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["nord"] = kept["sud"] = ALICE
    for name in ("nord", "sud"):
        client.get(f"/{name}/mediacentre/ouvrir/?ark={ATLAS.id}")
    (first,) = here.pending.kept.values()
    (second,) = there.pending.kept.values()

    assert first.session != second.session


def test_two_tenants_share_no_parked_request() -> None:
    """A handle of one opens nothing at the other, even in a store that both can read."""
    app, here, there = two_tenants()
    there.once.kept = here.once.kept
    client = app.test_client()
    then = client.post("/nord/saml/sso", data={"ask": "1"}).location
    with client.session_transaction() as kept:
        kept["nord"] = kept["sud"] = ALICE
    answer = client.get(then.replace("/nord/", "/sud/"))

    assert answer.status_code == 400
    assert there.saml.seen == []


def test_two_tenants_share_no_page() -> None:
    """Links and names on a page are those of its own tenant."""
    app, _, there = two_tenants()
    there.directory = MemoryDirectory([], [LYCEE])
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["sud"] = ALICE
    page = client.get("/sud/mediacentre/").text

    assert "ENT du Sud" in page
    assert 'href="/sud/mediacentre/"' in page
    assert "/nord/" not in page


def test_two_tenants_share_no_session_of_an_upstream() -> None:
    """One's token in the cookie of the other is nobody's there, though one page asks both."""
    app, bridges = bare(), [GarBridge(runtime=UpstreamPortal().runtime, name=n) for n in "ab"]
    for one in bridges:
        one.init_app(app, url_prefix=f"/{one.name}")
    app.add_url_rule("/qui", "qui", lambda: json.dumps([one.person() for one in bridges]))
    client = browser_of(app)
    back(client, begun(client, "/a/mediacentre/connexion"), prefix="/a", code=ALICE)
    cookie = client.get_cookie("__Host-garbridge-a", domain="ent.example")
    assert cookie is not None
    client.set_cookie("__Host-garbridge-b", cookie.value, domain="ent.example", secure=True)

    assert client.get("/qui", base_url="https://ent.example").get_json(force=True) == [ALICE, None]


def test_the_command_line_uses_the_portals_runtime(world: World) -> None:
    """``flask garbridge explain`` answers from what the portal serves, and reads no file."""
    app = portal(world)
    asked = [
        "garbridge",
        "explain",
        "--reason",
        "x",
        "--person",
        ALICE,
        "--resource",
        ATLAS.id,
        "--json",
    ]
    answer = app.test_cli_runner().invoke(args=asked)

    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.output)["decision"] == "granted"
