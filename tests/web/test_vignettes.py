"""Pictures on cards: from our own origin, kept by browsers, and never from a publisher."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.pictures import WEBP, picture
from tests.web import shelves
from tests.web.portal import World, client_of, portal
from werkzeug.test import TestResponse

from garbridge.config import Vignettes
from garbridge.core.catalogue import Source
from garbridge.core.vignettes import Picture, Vignette
from garbridge.errors import ConfigError
from garbridge.formats.pictures import read_picture
from garbridge.services.fresh import FRESH
from garbridge.testing.world import ATLAS

ADDRESS = "https://img.example/a.webp"
CONTENT = picture(WEBP)
TAG = re.compile(r'<img class="gb-tile"[^>]*>')


def copy() -> Picture:
    """Return the copy of the picture."""
    found = read_picture(CONTENT)
    assert isinstance(found, Picture)
    return found


@pytest.fixture(name="pictured")
def _pictured(world: World) -> World:
    """Return a world whose one resource has a picture, of which there is a copy."""
    world.resources = [replace(ATLAS, vignette=ADDRESS)]
    world.picture_hosts = Vignettes(frozenset({"img.example"}))
    world.vignettes.keep(Vignette(address=ADDRESS, digest=copy().digest), copy())
    return world


def page_of(world: World, address: str = "/mediacentre/", **config: object) -> str:
    """Return a page as the pupil sees it."""
    answer = client_of(portal(world, config=config)).get(address)
    assert answer.status_code == 200
    return answer.text


def test_a_card_shows_the_copy(pictured: World) -> None:
    """As a decoration that moves nothing when it comes; nobody else is asked."""
    page = page_of(pictured)

    (tag,) = TAG.findall(page)
    assert f'src="/mediacentre/vignettes/{copy().digest}"' in tag
    for said in ('alt=""', 'width="56"', 'height="56"', 'loading="lazy"', 'decoding="async"'):
        assert said in tag
    assert "img.example" not in page


def test_the_sheet_and_the_list_for_scripts_show_it_too(pictured: World) -> None:
    """The same address."""
    client = client_of(portal(pictured))
    (one,) = client.get("/mediacentre/api/v1/ressources").get_json()["resources"]
    sheet = client.get(one["sheet"]).text

    assert one["vignette"] == f"/mediacentre/vignettes/{copy().digest}"
    assert one["vignette"] in sheet
    assert "img.example" not in sheet


@pytest.mark.parametrize("prefix", ["", "/ent"])
def test_the_address_is_the_one_that_serves_it(pictured: World, prefix: str) -> None:
    """Wherever the portal mounted it."""
    client = client_of(portal(pictured, prefix=prefix))
    (tag,) = TAG.findall(client.get(f"{prefix}/mediacentre/").text)
    answer = client.get(tag.partition('src="')[2].partition('"')[0])

    assert (answer.status_code, answer.data) == (200, copy().content)


def test_without_a_copy_initials_stand_there(pictured: World) -> None:
    """Never the publisher's own address, never a broken picture."""
    pictured.vignettes.drop([ADDRESS])
    page = page_of(pictured)

    assert not TAG.search(page)
    assert "gb-hue-" in page
    assert "img.example" not in page


def test_a_new_copy_is_shown_within_a_minute(pictured: World) -> None:
    """Also to whoever has a page that was drawn before."""
    pictured.vignettes.drop([ADDRESS])
    client = client_of(portal(pictured))
    assert not TAG.search(client.get("/mediacentre/").text)
    pictured.vignettes.keep(Vignette(address=ADDRESS, digest=copy().digest), copy())
    pictured.clock.now += FRESH

    assert TAG.search(client.get("/mediacentre/").text)


def test_a_portal_without_pictures(pictured: World) -> None:
    """``GARBRIDGE_VIGNETTES = "off"``: neither shown nor served."""
    client = client_of(portal(pictured, config={"GARBRIDGE_VIGNETTES": "off"}))

    assert not TAG.search(client.get("/mediacentre/").text)
    assert client.get(f"/mediacentre/vignettes/{copy().digest}").status_code == 404


@pytest.mark.parametrize("said", ["direct", "", None, True])
def test_pictures_of_the_publisher_s_own_are_not_to_be_had(world: World, said: object) -> None:
    """The publisher would learn who looks."""
    with pytest.raises(ConfigError, match="VIGNETTES"):
        portal(world, config={"GARBRIDGE_VIGNETTES": said})


def test_a_path_that_somebody_else_says_is_not_ours(world: World) -> None:
    """The GAR's list names no address of this host: ``/deconnexion`` would be asked by each."""
    named = replace(ATLAS, vignette="/deconnexion")
    world.resources = [named]
    assert 'src="/deconnexion"' in page_of(world)

    world.resources = [replace(named, source=Source.NATIONAL)]
    assert "/deconnexion" not in page_of(world)


def served(world: World, digest: str, **headers: str) -> TestResponse:
    """Return what a stranger's browser is answered."""
    return client_of(portal(world), None).get(f"/mediacentre/vignettes/{digest}", headers=headers)


def test_a_picture_is_kept_by_browsers_and_does_nothing(pictured: World) -> None:
    """It has its kind, a name for its content, and no cookie; opened by itself it is a picture."""
    answer = served(pictured, copy().digest)

    assert (answer.status_code, answer.data) == (200, copy().content)
    headers = answer.headers
    assert headers["Content-Type"] == "image/webp"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["ETag"] == f'"{copy().digest}"'
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert "Set-Cookie" not in headers
    assert "Cookie" not in headers.get("Vary", "")


def test_a_picture_that_is_there_is_not_sent_again(pictured: World) -> None:
    """Its name says that it is the same."""
    answer = served(pictured, copy().digest, **{"If-None-Match": f'"{copy().digest}"'})

    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == f'"{copy().digest}"'


@pytest.mark.parametrize(
    "digest", ["0" * 32, copy().digest.upper(), copy().digest[:-1], "%00", "..", "é" * 32]
)
def test_what_nobody_has_is_not_there(pictured: World, digest: str) -> None:
    """Whatever is asked for; that it is not is not kept."""
    answer = served(pictured, digest)

    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_picture_of_another_portal_is_not_served(pictured: World) -> None:
    """Each has its own."""
    other = World(resources=pictured.resources)

    assert served(other, copy().digest).status_code == 404


def test_pictures_cost_no_question_each(pictured: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pages of seven cards ask once which copies there are."""
    full = shelves.full()
    full.vignettes, asked = pictured.vignettes, list[int]()
    found = full.vignettes.shown()

    def shown() -> Mapping[str, str]:
        asked.append(1)
        return found

    monkeypatch.setattr(full.vignettes, "shown", shown)
    client = client_of(portal(full))
    for query in ("", "?q=monde", "?tri=recent"):
        assert client.get(f"/mediacentre/{query}").status_code == 200

    assert len(asked) == 1


def test_a_minute_is_a_minute() -> None:
    """So that the tests above mean what they say."""
    assert timedelta(minutes=1) == FRESH
