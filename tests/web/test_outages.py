"""« Indisponible pour le moment »: on the card of whoever does not answer; it opens still."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.web import shelves
from tests.web.portal import World, client_of, portal

from garbridge.core.identifiers import PersonId, tile_key
from garbridge.core.outages import LEAST_LAUNCHES, SETTLED, WINDOW
from garbridge.services.fresh import FRESH
from garbridge.stores.memory import MemoryJournal, MemoryRedemptions
from garbridge.testing.journal import RECORD
from garbridge.testing.redemptions import FAULT
from garbridge.testing.world import ATLAS, LYCEE, NOW, PUBLISHER

DOWN = "Indisponible pour le moment"


def launched(
    world: World,
    number: int = LEAST_LAUNCHES,
    *,
    people: int = 3,
    protocol: str = "cas",
    ago: timedelta = SETTLED + timedelta(seconds=1),
) -> None:
    """Let people be sent to the provider."""
    journal = MemoryJournal(world.kept)
    for one in range(number):
        journal.commit(
            replace(
                RECORD,
                reference=f"R{one}",
                person=PersonId(f"p{one % people}"),
                provider=PUBLISHER.id,
                protocol=protocol,
                at=NOW - ago,
            )
        )


def page_of(world: World, address: str = "/mediacentre/") -> str:
    """Return a page as the pupil sees it."""
    answer = client_of(portal(world)).get(address)
    assert answer.status_code == 200
    return answer.text


def test_a_provider_that_asks_for_no_ticket_is_told(world: World) -> None:
    """On the card, which is still a link, and on the sheet, which says that one may try."""
    launched(world)
    page = page_of(world)
    sheet = page_of(world, f"/mediacentre/ressource/{tile_key(ATLAS.id, LYCEE.id)}")

    assert DOWN in page
    assert "/mediacentre/ouvrir/" in page
    assert "Vous pouvez essayer quand même." in sheet


def test_one_answer_is_enough(world: World) -> None:
    """Also one that was told nothing: whoever asks is not down."""
    launched(world, 40)
    MemoryRedemptions(world.kept).note(replace(FAULT, launch="R7", at=NOW))

    assert DOWN not in page_of(world)


@pytest.mark.parametrize(
    "unlike",
    [
        {"number": LEAST_LAUNCHES - 1},
        {"people": 2},
        {"protocol": "saml"},
        {"protocol": "lti"},
        {"ago": SETTLED - timedelta(seconds=1)},
        {"ago": WINDOW + timedelta(seconds=1)},
    ],
    ids=str,
)
def test_what_proves_nothing_is_not_told(world: World, unlike: dict[str, object]) -> None:
    """Few, one prankster, a protocol in which nobody asks, a moment ago, long ago."""
    launched(world, **unlike)  # type: ignore[arg-type]  # any of them

    assert DOWN not in page_of(world)


def test_others_are_not_said_to_be_down(world: World) -> None:
    """What is closed says why, and no more."""
    launched(world)
    world.entitlements.subscriptions = [replace(world.entitlements.subscriptions[0], ends=NOW)]

    assert DOWN not in page_of(world)


def test_whoever_answers_again_is_not_told_for_long() -> None:
    """A minute later at the latest, also on a page that was drawn before; asked once a minute."""
    world = shelves.full()
    launched(world)
    client = client_of(portal(world))
    assert DOWN in client.get("/mediacentre/").text
    MemoryRedemptions(world.kept).note(replace(FAULT, launch="R1", at=NOW))
    assert DOWN in client.get("/mediacentre/").text
    world.clock.now += FRESH

    assert DOWN not in client.get("/mediacentre/").text
