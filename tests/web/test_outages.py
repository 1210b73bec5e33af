"""« Indisponible pour le moment »: on the card of whoever does not answer; it opens still."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.web import shelves
from tests.web.portal import World, client_of, portal

from garbridge.core.identifiers import SchoolId, tile_key
from garbridge.core.outages import LEAST_PEOPLE, SETTLED, WINDOW
from garbridge.services.fresh import FRESH
from garbridge.stores.memory import MemoryRedemptions
from garbridge.testing.redemptions import FAULT, REDEMPTION
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, NOW

DOWN = "Indisponible pour le moment"


def told(world: World, *numbers: int) -> None:
    """Let the provider be told who some of them are."""
    journal = MemoryRedemptions(world.kept)
    for one in numbers:
        journal.note(replace(REDEMPTION, launch=f"R{one}-{LYCEE.id}", at=NOW))


def page_of(world: World, address: str = "/mediacentre/") -> str:
    """Return a page as the pupil sees it."""
    answer = client_of(portal(world)).get(address)
    assert answer.status_code == 200
    return answer.text


def test_a_provider_that_asks_for_no_ticket_is_told(world: World) -> None:
    """On the card, which is still a link, and on the sheet, which says that one may try."""
    shelves.sent_in_vain(world)
    page = page_of(world)
    sheet = page_of(world, f"/mediacentre/ressource/{tile_key(ATLAS.id, LYCEE.id)}")

    assert DOWN in page
    assert "/mediacentre/ouvrir/" in page
    assert "Vous pouvez essayer quand même." in sheet


def test_a_ticket_handed_in_in_vain_takes_nothing_away(world: World) -> None:
    """Anybody may hand in one that is none, or for the wrong address: it proves nothing."""
    shelves.sent_in_vain(world)
    journal = MemoryRedemptions(world.kept)
    for number in range(LEAST_PEOPLE):
        journal.note(replace(FAULT, launch=f"R{number}-{LYCEE.id}", at=NOW))

    assert DOWN in page_of(world)


@pytest.mark.parametrize(
    ("people", "answered", "is_told"),
    [
        (LEAST_PEOPLE, 1, False),
        (LEAST_PEOPLE + 1, 1, True),
        (15, 2, True),
        (15, 3, False),
        (300, 2, True),
        (300, 3, False),
    ],
)
def test_a_few_good_answers_are_enough(
    world: World, people: int, answered: int, *, is_told: bool
) -> None:
    """One of a few, three of many: one pupil who hands in their own ticket hides no outage."""
    shelves.sent_in_vain(world, people, people=people)
    told(world, *range(answered))

    assert (DOWN in page_of(world)) is is_told


def test_one_who_tries_again_is_one(world: World) -> None:
    """However often they were sent, and one answer of many is theirs."""
    shelves.sent_in_vain(world, 40, people=LEAST_PEOPLE)
    told(world, 0)

    assert DOWN not in page_of(world)


def test_a_school_is_believed_about_itself_alone(world: World) -> None:
    """Pupils who agree at one school put nothing on the cards of another."""
    shelves.sent_in_vain(world, 60, people=60, schools=[COLLEGE.id])

    assert DOWN not in page_of(world)


@pytest.mark.parametrize(
    ("schools", "people", "is_told"), [(3, 4, True), (2, 4, False), (3, 3, False)]
)
def test_of_several_schools_it_is_down_for_all(
    world: World, schools: int, people: int, *, is_told: bool
) -> None:
    """Also for one of which nobody was sent, or too few."""
    others = [SchoolId(f"075000{number}Z") for number in range(schools)]
    shelves.sent_in_vain(world, people, people=people, schools=others)

    assert (DOWN in page_of(world)) is is_told


def test_a_good_answer_of_one_school_counts_for_all(world: World) -> None:
    """Who answers one school answers the others."""
    shelves.sent_in_vain(world, 9, people=9, schools=[LYCEE.id, COLLEGE.id])
    told(world, 0, 1, 2)

    assert DOWN not in page_of(world)


@pytest.mark.parametrize(
    "unlike",
    [
        {"number": LEAST_PEOPLE - 1},
        {"number": 40, "people": LEAST_PEOPLE - 1},
        {"protocol": "saml"},
        {"protocol": "lti"},
        {"ago": SETTLED - timedelta(seconds=1)},
        {"ago": WINDOW + timedelta(seconds=1)},
    ],
    ids=str,
)
def test_what_proves_nothing_is_not_told(world: World, unlike: dict[str, object]) -> None:
    """Few, a few pranksters, a protocol in which nobody asks, a moment ago, long ago."""
    shelves.sent_in_vain(world, **unlike)  # type: ignore[arg-type]  # any of them

    assert DOWN not in page_of(world)


def test_others_are_not_said_to_be_down(world: World) -> None:
    """What is closed says why, and no more."""
    shelves.sent_in_vain(world)
    world.entitlements.subscriptions = [replace(world.entitlements.subscriptions[0], ends=NOW)]

    assert DOWN not in page_of(world)


def test_whoever_answers_again_is_not_told_for_long() -> None:
    """A minute later at the latest, also on a page that was drawn before; asked once a minute."""
    world = shelves.full()
    shelves.sent_in_vain(world)
    client = client_of(portal(world))
    assert DOWN in client.get("/mediacentre/").text
    told(world, 1)
    assert DOWN in client.get("/mediacentre/").text
    world.clock.now += FRESH

    assert DOWN not in client.get("/mediacentre/").text
