"""The contract of :class:`garbridge.ports.Directory`.

Subclass it with two fixtures: ``directory``, and ``known``, which is everything in it::

    class TestOurDirectory(DirectoryContract):
        @pytest.fixture
        def known(self):
            return SAMPLE                      # or what your own test data holds

        @pytest.fixture
        def directory(self, known, app):
            put_into_our_tables(known)
            return OurDirectory(db.session)
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.people import Person
from garbridge.ports import Directory
from garbridge.testing.concurrency import at_once
from garbridge.testing.sample import KnownPeople
from garbridge.testing.world import NOW, pupil

_TICK = timedelta(microseconds=1)


def in_order(person: Person) -> Person:
    """Return *person* with memberships by school and groups by kind and code: to compare."""
    places = [
        replace(place, groups=tuple(sorted(place.groups, key=lambda g: (g.kind, g.code))))
        for place in person.memberships
    ]
    return replace(person, memberships=tuple(sorted(places, key=lambda place: place.school)))


class DirectoryContract:
    """What every directory promises."""

    def test_everybody_is_found_as_they_are(self, directory: Directory, known: KnownPeople) -> None:
        """A person comes with every name, membership, date and group, whatever the letters."""
        assert known.people, "a directory without people shows nothing"
        for person in known.people:
            found = directory.person(person.id)

            assert found is not None, person.id
            assert in_order(found) == in_order(person)

    @pytest.mark.parametrize("name", ["nobody", "", "%", "' OR ''='", "нет 🤷", "n" * 300])
    def test_an_unknown_person_is_none(self, directory: Directory, name: str) -> None:
        """Somebody unknown is an empty answer, not an error."""
        assert directory.person(PersonId(name)) is None

    def test_identifiers_are_compared_letter_by_letter(
        self, directory: Directory, known: KnownPeople
    ) -> None:
        """Upper and lower case, and a space at the end, make another person."""
        names = {person.id for person in known.people}
        for name in names:
            for other in (name.swapcase(), name + " "):
                if other not in names:
                    assert directory.person(PersonId(other)) is None

    def test_a_person_has_one_membership_for_each_school(
        self, directory: Directory, known: KnownPeople
    ) -> None:
        """The access check looks at the only one: a second would be decided by chance."""
        for person in known.people:
            found = directory.person(person.id)

            assert found is not None
            assert len(set(found.schools())) == len(found.memberships)

    def test_dates_are_aware_and_in_utc(self, directory: Directory, known: KnownPeople) -> None:
        """A date without a zone cannot be compared with now."""
        for person in known.people:
            found = directory.person(person.id)
            assert found is not None
            dates = [d for m in found.memberships for d in (m.starts, m.ends) if d is not None]

            assert all(date.utcoffset() == timedelta(0) for date in dates)

    def test_the_members_of_a_school_are_all_who_have_a_membership_there(
        self, directory: Directory, known: KnownPeople
    ) -> None:
        """Past and future members count; each comes once, whole, by identifier."""
        for school in known.schools:
            found = list(directory.members(school.id))

            expected = sorted((p for p in known.people if p.at(school.id)), key=lambda p: p.id)
            assert [person.id for person in found] == [person.id for person in expected]
            assert [in_order(p) for p in found] == [in_order(p) for p in expected]

    @pytest.mark.parametrize("school", ["9999999Z", "", "%"])
    def test_an_unknown_school_has_nobody(self, directory: Directory, school: str) -> None:
        """An unknown school is an empty answer, not an error."""
        assert list(directory.members(SchoolId(school))) == []

    def test_a_school_is_found_by_its_uai(self, directory: Directory, known: KnownPeople) -> None:
        """With its name and degree: what a page calls it."""
        assert known.schools, "a directory without schools shows nothing"

        assert [directory.school(school.id) for school in known.schools] == list(known.schools)

    @pytest.mark.parametrize("school", ["9999999Z", "", "%", "' OR ''='"])
    def test_an_unknown_school_is_none(self, directory: Directory, school: str) -> None:
        """A membership may name a school that is not listed: an empty answer, not an error."""
        assert directory.school(SchoolId(school)) is None

    def test_schools_come_by_uai(self, directory: Directory, known: KnownPeople) -> None:
        """Every school, once, in one order."""
        assert list(directory.schools()) == sorted(known.schools, key=lambda s: s.id)

    def test_everybody_changed_since_ever(self, directory: Directory, known: KnownPeople) -> None:
        """Who asks from the beginning hears of everybody, each once."""
        changed = list(directory.changed_since(datetime(1970, 1, 1, tzinfo=UTC)))

        assert sorted(set(changed)) == sorted(changed)
        assert {person.id for person in known.people} <= set(changed)

    def test_reading_can_stop_in_the_middle(self, directory: Directory, known: KnownPeople) -> None:
        """A page that shows the first members leaves nothing locked or half read."""
        school = known.schools[0].id
        everybody = [person.id for person in directory.members(school)]

        first = next(directory.members(school)).id

        assert first == everybody[0]
        assert [person.id for person in directory.members(school)] == everybody

    def test_threads_may_read_together(self, directory: Directory, known: KnownPeople) -> None:
        """Each thread gets whom it asked for."""
        asked = [known.people[number % len(known.people)].id for number in range(32)]

        found = at_once(32, lambda number: directory.person(asked[number]))

        assert [person.id for person in found if isinstance(person, Person)] == asked


class ChangingDirectoryContract:
    """What a directory promises that can tell who changed.

    Fixtures: ``directory``, empty; ``put(person, at)`` and ``remove(identifier, at)``.
    """

    Put = Callable[[Person, datetime], None]
    Remove = Callable[[PersonId, datetime], None]

    def test_a_change_is_told_from_its_own_instant_on(self, directory: Directory, put: Put) -> None:
        """``changed_since`` includes the instant itself and nothing before it."""
        put(pupil("alice"), NOW)

        assert list(directory.changed_since(NOW)) == ["alice"]
        assert list(directory.changed_since(NOW - _TICK)) == ["alice"]
        assert list(directory.changed_since(NOW + _TICK)) == []

    def test_who_was_removed_is_told(self, directory: Directory, put: Put, remove: Remove) -> None:
        """A subscriber that never hears of a departure would keep an account open."""
        put(pupil("alice"), NOW)
        remove(PersonId("alice"), NOW + timedelta(days=1))

        assert directory.person(PersonId("alice")) is None
        assert list(directory.changed_since(NOW + timedelta(days=1))) == ["alice"]

    def test_who_left_and_came_back_is_told_once(
        self, directory: Directory, put: Put, remove: Remove
    ) -> None:
        """Each is named once however much happened."""
        put(pupil("alice"), NOW)
        remove(PersonId("alice"), NOW + timedelta(days=1))
        put(pupil("alice"), NOW + timedelta(days=2))

        assert list(directory.changed_since(NOW)) == ["alice"]

    def test_many_changes_are_all_told(self, directory: Directory, put: Put) -> None:
        """More people than fit one page, several of them at one instant."""
        names = [f"pupil-{number:04}" for number in range(300)]
        for number, name in enumerate(names):
            put(pupil(name), NOW + timedelta(seconds=number // 280))

        assert sorted(directory.changed_since(NOW)) == names
