"""What people see of the médiacentre in each state, and at the door: in, out, refused, broken."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from flask import Response
from tests.web import shelves
from tests.web.national_portal import LEA, national_portal
from tests.web.portal import World, portal
from tests.web.test_finding import HOSTILE, many
from tests.web.test_logout import AFTER, oidc_client
from tests.web.test_logout import Portal as Leaving
from tests.web.test_operating import app_of
from tests.web.upstream_portal import UpstreamPortal, browser_of
from tests.web.walking import Shown, Walk
from tests.wiring.lti_portal import both

from garbridge.core.identifiers import ResourceId, tile_key
from garbridge.protocols.oidc import RelyingPartyLogout
from garbridge.services.national_shelf import national_key
from garbridge.testing.world import ALICE, ATLAS, LYCEE
from garbridge.web.alone import create_app
from provider_stub.gar_lists import Fault

SHEET: Final = f"/mediacentre/ressource/{tile_key(ResourceId('ark:/99999/r0'))}"
POST: Final = "garbridge/post.html"


def hostile() -> World:
    """Return a shelf whose publishers call things what nobody should."""
    world = shelves.two_schools()
    for number, evil in enumerate(HOSTILE):
        named = replace(
            world.resources[number + 1],
            title=evil,
            publisher=evil,
            discipline=evil,
            levels=(evil, "6e"),
        )
        world.resources[number + 1] = named
    return world


def broken() -> World:
    """Return a world in which something is wrong that nobody foresaw."""
    world = World()
    world.saml.fails = RuntimeError("on purpose")
    return world


SCENES: Final[dict[str, tuple[Callable[[], World], str]]] = {
    "full": (shelves.full, "/mediacentre/"),
    "at work": (lambda: shelves.at_work(many(20)), "/mediacentre/"),
    "all marks": (lambda: shelves.at_work(many(20)), "/mediacentre/reperes"),
    "no marks": (shelves.full, "/mediacentre/reperes"),
    "two schools": (shelves.two_schools, "/mediacentre/"),
    "empty": (shelves.nothing, "/mediacentre/"),
    "refusals": (shelves.refusals, "/mediacentre/"),
    "last year": (shelves.last_year, "/mediacentre/"),
    "english": (shelves.refusals, "/mediacentre/?lang=en"),
    "not open": (shelves.shut, "/mediacentre/"),
    "half open": (shelves.half_open, "/mediacentre/"),
    "pictures and a badge": (shelves.pictured, "/mediacentre/"),
    "a picture alone": (shelves.pictured, SHEET),
    "in a frame": (shelves.full, "/mediacentre/?embed=1"),
    "inside": (shelves.full, "/mediacentre/fragment"),
    "filtered": (shelves.two_schools, "/mediacentre/?q=de&niveau=2de&tri=titre"),
    "nothing found": (shelves.full, "/mediacentre/?q=zzzz&niveau=2de"),
    "too short": (shelves.full, "/mediacentre/?q=z"),
    "a thousand": (lambda: many(1_000), "/mediacentre/?page=5&niveau=1e"),
    "hostile": (hostile, "/mediacentre/?discipline=x"),
    "hostile list": (hostile, "/mediacentre/?tri=editeur"),
    "news": (shelves.two_schools, "/mediacentre/nouveautes"),
    "no news": (shelves.nothing, "/mediacentre/nouveautes"),
    "no such news": (shelves.full, "/mediacentre/nouveautes?discipline=x"),
    "hostile news": (hostile, "/mediacentre/nouveautes?lang=en"),
    "sheet": (shelves.two_schools, SHEET),
    "closed sheet": (shelves.refusals, f"{SHEET}?lang=en"),
    "no such sheet": (shelves.full, "/mediacentre/ressource/nothing"),
    "refused": (shelves.nothing, "/mediacentre/ouvrir/x"),
    "ended": (shelves.last_year, "/mediacentre/ouvrir/?ark=ark:/99999/r0"),
    "wrong": (World, "/saml/sso?ask=unknown"),
    "broken": (broken, "/saml/sso?ask=fault"),
    "choice": (shelves.choice, f"/saml/sso?ask=1&resource={ATLAS.id}"),
}
"""A state of somebody's shelf, and what they open."""


@contextmanager
def the_scenes(_: Path) -> Iterator[list[Shown]]:
    """Each state of the médiacentre, and each way in which something does not open."""
    shown = list[Shown]()
    for name, (make, path) in SCENES.items():
        walk = Walk(portal(make())).as_person(ALICE)
        walk.at(name, path)
        shown += walk.shown
    yield shown


@contextmanager
def the_national(folder: Path) -> Iterator[list[Shown]]:
    """What the GAR lists, marked, opened and listed no more, and a GAR that is silent."""
    with national_portal(folder) as gar:
        walk = Walk(app_of(gar.runtime)).as_person(LEA)
        keys = [
            national_key(f"http://n2t.net/ark:/99999/{one}", LYCEE.id) for one in ("r14", "r15")
        ]
        page = walk.at("listed by the GAR", "/mediacentre/")
        for key in keys:
            walk.press("", page, "favoris", {"ajouter": key})
            walk.client.get(f"/mediacentre/ouvrir/{key}")
        gar.gar.entries = ("r14",)
        gar.clock.wait(minutes=2)
        walk.at("marked, and not all shown", "/mediacentre/reperes")
        walk.at("their sheet", f"/mediacentre/ressource/{keys[0]}")
        walk.at("listed no more", f"/mediacentre/ouvrir/{keys[1]}")
        gar.gar.faults[LYCEE.id] = Fault.NOTHING
        gar.clock.wait(hours=1)
        walk.at("a list from before", "/mediacentre/?lang=en")
        gar.clock.wait(hours=100)
        walk.at("a silent GAR", "/mediacentre/")
        walk.at("marks that nobody knows of", "/mediacentre/reperes")
        walk.at("no answer whose it is", f"/mediacentre/ressource/{keys[0]}")
        yield walk.shown


@contextmanager
def the_door(folder: Path) -> Iterator[list[Shown]]:
    """How people come in, go on to a publisher, bring something back, and leave."""
    alone = Walk(create_app(runtime=UpstreamPortal().runtime))
    alone.client = browser_of(alone.app)
    alone.at("nobody is in", "/", base_url="https://ent.example")
    alone.at("not there", "/wp-login.php", base_url="https://ent.example")
    inside = Walk(portal(World()))
    inside.at("nobody is in a frame", "/mediacentre/?embed=1")
    posting = portal(World())
    posting.after_request(_without_script)
    passing = Walk(posting).as_person(ALICE)
    passing.at("on the way", "/saml/sso?ask=1")
    passing.shown = [replace(one, template=POST) for one in passing.shown]  # it tells nobody
    yield [
        *alone.shown,
        *inside.shown,
        *passing.shown,
        *_left(RelyingPartyLogout(client=None, subject=None, then=""), "/mediacentre/deconnexion"),
        *_left(RelyingPartyLogout(client=oidc_client(), subject=None, then=AFTER), "/oidc/logout"),
        *_chosen(folder),
    ]


def _left(asked: RelyingPartyLogout, path: str) -> list[Shown]:
    client = Leaving(World(), rp=asked).client(_1="cas")
    walk = Walk(client.application)
    walk.client = client
    walk.at(f"left by {path}", path)
    return walk.shown


def _chosen(folder: Path) -> list[Shown]:
    ends = both(folder)
    ends.who = "bruno"
    item = {"type": "ltiResourceLink", "title": "Chapitre <3>", "url": "https://outil.example/a/3"}
    walk = Walk(ends.app)
    walk.watch("brought back", lambda: ends.chosen(item, {**item, "type": "file"}))
    return walk.shown


def _without_script(response: Response) -> Response:
    """Leave the page that posts itself as it is where script is off."""
    if response.mimetype == "text/html":
        response.set_data(re.sub(r"<script.*?</script>", "", response.get_data(as_text=True)))
    return response
