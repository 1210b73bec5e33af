"""Who is signed in, and the random name of their session."""

import json
import logging
from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import cast
from zlib import decompress

import pytest
from flask import Flask, abort, session
from flask.testing import FlaskClient
from tests.web.doubles import MemoryDirectory
from tests.web.portal import World, client_of, portal

from garbridge.core.identifiers import PersonId
from garbridge.errors import StoreUnavailableError
from garbridge.testing.world import ALICE, ATLAS, LYCEE, pupil, seat
from garbridge.web import GarBridge
from garbridge.web.bridge import IdentityLoader

CLICK = f"/mediacentre/ouvrir/?ark={ATLAS.id}"
PATHS = [CLICK, "/mediacentre/", "/saml/sso?ask=1", "/cas/login?ask=1", "/saml/sso?suite=x"]


def with_loader(world: World, loader: Callable[[], object]) -> FlaskClient:
    """Return a browser at a portal that answers "who is signed in?" with *loader*."""
    app = Flask(__name__)
    app.config |= {
        "SECRET_KEY": "test only",
        "TESTING": True,
        "GARBRIDGE_LOGIN_VIEW": "/connexion",
    }
    gb = GarBridge(cast("IdentityLoader", loader), runtime=world.runtime())
    gb.init_app(app)
    return app.test_client()


def failing() -> str:
    """Fail as a portal's own session store may."""
    raise OSError("the session of Zoé Étoile-Marquée is gone")


def aborting() -> str:
    """Answer by an HTTP error, which must not become a page of ours either."""
    abort(403)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "loader",
    [
        failing,
        aborting,
        lambda: 42,
        lambda: ["alice"],
        lambda: "",
        lambda: " alice",
        lambda: "a\x00b",
        lambda: "a" * 65,
        lambda: True,
    ],
)
def test_a_loader_that_cannot_say_lets_nobody_in(
    world: World, path: str, loader: Callable[[], object]
) -> None:
    """Every failure of the portal's answer is a closed door with a code."""
    answer = with_loader(world, loader).get(path)

    assert answer.status_code == 500
    assert "GB-ENT-03" in answer.text
    assert "Étoile" not in answer.text
    assert world.journal.kept == []
    assert world.pending.kept == {}


def test_a_loader_whose_store_is_away_says_try_later(world: World) -> None:
    """An error of ours keeps its own code."""

    def away() -> str:
        raise StoreUnavailableError("locked")

    answer = with_loader(world, away).get("/mediacentre/")

    assert answer.status_code == 503
    assert "GB-ENT-01" in answer.text


def test_a_wrong_type_is_named_to_the_developer(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """An identifier that is a number is a mistake one makes once, and finds at once."""
    with caplog.at_level(logging.ERROR, logger="garbridge.web"):
        with_loader(world, lambda: 42).get("/mediacentre/")

    assert [r.getMessage() for r in caplog.records if r.name == "garbridge.web"] == [
        "identity_loader returned int: a str or None is expected"
    ]


@pytest.mark.parametrize("name", ["who", "person", "user", "identity", "profile", "uai", "etab"])
def test_nobody_is_who_they_say_they_are(stranger: FlaskClient, name: str) -> None:
    """No parameter, header or cookie of the client says who they are."""
    stranger.set_cookie(name, ALICE)
    answer = stranger.get(f"/mediacentre/?{name}={ALICE}", headers={"Remote-User": ALICE})

    assert answer.status_code == 302


def named(client: FlaskClient) -> object:
    """Return what garbridge keeps in the portal's session."""
    with client.session_transaction() as kept:
        return kept.get("_garbridge")


def test_a_session_keeps_its_name(client: FlaskClient) -> None:
    """The click and the sign-in that follows meet by this name."""
    client.get(CLICK)
    first = named(client)
    answer = client.get("/saml/sso?ask=1")

    assert named(client) == first
    assert "Set-Cookie" not in answer.headers


def test_somebody_else_in_the_same_browser_gets_another_name(world: World) -> None:
    """A click of the pupil before is not the click of the next one at the same computer."""
    world.directory = MemoryDirectory([pupil(), pupil("bob")], [LYCEE])
    world.entitlements.seats.append(seat(PersonId("bob")))
    client = client_of(portal(world))
    client.get(CLICK)
    first = named(client)
    with client.session_transaction() as kept:
        kept["who"] = "bob"
    client.get(CLICK)
    sessions = {pending.session for pending in world.pending.kept.values()}

    assert named(client) != first
    assert len(sessions) == 2


@pytest.mark.parametrize(
    "kept",
    [
        "text",
        ["a", "b"],
        {"garbridge": "text"},
        {"garbridge": ["chosen-name", "mark"]},
        {"garbridge": ["chosen-name"]},
        {"garbridge": [1, 2]},
        {"garbridge": ["chosen-name", "é"]},
    ],
)
def test_a_name_that_was_not_given_here_is_replaced(world: World, kept: object) -> None:
    """Nobody can plant the name under which a click will be looked for."""
    client = client_of(portal(world))
    with client.session_transaction() as before:
        before["_garbridge"] = kept
    client.get(CLICK)
    (pending,) = world.pending.kept.values()

    assert pending.session.startswith("token-")


def test_the_session_holds_nothing_about_the_person(client: FlaskClient) -> None:
    """Flask's cookie is signed, not encrypted: whoever reads it learns two random texts."""
    client.get(CLICK)
    cookie = client.get_cookie("session")
    assert cookie is not None
    text = cookie.value
    body = text.split(".")[1] if text.startswith(".") else text.split(".")[0]
    raw = urlsafe_b64decode(body + "=" * (-len(body) % 4))
    content = json.loads(decompress(raw) if text.startswith(".") else raw)

    assert set(content) == {"who", "_garbridge"}
    assert ALICE not in json.dumps(content["_garbridge"])
    assert len(json.dumps(content["_garbridge"])) < 120


def test_the_mark_cannot_be_guessed_from_the_cookie(world: World) -> None:
    """With another secret key the same name and person have another mark."""
    marks: set[str] = set()
    for secret in ("one", b"two", "three"):
        app = portal(world, config={"SECRET_KEY": secret})
        client = client_of(app)
        with client.session_transaction() as kept:
            kept["_garbridge"] = {}
        world.tokens.made = 0
        client.get(CLICK)
        with client.session_transaction() as kept:
            marks.add(kept["_garbridge"]["garbridge"][1])

    assert len(marks) == 3


def test_other_keys_of_the_session_stay(app: Flask) -> None:
    """The portal's session is a guest room: one key is ours."""
    client = client_of(app)
    with client.session_transaction() as kept:
        kept["basket"] = [1, 2]
        kept["_garbridge"] = {"other": ["x", "y"]}
    client.get(CLICK)
    with client.session_transaction() as kept:
        after = dict(kept)

    assert set(after) == {"who", "basket", "_garbridge"}
    assert after["basket"] == [1, 2]
    assert after["_garbridge"]["other"] == ["x", "y"]


def test_a_portal_may_use_its_own_session_in_the_loader(world: World) -> None:
    """The loader runs inside the request."""
    client = with_loader(world, lambda: session.get("someone"))

    assert client.get("/mediacentre/").status_code == 302
