"""What the gate answered before is shown again only where it would answer the same."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import event, given
from tests.services.portal import SUMS, Portal
from tests.strategies import Case, cases

from garbridge.core.access import Entitlements
from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import PersonId, ResourceId, SubscriptionId, TenantId
from garbridge.core.people import Membership, Person, Profile
from garbridge.core.schools import SchoolBook, SchoolRule
from garbridge.services import shelf
from garbridge.services.shelf import ShelfService, Tile
from garbridge.stores.sql.entitlements import SqlEntitlements
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    LYCEE,
    NOW,
    PUBLISHER,
    SUBSCRIPTION,
    YEAR_ENDS,
    YEAR_STARTS,
    pupil,
    seat,
)

A_MOMENT = timedelta(microseconds=1)


def frozen(facts: Entitlements) -> Entitlements:
    """Return *facts* as a store gives them that may be remembered."""
    return replace(
        facts,
        subscriptions=tuple(facts.subscriptions),
        seats=tuple(facts.seats),
        openings=tuple(facts.openings),
    )


def served(portal: Portal) -> tuple[ShelfService, Person]:
    """Return the service of *portal*, which has answered about Alice once."""
    service, alice = portal.shelves(), portal.people[ALICE]
    service.tiles(alice)
    return service, alice


def usual() -> Portal:
    """Return a portal whose store gives the same each time."""
    return Portal(facts=frozen(Entitlements([SUBSCRIPTION], [seat()])))


def opens(tiles: tuple[Tile, ...]) -> list[bool]:
    """Say of each tile whether it opens."""
    return [tile.refused is None for tile in tiles]


def test_the_same_is_not_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each filter somebody chooses would ask the gate about all they have."""
    service, alice = served(usual())

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the gate was asked again")

    monkeypatch.setattr(shelf, "check_access", never)

    assert opens(service.tiles(alice)) == [True]


@pytest.mark.parametrize("day", [YEAR_STARTS, YEAR_ENDS])
def test_an_answer_ends_where_a_date_comes(day: datetime) -> None:
    """To the microsecond, as the gate itself."""
    portal = usual()
    service = portal.shelves()
    found: list[list[bool]] = []
    for now in (day - A_MOMENT, day, day - A_MOMENT):
        portal.now = now
        found.append(opens(service.tiles(portal.people[ALICE])))

    assert found[0] != found[1]
    assert found[0] == found[2]


def _assigned(portal: Portal) -> None:
    more = replace(SUBSCRIPTION, id=SubscriptionId("sums"), resource=SUMS.id)
    facts = Entitlements([SUBSCRIPTION, more], [seat(), seat(ALICE, more)])
    portal.facts = frozen(facts)


def _withdrawn(portal: Portal) -> None:
    portal.facts = frozen(Entitlements([SUBSCRIPTION], []))


def _objected(portal: Portal) -> None:
    portal.facts = replace(portal.facts, objections=frozenset({(ALICE, ATLAS.id)}))


def _shut(portal: Portal) -> None:
    portal.facts = replace(portal.facts, schools=SchoolBook(SchoolRule(is_open=False)))


def _disabled(portal: Portal) -> None:
    portal.catalogue = Catalogue([replace(PUBLISHER, enabled=False)], [ATLAS])


def _left(portal: Portal) -> None:
    gone = Membership(LYCEE.id, Profile.PUPIL, ends=NOW)
    portal.people[ALICE] = pupil("alice", gone)


CHANGES: list[Callable[[Portal], None]] = [
    *(_assigned, _withdrawn, _objected, _shut, _disabled, _left)
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__.strip("_"))
def test_a_change_shows_at_once(change: Callable[[Portal], None]) -> None:
    """What is given or taken is there, or gone, on the next page."""
    portal = usual()
    service, alice = served(portal)
    change(portal)
    shown = service.tiles(portal.people[ALICE])

    assert shown != usual().shelves().tiles(alice)
    assert shown == portal.shelves().tiles(portal.people[ALICE])


def test_somebody_else_with_the_same_rows_is_somebody_else() -> None:
    """Two pupils without a seat have the same nothing; what is theirs is not exchanged."""
    portal = usual()
    service, _ = served(portal)

    assert service.tiles(pupil("bob")) == ()


def test_a_store_that_gives_its_own_lists_is_asked_each_time() -> None:
    """The same list may hold something else by now."""
    portal = Portal()
    service, alice = served(portal)
    assert isinstance(portal.facts.seats, list)
    portal.facts.seats.clear()

    assert service.tiles(alice) == ()


def test_no_more_than_so_many_are_remembered() -> None:
    """A process that lives for months does not grow."""
    portal = usual()
    service = portal.shelves()
    for _ in range(shelf.MOST_REMEMBERED + 3):
        portal.facts = frozen(replace(portal.facts, seats=list(portal.facts.seats)))
        service.tiles(portal.people[ALICE])

    assert 0 < len(service.memory.answers) <= shelf.MOST_REMEMBERED


@given(case=cases())
def test_what_is_remembered_is_what_the_gate_says(case: Case) -> None:
    """At every date that the facts know, a moment before it, and back again."""
    person, facts = case.person, frozen(case.facts)
    portal = Portal(people={person.id: person}, facts=facts, now=case.now)
    service = portal.shelves()
    ends = {day for one in facts.subscriptions for day in (one.starts, one.ends)}
    ends |= {day for one in person.memberships for day in (one.starts, one.ends) if day}
    instants = sorted({case.now, *ends, *(day - A_MOMENT for day in ends)})
    for now in (*instants, *reversed(instants)):
        portal.now = now
        fresh = portal.shelves().tiles(person)
        event(f"{sum(opens(fresh))} open")
        portal.now = now  # each look at this clock moves it

        assert service.tiles(person) == fresh


def test_the_tables_say_the_same_by_the_same_tuples() -> None:
    """Only then can anything be remembered at all; other rows are other tuples."""

    class Rows:
        """Tables with one seat, or none."""

        def __init__(self) -> None:
            self.rows_there = [("sub", str(ATLAS.id), "person")]

        def compile(self, statement: object) -> object:
            return statement

        def rows(self, _statement: object, *parameters: object) -> list[tuple[str, ...]]:
            return list(self.rows_there) if len(parameters) == 3 else []

    tables = Rows()
    store = SqlEntitlements(tables, TenantId("F0"))  # type: ignore[arg-type]  # as far as it reads
    first, again = store.shelf(ALICE, [LYCEE.id]), store.shelf(ALICE, [LYCEE.id])
    tables.rows_there = []
    after = store.shelf(ALICE, [LYCEE.id])
    other = store.shelf(PersonId("bob"), [LYCEE.id])

    assert first.seats is again.seats
    assert [one.resource for one in first.seats] == [ResourceId(str(ATLAS.id))]
    assert (after.seats, other.seats) == ((), ())
