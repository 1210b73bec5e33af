"""The sheet of a resource: what it is, how it opens, what leaves, its link; nothing to others."""

import html
import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from tests.web import shelves
from tests.web.doubles import MemoryDirectory
from tests.web.portal import ISSUER, World, client_of, portal

from garbridge.core.attributes import Attribute
from garbridge.core.catalogue import Resource
from garbridge.core.entitlements import LicenceKind, Licences, Opening, Population
from garbridge.core.identifiers import PersonId, ResourceId, tile_key
from garbridge.core.links import DeepLink, LinkId
from garbridge.core.people import Identity, Membership, Profile
from garbridge.core.policy import ReleasePolicy, Transformation
from garbridge.testing.world import ALICE, ATLAS, COLLEGE, LYCEE, NOW, PUBLISHER, pupil

KEY = tile_key(ATLAS.id)
HERE = tile_key(ATLAS.id, LYCEE.id)


def sheet(world: World, key: str = KEY, query: str = "") -> str:
    """Return the sheet as the pupil sees it."""
    answer = client_of(portal(world)).get(f"/mediacentre/ressource/{key}{query}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def main_of(page: str) -> str:
    """Return the page without what differs from request to request."""
    return re.sub(r"<dd>[a-z2-7]{8}</dd>", "", page.partition("<main")[2])


@pytest.mark.parametrize("key", [KEY, HERE])
def test_it_says_all_there_is_to_know(world: World, key: str) -> None:
    """Before somebody opens it, and without opening it."""
    world.resources = [
        replace(
            ATLAS,
            description="Cartes et relevés.",
            discipline="Géographie",
            levels=("2de", "1re"),
            types=("Atlas", "Vidéo"),
        )
    ]
    page = sheet(world, key)

    for text in ("Cartes et relevés.", "Géographie", "2de, 1re", "Atlas, Vidéo", LYCEE.name):
        assert text in page
    assert f'href="/mediacentre/ouvrir/{HERE}"' in page
    assert f'value="{ISSUER}/mediacentre/ouvrir/{KEY}"' in page
    assert ">16\u00a0août 2026</time>" in page
    assert world.journal.kept == []


def test_its_link_opens_it(world: World) -> None:
    """What is copied there is what opens, this year and the next."""
    found = re.search(r'id="gb-link" readonly value="([^"]+)"', sheet(world))
    assert found is not None

    assert client_of(portal(world)).get(urlsplit(found[1]).path).location == ATLAS.url


@pytest.mark.parametrize("key", ["nothing", KEY, HERE, tile_key(ATLAS.id, COLLEGE.id), "a" * 300])
def test_to_anybody_else_there_is_no_such_thing(world: World, key: str) -> None:
    """Whether it exists or not, at their school or another: byte for byte the same answer."""
    world.entitlements.seats.clear()
    client = client_of(portal(world))
    answer = client.get(f"/mediacentre/ressource/{key}")
    unknown = client.get("/mediacentre/ressource/unknown")

    assert answer.status_code == unknown.status_code == 403
    assert "Cette ressource ne vous est pas attribuée" in answer.text
    assert "GB-DRO-01" in answer.text
    assert main_of(answer.text).replace(key, "") == main_of(unknown.text).replace("unknown", "")
    assert ATLAS.title not in answer.text


def test_a_stranger_comes_back_to_it_after_the_login(world: World) -> None:
    """A link in a lesson leads where it says."""
    answer = client_of(portal(world), None).get(f"/mediacentre/ressource/{HERE}")

    assert answer.location == f"/connexion?next=/mediacentre/ressource/{HERE}"


def test_somebody_the_directory_does_not_know_is_told(world: World) -> None:
    """As on the list."""
    answer = client_of(portal(world), PersonId("nobody")).get(f"/mediacentre/ressource/{KEY}")

    assert (answer.status_code, "GB-ANN-01" in answer.text) == (403, True)


def test_through_two_schools_there_are_two_ways() -> None:
    """Each with its own dates and its own button, that says which it is."""
    page = sheet(shelves.two_schools(), tile_key(ResourceId("ark:/99999/r0")))

    assert page.count(">Ouvrir la ressource<") == 2
    assert f'<span class="gb-hidden"> – {LYCEE.name}</span>' in page
    assert f'<span class="gb-hidden"> – {COLLEGE.name}</span>' in page


@pytest.mark.parametrize(
    ("number", "reason"),
    [(0, "Abonnement terminé le"), (1, "Ouvre le"), (2, "Cette ressource est fermée")],
)
def test_what_does_not_open_says_why(number: int, reason: str) -> None:
    """And has no button."""
    page = sheet(shelves.refusals(), tile_key(ResourceId(f"ark:/99999/r{number}")))

    assert reason in page
    assert "Vous ne pouvez pas l’ouvrir maintenant" in page
    assert "Ouvrir la ressource" not in page
    assert "Ce que l’éditeur reçoit" not in page


def test_what_leaves_is_what_the_launch_lets_leave(world: World) -> None:
    """The identifier and the profile, in words; nothing that the policy does not name."""
    page = sheet(world)
    account = page.partition("Ce que l’éditeur reçoit")[2].partition("Lien de cette")[0]

    assert "Un code qui vous représente" in account
    assert "Votre profil, par exemple élève ou enseignant" in account
    assert "Votre nom" not in account
    assert "Votre classe" not in account
    assert f'href="/donnees/{HERE}"' in account


def test_what_is_cut_is_said_to_be(world: World) -> None:
    """« Votre nom » would be wrong where its first letter leaves."""
    entry = replace(
        PUBLISHER.policy.entries[0],
        attribute=Attribute.NOM,
        transformation=Transformation.FIRST_LETTER,
    )
    world.providers = [replace(PUBLISHER, policy=ReleasePolicy((entry,)))]
    named = replace(pupil(), identity=Identity("Curie", "Marie"))
    world.directory = MemoryDirectory([named], [LYCEE, COLLEGE])
    page = sheet(world)

    assert "Votre nom (la première lettre seulement)" in page
    assert "Votre profil" not in page
    assert "Curie" not in page


@pytest.mark.parametrize("key", ["..%5c", "%00", "%FF"])
def test_an_odd_key_names_nothing(world: World, key: str) -> None:
    """And is no error of ours."""
    answer = client_of(portal(world)).get(f"/mediacentre/ressource/{key}")

    assert (answer.status_code, "GB-DRO-01" in answer.text) == (403, True)


def test_nobody_is_recognised_by_an_anonymous_provider(world: World) -> None:
    """No code stands for anybody there, and the sheet does not say so."""
    world.providers = [replace(PUBLISHER, anonymous=True)]

    assert "Un code qui vous représente" not in sheet(world)


def test_in_english(world: World) -> None:
    """All of it."""
    page = sheet(world, query="?lang=en")

    for text in ("Open the resource", "Copy the link", "What the publisher receives"):
        assert text in page
    assert "Votre" not in page


def test_places_inside_are_listed() -> None:
    """What the school linked deeply stands there too, and opens."""
    world = shelves.full()
    first = world.resources[1]
    link = DeepLink(
        id=LinkId("chapitre"),
        resource=first.id,
        school=LYCEE.id,
        title="Chapitre <b>3</b>",
        url="",
        launch="abcd2345",
        added=NOW,
    )
    world.links.add([link])
    page = client_of(portal(world)).get(f"/mediacentre/ressource/{tile_key(first.id)}").text

    assert "Chapitre &lt;b&gt;3&lt;/b&gt;" in page
    assert f"/mediacentre/ouvrir/{tile_key(first.id, LYCEE.id)}?lien=chapitre" in page


def floating(world: World, resource: Resource) -> World:
    """Return *world* with one floating resource, of which every licence is in use."""
    bought = replace(
        shelves.subscription(resource), kind=LicenceKind.FLOATING, licences=Licences(overall=0)
    )
    world.entitlements.subscriptions.append(bought)
    world.entitlements.openings.append(
        Opening(
            subscription=bought.id,
            resource=resource.id,
            school=LYCEE.id,
            population=Population(),
        )
    )
    return world


def test_while_all_is_in_use_others_of_the_discipline_are_named() -> None:
    """On the page of the refusal and on the sheet: those that open, of the same school."""
    world = shelves.nothing()
    spent, same, closed, other, elsewhere = (
        replace(one, discipline=discipline, title=f"Titre {number}", enabled=number != 2)
        for number, (one, discipline) in enumerate(
            zip(
                world.resources[1:],
                ("Anglais", "ANGLAIS", "Anglais", "Français", "Anglais"),
                strict=False,
            )
        )
    )
    world.resources = [spent, same, closed, other, elsewhere]
    for resource in (same, closed, other):
        shelves.give(world, shelves.subscription(resource))
    shelves.give(world, shelves.subscription(elsewhere, COLLEGE))
    both = [Membership(one.id, Profile.PUPIL) for one in (LYCEE, COLLEGE)]
    world.directory = MemoryDirectory([pupil(ALICE, *both)], [LYCEE, COLLEGE])
    client = client_of(portal(floating(world, spent)))
    key = tile_key(spent.id, LYCEE.id)
    refused = client.get(f"/mediacentre/ouvrir/{key}")
    shown = client.get(f"/mediacentre/ressource/{key}")

    assert refused.status_code == 403
    for page in (refused.text, shown.text):
        assert re.findall(r'<li><a href="[^"]*"><bdi>([^<]+)</bdi>', page) == ["Titre 1"]
    assert f'href="/mediacentre/ressource/{tile_key(same.id, LYCEE.id)}"' in refused.text
