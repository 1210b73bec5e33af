"""Values survive the tables, whatever is in them."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.stores.backends import sql_stores

from garbridge.core.entitlements import LicenceKind, Licences, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.people import Group, GroupKind, Identity, Membership, Person, Profile, Public
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.rows import instant_of, micros
from garbridge.testing.directory import in_order
from garbridge.testing.world import ALICE, ATLAS, LYCEE, NOW

# Neither XML nor PostgreSQL can hold a zero character or half a surrogate pair.
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=60)
INSTANTS = st.datetimes(timezones=st.just(UTC))

groups = st.builds(
    Group,
    st.sampled_from(GroupKind),
    TEXT,
    TEXT,
    st.lists(TEXT, max_size=3).map(tuple),
    st.text("0123456789", max_size=4),
)
places = st.builds(
    Membership,
    st.sampled_from([SchoolId("0750001A"), SchoolId("0750002B"), SchoolId("2A00003C")]),
    st.sampled_from(Profile),
    st.none() | INSTANTS,
    st.none() | INSTANTS,
    st.lists(groups, max_size=6, unique_by=lambda g: (g.kind, g.code)).map(tuple),
)
people = st.builds(
    Person,
    st.just(ALICE),
    st.builds(Identity, TEXT, TEXT, st.sampled_from(["", "M.", "Mme"]), TEXT),
    st.lists(places, max_size=3, unique_by=lambda place: place.school).map(tuple),
)
counts = st.none() | st.integers(0, 2**31)
licences = st.builds(Licences, overall=counts) | st.builds(
    Licences,
    st.lists(
        st.tuples(st.sampled_from(Public), counts), min_size=1, unique_by=lambda pair: pair[0]
    ).map(tuple),
)
subscriptions = st.builds(
    Subscription,
    id=st.just(SubscriptionId("s")),
    resource=st.just(ATLAS.id) | st.just(ResourceId("https://n2t.example/ark:/99999/é'\"%")),
    school=st.just(LYCEE.id),
    kind=st.sampled_from(LicenceKind),
    publics=st.frozensets(st.sampled_from(Public)),
    starts=INSTANTS,
    ends=INSTANTS,
    licences=licences,
    transferable=st.booleans(),
    comment=TEXT,
)

many = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@many
@given(person=people)
def test_any_person_comes_back(database: Database, person: Person) -> None:
    """Every letter of every name, code and label, every date to the microsecond."""
    stores = sql_stores(database)
    stores.put(person, NOW)

    found = stores.directory.person(person.id)

    assert found is not None
    assert in_order(found) == in_order(person)


@many
@given(subscription=subscriptions)
def test_any_subscription_comes_back(database: Database, subscription: Subscription) -> None:
    """Every form of counts, publics and dates, also where one replaces another."""
    stores = sql_stores(database)
    stores.writer.write(subscriptions=[subscription])

    assert list(stores.store.shelf(ALICE, [LYCEE.id]).subscriptions) == [subscription]


@given(INSTANTS)
def test_an_instant_is_kept_to_the_microsecond(instant: datetime) -> None:
    """No float on the way: boundaries are compared exactly."""
    assert instant_of(micros(instant)) == instant


def test_a_date_without_a_zone_is_refused() -> None:
    """Guessing a zone would move a boundary by hours."""
    with pytest.raises(TypeError):
        micros(datetime(2026, 9, 1))  # noqa: DTZ001  # what must be refused


def test_members_are_paged_without_gaps(database: Database) -> None:
    """More members than one page holds, some of two schools: each once, in order."""
    stores = sql_stores(database)
    both = (Membership(LYCEE.id, Profile.PUPIL), Membership(SchoolId("0750002B"), Profile.PUPIL))
    names = [PersonId(f"p{number:04}") for number in range(520)]
    with stores.transaction():
        for number, name in enumerate(names):
            places = both if number % 7 else both[1:]
            stores.put(Person(name, Identity("N", "P"), places), NOW)

    members = list(stores.directory.members(LYCEE.id))

    assert [person.id for person in members] == [n for i, n in enumerate(names) if i % 7]
    assert all(len(person.memberships) == 2 for person in members)
