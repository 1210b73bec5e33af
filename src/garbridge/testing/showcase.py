"""The contract of :class:`garbridge.ports.ShowcaseStore`.

Subclass it with the fixtures ``showcases``, empty, and ``transaction``, which belongs to it.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.entitlements import Population
from garbridge.core.identifiers import ResourceId
from garbridge.core.people import GroupKind, Profile
from garbridge.core.permissions import EVERYWHERE
from garbridge.core.showcase import (
    FORGOTTEN,
    PINNED,
    Announcement,
    LocalSection,
    SectionId,
    Showcase,
    Shown,
)
from garbridge.errors import StoreError
from garbridge.ports import ShowcaseStore, Transaction
from garbridge.testing.concurrency import at_once
from garbridge.testing.world import ATLAS, COLLEGE, LYCEE, NOW

SECTION = LocalSection(
    school=LYCEE.id, id=SectionId("s1"), title="Pour le brevet <b>é « ; »", position=2
)
SHOWN = Shown(
    school=LYCEE.id,
    section=PINNED,
    resource=ATLAS.id,
    population=Population(Profile.PUPIL, GroupKind.LEVEL, "6EME é"),
    position=1,
)
OTHER = ResourceId("ark:/99999/other")
ANNOUNCEMENT = Announcement(
    school=LYCEE.id,
    id="a1",
    text="Le CDI ferme lundi\u202f; 100 % \\ ' \" <script>",
    starts=NOW,
    ends=NOW + timedelta(days=3, microseconds=1),
)


class ShowcaseStoreContract:
    """What every store of what schools put forward promises."""

    def test_nothing_is_put_forward_at_first(self, showcases: ShowcaseStore) -> None:
        """An empty store answers."""
        assert showcases.showcase(LYCEE.id) == Showcase()
        assert not showcases.drop_section(LYCEE.id, SECTION.id)
        assert not showcases.drop_shown(LYCEE.id, PINNED, ATLAS.id)
        assert not showcases.drop_announcement(LYCEE.id, "a1")

    def test_everything_comes_back_as_it_was(self, showcases: ShowcaseStore) -> None:
        """To the letter, to the microsecond; at its own school alone."""
        showcases.keep_section(SECTION)
        showcases.keep_shown(SHOWN)
        showcases.keep_announcement(ANNOUNCEMENT, now=NOW)

        assert showcases.showcase(LYCEE.id) == Showcase(
            sections=(SECTION,), shown=(SHOWN,), announcements=(ANNOUNCEMENT,)
        )
        assert showcases.showcase(COLLEGE.id) == Showcase()
        assert showcases.showcase(EVERYWHERE) == Showcase()
        assert list(showcases.announcements(LYCEE.id)) == [ANNOUNCEMENT]
        assert list(showcases.announcements(EVERYWHERE)) == []

    def test_each_comes_in_its_order(self, showcases: ShowcaseStore) -> None:
        """By position, then by name; announcements by their start."""
        first = replace(SECTION, id=SectionId("s2"), position=1)
        alike = replace(SECTION, id=SectionId("s0"))
        second = replace(SHOWN, resource=OTHER, position=2)
        inside = replace(SHOWN, section=SECTION.id, position=0)
        earlier = replace(ANNOUNCEMENT, id="z", starts=NOW - timedelta(days=1))
        for section in (SECTION, first, alike):
            showcases.keep_section(section)
        for shown in (inside, second, SHOWN):
            showcases.keep_shown(shown)
        for announcement in (ANNOUNCEMENT, earlier):
            showcases.keep_announcement(announcement, now=NOW)

        found = showcases.showcase(LYCEE.id)

        assert found.sections == (first, alike, SECTION)
        assert found.shown == (SHOWN, second, inside)
        assert found.announcements == (earlier, ANNOUNCEMENT)

    def test_what_is_kept_again_takes_the_place(self, showcases: ShowcaseStore) -> None:
        """One resource stands once in a section, one name is one thing."""
        section = replace(SECTION, title="Autre", position=9)
        shown = replace(SHOWN, population=Population(), position=9)
        announcement = replace(ANNOUNCEMENT, text="Autre")
        showcases.keep_section(SECTION)
        showcases.keep_shown(SHOWN)
        showcases.keep_announcement(ANNOUNCEMENT, now=NOW)
        showcases.keep_section(section)
        showcases.keep_shown(shown)
        showcases.keep_announcement(announcement, now=NOW)

        assert showcases.showcase(LYCEE.id) == Showcase(
            sections=(section,), shown=(shown,), announcements=(announcement,)
        )

    def test_a_section_goes_with_what_stands_in_it(self, showcases: ShowcaseStore) -> None:
        """That one, at that school, and no other."""
        elsewhere = replace(SECTION, school=COLLEGE.id)
        for section in (SECTION, elsewhere):
            showcases.keep_section(section)
            showcases.keep_shown(replace(SHOWN, school=section.school, section=section.id))
        showcases.keep_shown(SHOWN)

        assert showcases.drop_section(LYCEE.id, SECTION.id)
        assert not showcases.drop_section(LYCEE.id, SECTION.id)

        assert showcases.showcase(LYCEE.id) == Showcase(shown=(SHOWN,))
        assert len(showcases.showcase(COLLEGE.id).shown) == 1

    def test_one_is_taken_out_and_no_other(self, showcases: ShowcaseStore) -> None:
        """Of the section that is named; what stands elsewhere stays."""
        inside = replace(SHOWN, section=SECTION.id)
        for shown in (SHOWN, inside, replace(SHOWN, resource=OTHER)):
            showcases.keep_shown(shown)

        assert showcases.drop_shown(LYCEE.id, PINNED, ATLAS.id)

        assert {one.resource for one in showcases.showcase(LYCEE.id).of(PINNED)} == {OTHER}
        assert showcases.showcase(LYCEE.id).of(SECTION.id) == (inside,)

    def test_what_was_announced_long_ago_is_forgotten(self, showcases: ShowcaseStore) -> None:
        """When the same school announces something; another school's stays."""
        ended = NOW - FORGOTTEN
        old = replace(
            ANNOUNCEMENT,
            id="old",
            starts=NOW - timedelta(days=99),
            ends=ended - timedelta(microseconds=1),
        )
        kept = replace(old, id="kept", ends=ended)
        for one in (old, kept, replace(old, school=COLLEGE.id)):
            showcases.keep_announcement(one, now=old.starts)
        showcases.keep_announcement(ANNOUNCEMENT, now=NOW)

        assert [one.id for one in showcases.showcase(LYCEE.id).announcements] == ["kept", "a1"]
        assert [one.id for one in showcases.showcase(COLLEGE.id).announcements] == ["old"]
        assert showcases.drop_announcement(LYCEE.id, "a1")
        assert [one.id for one in showcases.showcase(LYCEE.id).announcements] == ["kept"]

    def test_nothing_is_lost_of_what_eight_who_claim_a_school_add(
        self, showcases: ShowcaseStore, transaction: Transaction
    ) -> None:
        """Whoever claims reads what the one before kept."""

        def add(number: int) -> None:
            with transaction():
                showcases.claim(LYCEE.id)
                last = len(showcases.showcase(LYCEE.id).sections)
                name = SectionId(f"s{number}")
                showcases.keep_section(replace(SECTION, id=name, position=last))

        assert at_once(8, add) == [None] * 8
        found = showcases.showcase(LYCEE.id).sections
        assert [one.position for one in found] == [*range(8)]

    def test_what_is_undone_was_never_put_forward(
        self, showcases: ShowcaseStore, transaction: Transaction
    ) -> None:
        """All or nothing with what surrounds it."""

        def fail() -> None:
            with transaction():
                showcases.keep_section(SECTION)
                showcases.keep_shown(SHOWN)
                showcases.keep_announcement(ANNOUNCEMENT, now=NOW)
                raise StoreError("something else failed")

        with pytest.raises(StoreError):
            fail()

        assert showcases.showcase(LYCEE.id) == Showcase()
