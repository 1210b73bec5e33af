"""The click and the links to one resource."""

import base64
from dataclasses import replace
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient
from tests.web import shelves
from tests.web.doubles import MemoryDirectory
from tests.web.portal import World, client_of, links_of, portal, sign_in

from garbridge.core.access import Refusal
from garbridge.core.identifiers import SchoolId, tile_key
from garbridge.testing.world import ALICE, ATLAS, COLLEGE, LYCEE, SUBSCRIPTION

KEY = tile_key(ATLAS.id)
HERE = tile_key(ATLAS.id, LYCEE.id)


def gar_link(tenant: str = "F0", school: str | None = LYCEE.id, ark: str = ATLAS.id) -> str:
    """Return a link of the GAR's form."""
    parts = [f"idENT={encoded(tenant)}", f"idRessource={quote(ark, safe='')}"]
    if school is not None:
        parts.insert(1, f"idEtab={encoded(school)}")
    return "/domaineGar?" + "&".join(parts)


def encoded(text: str) -> str:
    """Return *text* in base64, its padding as some producers leave it."""
    return base64.b64encode(text.encode()).decode()


LINKS = [
    f"/mediacentre/ouvrir/{HERE}",
    f"/mediacentre/ouvrir/{KEY}",
    f"/mediacentre/ouvrir/?ark={ATLAS.id}",
    f"/mediacentre/ouvrir/?ark={quote(ATLAS.id, safe='')}&etab={LYCEE.id}",
    f"/mediacentre/ouvrir/?ark={ATLAS.id}&etab={LYCEE.id.lower()}",
    gar_link(),
    gar_link(school=None),
]


@pytest.mark.parametrize("link", LINKS)
def test_every_form_of_link_opens_the_resource(
    world: World, client: FlaskClient, link: str
) -> None:
    """The browser goes to the registered address, and the click waits for its sign-in."""
    answer = client.get(link)
    (pending,) = world.pending.kept.values()

    assert answer.status_code == 302
    assert answer.location == ATLAS.url
    assert (pending.resource, pending.school, pending.person) == (ATLAS.id, LYCEE.id, ALICE)


@pytest.mark.parametrize("link", LINKS)
def test_a_deep_link_survives_the_login(stranger: FlaskClient, link: str) -> None:
    """A link in an e-mail opens its resource after the one login, not the home page."""
    asked = stranger.get(link)
    then = parse_qs(urlsplit(asked.location).query)["next"][0]
    sign_in(stranger)
    answer = stranger.get(then)

    assert asked.status_code == 302
    assert then.startswith("/mediacentre/ouvrir/")
    assert answer.location == ATLAS.url


@pytest.mark.parametrize(
    "link",
    [
        "/mediacentre/ouvrir/..",
        "/mediacentre/ouvrir/%2e%2e",
        "/mediacentre/ouvrir/%5c",
        "/mediacentre/ouvrir/%0a",
        "/mediacentre/ouvrir/%2500",
        "/mediacentre/ouvrir/" + "a" * 9_000,
        "/mediacentre/ouvrir/?ark=" + "a" * 9_000,
        "/mediacentre/?lang=" + "a" * 9_000,
    ],
)
def test_a_link_that_no_path_of_ours_can_name_leads_to_the_list(
    stranger: FlaskClient, link: str
) -> None:
    """A stranger makes no error of ours out of an odd key, and is sent nowhere odd."""
    asked = stranger.get(link)

    assert asked.status_code == 302
    assert parse_qs(urlsplit(asked.location).query)["next"] == ["/mediacentre/"]


@pytest.mark.parametrize(
    "link",
    [
        "/mediacentre/ouvrir/nothing-of-the-kind",
        f"/mediacentre/ouvrir/{KEY}-zzz",
        f"/mediacentre/ouvrir/{tile_key(ATLAS.id, COLLEGE.id)}",
        f"/mediacentre/ouvrir/{KEY}-",
        "/mediacentre/ouvrir/%FF%00",
        "/mediacentre/ouvrir/",
        "/mediacentre/ouvrir/?ark=ark:/1/x",
        f"/mediacentre/ouvrir/?ark={ATLAS.id}&etab=x",
        f"/mediacentre/ouvrir/?ark={ATLAS.id}&etab=0999999Z",
        "/mediacentre/ouvrir/?ark=https://evil.example/",
        "/mediacentre/ouvrir/?url=https://evil.example/",
        gar_link(ark="ark:/99999/other"),
        gar_link(school="0999999Z"),
    ],
)
def test_what_names_nothing_of_theirs_is_refused_alike(world: World, link: str) -> None:
    """Nobody can tell a resource that does not exist from one that is not theirs."""
    if link.endswith(f"{KEY}-"):
        world.entitlements.seats.clear()
    answer = client_of(portal(world)).get(link)

    assert answer.status_code == 403
    assert "Cette ressource ne vous est pas attribuée" in answer.text
    assert "GB-DRO-01" in answer.text
    assert ATLAS.title not in answer.text
    assert world.pending.kept == {}


def test_refusals_differ_in_their_reference_only(world: World) -> None:
    """The page of a resource that exists is the page of one that does not."""
    world.entitlements.seats.clear()
    client = client_of(portal(world))
    exists = client.get(f"/mediacentre/ouvrir/{HERE}").text
    does_not = client.get(f"/mediacentre/ouvrir/{tile_key(ATLAS.id, LYCEE.id)[::-1]}").text
    first, second = (record.reference for record in world.journal.kept)

    assert exists.replace(first, "").replace(HERE, "") == does_not.replace(second, "").replace(
        HERE[::-1], ""
    )


def test_an_ended_subscription_names_its_last_day(world: World) -> None:
    """Ends are exclusive: midnight between August and September is 31 August."""
    world.entitlements.subscriptions = [replace(SUBSCRIPTION, ends=shelves.ENDED)]
    answer = client_of(portal(world)).get(f"/mediacentre/ouvrir/{HERE}")

    assert "GB-ABO-01" in answer.text
    assert '<time datetime="2026-08-31">31\u00a0août 2026</time>' in answer.text


def test_two_schools_ask_which() -> None:
    """A link without a school leaves the choice to the person, who goes on with one click."""
    world = shelves.choice()
    client = client_of(portal(world))
    page = client.get(f"/mediacentre/ouvrir/{KEY}")
    links = links_of(page.text)
    answer = client.get(links[COLLEGE.name])

    assert page.status_code == 200
    assert links[COLLEGE.name] == f"/mediacentre/ouvrir/{tile_key(ATLAS.id, COLLEGE.id)}"
    assert answer.location == ATLAS.url
    assert [p.school for p in world.pending.kept.values()] == [COLLEGE.id]


def test_a_school_without_a_name_shows_its_code() -> None:
    """One missing row in the directory does not stop a choice."""
    world = shelves.choice()
    world.directory = MemoryDirectory(world.directory.people, [LYCEE])
    page = client_of(portal(world)).get(f"/mediacentre/ouvrir/{KEY}")

    assert set(links_of(page.text)) == {LYCEE.name, COLLEGE.id}


def test_a_test_uai_with_a_suffix_is_one_school(world: World) -> None:
    """The State's test schools have a hyphen in their UAI, as a tile key has."""
    school = SchoolId("0650499P-ET6")
    client = client_of(portal(world))
    client.get(f"/mediacentre/ouvrir/{tile_key(ATLAS.id, school)}")

    assert world.journal.kept[0].school == school
    assert world.journal.kept[0].refusal is Refusal.NOT_A_MEMBER


def test_a_link_of_another_ent_says_so(client: FlaskClient) -> None:
    """A bookmark of the ENT one left is no reason to search for a fault here."""
    answer = client.get(gar_link(tenant="Z9"))

    assert answer.status_code == 404
    assert "GB-REQ-10" in answer.text
    assert "Z9" not in answer.text


@pytest.mark.parametrize("query", ["", "idENT=%%%", "idENT=RjA=", "idENT=RjA=&idENT=RjA="])
def test_an_unreadable_gar_link_is_refused(client: FlaskClient, query: str) -> None:
    """What cannot be read in one way is not guessed at."""
    assert client.get(f"/domaineGar?{query}").status_code == 400


@pytest.mark.parametrize("link", LINKS[:3] + LINKS[-1:])
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST"])
def test_other_methods_open_nothing(
    world: World, client: FlaskClient, link: str, method: str
) -> None:
    """A preview of a link leaves no click waiting."""
    assert client.open(link, method=method).status_code == 405
    assert world.pending.kept == {}


def test_the_gate_runs_again_at_the_sign_in(world: World, client: FlaskClient) -> None:
    """A click is not a ticket: what was withdrawn since then is refused."""
    client.get(f"/mediacentre/ouvrir/{HERE}")
    world.entitlements.seats.clear()
    answer = client.get("/saml/sso?ask=1")

    assert answer.status_code == 403


def test_the_click_decides_the_school_of_the_launch() -> None:
    """After a click nobody is asked twice through which school."""
    world = shelves.choice()
    client = client_of(portal(world))
    client.get(f"/mediacentre/ouvrir/{tile_key(ATLAS.id, COLLEGE.id)}")
    client.get(f"/saml/sso?ask=1&resource={ATLAS.id}")

    assert [record.school for record in world.journal.kept] == [COLLEGE.id]
