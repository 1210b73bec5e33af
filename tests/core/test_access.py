"""The access check, rule by rule, at its boundaries, and as a whole."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import combinations

import pytest
from tests.strategies import TICK, Case

from garbridge.core.access import Entitlements, Granted, Refusal, Refused
from garbridge.core.entitlements import (
    LicenceKind,
    Licences,
    Opening,
    Population,
    Seat,
    Subscription,
)
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.leases import InUse
from garbridge.core.people import Group, GroupKind, Membership, Person, Profile, Public
from garbridge.core.schools import SchoolBook, SchoolRule
from garbridge.testing.world import (
    ATLAS,
    CHOIR,
    CLASS,
    COLLEGE,
    LEVEL,
    LYCEE,
    MATHS,
    NOW,
    OPENING,
    PUBLISHER,
    SCHOOL_WIDE,
    SUBSCRIPTION,
    YEAR_ENDS,
    pupil,
    seat,
    teacher,
)

ALICE = pupil()
VALID = Case(
    person=ALICE,
    school=LYCEE.id,
    resource=ATLAS,
    provider=PUBLISHER,
    facts=Entitlements([SUBSCRIPTION], [seat()]),
    now=NOW,
)
Change = Callable[[Case], Case]


def place(person: Person = ALICE, **changed: object) -> Person:
    """Return *person* with the first membership changed."""
    first, *others = person.memberships
    return replace(person, memberships=(replace(first, **changed), *others))  # type: ignore[arg-type]  # any field of it


def membership(**changed: object) -> Change:
    """Return the change of the person's place."""
    return lambda case: replace(case, person=place(case.person, **changed))


def subscription(**changed: object) -> Change:
    """Return the change of every subscription."""
    return lambda case: replace(
        case,
        facts=replace(
            case.facts,
            subscriptions=[replace(s, **changed) for s in case.facts.subscriptions],  # type: ignore[arg-type]  # any field of it
        ),
    )


def seats(**changed: object) -> Change:
    """Return the change of every seat."""
    return lambda case: replace(
        case,
        facts=replace(case.facts, seats=[replace(s, **changed) for s in case.facts.seats]),  # type: ignore[arg-type]  # any field of it
    )


def no_seats(case: Case) -> Case:
    """Take all seats away."""
    return replace(case, facts=replace(case.facts, seats=()))


def no_rights(case: Case) -> Case:
    """Take all seats and openings away."""
    return replace(case, facts=replace(case.facts, seats=(), openings=()))


def all_in_use(case: Case) -> Case:
    """Make every subscription a floating one that is opened to everybody and has no licence."""
    bought = [
        replace(s, kind=LicenceKind.FLOATING, licences=Licences(overall=0))
        for s in case.facts.subscriptions
    ]
    openings = (
        [replace(OPENING, subscription=s.id, population=Population()) for s in bought]
        if case.facts.seats
        else []
    )
    return replace(case, facts=replace(case.facts, subscriptions=bought, openings=openings))


def shut(*, is_open: bool = True, opens: datetime | None = None) -> Change:
    """Return the change of what is said of the school."""
    book = SchoolBook(SchoolRule(), {LYCEE.id: SchoolRule(is_open=is_open, opens=opens)})
    return lambda case: replace(case, facts=replace(case.facts, schools=book))


def test_everything_in_order_is_granted() -> None:
    """The base case grants; each refusal test changes one thing from it."""
    granted = VALID.check()

    assert granted == Granted(ALICE, ALICE.memberships[0], ATLAS, PUBLISHER, SUBSCRIPTION, NOW)


@pytest.mark.parametrize(
    ("change", "reason", "since"),
    [
        pytest.param(
            membership(school=COLLEGE.id), Refusal.NOT_A_MEMBER, None, id="school-of-others"
        ),
        pytest.param(
            lambda case: replace(case, person=replace(ALICE, memberships=())),
            Refusal.NOT_A_MEMBER,
            None,
            id="no-school-at-all",
        ),
        pytest.param(
            membership(starts=NOW + TICK),
            Refusal.MEMBERSHIP_NOT_STARTED,
            NOW + TICK,
            id="arrives-one-tick-later",
        ),
        pytest.param(
            membership(ends=NOW), Refusal.MEMBERSHIP_ENDED, NOW, id="membership-end-is-exclusive"
        ),
        pytest.param(
            shut(opens=NOW + TICK),
            Refusal.SCHOOL_NOT_OPEN,
            NOW + TICK,
            id="school-opens-one-tick-later",
        ),
        pytest.param(
            shut(is_open=False),
            Refusal.SCHOOL_NOT_OPEN,
            None,
            id="school-that-nobody-opens",
        ),
        pytest.param(
            lambda case: replace(case, provider=replace(PUBLISHER, enabled=False)),
            Refusal.PROVIDER_DISABLED,
            None,
            id="provider-switched-off",
        ),
        pytest.param(
            lambda case: replace(case, provider=replace(PUBLISHER, id=ProviderId("calculo"))),
            Refusal.PROVIDER_DISABLED,
            None,
            id="provider-of-another-resource",
        ),
        pytest.param(
            lambda case: replace(case, provider=replace(PUBLISHER, valid_until=NOW)),
            Refusal.PROVIDER_EXPIRED,
            NOW,
            id="provider-end-is-exclusive",
        ),
        pytest.param(
            lambda case: replace(case, resource=replace(ATLAS, enabled=False)),
            Refusal.RESOURCE_DISABLED,
            None,
            id="resource-switched-off",
        ),
        pytest.param(
            lambda case: replace(case, facts=Entitlements()),
            Refusal.NO_SUBSCRIPTION,
            None,
            id="nothing-bought",
        ),
        pytest.param(
            subscription(school=COLLEGE.id),
            Refusal.NO_SUBSCRIPTION,
            None,
            id="bought-by-another-school",
        ),
        pytest.param(
            subscription(resource=ResourceId("ark:/99999/herbier")),
            Refusal.NO_SUBSCRIPTION,
            None,
            id="another-resource-bought",
        ),
        pytest.param(
            subscription(starts=NOW + TICK),
            Refusal.SUBSCRIPTION_NOT_STARTED,
            NOW + TICK,
            id="one-tick-early",
        ),
        pytest.param(
            subscription(ends=NOW), Refusal.SUBSCRIPTION_EXPIRED, NOW, id="end-is-exclusive"
        ),
        pytest.param(
            subscription(publics=frozenset(Public) - {Public.PUPILS}),
            Refusal.PROFILE_NOT_COVERED,
            None,
            id="bought-for-staff-only",
        ),
        pytest.param(
            subscription(publics=frozenset()),
            Refusal.PROFILE_NOT_COVERED,
            None,
            id="bought-for-nobody",
        ),
        pytest.param(no_seats, Refusal.NOT_ASSIGNED, None, id="no-seat"),
        pytest.param(
            seats(person=PersonId("bob")), Refusal.NOT_ASSIGNED, None, id="seat-of-someone-else"
        ),
        pytest.param(
            seats(subscription=SubscriptionId("herbier-2026")),
            Refusal.NOT_ASSIGNED,
            None,
            id="seat-of-another-subscription",
        ),
        pytest.param(
            seats(school=COLLEGE.id), Refusal.NOT_ASSIGNED, None, id="seat-at-another-school"
        ),
        pytest.param(
            seats(resource=ResourceId("ark:/99999/herbier")),
            Refusal.NOT_ASSIGNED,
            None,
            id="seat-for-another-resource",
        ),
    ],
)
def test_one_thing_wrong_is_refused(
    change: Change, reason: Refusal, since: datetime | None
) -> None:
    """Each rule refuses on its own, with its own reason and the instant it is about."""
    assert change(VALID).check() == Refused(reason, since)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(membership(starts=NOW), id="membership-start-is-inclusive"),
        pytest.param(membership(ends=NOW + TICK), id="last-tick-of-the-membership"),
        pytest.param(shut(opens=NOW), id="opening-of-the-school-is-inclusive"),
        pytest.param(
            lambda case: replace(case, provider=replace(PUBLISHER, valid_until=NOW + TICK)),
            id="last-tick-of-the-provider",
        ),
        pytest.param(subscription(starts=NOW), id="start-is-inclusive"),
        pytest.param(subscription(ends=NOW + TICK), id="last-tick-of-the-subscription"),
        pytest.param(subscription(publics=frozenset({Public.PUPILS})), id="own-public-is-enough"),
        pytest.param(
            lambda case: replace(case, now=NOW.astimezone(timezone(timedelta(hours=2)))),
            id="same-instant-in-paris",
        ),
    ],
)
def test_just_enough_is_granted(change: Change) -> None:
    """Boundaries stand exactly where the domain values say: not one microsecond off."""
    assert isinstance(change(VALID).check(), Granted)


BREAKS: dict[Refusal, Change] = {
    Refusal.NOT_A_MEMBER: membership(school=COLLEGE.id),
    Refusal.MEMBERSHIP_NOT_STARTED: membership(starts=NOW + TICK),
    Refusal.MEMBERSHIP_ENDED: membership(ends=NOW),
    Refusal.SCHOOL_NOT_OPEN: shut(opens=NOW + TICK),
    Refusal.PROVIDER_DISABLED: lambda case: replace(
        case, provider=replace(case.provider, enabled=False)
    ),
    Refusal.PROVIDER_EXPIRED: lambda case: replace(
        case, provider=replace(case.provider, valid_until=NOW)
    ),
    Refusal.RESOURCE_DISABLED: lambda case: replace(
        case, resource=replace(case.resource, enabled=False)
    ),
    Refusal.NOT_ACTIVATED: lambda case: replace(
        case, resource=replace(case.resource, interaction=frozenset())
    ),
    Refusal.NO_SUBSCRIPTION: subscription(school=COLLEGE.id),
    Refusal.SUBSCRIPTION_NOT_STARTED: subscription(starts=NOW + TICK),
    Refusal.SUBSCRIPTION_EXPIRED: subscription(ends=NOW),
    Refusal.PROFILE_NOT_COVERED: subscription(publics=frozenset()),
    Refusal.NOT_ASSIGNED: no_rights,
    Refusal.OBJECTED: lambda case: replace(
        case, facts=replace(case.facts, objections=[(case.person.id, case.resource.id)])
    ),
    Refusal.ALL_IN_USE: all_in_use,
}
"""One thing that goes wrong for each reason of the check; any two can go wrong together."""

FOUND_EARLIER = {
    Refusal.UNKNOWN_PERSON,
    Refusal.UNKNOWN_RESOURCE,
    Refusal.AMBIGUOUS_RESOURCE,
    Refusal.UNKNOWN_SCHOOL,
}
"""Reasons the launch finds while it looks for person, resource and school."""


def test_the_order_below_covers_every_reason() -> None:
    """A new reason must say where it stands in the order, or this fails."""
    assert [r for r in Refusal if r not in FOUND_EARLIER] == list(BREAKS)
    assert set(list(Refusal)[: len(FOUND_EARLIER)]) == FOUND_EARLIER


@pytest.mark.parametrize(
    ("earlier", "later"),
    [pytest.param(*pair, id=f"{pair[0]}-before-{pair[1]}") for pair in combinations(BREAKS, 2)],
)
def test_of_two_reasons_the_earlier_is_told(earlier: Refusal, later: Refusal) -> None:
    """The documented order of ``Refusal`` is the order of the rules, for every pair."""
    both = BREAKS[earlier](BREAKS[later](VALID))

    decision = both.check()

    assert isinstance(decision, Refused)
    assert decision.reason is earlier


@pytest.mark.parametrize("mended", range(len(BREAKS)))
def test_mending_what_is_told_reveals_the_next_reason(mended: int) -> None:
    """With everything wrong the reasons come one at a time, in the documented order."""
    case = VALID
    for broken in list(BREAKS.values())[mended:]:
        case = broken(case)

    decision = case.check()

    assert isinstance(decision, Refused)
    assert decision.reason is list(BREAKS)[mended]


def check_several(*subscriptions: Subscription, held: Sequence[Seat] | None = None) -> object:
    """Check with several subscriptions, a seat under each unless *held* says otherwise."""
    under = [seat(ALICE.id, s) for s in subscriptions] if held is None else held
    return replace(VALID, facts=Entitlements(subscriptions, under)).check()


LONGER = replace(SUBSCRIPTION, id=SubscriptionId("z-longer"), ends=YEAR_ENDS + TICK)
EXPIRED = replace(SUBSCRIPTION, id=SubscriptionId("a-expired"), ends=NOW)
FUTURE = replace(SUBSCRIPTION, id=SubscriptionId("a-future"), starts=NOW + timedelta(days=2))


@pytest.mark.parametrize("order", [1, -1], ids=["as-stored", "reversed"])
def test_the_subscription_that_ends_last_is_the_proof(order: int) -> None:
    """The proof does not depend on the store's order."""
    granted = check_several(*[SUBSCRIPTION, LONGER][::order])

    assert isinstance(granted, Granted)
    assert granted.subscription == LONGER


@pytest.mark.parametrize("order", [1, -1], ids=["as-stored", "reversed"])
def test_of_two_that_end_together_the_smallest_identifier_is_the_proof(order: int) -> None:
    """A tie is broken by a name, never by chance."""
    first = replace(SUBSCRIPTION, id=SubscriptionId("a"))
    second = replace(SUBSCRIPTION, id=SubscriptionId("b"))

    granted = check_several(*[first, second][::order])

    assert isinstance(granted, Granted)
    assert granted.subscription == first


@pytest.mark.parametrize("other", [EXPIRED, FUTURE], ids=["expired", "not-started"])
def test_a_subscription_out_of_time_does_not_hide_a_running_one(other: Subscription) -> None:
    """One running subscription is enough, whatever stands beside it."""
    granted = check_several(other, SUBSCRIPTION)

    assert isinstance(granted, Granted)
    assert granted.subscription == SUBSCRIPTION


@pytest.mark.parametrize("other", [EXPIRED, FUTURE], ids=["expired", "not-started"])
def test_a_seat_under_a_subscription_out_of_time_is_no_seat(other: Subscription) -> None:
    """Last year's seat does not enter through this year's subscription."""
    decision = check_several(other, SUBSCRIPTION, held=[seat(ALICE.id, other)])

    assert decision == Refused(Refusal.NOT_ASSIGNED)


def test_the_seat_and_the_public_must_be_of_one_subscription() -> None:
    """A seat here and a public there do not add up to a right."""
    for_pupils = replace(SUBSCRIPTION, publics=frozenset({Public.PUPILS}))
    for_teachers = replace(LONGER, publics=frozenset({Public.TEACHERS}))

    decision = check_several(for_pupils, for_teachers, held=[seat(ALICE.id, for_teachers)])

    assert decision == Refused(Refusal.NOT_ASSIGNED)


def test_the_end_that_is_told_is_the_last_one() -> None:
    """The page's "expired since" names the subscription that lasted longest."""
    earlier = replace(EXPIRED, id=SubscriptionId("b"), ends=NOW - timedelta(days=30))

    assert check_several(earlier, EXPIRED) == Refused(Refusal.SUBSCRIPTION_EXPIRED, NOW)


def test_the_start_that_is_told_is_the_next_one() -> None:
    """The page's "opens on" names the subscription that starts first."""
    later = replace(FUTURE, id=SubscriptionId("b"), starts=NOW + timedelta(days=30))

    assert check_several(later, FUTURE) == Refused(Refusal.SUBSCRIPTION_NOT_STARTED, FUTURE.starts)


def test_expired_is_told_before_not_started() -> None:
    """With one past and one future subscription the person is told that the first ended."""
    assert check_several(FUTURE, EXPIRED) == Refused(Refusal.SUBSCRIPTION_EXPIRED, NOW)


WHOLE_SCHOOL = Population()


def check_opening(
    person: Person,
    *populations: Population,
    opening: Opening = OPENING,
    subscription: Subscription = SCHOOL_WIDE,
) -> Granted | Refused:
    """Check *person* under an ETABL subscription that is open to *populations*."""
    openings = [replace(opening, population=population) for population in populations]
    facts = Entitlements([subscription], [], openings)
    return replace(VALID, person=person, facts=facts).check()


@pytest.mark.parametrize(
    ("population", "person"),
    [
        pytest.param(WHOLE_SCHOOL, pupil(), id="whole-school-pupil"),
        pytest.param(WHOLE_SCHOOL, teacher(), id="whole-school-teacher"),
        pytest.param(Population(profile=Profile.PUPIL), pupil(), id="profile"),
        pytest.param(Population(kind=GroupKind.DIVISION, code="2DE4"), pupil(), id="division"),
        pytest.param(
            Population(kind=GroupKind.DIVISION, code="2DE4"), teacher(), id="division-of-a-teacher"
        ),
        pytest.param(Population(kind=GroupKind.GROUP, code="CHORALE"), pupil(), id="group"),
        pytest.param(Population(kind=GroupKind.LEVEL, code=LEVEL.code), pupil(), id="level"),
        pytest.param(Population(kind=GroupKind.SUBJECT, code=MATHS.code), teacher(), id="subject"),
        pytest.param(
            Population(profile=Profile.TEACHER, kind=GroupKind.SUBJECT, code=MATHS.code),
            teacher(),
            id="profile-and-subject",
        ),
    ],
)
def test_a_population_that_covers_the_person_opens(population: Population, person: Person) -> None:
    """ETABL: each kind of population lets its own people in."""
    granted = check_opening(person, population)

    assert isinstance(granted, Granted)
    assert granted.subscription == SCHOOL_WIDE


@pytest.mark.parametrize(
    ("population", "person"),
    [
        pytest.param(Population(profile=Profile.TEACHER), pupil(), id="other-profile"),
        pytest.param(Population(profile=Profile.HEAD), teacher(), id="staff-is-not-one-profile"),
        pytest.param(
            Population(kind=GroupKind.DIVISION, code="2DE5"), pupil(), id="other-division"
        ),
        pytest.param(
            Population(kind=GroupKind.GROUP, code=CLASS.code), pupil(), id="group-named-like-class"
        ),
        pytest.param(
            Population(kind=GroupKind.DIVISION, code=CHOIR.code),
            pupil(),
            id="class-named-like-group",
        ),
        pytest.param(Population(kind=GroupKind.SUBJECT, code=MATHS.code), pupil(), id="no-subject"),
        pytest.param(Population(kind=GroupKind.DIVISION), pupil(), id="kind-without-code"),
        pytest.param(
            Population(kind=GroupKind.LEVEL, code=LEVEL.statistical),
            pupil(),
            id="statistical-code-is-not-the-level",
        ),
        pytest.param(
            Population(profile=Profile.TEACHER, kind=GroupKind.DIVISION, code="2DE4"),
            pupil(),
            id="right-class-wrong-profile",
        ),
        pytest.param(
            Population(profile=Profile.PUPIL, kind=GroupKind.DIVISION, code="2DE5"),
            pupil(),
            id="right-profile-wrong-class",
        ),
    ],
)
def test_a_population_of_others_opens_nothing(population: Population, person: Person) -> None:
    """ETABL: all that a population sets must hold."""
    assert check_opening(person, population) == Refused(Refusal.NOT_ASSIGNED)


def test_a_school_wide_licence_without_opening_is_closed() -> None:
    """Unassigned means invisible, for ETABL as for INDIV."""
    assert check_opening(pupil()) == Refused(Refusal.NOT_ASSIGNED)


def test_one_of_several_openings_is_enough() -> None:
    """Openings add up; one that does not fit does not close another."""
    decision = check_opening(pupil(), Population(profile=Profile.HEAD), WHOLE_SCHOOL)

    assert isinstance(decision, Granted)


def test_a_class_of_the_other_school_opens_nothing() -> None:
    """A person of two schools enters with the groups of the school they enter through."""
    elsewhere = Group(GroupKind.DIVISION, "6EME1", "Sixième 1")
    both = pupil(
        "alice",
        Membership(LYCEE.id, Profile.PUPIL, groups=(CLASS,)),
        Membership(COLLEGE.id, Profile.PUPIL, groups=(elsewhere,)),
    )
    population = Population(kind=GroupKind.DIVISION, code=elsewhere.code)

    assert check_opening(both, population) == Refused(Refusal.NOT_ASSIGNED)


def test_a_profile_of_the_other_school_opens_nothing() -> None:
    """A head of school elsewhere is a teacher here."""
    both = teacher(
        "bruno",
        Membership(LYCEE.id, Profile.TEACHER),
        Membership(COLLEGE.id, Profile.HEAD),
    )

    assert check_opening(both, Population(profile=Profile.HEAD)) == Refused(Refusal.NOT_ASSIGNED)


@pytest.mark.parametrize(
    "opening",
    [
        pytest.param(replace(OPENING, school=COLLEGE.id), id="of-another-school"),
        pytest.param(
            replace(OPENING, resource=ResourceId("ark:/99999/herbier")), id="of-another-resource"
        ),
        pytest.param(replace(OPENING, subscription=SUBSCRIPTION.id), id="of-another-subscription"),
    ],
)
def test_an_opening_about_something_else_opens_nothing(opening: Opening) -> None:
    """A store that returns too much opens nothing."""
    decision = check_opening(pupil(), WHOLE_SCHOOL, opening=opening)

    assert decision == Refused(Refusal.NOT_ASSIGNED)


def test_an_opening_does_not_serve_a_named_licence() -> None:
    """INDIV needs a seat: an opening under it would give licences nobody counted."""
    indiv = replace(SCHOOL_WIDE, kind=LicenceKind.INDIV)

    assert check_opening(pupil(), WHOLE_SCHOOL, subscription=indiv) == Refused(Refusal.NOT_ASSIGNED)


def test_a_seat_does_not_serve_a_school_wide_licence() -> None:
    """ETABL needs an opening: the school decides which populations enter."""
    facts = Entitlements([SCHOOL_WIDE], [seat(ALICE.id, SCHOOL_WIDE)])

    assert replace(VALID, facts=facts).check() == Refused(Refusal.NOT_ASSIGNED)


def test_a_store_that_returns_everything_opens_nothing_more() -> None:
    """Rights of other people, schools and resources beside an empty set of one's own."""
    herbarium = ResourceId("ark:/99999/herbier")
    elsewhere = replace(SUBSCRIPTION, id=SubscriptionId("e"), school=COLLEGE.id)
    other = replace(SUBSCRIPTION, id=SubscriptionId("o"), resource=herbarium)
    facts = Entitlements(
        [elsewhere, other, SUBSCRIPTION, SCHOOL_WIDE],
        [seat(ALICE.id, elsewhere), seat(ALICE.id, other), seat(PersonId("bob"))],
        [
            Opening(
                subscription=about.id,
                resource=about.resource,
                school=about.school,
                population=WHOLE_SCHOOL,
            )
            for about in (elsewhere, other, SUBSCRIPTION)
        ],
    )

    assert replace(VALID, facts=facts).check() == Refused(Refusal.NOT_ASSIGNED)


def test_a_seat_of_the_same_name_at_another_school_opens_nothing() -> None:
    """Two schools may have numbered their subscriptions alike."""
    namesake = replace(seat(), school=COLLEGE.id)

    decision = replace(VALID, facts=Entitlements([SUBSCRIPTION], [namesake])).check()

    assert decision == Refused(Refusal.NOT_ASSIGNED)


def test_each_school_is_decided_for_itself() -> None:
    """The school that bought lets in; the other one of the same person does not."""
    both = pupil(
        "alice",
        Membership(LYCEE.id, Profile.PUPIL),
        Membership(COLLEGE.id, Profile.PUPIL),
    )
    case = replace(VALID, person=both)

    assert isinstance(case.check(), Granted)
    assert replace(case, school=COLLEGE.id).check() == Refused(Refusal.NO_SUBSCRIPTION)


@pytest.mark.parametrize("school", ["", "0750001a", " 0750001A", "0750001A\n"])
def test_a_school_is_compared_exactly(school: str) -> None:
    """What was not parsed is not a member's school."""
    assert replace(VALID, school=SchoolId(school)).check() == Refused(Refusal.NOT_A_MEMBER)


FLOATING = replace(SCHOOL_WIDE, kind=LicenceKind.FLOATING, licences=Licences(overall=2))
OTHER = replace(FLOATING, id=SubscriptionId("a-second-one"))
LAST = replace(SCHOOL_WIDE, id=SubscriptionId("z"))
SOON, LATER = NOW + timedelta(minutes=5), NOW + timedelta(minutes=9)


def shared(*in_use: InUse, bought: Sequence[Subscription] = (FLOATING,)) -> Granted | Refused:
    """Check somebody whom floating subscriptions are opened to."""
    openings = [replace(OPENING, subscription=one.id) for one in bought]
    return replace(VALID, facts=Entitlements(bought, (), openings, in_use)).check()


@pytest.mark.parametrize(
    "in_use",
    [
        pytest.param((), id="nobody"),
        pytest.param((InUse(FLOATING.id, 1, next_end=SOON),), id="one-of-two"),
        pytest.param((InUse(FLOATING.id, 2, mine=True, next_end=SOON),), id="oneself"),
        pytest.param((InUse(OTHER.id, 2, next_end=SOON),), id="another-subscription"),
    ],
)
def test_a_floating_licence_that_is_free_is_granted(in_use: tuple[InUse, ...]) -> None:
    """The last one too, and one's own again."""
    found = shared(*in_use)

    assert isinstance(found, Granted)
    assert found.subscription == FLOATING


def test_when_all_are_in_use_the_earliest_end_is_told() -> None:
    """Of all subscriptions that might have let the person in."""
    found = shared(
        InUse(FLOATING.id, 2, next_end=LATER),
        InUse(OTHER.id, 3, next_end=SOON),
        bought=(FLOATING, OTHER),
    )

    assert found == Refused(Refusal.ALL_IN_USE, SOON)
    assert shared(bought=[replace(FLOATING, licences=Licences(overall=0))]) == Refused(
        Refusal.ALL_IN_USE
    )


def test_without_an_opening_nothing_is_told_about_leases() -> None:
    """What is not assigned is not visible, however full it is."""
    full = Entitlements([FLOATING], (), (), [InUse(FLOATING.id, 2, next_end=SOON)])

    assert replace(VALID, facts=full).check() == Refused(Refusal.NOT_ASSIGNED)


@pytest.mark.parametrize(
    ("in_use", "bought", "used"),
    [
        pytest.param((), (FLOATING, LAST), LAST, id="no-lease-where-none-is-needed"),
        pytest.param(
            (InUse(FLOATING.id, 1, mine=True, next_end=SOON),),
            (OTHER, FLOATING),
            FLOATING,
            id="ones-own-lease-first",
        ),
        pytest.param(
            (InUse(OTHER.id, 2, next_end=SOON),),
            (OTHER, FLOATING),
            FLOATING,
            id="the-one-that-is-free",
        ),
        pytest.param((), (FLOATING, OTHER), OTHER, id="else-by-name"),
    ],
)
def test_which_subscription_is_used(
    in_use: tuple[InUse, ...], bought: tuple[Subscription, ...], used: Subscription
) -> None:
    """One that needs no lease; then the lease one has; then what is free."""
    found = shared(*in_use, bought=bought)

    assert isinstance(found, Granted)
    assert found.subscription == used


def test_a_seat_is_used_before_a_floating_licence() -> None:
    """No lease is taken for somebody who holds a licence of their own."""
    longer = replace(FLOATING, ends=YEAR_ENDS + TICK)
    opened = [replace(OPENING, subscription=longer.id)]

    found = replace(VALID, facts=Entitlements([longer, SUBSCRIPTION], [seat()], opened)).check()

    assert isinstance(found, Granted)
    assert found.subscription == SUBSCRIPTION
