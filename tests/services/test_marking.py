"""What people mark for themselves, and what of it outlives the resource."""

from datetime import timedelta

import pytest
from tests.services.portal import HERBARIUM, WHO, Portal

from garbridge.core.access import Entitlements
from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.links import LinkId
from garbridge.core.marks import LATELY, MOST_FAVOURITES, MOST_OPENED, Mark
from garbridge.core.schools import Function, SchoolBook, SchoolRule
from garbridge.services.marking import Marking, MarkingService
from garbridge.services.opening import Opened
from garbridge.services.shelf import Tile
from garbridge.testing.world import ALICE, ATLAS, COLLEGE, LYCEE, NOW, pupil

PUPIL = pupil()


def marking_of(portal: Portal, book: SchoolBook | None = None) -> MarkingService:
    """Return the marks of the people of *portal*."""
    return MarkingService(
        marks=portal.marks,
        book=book or SchoolBook(),
        clock=portal.clock,
    )


def tile_of(portal: Portal) -> Tile:
    """Return the one entry of the médiacentre."""
    return portal.shelves().tiles(PUPIL)[0]


def test_what_stands_in_ones_mediacentre_is_marked() -> None:
    """Once, however often it is asked."""
    portal = Portal()
    marking = marking_of(portal)

    assert marking.add(ALICE, tile_of(portal)) is Marking.DONE
    assert marking.add(ALICE, tile_of(portal)) is Marking.DONE

    assert [one.place for one in marking.of(ALICE).favourites] == [(LYCEE.id, ATLAS.id)]


def test_nobody_marks_anything_where_that_is_switched_off() -> None:
    """A mark from before can still be removed."""
    portal = Portal()
    marking_of(portal).add(ALICE, tile_of(portal))
    off = SchoolBook(SchoolRule(off=frozenset({Function.FAVOURITES})))

    assert marking_of(portal, off).add(ALICE, tile_of(portal)) is Marking.NOT_OFFERED
    marking_of(portal, off).remove(ALICE, LYCEE.id, ATLAS.id)

    assert marking_of(portal).of(ALICE).favourites == ()


def test_a_mark_survives_the_absence_of_what_is_marked() -> None:
    """And is removed by hand; it gives no right."""
    portal = Portal()
    marking = marking_of(portal)
    marking.add(ALICE, tile_of(portal))
    portal.facts = Entitlements()

    assert [one.resource for one in marking.of(ALICE).favourites] == [ATLAS.id]
    marking.remove(ALICE, LYCEE.id, ATLAS.id)
    assert marking.of(ALICE).favourites == ()


def test_there_is_a_bound_and_it_is_said() -> None:
    """Two thousand clicks leave two hundred marks."""
    portal = Portal()
    for number in range(2000):
        mark = Mark(LYCEE.id, ResourceId(f"ark:/99999/{number}"), NOW)
        portal.marks.add_favourite(ALICE, mark, most=MOST_FAVOURITES)

    assert marking_of(portal).add(ALICE, tile_of(portal)) is Marking.TOO_MANY
    assert len(marking_of(portal).of(ALICE).favourites) == MOST_FAVOURITES


def test_what_is_opened_is_found_again() -> None:
    """For a month; the last few."""
    portal = Portal()
    assert isinstance(portal.opening().open(ATLAS, LYCEE.id, WHO), Opened)
    for number in range(20):
        at = NOW - timedelta(days=number)
        mark = Mark(LYCEE.id, ResourceId(f"ark:/99999/{number}"), at)
        portal.marks.note_opened(ALICE, mark, most=MOST_OPENED)

    opened = marking_of(portal).of(ALICE).opened
    assert len(opened) == MOST_OPENED
    assert opened[0].place == (LYCEE.id, ATLAS.id)

    portal.now = NOW + LATELY + timedelta(microseconds=1)
    assert marking_of(portal).of(ALICE).opened == ()


@pytest.mark.parametrize("school", [LYCEE.id, COLLEGE.id])
def test_what_was_refused_or_leads_nowhere_is_not(school: SchoolId) -> None:
    """Nor what somebody opened who wants nothing remembered."""
    portal = Portal()
    portal.opening().open(ATLAS, LYCEE.id, WHO, link=LinkId("none"))
    portal.opening().open(HERBARIUM, school, WHO)
    marking = marking_of(portal)
    marking.remember(ALICE, wanted=False)
    assert isinstance(portal.opening().open(ATLAS, LYCEE.id, WHO), Opened)

    assert marking.of(ALICE).opened == ()
    assert not marking.of(ALICE).is_remembered

    marking.remember(ALICE, wanted=True)
    portal.opening().open(ATLAS, LYCEE.id, WHO)
    assert [one.resource for one in marking.of(ALICE).opened] == [ATLAS.id]
