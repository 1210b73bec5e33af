"""The access check for any person, school, resource and set of rights."""

from dataclasses import replace

from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.strategies import Case, cases, instants, often, publics, usually

from garbridge.core.access import Entitlements, Granted, Refusal, Refused
from garbridge.core.entitlements import LicenceKind, Opening, Seat, Subscription
from garbridge.core.people import Membership, Profile, Public, public_of

PUBLICS = {
    Profile.PUPIL: Public.PUPILS,
    Profile.TEACHER: Public.TEACHERS,
    Profile.LIBRARIAN: Public.LIBRARIANS,
    Profile.HEAD: Public.OTHER_STAFF,
    Profile.SCHOOL_LIFE: Public.OTHER_STAFF,
    Profile.SCHOOL_STAFF: Public.OTHER_STAFF,
    Profile.LOCAL_AUTHORITY_STAFF: Public.OTHER_STAFF,
}
"""The State's table of publics, written down a second time."""


def in_time(thing: Membership | Subscription, case: Case) -> bool:
    """Say whether *case* is inside a half-open period."""
    begun = thing.starts is None or not case.now < thing.starts
    over = thing.ends is not None and not case.now < thing.ends
    return begun and not over


def names(subscription: Subscription, right: Seat | Opening) -> bool:
    """Say whether *right* is written for *subscription*."""
    written_for = (right.subscription, right.school, right.resource)
    return written_for == (subscription.id, subscription.school, subscription.resource)


def covers(opening: Opening, place: Membership) -> bool:
    """Say whether somebody at *place* is in the population of *opening*."""
    who = opening.population
    groups = {(group.kind, group.code) for group in place.groups}
    return who.profile in (None, place.profile) and (
        who.kind is None or (who.kind, who.code) in groups
    )


def has_a_licence(case: Case, subscription: Subscription) -> bool:
    """Say whether fewer others use *subscription* than there are licences."""
    limit = subscription.licences.overall
    others = sum(
        one.count - (1 if one.mine else 0)
        for one in case.facts.in_use
        if one.subscription == subscription.id
    )
    return limit is None or others < limit


def rule_holds(case: Case, place: Membership, subscription: Subscription) -> bool:
    """State every rule once more, independently, as one sentence."""
    match subscription.kind:
        case LicenceKind.INDIV:
            given_out = any(
                names(subscription, seat) and seat.person == case.person.id
                for seat in case.facts.seats
            )
        case LicenceKind.ETABL:
            given_out = any(
                names(subscription, opening) and covers(opening, place)
                for opening in case.facts.openings
            )
        case LicenceKind.FLOATING:
            given_out = has_a_licence(case, subscription) and any(
                names(subscription, opening) and covers(opening, place)
                for opening in case.facts.openings
            )
    return (
        place.school == subscription.school == case.school
        and in_time(place, case)
        and case.provider.enabled
        and (case.provider.valid_until is None or case.now < case.provider.valid_until)
        and case.resource.enabled
        and case.resource.provider == case.provider.id
        and subscription.resource == case.resource.id
        and in_time(subscription, case)
        and PUBLICS[place.profile] in subscription.publics
        and given_out
    )


@settings(max_examples=200)
@given(case=cases())
def test_granted_exactly_when_every_rule_holds(case: Case) -> None:
    """No right without every rule; and no refusal where every rule holds."""
    allowed = [
        (place, subscription)
        for place in case.person.memberships
        for subscription in case.facts.subscriptions
        if rule_holds(case, place, subscription)
    ]
    decision = case.check()
    event(type(decision).__name__)

    assert isinstance(decision, Granted) == bool(allowed)
    if isinstance(decision, Granted):
        assert (decision.membership, decision.subscription) in allowed
        assert (decision.person, decision.resource) == (case.person, case.resource)
        assert decision.provider == case.provider


def fewer_groups(draw: st.DrawFn, place: Membership) -> Membership:
    """Return *place* with fewer groups and, perhaps, an end before *its* end."""
    groups = tuple(group for group in place.groups if draw(usually))
    end = often(draw, place.ends, instants)
    ends = [moment for moment in (place.ends, end) if moment is not None]
    return replace(place, groups=groups, ends=min(ends, default=None))


def fewer_subscriptions(draw: st.DrawFn, facts: Entitlements) -> list[Subscription]:
    """Return some of the subscriptions, for some of their publics, for some of their time."""
    return [
        replace(
            subscription,
            publics=subscription.publics & often(draw, frozenset(Public), publics),
            starts=max(subscription.starts, often(draw, subscription.starts, instants)),
            ends=min(subscription.ends, often(draw, subscription.ends, instants)),
        )
        for subscription in facts.subscriptions
        if draw(usually)
    ]


@st.composite
def weakenings(draw: st.DrawFn) -> tuple[Case, Case]:
    """Draw a case, and the same case with fewer rights."""
    case = draw(cases())
    weaker = replace(
        case,
        person=replace(
            case.person,
            memberships=tuple(
                fewer_groups(draw, place) for place in case.person.memberships if draw(usually)
            ),
        ),
        provider=replace(
            case.provider,
            enabled=case.provider.enabled and draw(usually),
            valid_until=case.provider.valid_until if draw(usually) else case.now,
        ),
        resource=replace(case.resource, enabled=case.resource.enabled and draw(usually)),
        facts=Entitlements(
            fewer_subscriptions(draw, case.facts),
            [seat for seat in case.facts.seats if draw(usually)],
            [opening for opening in case.facts.openings if draw(usually)],
            [replace(one, count=one.count + draw(st.integers(0, 2))) for one in case.facts.in_use],
        ),
    )
    return case, weaker


@settings(max_examples=200)
@given(pair=weakenings())
def test_fewer_rights_never_open_more(pair: tuple[Case, Case]) -> None:
    """Taking something away, whatever it is, never turns a refusal into an access."""
    case, weaker = pair
    before, after = case.check(), weaker.check()
    event(f"{type(before).__name__} then {type(after).__name__}")

    assert not (isinstance(before, Refused) and isinstance(after, Granted))


@given(case=cases(), data=st.data())
def test_the_order_in_which_a_store_answers_changes_nothing(
    case: Case, data: st.DataObject
) -> None:
    """Decision, reason and proof are the same for every order of the facts."""
    shuffled = Entitlements(
        data.draw(st.permutations(case.facts.subscriptions)),
        data.draw(st.permutations(case.facts.seats)),
        data.draw(st.permutations(case.facts.openings)),
        data.draw(st.permutations(case.facts.in_use)),
    )

    assert replace(case, facts=shuffled).check() == case.check()


@given(case=cases())
def test_facts_about_anything_else_change_nothing(case: Case) -> None:
    """A store that returns too much gives the answer of one that returns just enough."""
    subscriptions = [
        s
        for s in case.facts.subscriptions
        if (s.school, s.resource) == (case.school, case.resource.id)
    ]
    narrow = Entitlements(
        subscriptions,
        [
            seat
            for seat in case.facts.seats
            if seat.person == case.person.id and any(names(s, seat) for s in subscriptions)
        ],
        [
            opening
            for opening in case.facts.openings
            if any(names(s, opening) for s in subscriptions)
        ],
        [one for one in case.facts.in_use if any(s.id == one.subscription for s in subscriptions)],
    )

    assert replace(case, facts=narrow).check() == case.check()


@given(case=cases())
def test_a_refusal_has_a_reason_of_the_check(case: Case) -> None:
    """The check never tells a reason that only the launch can find."""
    decision = case.check()

    if isinstance(decision, Refused):
        assert list(Refusal).index(decision.reason) >= list(Refusal).index(Refusal.NOT_A_MEMBER)


@given(case=cases())
def test_without_a_subscription_nothing_opens(case: Case) -> None:
    """Nothing to check means no, however many seats and openings there are."""
    bare = replace(case.facts, subscriptions=())

    assert isinstance(replace(case, facts=bare).check(), Refused)


def test_publics_are_those_of_the_state() -> None:
    """Every profile is counted in the public the State's table names."""
    assert {profile: public_of(profile) for profile in Profile} == PUBLICS
