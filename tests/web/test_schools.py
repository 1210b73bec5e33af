"""What the configuration says of a school: openings, labels, contacts, the words of an école."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from tests.web import shelves
from tests.web.doubles import MemoryDirectory
from tests.web.portal import World, client_of, portal

from garbridge.core.access import Refusal
from garbridge.core.identifiers import SchoolId, tile_key
from garbridge.core.owners import Owner
from garbridge.core.people import Membership, Profile, School
from garbridge.core.schools import SchoolBook, SchoolRule
from garbridge.errors import ValueRefusedError
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, NOW, pupil
from garbridge.web import GarBridge
from garbridge.web.bridge import bridges_of
from garbridge.wiring.following import Followed
from garbridge.wiring.live_schools import LiveSchools

TILE = f"/mediacentre/ouvrir/{tile_key(ATLAS.id, LYCEE.id)}"
LATER = NOW.replace(day=30)
HOSTILE = '<script>alert(1)</script> {{ 7*7 }} %s {} "'
ECOLE = School(LYCEE.id, "École Jeanne-Barret", 1)


def book(others: SchoolRule | None = None, **schools: SchoolRule) -> SchoolBook:
    """Return rules by the names ``lycee`` and ``college``."""
    named = {"lycee": LYCEE.id, "college": COLLEGE.id}
    return SchoolBook(others or SchoolRule(), {named[n]: one for n, one in schools.items()})


def page_of(world: World, address: str = "/mediacentre/") -> str:
    """Return a page as the pupil sees it."""
    return client_of(portal(world)).get(address).text


def test_a_school_that_is_not_open_yet_has_a_page_of_its_own(world: World) -> None:
    """When it opens, whom to ask; no resource, and a status that says no."""
    contacts = {Owner.PORTAL: "L’équipe ENT"}
    world.schools = book(lycee=SchoolRule(opens=LATER, contacts=contacts))
    answer = client_of(portal(world)).get("/mediacentre/")

    assert answer.status_code == 403
    assert "Le médiacentre n’est pas encore ouvert dans votre établissement" in answer.text
    assert '<time datetime="2026-11-30">' in answer.text
    assert "L’équipe ENT" in answer.text
    assert "GB-ANN-10" in answer.text
    assert ATLAS.title not in answer.text


def test_a_link_to_it_is_refused_and_recorded(world: World) -> None:
    """By the gate, whatever the médiacentre shows; and opens the moment the school does."""
    world.schools = book(lycee=SchoolRule(opens=LATER))
    browser = client_of(portal(world))
    refused = browser.get(TILE)
    said = browser.get(TILE, headers={"Accept": "application/json"}).get_json()
    world.clock.now = LATER
    opened = browser.get(TILE)

    assert (refused.status_code, opened.status_code) == (403, 302)
    assert said["code"] == "GB-ANN-10"
    assert {one.refusal for one in world.journal.kept} == {Refusal.SCHOOL_NOT_OPEN}


def test_a_sign_in_request_is_refused_too(world: World) -> None:
    """A provider's own link leads past the médiacentre, and not past the gate."""
    world.schools = book(lycee=SchoolRule(is_open=False))
    answer = client_of(portal(world)).get("/saml/sso?ask=1")

    assert answer.status_code == 403
    assert "GB-ANN-10" in answer.text


def test_of_two_schools_the_open_one_is_served() -> None:
    """The other says when, and lists nothing: in its own words, where it is an école."""
    world = shelves.two_schools()
    world.schools = book(college=SchoolRule(opens=LATER, degree=1))
    page = page_of(world)

    assert "Le médiacentre de votre école ouvre le" in page
    assert page.count(f"{ATLAS.title}</a>") + page.count(">Atlas des climats<") >= 1
    assert f"-{COLLEGE.id}" not in page


def test_somebody_elses_school_tells_nothing(world: World) -> None:
    """Neither that it is shut, nor whom they ask there."""
    world.schools = book(
        lycee=SchoolRule(contacts={Owner.ASSIGNER: "Le CDI du lycée"}),
        college=SchoolRule(is_open=False, contacts={Owner.ASSIGNER: "Mme Secrète"}),
    )
    page = page_of(world, f"/mediacentre/ouvrir/{tile_key(ATLAS.id, COLLEGE.id)}")

    assert "GB-DRO-01" in page
    assert "Mme Secrète" not in page
    assert "Le CDI du lycée" in page


def test_labels_and_contacts_are_text(world: World) -> None:
    """Whatever an operator writes is shown as it is, everywhere."""
    told: Mapping[Owner, str] = dict.fromkeys(set(Owner) - {Owner.PERSON}, HOSTILE)
    rule = SchoolRule(name=HOSTILE, mediacentre=HOSTILE, contacts=told)
    world.schools = book(rule, lycee=rule)
    shut = replace(world, schools=book(lycee=replace(rule, is_open=False)))
    for page in (
        page_of(world),
        page_of(world, "/mediacentre/ouvrir/nothing"),
        page_of(world, "/saml/sso?ask=1"),
        page_of(shut),
    ):
        assert "<script>alert" not in page
    assert "{{ 7*7 }} %s {} " in page_of(world)


def test_the_local_name_stands_on_the_page_and_on_the_way_back(world: World) -> None:
    """People look for what their school calls it."""
    world.schools = book(lycee=SchoolRule(mediacentre="Le Kiosque", name="Lycée du Parc"))

    assert "<h1>Le Kiosque</h1>" in page_of(world)
    assert "Lycée du Parc" in page_of(world)
    assert "Retour à «\u00a0Le Kiosque\u00a0»" in page_of(world, "/mediacentre/ouvrir/nothing")


def test_two_schools_that_call_it_differently_have_the_common_name() -> None:
    """Neither of the two would be right."""
    world = shelves.two_schools()
    world.schools = book(lycee=SchoolRule(mediacentre="Le Kiosque"))

    assert "<h1>Médiacentre</h1>" in page_of(world)


def test_contacts_of_two_schools_are_told_apart() -> None:
    """Each with its school where they differ; once where they do not."""
    world = shelves.two_schools()
    same = {Owner.PORTAL: "L’équipe ENT"}
    world.schools = book(
        lycee=SchoolRule(contacts={**same, Owner.ASSIGNER: "Le CDI"}),
        college=SchoolRule(contacts={**same, Owner.ASSIGNER: "Mme Morin"}),
    )
    whom = page_of(world).partition('id="gb-whom"')[2]

    assert whom.count("L’équipe ENT") == 1
    assert f"<strong>{LYCEE.name}</strong><br>Le CDI" in whom
    assert f"<strong>{COLLEGE.name}</strong><br>Mme Morin" in whom


def test_a_contact_that_changed_stands_on_the_next_page(world: World) -> None:
    """No page that was drawn before is shown again with whom to ask no more."""
    catalogue, said = world.catalogue(), ["Mme Morin"]
    world.catalogue = lambda: catalogue  # type: ignore[method-assign]  # as a registry: one object
    rules = Followed(
        read=lambda: book(SchoolRule(contacts={Owner.ASSIGNER: said[-1]})),
        marks=lambda: (("garbridge.toml", len(said), 0, 0),),
        ticks=lambda: 2.0 * len(said),
        mistaken=said.append,
        looked=lambda _book, _is_new: None,
    )
    app = portal(world)
    bridge = bridges_of(app)["garbridge"]
    bridge.runtime = replace(bridge.runtime, schools=LiveSchools(SchoolBook(), rules))
    client = client_of(app)
    first = client.get("/mediacentre/").text
    assert bridge.drawn
    said.append("M. Petit")
    then = client.get("/mediacentre/").text

    assert ("Mme Morin" in first, "Mme Morin" in then, "M. Petit" in then) == (True, False, True)


def test_an_ecole_is_spoken_of_as_one(world: World) -> None:
    """On the médiacentre, in a refusal; English says school of both."""
    world.directory = MemoryDirectory([pupil()], [ECOLE])
    world.entitlements.seats.clear()
    refused = page_of(world, TILE)

    assert "que votre école vous les attribue" in page_of(world)
    assert "responsable d’affectation de votre école" in refused
    assert "tablissement" not in refused + page_of(world)
    assert "your school" in page_of(world, "/mediacentre/?lang=en")


def test_the_configuration_may_say_that_it_is_one(world: World) -> None:
    """Where a portal's own directory does not."""
    world.schools = book(lycee=SchoolRule(degree=1))

    assert "tablissement" not in page_of(world, "/mediacentre/ouvrir/nothing")


def test_no_directory_is_asked_for_the_page_of_an_error(world: World) -> None:
    """It may be what is away; the words are those of every school."""
    world.schools = book(SchoolRule(contacts={Owner.PROVIDER: "Le service des ressources"}))
    browser = client_of(portal(world))
    world.directory = None  # type: ignore[assignment]  # what is away

    assert "Le service des ressources" in browser.get("/saml/sso?refuse=1").text


def test_a_portal_asks_what_is_in_service(world: World) -> None:
    """For its own pages; a name that is none is an error, and not an answer."""
    off = SchoolRule(off=frozenset())
    world.schools = book(lycee=off)
    app = portal(world)
    gb = GarBridge(lambda: None, runtime=world.runtime(), name="second")
    gb.init_app(app, url_prefix="/second")
    with app.app_context():
        assert gb.offers("widget", LYCEE.id)
        with pytest.raises(ValueRefusedError):
            gb.offers("wigdet", LYCEE.id)
        with pytest.raises(ValueRefusedError):
            gb.offers("widget", "nowhere")


def test_a_place_that_ended_opens_no_school(world: World) -> None:
    """Who left the open school and is at a shut one is told of the shut one."""
    left = Membership(LYCEE.id, Profile.PUPIL, ends=NOW.replace(month=9))
    here = Membership(SchoolId(COLLEGE.id), Profile.PUPIL)
    world.directory = MemoryDirectory([pupil("alice", left, here)], [LYCEE, COLLEGE])
    world.schools = book(college=SchoolRule(is_open=False))

    assert "GB-ANN-10" in page_of(world)
