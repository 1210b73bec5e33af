"""The contract of :class:`garbridge.ports.MarkStore`.

Subclass it with the fixtures ``marks``, empty, ``traces`` over the same tables, and
``transaction``, which belongs to them.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.identifiers import PersonId, ResourceId
from garbridge.core.marks import Mark, Marks
from garbridge.core.national import national_name
from garbridge.core.retention import Kept, nobody
from garbridge.errors import StoreError
from garbridge.ports import MarkStore, TraceStore, Transaction
from garbridge.testing.concurrency import at_once
from garbridge.testing.world import ALICE, ATLAS, COLLEGE, LYCEE, NOW

TICK = timedelta(microseconds=1)
BOB = PersonId("bob")
MARK = Mark(LYCEE.id, ATLAS.id, NOW)
OTHER = Mark(LYCEE.id, ResourceId("ark:/99999/other"), NOW + TICK)
AT_COLLEGE = Mark(COLLEGE.id, ATLAS.id, NOW + 2 * TICK)


def of(marks: MarkStore, person: PersonId = ALICE) -> Marks:
    """Return everything of *person*."""
    return marks.marks(person, since=NOW - timedelta(days=999))


class MarkStoreContract:
    """What every store of marks promises."""

    def test_nothing_is_marked_at_first(self, marks: MarkStore) -> None:
        """An empty store answers; what is opened will be remembered."""
        marks.remove_favourite(ALICE, LYCEE.id, ATLAS.id)

        assert of(marks) == Marks()

    def test_favourites_come_latest_first(self, marks: MarkStore) -> None:
        """Each school has its own mark of one resource."""
        for one in (OTHER, AT_COLLEGE, MARK):
            assert marks.add_favourite(ALICE, one, most=9)

        assert of(marks).favourites == (AT_COLLEGE, OTHER, MARK)
        assert of(marks).opened == ()

    def test_a_mark_is_one_however_often_it_is_made(self, marks: MarkStore) -> None:
        """Two tabs, two clicks: it is marked, since the last time."""
        later = replace(MARK, at=NOW + timedelta(days=1))

        assert marks.add_favourite(ALICE, MARK, most=1)
        assert marks.add_favourite(ALICE, later, most=1)

        assert of(marks).favourites == (later,)

    def test_what_the_gar_lists_is_another_resource(self, marks: MarkStore) -> None:
        """Of the same ARK at the same school, and however long its name is."""
        theirs = replace(MARK, resource=national_name(ATLAS.id), at=NOW + TICK)
        long = replace(MARK, resource=national_name("x" * 400), at=NOW + 2 * TICK)
        for one in (MARK, theirs, long):
            marks.add_favourite(ALICE, one, most=9)
            marks.note_opened(ALICE, one, most=9)
        assert of(marks) == Marks((long, theirs, MARK), (long, theirs, MARK))

        marks.remove_favourite(ALICE, LYCEE.id, ATLAS.id)
        marks.remove_favourite(ALICE, LYCEE.id, long.resource)

        assert of(marks).favourites == (theirs,)

    def test_one_is_removed_and_no_other(self, marks: MarkStore) -> None:
        """As often as it is asked; another person's stays."""
        for one in (MARK, OTHER, AT_COLLEGE):
            marks.add_favourite(ALICE, one, most=9)
        marks.add_favourite(BOB, MARK, most=9)

        marks.remove_favourite(ALICE, LYCEE.id, ATLAS.id)
        marks.remove_favourite(ALICE, LYCEE.id, ATLAS.id)

        assert of(marks).favourites == (AT_COLLEGE, OTHER)
        assert of(marks, BOB).favourites == (MARK,)

    def test_no_more_are_marked_than_may_be(self, marks: MarkStore) -> None:
        """One more is refused, those that are there stay; a free place is a place."""
        assert marks.add_favourite(ALICE, MARK, most=2)
        assert marks.add_favourite(ALICE, OTHER, most=2)
        assert not marks.add_favourite(ALICE, AT_COLLEGE, most=2)
        assert of(marks).favourites == (OTHER, MARK)
        assert marks.add_favourite(BOB, AT_COLLEGE, most=2)

        marks.remove_favourite(ALICE, LYCEE.id, ATLAS.id)

        assert marks.add_favourite(ALICE, AT_COLLEGE, most=2)

    def test_the_last_that_were_opened_are_remembered(self, marks: MarkStore) -> None:
        """Each once, by the last time; the oldest go, and favourites are no part of it."""
        marks.add_favourite(ALICE, MARK, most=9)
        again = replace(MARK, at=NOW + timedelta(hours=1))
        for one in (MARK, OTHER, AT_COLLEGE, again):
            marks.note_opened(ALICE, one, most=2)
        marks.note_opened(BOB, OTHER, most=2)

        assert of(marks).opened == (again, AT_COLLEGE)
        assert of(marks).favourites == (MARK,)

    def test_what_was_opened_long_ago_is_not_shown(self, marks: MarkStore) -> None:
        """The instant itself is."""
        for one in (MARK, OTHER):
            marks.note_opened(ALICE, one, most=9)

        assert marks.marks(ALICE, since=NOW + TICK).opened == (OTHER,)

    def test_whoever_wants_none_of_it_is_forgotten_and_stays_so(self, marks: MarkStore) -> None:
        """At once, until they say otherwise; favourites are theirs to remove."""
        for person in (ALICE, BOB):
            marks.add_favourite(person, MARK, most=9)
            marks.note_opened(person, MARK, most=9)

        marks.remember(ALICE, wanted=False)
        marks.remember(ALICE, wanted=False)
        marks.note_opened(ALICE, OTHER, most=9)

        assert of(marks) == Marks((MARK,), (), is_remembered=False)
        assert of(marks, BOB) == Marks((MARK,), (MARK,))

        marks.remember(ALICE, wanted=True)
        marks.remember(ALICE, wanted=True)
        marks.note_opened(ALICE, OTHER, most=9)

        assert of(marks) == Marks((MARK,), (OTHER,))

    def test_nothing_is_remembered_that_was_opened_as_somebody_said_so(
        self, marks: MarkStore
    ) -> None:
        """A tab opens resources while another says that none is to be remembered."""
        for number in range(10):
            who = PersonId(f"p{number}")

            def act(tab: int, who: PersonId = who) -> None:
                if tab == 0:
                    marks.remember(who, wanted=False)
                else:
                    marks.note_opened(who, replace(MARK, at=NOW + tab * TICK), most=9)

            assert at_once(4, act) == [None] * 4
            assert of(marks, who) == Marks(is_remembered=False)

    def test_of_sixteen_tabs_at_once_no_more_mark_than_may(self, marks: MarkStore) -> None:
        """Each counts what the one before marked."""

        def mark(tab: int) -> bool:
            resource = ResourceId(f"ark:/99999/r{tab}")
            return marks.add_favourite(ALICE, Mark(LYCEE.id, resource, NOW), most=3)

        assert sum(one is True for one in at_once(16, mark)) == 3
        assert len(of(marks).favourites) == 3

    def test_each_goes_when_its_period_is_over(self, marks: MarkStore, traces: TraceStore) -> None:
        """Before the instant, exclusive; that nothing is remembered stays for as long as they."""
        for one in (MARK, OTHER):
            marks.add_favourite(ALICE, one, most=9)
            marks.note_opened(ALICE, one, most=9)
        marks.remember(BOB, wanted=False)

        assert traces.over(Kept.FAVOURITES, OTHER.at) == 1
        assert traces.remove(Kept.FAVOURITES, OTHER.at) == 1
        assert of(marks) == Marks((OTHER,), (OTHER, MARK))
        assert traces.over(Kept.OPENED, OTHER.at) == 1
        assert traces.remove(Kept.OPENED, OTHER.at) == 1
        assert of(marks) == Marks((OTHER,), (OTHER,))
        assert not of(marks, BOB).is_remembered

    def test_nothing_is_left_of_somebody_who_is_erased(
        self, marks: MarkStore, traces: TraceStore
    ) -> None:
        """Neither what they marked nor that they wanted nothing remembered."""
        marks.add_favourite(ALICE, MARK, most=9)
        marks.note_opened(ALICE, OTHER, most=9)
        marks.add_favourite(BOB, MARK, most=9)
        marks.remember(BOB, wanted=False)
        assert traces.named() == {ALICE, BOB}

        assert traces.erase({ALICE: nobody("5a17")}) == 2
        assert of(marks) == Marks()
        assert of(marks, BOB) == Marks((MARK,), is_remembered=False)
        assert traces.erase({BOB: nobody("5a18")}) == 2
        assert traces.named() == set()

    def test_two_that_are_one_have_the_marks_of_both(self, marks: MarkStore) -> None:
        """What the one that stays marked holds; what the other opened is forgotten."""
        renewed = replace(MARK, at=NOW + timedelta(days=1))
        for one in (renewed, OTHER):
            marks.add_favourite(BOB, one, most=9)
        marks.note_opened(BOB, OTHER, most=9)
        marks.add_favourite(ALICE, MARK, most=9)
        marks.note_opened(ALICE, AT_COLLEGE, most=9)

        marks.reassign(BOB, ALICE)

        assert of(marks) == Marks((OTHER, MARK), (AT_COLLEGE,))
        assert of(marks, BOB) == Marks()

        marks.remember(BOB, wanted=False)
        marks.reassign(BOB, ALICE)
        assert of(marks) == Marks((OTHER, MARK), is_remembered=False)
        assert of(marks, BOB) == Marks()

    def test_what_is_undone_was_never_marked(
        self, marks: MarkStore, transaction: Transaction
    ) -> None:
        """All or nothing with what surrounds it."""

        def fail() -> None:
            with transaction():
                marks.add_favourite(ALICE, MARK, most=9)
                marks.note_opened(ALICE, MARK, most=9)
                marks.remember(ALICE, wanted=False)
                raise StoreError("something else failed")

        with pytest.raises(StoreError):
            fail()

        assert of(marks) == Marks()
