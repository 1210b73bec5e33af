"""The contract of :class:`garbridge.ports.LookupJournal`.

Subclass with the fixtures ``lookups``, empty, and ``transaction``, which belongs to it.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.identifiers import PersonId
from garbridge.core.lookups import Lookup
from garbridge.core.permissions import OPERATOR, Actor
from garbridge.errors import StoreError
from garbridge.ports import LookupJournal, Transaction
from garbridge.testing.world import ALICE, ATLAS, COLLEGE, LYCEE, NOW

LOOKUP = Lookup(school=LYCEE.id, by=Actor(PersonId("cheffe")), person=ALICE, about=ATLAS.id, at=NOW)


class LookupJournalContract:
    """What every journal of look-ups promises."""

    def test_a_line_comes_back_as_it_was(self, lookups: LookupJournal) -> None:
        """Of a person or of the operator; read at that school only."""
        unknown = replace(
            LOOKUP, by=OPERATOR, about="ark:/12345/" + "é" * 900, reason="L’appel d’une famille"
        )
        lookups.note([LOOKUP, replace(unknown, school=COLLEGE.id)])

        assert list(lookups.lookups(LYCEE.id, limit=9)) == [LOOKUP]
        assert list(lookups.lookups(COLLEGE.id, limit=9)) == [replace(unknown, school=COLLEGE.id)]

    def test_the_latest_come_first(self, lookups: LookupJournal) -> None:
        """At one instant the one that was written last; no more than were asked for."""
        later = replace(LOOKUP, at=NOW + timedelta(microseconds=1))
        second = replace(LOOKUP, person=PersonId("bob"))
        lookups.note([later])
        lookups.note([LOOKUP, second])
        lookups.note([])

        assert list(lookups.lookups(LYCEE.id, limit=9)) == [later, second, LOOKUP]
        assert list(lookups.lookups(LYCEE.id, limit=2)) == [later, second]

    def test_a_person_has_theirs_of_every_school(self, lookups: LookupJournal) -> None:
        """Newest first, and nobody else's."""
        other = replace(LOOKUP, person=PersonId("bob"))
        there = replace(LOOKUP, school=COLLEGE.id, by=OPERATOR, at=NOW + timedelta(days=1))
        lookups.note([LOOKUP, other, there])

        assert list(lookups.of_person(ALICE)) == [there, LOOKUP]
        assert list(lookups.of_person(PersonId("nobody"))) == []

    def test_what_is_undone_was_not_written(
        self, lookups: LookupJournal, transaction: Transaction
    ) -> None:
        """A transaction that fails leaves no line."""

        def note() -> None:
            with transaction():
                lookups.note([LOOKUP])
                raise StoreError("something else failed")

        with pytest.raises(StoreError):
            note()

        assert list(lookups.lookups(LYCEE.id, limit=9)) == []
