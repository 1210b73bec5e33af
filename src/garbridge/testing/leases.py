"""The contract of :class:`garbridge.ports.LeaseStore`.

Subclass it with the fixtures ``leases``, empty, ``writer`` of the same tables, ``transaction``,
which they share, and ``enrol(person)``, which puts somebody into the directory.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from garbridge.core.entitlements import LicenceKind, Licences, Subscription
from garbridge.core.identifiers import PersonId, SubscriptionId
from garbridge.core.leases import LEASE, InUse, Lease
from garbridge.errors import ImportRefusedError, StoreError
from garbridge.ports import EntitlementWriter, LeaseStore, Transaction
from garbridge.testing.concurrency import at_once
from garbridge.testing.entitlements import BOB
from garbridge.testing.world import ALICE, COLLEGE, LYCEE, NOW, SCHOOL_WIDE

CARLA = PersonId("carla")
MOMENT = timedelta(microseconds=1)
FLOATING = replace(
    SCHOOL_WIDE,
    id=SubscriptionId("atlas-flottant"),
    kind=LicenceKind.FLOATING,
    licences=Licences(overall=2),
)
AT_COLLEGE = replace(FLOATING, id=SubscriptionId("flottant-college"), school=COLLEGE.id)


def lease(person: PersonId = ALICE, *, at: datetime = NOW, under: Subscription = FLOATING) -> Lease:
    """Return the lease that *person* takes at *at*."""
    return Lease(subscription=under.id, school=under.school, person=person, until=at + LEASE)


def take(
    leases: LeaseStore,
    person: PersonId = ALICE,
    *,
    at: datetime = NOW,
    under: Subscription = FLOATING,
) -> bool:
    """Take that lease."""
    return leases.take(lease(person, at=at, under=under), now=at)


def running(
    leases: LeaseStore,
    person: PersonId | None = None,
    *,
    at: datetime = NOW,
    under: Subscription = FLOATING,
) -> InUse:
    """Return what is in use of one subscription."""
    (found,) = leases.running(under.school, [under.id], now=at, person=person)
    return found


class LeaseStoreContract:
    """What every store of leases promises: never more than there are licences."""

    @pytest.fixture(autouse=True)
    def _bought(self, writer: EntitlementWriter) -> None:
        writer.write(subscriptions=[FLOATING, AT_COLLEGE])

    def test_nothing_is_in_use(self, leases: LeaseStore) -> None:
        """An empty store answers, also about what it does not know."""
        unknown = SubscriptionId("unknown")

        found = leases.running(LYCEE.id, [FLOATING.id, unknown], now=NOW, person=ALICE)

        assert list(found) == [InUse(FLOATING.id), InUse(unknown)]
        assert list(leases.running(LYCEE.id, [], now=NOW)) == []

    def test_a_lease_that_runs_is_counted(self, leases: LeaseStore) -> None:
        """How many, whether it is one's own, and when the first comes back."""
        assert take(leases)
        assert take(leases, BOB, at=NOW + MOMENT)

        found = [running(leases, who, at=NOW + MOMENT) for who in (ALICE, CARLA, None)]

        end = NOW + LEASE
        assert found == [
            InUse(FLOATING.id, 2, mine=True, next_end=end),
            InUse(FLOATING.id, 2, mine=False, next_end=end),
            InUse(FLOATING.id, 2, mine=False, next_end=end),
        ]

    def test_no_more_than_there_are(self, leases: LeaseStore) -> None:
        """The third of two waits; what was refused changed nothing."""
        assert take(leases)
        assert take(leases, BOB)

        assert not take(leases, CARLA)

        assert running(leases, CARLA) == InUse(FLOATING.id, 2, mine=False, next_end=NOW + LEASE)

    def test_the_same_person_renews(self, leases: LeaseStore) -> None:
        """Also when all are in use: one person never counts twice."""
        take(leases)
        take(leases, BOB)
        later = NOW + timedelta(minutes=30)

        assert take(leases, at=later)

        assert running(leases, at=later).count == 2
        after = running(leases, ALICE, at=NOW + LEASE)
        assert after == InUse(FLOATING.id, 1, mine=True, next_end=later + LEASE)

    def test_a_lease_ends_by_itself(self, leases: LeaseStore) -> None:
        """Its end is exclusive: at that instant the licence is somebody else's."""
        take(leases)
        take(leases, BOB)

        assert not take(leases, CARLA, at=NOW + LEASE - MOMENT)
        assert take(leases, CARLA, at=NOW + LEASE)

        assert running(leases, at=NOW + LEASE).count == 1

    def test_the_number_is_that_of_the_subscription_now(
        self, leases: LeaseStore, writer: EntitlementWriter
    ) -> None:
        """Fewer licences once nobody is in, then no number at all."""
        writer.write(subscriptions=[replace(FLOATING, licences=Licences(overall=1))])
        take(leases)

        assert not take(leases, BOB)
        assert take(leases, at=NOW + MOMENT), "who is in renews"
        writer.write(subscriptions=[replace(FLOATING, licences=Licences(overall=None))])
        assert take(leases, CARLA)

    @pytest.mark.parametrize(
        "wrong",
        [
            replace(FLOATING, id=SubscriptionId("unknown")),
            replace(FLOATING, school=COLLEGE.id),
            replace(FLOATING, id=SCHOOL_WIDE.id),
        ],
        ids=["unknown", "of-another-school", "not-floating"],
    )
    def test_there_is_nothing_to_take(
        self, leases: LeaseStore, writer: EntitlementWriter, wrong: Subscription
    ) -> None:
        """Only a floating subscription of that school is used by leases."""
        writer.write(subscriptions=[SCHOOL_WIDE])

        assert not take(leases, under=wrong)
        assert running(leases, ALICE, under=wrong) == InUse(wrong.id)

    def test_each_school_and_subscription_has_its_own(self, leases: LeaseStore) -> None:
        """Nothing is counted elsewhere."""
        take(leases)

        assert running(leases, ALICE, under=AT_COLLEGE) == InUse(AT_COLLEGE.id)
        assert take(leases, under=AT_COLLEGE)
        assert running(leases).count == 1

    def test_what_is_undone_was_never_taken(
        self, leases: LeaseStore, transaction: Transaction
    ) -> None:
        """A launch that fails after it took a lease takes none."""

        def fail() -> None:
            with transaction():
                assert take(leases)
                raise StoreError("the answer could not be recorded")

        with pytest.raises(StoreError):
            fail()

        assert running(leases, ALICE) == InUse(FLOATING.id)

    def test_of_many_at_once_as_many_as_there_are_succeed(
        self, leases: LeaseStore, transaction: Transaction
    ) -> None:
        """Eight launches on two licences: exactly two."""

        def launch(number: int) -> bool:
            with transaction():
                running(leases, PersonId(f"p-{number}"))
                return take(leases, PersonId(f"p-{number}"))

        taken = at_once(8, launch)

        assert sorted(taken, key=str) == [False] * 6 + [True] * 2
        assert running(leases).count == 2

    def test_no_number_is_lowered_below_those_who_are_in(
        self, leases: LeaseStore, writer: EntitlementWriter
    ) -> None:
        """Who is in stays in until the end of their lease; then the number may be lower."""
        take(leases, ALICE)
        take(leases, BOB)
        one = replace(FLOATING, licences=Licences(overall=1))
        none = replace(FLOATING, licences=Licences(overall=0))

        for lower in (one, none):
            with pytest.raises(ImportRefusedError, match="2 personnes"):
                writer.write(subscriptions=[lower])
        writer.write(subscriptions=[replace(FLOATING, comment="changed")])

        assert running(leases).count == 2
        assert not take(leases, CARLA)

    def test_a_number_is_lowered_to_those_who_are_in(
        self, leases: LeaseStore, writer: EntitlementWriter
    ) -> None:
        """Leases that have ended, and those of other subscriptions, count for nothing."""
        take(leases, BOB, at=NOW - LEASE)
        take(leases, ALICE)
        take(leases, CARLA, under=AT_COLLEGE)

        writer.write(subscriptions=[replace(FLOATING, licences=Licences(overall=1))])

        assert not take(leases, BOB)
