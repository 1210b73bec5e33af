"""An export is of one state of the directory, on both databases, whatever is changed meanwhile."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.stores.backends import Stores, sql_stores
from tests.stores.filling import People

from garbridge.core.delegations import DelegationAct
from garbridge.core.exporting import ExportRules
from garbridge.core.identifiers import PersonId
from garbridge.core.people import Identity, Membership, Person, Profile
from garbridge.core.permissions import EVERYTHING
from garbridge.errors import StoreError
from garbridge.gar.ent.from_directory import DirectoryStatement
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.directory import SqlDirectory
from garbridge.stores.sql.one_state import OneState, one_state
from garbridge.testing.delegations import DELEGATION
from garbridge.testing.restrictions import PROTECTION
from garbridge.testing.world import COLLEGE, LYCEE, NOW, TENANT, pupil, teacher

LEA = PersonId("lea")
AT_COLLEGE = Membership(COLLEGE.id, Profile.PUPIL)
AT_LYCEE = Membership(LYCEE.id, Profile.PUPIL)
FIRST, LAST = sorted((AT_COLLEGE, AT_LYCEE), key=lambda one: one.school)
"""Where somebody is, by which school is read first."""


def lea(*places: Membership) -> Person:
    """Return a pupil who is there."""
    return Person(LEA, Identity("Martin", "Léa"), places)


@pytest.fixture(name="people")
def _people(database: Database) -> People:
    people = People(database, TENANT)
    for school in (LYCEE, COLLEGE):
        people.put_school(school)
    for person in (pupil(), teacher(), lea(LAST)):
        people.put(person, NOW)
    return people


@pytest.fixture(name="stores")
def _stores(database: Database) -> Stores:
    return sql_stores(database)


def statement(state: OneState, stores: Stores) -> DirectoryStatement:
    """Return what an export states of *state*."""
    return DirectoryStatement(
        tenant=TENANT,
        directory=state.directory,
        delegations=state.delegations,
        declared=stores.declared,
        rules=ExportRules(),
        now=NOW,
    )


@pytest.mark.parametrize("places", [(FIRST,), (LAST, FIRST), ()], ids=["moved", "both", "gone"])
def test_who_moves_while_it_is_made_stands_where_they_were(
    database: Database, people: People, stores: Stores, places: tuple[Membership, ...]
) -> None:
    """At one school, in each of its files; the next export says where they are now."""

    def stated(moves: bool) -> list[tuple[str, str]]:  # noqa: FBT001 - a test
        with one_state(SqlDirectory(database, TENANT)) as state:
            found: list[tuple[str, str]] = []
            for roll in statement(state, stores).rolls():
                found += [(roll.school.id, one.person) for one in roll.places if one.person == LEA]
                if moves:
                    people.put(lea(*places), NOW) if places else people.remove(LEA, NOW)
            return found

    during, after = stated(moves=True), stated(moves=False)

    assert during == [(LAST.school, LEA)]
    assert after == [(one.school, LEA) for one in sorted(places, key=lambda one: one.school)]


def test_without_it_somebody_would_stand_nowhere(
    database: Database, people: People, stores: Stores
) -> None:
    """The same read from the tables as they are: the test above can fail."""
    plain = SqlDirectory(database, TENANT)
    state = OneState(plain, stores.delegations, stores.restrictions)  # type: ignore[arg-type]  # as an export without it would read
    found: list[str] = []
    for roll in statement(state, stores).rolls():
        found += [one.person for one in roll.places if one.person == LEA]
        people.put(lea(FIRST), NOW)

    assert found == []


def test_delegations_and_protections_are_of_the_same_state(
    database: Database, people: People, stores: Stores
) -> None:
    """Who becomes a delegate, and who is protected, while it is made: from the next one on."""
    whole = replace(DELEGATION, scope=EVERYTHING)
    with one_state(SqlDirectory(database, TENANT)) as state:
        stores.delegations.give(whole, DelegationAct.GIVEN)
        assert stores.restrictions.record(PROTECTION)
        people.put(lea(FIRST), NOW)

        assert list(state.delegations.of_school(LYCEE.id)) == []
        assert list(state.delegations.of_person(DELEGATION.person)) == []
        assert list(state.restrictions.everything()) == []
        assert state.directory.person(LEA) == lea(LAST)

    assert list(stores.delegations.of_school(LYCEE.id)) == [whole]


def test_nothing_is_written_in_it(database: Database, people: People) -> None:
    """Neither by mistake; what was there is there, and others write all the while."""

    def write() -> None:
        with one_state(SqlDirectory(database, TENANT)) as state:
            people.put(lea(FIRST), NOW + timedelta(hours=1))
            state.delegations.give(DELEGATION, DelegationAct.GIVEN)

    with pytest.raises(StoreError):
        write()
    found = SqlDirectory(database, TENANT).person(LEA)
    assert found == lea(FIRST)
    assert list(sql_stores(database).delegations.of_school(LYCEE.id)) == []


def test_it_does_not_begin_inside_a_transaction(database: Database) -> None:
    """Whose state would it be?"""
    with pytest.raises(StoreError), database.transaction(), database.snapshot():
        pass


def test_another_thread_of_the_portal_reads_what_is_there_now(
    database: Database, people: People
) -> None:
    """A snapshot is that of its connection: the portal goes on."""
    directory = SqlDirectory(database, TENANT)
    with one_state(directory) as state:
        people.put(lea(FIRST), NOW)

        assert directory.person(LEA) == lea(FIRST)
        assert state.directory.person(LEA) == lea(LAST)
