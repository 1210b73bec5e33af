"""The contract of :class:`garbridge.ports.EntitlementWriter`.

Same fixtures as :mod:`garbridge.testing.entitlements`: ``store``, ``writer``, ``enrol``.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.entitlements import (
    LicenceKind,
    Licences,
    Opening,
    Origin,
    Population,
    Seat,
    Subscription,
)
from garbridge.core.identifiers import PersonId, ResourceId, SubscriptionId
from garbridge.core.people import Membership, Profile, Public
from garbridge.errors import ImportRefusedError
from garbridge.ports import EntitlementStore, EntitlementWriter
from garbridge.testing.concurrency import at_once
from garbridge.testing.entitlements import AT_COLLEGE, BOB, OF_OTHER, Enrol, by_id, nothing
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
    teacher,
)

CAROL = PersonId("carol")


def with_licences(
    *, overall: int | None = 0, per_public: tuple[tuple[Public, int | None], ...] = ()
) -> Subscription:
    """Return the subscription with other counts."""
    return replace(SUBSCRIPTION, licences=Licences(per_public, overall))


TWO = with_licences(overall=2)


class EntitlementWriterContract:
    """What every writer of entitlements promises: all or nothing, and never one licence twice."""

    @pytest.fixture(autouse=True)
    def _people(self, enrol: Enrol) -> None:
        for person in (pupil(ALICE), pupil(BOB), pupil(CAROL), teacher("bruno")):
            enrol(person)

    def test_writing_twice_changes_nothing(
        self, store: EntitlementStore, writer: EntitlementWriter
    ) -> None:
        """The same file may be read again; a seat that is there keeps its origin."""
        served = replace(seat(), origin=Origin.RULE)
        writer.write(subscriptions=[TWO, SCHOOL_WIDE], seats=[served], openings=[OPENING])
        before = store.entitlements(ALICE, LYCEE.id, ATLAS.id)

        writer.write(subscriptions=[TWO, SCHOOL_WIDE], seats=[seat()], openings=[OPENING])

        assert store.entitlements(ALICE, LYCEE.id, ATLAS.id) == before
        assert list(before.seats) == [served]

    def test_a_subscription_is_replaced_by_its_id(
        self, store: EntitlementStore, writer: EntitlementWriter
    ) -> None:
        """A renewal changes dates, counts, even the school while nobody holds a seat."""
        writer.write(subscriptions=[SUBSCRIPTION])
        renewed = replace(
            SUBSCRIPTION,
            school=COLLEGE.id,
            ends=SUBSCRIPTION.ends + timedelta(days=365),
            licences=Licences(overall=7),
        )

        writer.write(subscriptions=[renewed])

        assert list(store.shelf(ALICE, [LYCEE.id, COLLEGE.id]).subscriptions) == [renewed]

    @pytest.mark.parametrize(
        "wrong",
        [
            seat(ALICE, OF_OTHER),
            replace(seat(), subscription=SubscriptionId("' OR ''='")),
            replace(seat(), resource=ResourceId("ark:/99999/other")),
            replace(seat(), school=COLLEGE.id),
            seat(ALICE, SCHOOL_WIDE),
            seat(PersonId("stranger")),
        ],
        ids=["unknown", "quoted", "other-resource", "other-school", "other-kind", "stranger"],
    )
    def test_a_wrong_seat_refuses_the_whole_batch(
        self, store: EntitlementStore, writer: EntitlementWriter, wrong: Seat
    ) -> None:
        """Nothing of the batch is written, not even what stood before the wrong row."""
        with pytest.raises(ImportRefusedError) as refused:
            writer.write(
                subscriptions=[TWO, SCHOOL_WIDE],
                openings=[OPENING],
                seats=[seat(BOB), wrong],
            )

        assert refused.value.total == 1
        assert refused.value.problems[0].startswith("exemplaire 2 (")
        for person in (ALICE, BOB):
            assert nothing(store.shelf(person, [LYCEE.id, COLLEGE.id]))

    @pytest.mark.parametrize(
        "wrong",
        [
            replace(OPENING, subscription=SubscriptionId("unknown")),
            replace(OPENING, resource=ResourceId("ark:/99999/other")),
            replace(OPENING, school=COLLEGE.id),
            replace(OPENING, subscription=SUBSCRIPTION.id),
        ],
        ids=["unknown", "other-resource", "other-school", "other-kind"],
    )
    def test_a_wrong_opening_refuses_the_whole_batch(
        self, store: EntitlementStore, writer: EntitlementWriter, wrong: Opening
    ) -> None:
        """An opening under a licence that is counted by person would let a whole class in."""
        with pytest.raises(ImportRefusedError) as refused:
            writer.write(
                subscriptions=[SUBSCRIPTION, SCHOOL_WIDE],
                seats=[seat()],
                openings=[wrong],
            )

        assert refused.value.problems[0].startswith("ouverture 1 (")
        assert nothing(store.shelf(ALICE, [LYCEE.id]))

    def test_a_member_of_another_school_is_refused(
        self, writer: EntitlementWriter, enrol: Enrol
    ) -> None:
        """A licence of one school is never given to somebody of another."""
        elsewhere = pupil("eve", Membership(COLLEGE.id, Profile.PUPIL))
        enrol(elsewhere)

        with pytest.raises(ImportRefusedError):
            writer.write(subscriptions=[SUBSCRIPTION], seats=[seat(elsewhere.id)])

    def test_the_last_licence_is_given_and_no_more(
        self, store: EntitlementStore, writer: EntitlementWriter
    ) -> None:
        """Two licences serve two people; the third is refused with row and subscription."""
        writer.write(subscriptions=[TWO], seats=[seat(ALICE), seat(BOB)])

        with pytest.raises(ImportRefusedError, match=rf"exemplaire 2 \({TWO.id}\)"):
            writer.write(seats=[seat(ALICE), seat(CAROL)])

        assert list(store.entitlements(CAROL, LYCEE.id, ATLAS.id).seats) == []

    def test_a_seat_named_twice_counts_once(
        self, store: EntitlementStore, writer: EntitlementWriter
    ) -> None:
        """One person holds one licence however often a file says so."""
        writer.write(subscriptions=[TWO], seats=[seat(ALICE), seat(ALICE), seat(BOB), seat(BOB)])

        assert list(store.entitlements(BOB, LYCEE.id, ATLAS.id).seats) == [seat(BOB)]

    def test_publics_are_counted_apart(self, writer: EntitlementWriter) -> None:
        """One pupil's and one teacher's licence do not serve two pupils."""
        each = with_licences(per_public=((Public.PUPILS, 1), (Public.TEACHERS, 1)))
        writer.write(subscriptions=[each], seats=[seat(ALICE), seat(PersonId("bruno"))])

        with pytest.raises(ImportRefusedError):
            writer.write(seats=[seat(BOB)])

    @pytest.mark.parametrize(
        "subscription",
        [
            with_licences(overall=0),
            with_licences(per_public=((Public.TEACHERS, None),)),
            replace(SUBSCRIPTION, publics=frozenset({Public.TEACHERS})),
            replace(SUBSCRIPTION, publics=frozenset()),
        ],
        ids=["none-at-all", "none-for-pupils", "not-for-pupils", "for-nobody"],
    )
    def test_no_licence_is_no_seat(
        self, writer: EntitlementWriter, subscription: Subscription
    ) -> None:
        """Nothing to count means no."""
        with pytest.raises(ImportRefusedError):
            writer.write(subscriptions=[subscription], seats=[seat()])

    @pytest.mark.parametrize(
        "fewer",
        [
            with_licences(overall=1),
            with_licences(per_public=((Public.PUPILS, 1),)),
            replace(TWO, school=COLLEGE.id),
            replace(TWO, resource=ResourceId("ark:/99999/other")),
            replace(TWO, kind=LicenceKind.ETABL),
        ],
        ids=["fewer", "fewer-for-pupils", "other-school", "other-resource", "other-kind"],
    )
    def test_a_subscription_in_use_is_not_taken_away(
        self, store: EntitlementStore, writer: EntitlementWriter, fewer: Subscription
    ) -> None:
        """A renewal that no longer holds the seats given under it is refused as a whole."""
        writer.write(subscriptions=[TWO], seats=[seat(ALICE), seat(BOB)])

        with pytest.raises(ImportRefusedError, match=rf"abonnement 2 \({TWO.id}\)"):
            writer.write(subscriptions=[AT_COLLEGE, fewer])

        assert list(store.shelf(ALICE, [LYCEE.id, COLLEGE.id]).subscriptions) == [TWO]

    def test_an_opened_subscription_keeps_its_school(self, writer: EntitlementWriter) -> None:
        """An opening that points elsewhere would open what nobody bought."""
        writer.write(subscriptions=[SCHOOL_WIDE], openings=[OPENING])

        with pytest.raises(ImportRefusedError):
            writer.write(subscriptions=[replace(SCHOOL_WIDE, school=COLLEGE.id)])

    def test_a_population_is_let_in_within_the_number_of_people(
        self, store: EntitlementStore, writer: EntitlementWriter
    ) -> None:
        """Three pupils enter for three licences; a fourth person does not, nobody new may."""
        three = replace(SCHOOL_WIDE, licences=Licences(overall=3))
        teachers = replace(OPENING, population=Population(profile=Profile.TEACHER))
        writer.write(subscriptions=[three], openings=[OPENING])

        with pytest.raises(ImportRefusedError, match="4 personnes"):
            writer.write(openings=[OPENING, teachers])
        with pytest.raises(ImportRefusedError, match="4 personnes"):
            writer.write(openings=[replace(OPENING, population=Population())])
        alice = replace(OPENING, population=Population(person=ALICE))
        writer.write(openings=[alice])

        assert set(store.of_school(LYCEE.id).openings) == {OPENING, alice}

    def test_an_order_is_not_lowered_below_the_people_inside(
        self, store: EntitlementStore, writer: EntitlementWriter, enrol: Enrol
    ) -> None:
        """Nor made for more publics; where the school has grown it may be raised, not lowered."""
        three, two = (replace(SCHOOL_WIDE, licences=Licences(overall=n)) for n in (3, 2))
        pupils = replace(three, publics=frozenset({Public.PUPILS}))
        everybody = replace(OPENING, population=Population())
        writer.write(subscriptions=[pupils], openings=[everybody])

        for fewer in (replace(two, publics=pupils.publics), three):
            with pytest.raises(ImportRefusedError, match=rf"abonnement 1 \({SCHOOL_WIDE.id}\)"):
                writer.write(subscriptions=[fewer])
        for name in ("dora", "emil"):
            enrol(pupil(name))
        raised = replace(pupils, licences=Licences(overall=4))
        writer.write(subscriptions=[replace(pupils, comment="grown")])
        writer.write(subscriptions=[raised])
        assert list(store.of_school(LYCEE.id).subscriptions) == [raised]
        with pytest.raises(ImportRefusedError, match="5 personnes"):
            writer.write(subscriptions=[pupils])

    def test_every_problem_is_told_without_a_name(self, writer: EntitlementWriter) -> None:
        """All rows at once; the sentences hold identifiers and nobody's name."""
        with pytest.raises(ImportRefusedError) as refused:
            writer.write(
                seats=[seat(ALICE), seat(BOB)], openings=[replace(OPENING, population=Population())]
            )

        assert refused.value.total == len(refused.value.problems) == 3
        identity = pupil(ALICE).identity
        assert identity.family_name not in str(refused.value)
        assert identity.given_name not in str(refused.value)

    def test_of_many_at_once_as_many_succeed_as_there_are_licences(
        self, store: EntitlementStore, writer: EntitlementWriter, enrol: Enrol
    ) -> None:
        """Sixteen threads give the last five licences: five people hold one, the sum adds up."""
        people = [PersonId(f"pupil-{number}") for number in range(16)]
        for person in people:
            enrol(pupil(person))
        writer.write(subscriptions=[with_licences(overall=5)])

        done = at_once(16, lambda number: writer.write(seats=[seat(people[number])]))

        held = [p for p in people if store.entitlements(p, LYCEE.id, ATLAS.id).seats]
        assert done.count(None) == len(held) == 5
        assert sum(isinstance(raised, ImportRefusedError) for raised in done) == 11

    def test_two_batches_in_opposite_order_both_end(
        self, store: EntitlementStore, writer: EntitlementWriter
    ) -> None:
        """Writers that name the same subscriptions do not block each other for ever."""
        batch = [SUBSCRIPTION, OF_OTHER, AT_COLLEGE, SCHOOL_WIDE]

        done = at_once(
            8, lambda number: writer.write(subscriptions=batch[:: 1 if number % 2 else -1])
        )

        assert done == [None] * 8
        assert by_id(store.shelf(ALICE, [LYCEE.id, COLLEGE.id]).subscriptions) == by_id(batch)
