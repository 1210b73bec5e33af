"""The contract of :class:`garbridge.ports.EntitlementStore`.

Subclass it with the fixtures ``store``, empty, ``writer``, which writes into it, and
``enrol(person)``, which puts somebody into the directory the writer asks.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from garbridge.core.access import Entitlements
from garbridge.core.entitlements import LicenceKind, Licences, Opening, Population, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.people import GroupKind, Membership, Person, Profile, Public
from garbridge.ports import EntitlementStore, EntitlementWriter
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    COLLEGE,
    LYCEE,
    OPENING,
    SCHOOL_WIDE,
    SUBSCRIPTION,
    pupil,
    seat,
)

Enrol = Callable[[Person], None]

BOB = PersonId("bob")
OTHER = ResourceId("ark:/99999/other")
AT_COLLEGE = replace(SUBSCRIPTION, id=SubscriptionId("atlas-college"), school=COLLEGE.id)
OF_OTHER = replace(SUBSCRIPTION, id=SubscriptionId("other-2026"), resource=OTHER)

_BOTH = (
    Membership(LYCEE.id, Profile.PUPIL),
    Membership(COLLEGE.id, Profile.PUPIL),
)
_FORMS = {
    "unlimited": replace(SUBSCRIPTION, licences=Licences(overall=None)),
    "none-at-all": replace(SUBSCRIPTION, licences=Licences(overall=0)),
    "counted": replace(SUBSCRIPTION, licences=Licences(overall=1_000_000)),
    "counted-by-public": replace(
        SUBSCRIPTION,
        licences=Licences(((Public.TEACHERS, None), (Public.PUPILS, 30), (Public.OTHER_STAFF, 0))),
    ),
    "for-nobody": replace(SUBSCRIPTION, publics=frozenset()),
    "for-staff": replace(SUBSCRIPTION, publics=frozenset({Public.OTHER_STAFF})),
    "for-the-school": SCHOOL_WIDE,
    "floating": replace(SCHOOL_WIDE, kind=LicenceKind.FLOATING, licences=Licences(overall=5)),
    "past": replace(SUBSCRIPTION, ends=SUBSCRIPTION.starts + timedelta(microseconds=1)),
    "before-1970": replace(SUBSCRIPTION, starts=datetime(1901, 1, 1, 0, 0, 0, 1, UTC)),
    "other-zone": replace(
        SUBSCRIPTION, starts=datetime(2026, 9, 1, tzinfo=timezone(timedelta(hours=2)))
    ),
    "last-day": replace(SUBSCRIPTION, ends=datetime.max.replace(tzinfo=UTC)),
    "not-transferable": replace(SUBSCRIPTION, transferable=False),
    "commented": replace(SUBSCRIPTION, comment="l’année « 2026 » ; 100 % \\ ' \" 🎒"),
}


def nothing(facts: Entitlements) -> bool:
    """Say whether *facts* hold nothing."""
    return not (facts.subscriptions or facts.seats or facts.openings)


def by_id(subscriptions: Sequence[Subscription]) -> list[SubscriptionId]:
    """Return the identifiers, sorted: a store may answer in any order."""
    return sorted(subscription.id for subscription in subscriptions)


class EntitlementStoreContract:
    """What every store of entitlements promises."""

    def test_nothing_known_is_nothing_granted(self, store: EntitlementStore) -> None:
        """An unknown person, school or resource is an empty answer, not an error."""
        assert nothing(store.entitlements(ALICE, LYCEE.id, ATLAS.id))
        assert nothing(store.shelf(ALICE, [LYCEE.id, COLLEGE.id]))
        assert nothing(store.shelf(ALICE, []))

    @pytest.mark.parametrize("form", _FORMS)
    def test_a_subscription_comes_back_as_it_was_written(
        self, store: EntitlementStore, writer: EntitlementWriter, form: str
    ) -> None:
        """Every form of counts, publics, dates and text; dates are the core's to judge."""
        subscription = _FORMS[form]
        writer.write(subscriptions=[subscription])

        found = store.entitlements(ALICE, LYCEE.id, ATLAS.id)

        assert list(found.subscriptions) == [subscription]
        assert list(store.shelf(ALICE, [LYCEE.id]).subscriptions) == [subscription]
        assert found.subscriptions[0].starts.utcoffset() == timedelta(0) or form == "other-zone"

    def test_subscriptions_are_those_of_the_school_and_the_resource(
        self, store: EntitlementStore, writer: EntitlementWriter
    ) -> None:
        """Several of one resource all come; those of elsewhere do not."""
        writer.write(subscriptions=[SUBSCRIPTION, SCHOOL_WIDE, AT_COLLEGE, OF_OTHER])

        here = store.entitlements(ALICE, LYCEE.id, ATLAS.id)
        there = store.entitlements(ALICE, COLLEGE.id, ATLAS.id)

        assert by_id(here.subscriptions) == sorted([SUBSCRIPTION.id, SCHOOL_WIDE.id])
        assert by_id(there.subscriptions) == [AT_COLLEGE.id]

    def test_seats_are_that_persons_only(
        self, store: EntitlementStore, writer: EntitlementWriter, enrol: Enrol
    ) -> None:
        """Somebody else's licence, or one of another school or resource, opens nothing."""
        enrol(pupil(ALICE, *_BOTH))
        enrol(pupil(BOB, *_BOTH))
        mine, elsewhere, other = seat(), seat(ALICE, AT_COLLEGE), seat(ALICE, OF_OTHER)
        writer.write(
            subscriptions=[SUBSCRIPTION, AT_COLLEGE, OF_OTHER],
            seats=[mine, elsewhere, other, seat(BOB)],
        )

        assert list(store.entitlements(ALICE, LYCEE.id, ATLAS.id).seats) == [mine]
        assert list(store.entitlements(BOB, LYCEE.id, ATLAS.id).seats) == [seat(BOB)]
        assert list(store.entitlements(BOB, COLLEGE.id, ATLAS.id).seats) == []
        assert list(store.entitlements(PersonId("x"), LYCEE.id, ATLAS.id).seats) == []
        assert set(store.shelf(ALICE, [LYCEE.id]).seats) == {mine, other}

    @pytest.mark.parametrize(
        "population",
        [
            Population(),
            Population(profile=Profile.TEACHER),
            Population(kind=GroupKind.DIVISION, code="2DE4"),
            Population(profile=Profile.PUPIL, kind=GroupKind.GROUP, code="Théâtre ##1 % ' 🎭"),
            Population(kind=GroupKind.LEVEL, code=""),
        ],
    )
    def test_an_opening_comes_back_as_it_was_written(
        self, store: EntitlementStore, writer: EntitlementWriter, population: Population
    ) -> None:
        """The population decides who may enter: each part of it must survive."""
        opening = replace(OPENING, population=population)
        writer.write(subscriptions=[SCHOOL_WIDE], openings=[opening])

        assert list(store.entitlements(ALICE, LYCEE.id, ATLAS.id).openings) == [opening]
        assert list(store.shelf(ALICE, [LYCEE.id]).openings) == [opening]

    def test_openings_are_those_of_the_school_and_the_resource(
        self, store: EntitlementStore, writer: EntitlementWriter
    ) -> None:
        """All populations of one licence come; those of another school do not."""
        college = replace(SCHOOL_WIDE, id=SubscriptionId("wide"), school=COLLEGE.id)
        staff = replace(OPENING, population=Population(profile=Profile.TEACHER))
        writer.write(
            subscriptions=[SCHOOL_WIDE, college],
            openings=[
                OPENING,
                staff,
                Opening(
                    subscription=college.id,
                    resource=ATLAS.id,
                    school=COLLEGE.id,
                    population=Population(),
                ),
            ],
        )

        assert set(store.entitlements(ALICE, LYCEE.id, ATLAS.id).openings) == {OPENING, staff}
        assert nothing(store.entitlements(ALICE, LYCEE.id, OTHER))

    def test_a_school_is_read_whole(
        self, store: EntitlementStore, writer: EntitlementWriter, enrol: Enrol
    ) -> None:
        """The seats of everybody there, every resource; nothing of another school."""
        for name in ("alice", "bob"):
            enrol(pupil(name, *_BOTH))
        bought = [SUBSCRIPTION, OF_OTHER, SCHOOL_WIDE]
        seats = [seat(), seat(BOB), seat(BOB, OF_OTHER)]
        writer.write(
            subscriptions=[*bought, AT_COLLEGE],
            seats=[*seats, seat(BOB, AT_COLLEGE)],
            openings=[OPENING],
        )

        facts = store.of_school(LYCEE.id)

        assert by_id(facts.subscriptions) == by_id(bought)
        assert set(facts.seats) == set(seats)
        assert len(facts.seats) == len(seats)
        assert list(facts.openings) == [OPENING]
        assert list(store.of_school(COLLEGE.id).seats) == [seat(BOB, AT_COLLEGE)]
        assert nothing(store.of_school(SchoolId("9999999Z")))

    def test_the_shelf_holds_all_schools_that_are_asked_for(
        self, store: EntitlementStore, writer: EntitlementWriter, enrol: Enrol
    ) -> None:
        """A person of two schools sees both in one answer; a third school stays out."""
        enrol(pupil(ALICE, *_BOTH))
        writer.write(
            subscriptions=[SUBSCRIPTION, SCHOOL_WIDE, AT_COLLEGE, OF_OTHER],
            seats=[seat(), seat(ALICE, AT_COLLEGE)],
            openings=[OPENING],
        )

        both = store.shelf(ALICE, [LYCEE.id, COLLEGE.id])
        one = store.shelf(ALICE, [COLLEGE.id, SchoolId("9999999Z")])

        assert by_id(both.subscriptions) == sorted(
            [SUBSCRIPTION.id, SCHOOL_WIDE.id, AT_COLLEGE.id, OF_OTHER.id]
        )
        assert set(both.seats) == {seat(), seat(ALICE, AT_COLLEGE)}
        assert list(both.openings) == [OPENING]
        assert by_id(one.subscriptions) == [AT_COLLEGE.id]
        assert list(one.seats) == [seat(ALICE, AT_COLLEGE)]

    def test_both_kinds_of_licence_of_one_resource(
        self, store: EntitlementStore, writer: EntitlementWriter, enrol: Enrol
    ) -> None:
        """A seat under one subscription does not hide the openings of another."""
        enrol(pupil())
        writer.write(subscriptions=[SUBSCRIPTION, SCHOOL_WIDE], seats=[seat()], openings=[OPENING])

        found = store.entitlements(ALICE, LYCEE.id, ATLAS.id)

        assert list(found.seats) == [seat()]
        assert list(found.openings) == [OPENING]
        kinds = {s.kind for s in found.subscriptions}
        assert kinds == {LicenceKind.INDIV, LicenceKind.ETABL}
