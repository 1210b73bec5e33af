"""The médiacentre of one person: what was assigned, for each school, with the gate's answer."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import event, given
from tests.services.portal import HERBARIUM, SUMS, Portal
from tests.strategies import Case, cases

from garbridge.core.access import Entitlements, Granted, Refusal, Refused
from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import Population, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SubscriptionId, tile_key
from garbridge.core.people import GroupKind, Membership, Profile
from garbridge.services.shelf import Tile
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    COLLEGE,
    LYCEE,
    NOW,
    OPENING,
    PUBLISHER,
    SCHOOL_WIDE,
    SUBSCRIPTION,
    pupil,
    seat,
)


def tiles(portal: Portal) -> tuple[Tile, ...]:
    """Return what Alice finds."""
    return portal.shelves().tiles(portal.people[ALICE])


def test_an_assigned_resource_is_found() -> None:
    """With the key under which it opens, through that school."""
    term = (SUBSCRIPTION.starts, SUBSCRIPTION.ends)

    assert tiles(Portal()) == (
        Tile(tile_key(ATLAS.id, LYCEE.id), ATLAS, LYCEE.id, None, None, *term),
    )


def test_an_opened_resource_is_found() -> None:
    """ETABL: whoever is in the population finds it."""
    portal = Portal(facts=Entitlements([SCHOOL_WIDE], [], [OPENING]))

    assert [tile.refused for tile in tiles(portal)] == [None]


def test_what_is_not_assigned_is_not_visible() -> None:
    """A subscription alone shows nothing, to anybody."""
    assert tiles(Portal(facts=Entitlements([SUBSCRIPTION, SCHOOL_WIDE]))) == ()


def test_what_is_open_to_others_is_not_visible() -> None:
    """Nobody learns here what other classes use."""
    others = replace(OPENING, population=Population(kind=GroupKind.DIVISION, code="2DE5"))

    assert tiles(Portal(facts=Entitlements([SCHOOL_WIDE], [], [others]))) == ()


def test_a_resource_that_cannot_be_opened_says_why() -> None:
    """What was assigned stays on the shelf with the reason of the gate."""
    ended = replace(SUBSCRIPTION, ends=NOW)

    (tile,) = tiles(Portal(facts=Entitlements([ended], [seat()])))

    assert tile.refused == Refused(Refusal.SUBSCRIPTION_EXPIRED, NOW)


def test_one_failing_resource_never_empties_the_page() -> None:
    """Beside one that is switched off, and one that is no longer registered, the others stand."""
    off = replace(ATLAS, enabled=False)
    gone = replace(SUBSCRIPTION, id=SubscriptionId("gone"), resource=SUMS.id)
    there = replace(SUBSCRIPTION, id=SubscriptionId("herbier"), resource=HERBARIUM.id)
    portal = Portal(
        catalogue=Catalogue([PUBLISHER], [off, HERBARIUM]),
        facts=Entitlements(
            [SUBSCRIPTION, gone, there], [seat(), seat(ALICE, gone), seat(ALICE, there)]
        ),
    )

    assert [(tile.resource.title, tile.refused) for tile in tiles(portal)] == [
        ("Atlas des climats", Refused(Refusal.RESOURCE_DISABLED)),
        ("Herbier", None),
    ]


def test_two_schools_that_give_one_resource_are_two_tiles() -> None:
    """The key of a tile is (resource, school)."""
    there = replace(SUBSCRIPTION, id=SubscriptionId("college"), school=COLLEGE.id)
    places = [Membership(school.id, Profile.PUPIL) for school in (COLLEGE, LYCEE)]
    portal = Portal(
        people={ALICE: pupil("alice", *places)},
        facts=Entitlements([there, SUBSCRIPTION], [seat(ALICE, there), seat()]),
    )

    assert [(tile.key, tile.school) for tile in tiles(portal)] == [
        (tile_key(ATLAS.id, LYCEE.id), LYCEE.id),
        (tile_key(ATLAS.id, COLLEGE.id), COLLEGE.id),
    ]


def test_a_resource_assigned_twice_is_one_tile() -> None:
    """By a seat and by two openings: still one entry, that opens."""
    portal = Portal(
        facts=Entitlements(
            [SUBSCRIPTION, SCHOOL_WIDE],
            [seat()],
            [OPENING, replace(OPENING, population=Population())],
        )
    )

    assert [tile.refused for tile in tiles(portal)] == [None]


def test_tiles_stand_by_title_as_in_a_dictionary() -> None:
    """The same page every day, with accents and capitals where a French reader looks for them."""
    titles = ["Zoologie", "écologie", "Atlas", "algèbre", "Ébénisterie", "Égypte"]
    resources = [
        replace(ATLAS, id=ResourceId(f"ark:/99999/{n}"), title=title)
        for n, title in enumerate(titles)
    ]
    facts = [
        replace(SUBSCRIPTION, id=SubscriptionId(resource.id), resource=resource.id)
        for resource in resources
    ]
    portal = Portal(
        catalogue=Catalogue([PUBLISHER], resources),
        facts=Entitlements(facts, [seat(ALICE, s) for s in facts]),
    )

    assert [tile.resource.title for tile in tiles(portal)] == [
        "algèbre",
        "Atlas",
        "Ébénisterie",
        "écologie",
        "Égypte",
        "Zoologie",
    ]


def test_of_two_of_one_title_the_smaller_ark_comes_first() -> None:
    """Nothing on the page is left to the order of a set."""
    twin = replace(HERBARIUM, title=ATLAS.title)
    there = replace(SUBSCRIPTION, id=SubscriptionId("twin"), resource=twin.id)
    portal = Portal(
        catalogue=Catalogue([PUBLISHER], [twin, ATLAS]),
        facts=Entitlements([there, SUBSCRIPTION], [seat(ALICE, there), seat()]),
    )

    assert [tile.resource.id for tile in tiles(portal)] == [ATLAS.id, twin.id]


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(Entitlements([SUBSCRIPTION], [seat(PersonId("bob"))]), id="of-somebody-else"),
        pytest.param(
            Entitlements([SUBSCRIPTION], [replace(seat(), school=COLLEGE.id)]),
            id="at-another-school",
        ),
        pytest.param(
            Entitlements([SCHOOL_WIDE], [], [replace(OPENING, school=COLLEGE.id)]),
            id="open-at-another-school",
        ),
    ],
)
def test_a_store_that_returns_too_much_opens_nothing(facts: Entitlements) -> None:
    """Somebody else's seat is not even shown."""
    assert tiles(Portal(facts=facts)) == ()


RESOURCES = {resource.id: resource for resource in (ATLAS, HERBARIUM)}


@given(case=cases())
def test_what_is_granted_is_on_the_shelf_and_the_other_way_round(case: Case) -> None:
    """Each tile is the answer of the gate, and nothing that would open is missing."""
    person = case.person
    portal = Portal(people={person.id: person}, facts=case.facts, now=case.now)
    shown = {(t.resource.id, t.school): t for t in portal.shelves().tiles(person)}
    event(f"{len(shown)} tiles")
    decisions = {
        (resource, school): portal.access().check(person.id, school, resource, at=case.now)
        for resource in RESOURCES
        for school in person.schools()
    }

    for place, tile in shown.items():
        assert decisions[place] == (tile.refused or decisions[place])
        assert isinstance(decisions[place], Granted) is (tile.refused is None)
        assert tile.key == tile_key(*place)
    assert {place for place, found in decisions.items() if isinstance(found, Granted)} <= set(shown)


class Read(list[Subscription]):
    """Subscriptions that count how often all of them are read."""

    times = 0

    def __iter__(self) -> Iterator[Subscription]:
        """Read them all once more."""
        self.times += 1
        return super().__iter__()


def test_a_full_shelf_is_read_once_and_not_for_each_tile() -> None:
    """The page of a school with a thousand resources must not cost a million looks."""
    resources = [replace(ATLAS, id=ResourceId(f"ark:/99999/{n}")) for n in range(50)]
    bought = Read(
        replace(SUBSCRIPTION, id=SubscriptionId(resource.id), resource=resource.id)
        for resource in resources
    )
    seats = [seat(ALICE, one) for one in list(bought)]
    bought.times = 0
    catalogue = Catalogue([PUBLISHER], resources)

    assert len(tiles(Portal(catalogue=catalogue, facts=Entitlements(bought, seats)))) == 50
    assert bought.times == 1
