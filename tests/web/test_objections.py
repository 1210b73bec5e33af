"""What somebody who objects is shown: the médiacentre, the page, the JSON."""

from dataclasses import replace

import pytest
from tests.web.portal import World, client_of, portal

from garbridge.core.access import Entitlements
from garbridge.core.identifiers import PersonId, tile_key
from garbridge.testing.world import ALICE, ATLAS, LYCEE, SUBSCRIPTION, seat

TILE = f"/mediacentre/ouvrir/{tile_key(ATLAS.id, LYCEE.id)}"
ADVICE = "Le manuel papier, au CDI <b>."


class _Objecting:
    """A store of somebody who objects."""

    def entitlements(self, person: PersonId, *_: object) -> Entitlements:
        """Return a seat and an objection."""
        return Entitlements([SUBSCRIPTION], [seat(person)], objections=[(person, ATLAS.id)])

    def shelf(self, person: PersonId, _schools: object) -> Entitlements:
        """Return the same."""
        return self.entitlements(person)


@pytest.fixture(name="world")
def _world() -> World:
    """Return a portal in which Alice objects to the atlas."""
    world = World(resources=[replace(ATLAS, alternative=ADVICE)])
    world.entitlements = _Objecting()  # type: ignore[assignment]  # what the pages ask
    return world


def test_the_mediacentre_lists_it_closed_with_the_alternative(world: World) -> None:
    """It is no link; what stands in the configuration is text, and no markup."""
    page = client_of(portal(world)).get("/mediacentre/?lang=fr").text

    assert "Une opposition à cette ressource est enregistrée pour vous." in page
    assert "Le manuel papier, au CDI &lt;b&gt;." in page
    assert TILE not in page


def test_the_click_is_refused_with_the_alternative(world: World) -> None:
    """By the same gate, under a code of its own; recorded like every refusal."""
    answer = client_of(portal(world)).get(TILE)

    assert answer.status_code == 403
    assert "GB-DCP-03" in answer.text
    assert "Le manuel papier, au CDI &lt;b&gt;." in answer.text
    (record,) = world.journal.kept
    assert (record.refusal, record.person, record.attributes) == ("objected", ALICE, ())
    said = client_of(portal(world)).get(TILE, headers={"Accept": "application/json"}).get_json()
    assert said["detail"] == ADVICE


def test_without_one_the_page_says_whom_to_ask(world: World) -> None:
    """Nobody is left without an answer."""
    world.resources = [ATLAS]

    assert "Le chef de votre établissement vous dit" in client_of(portal(world)).get(TILE).text
