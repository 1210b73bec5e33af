"""The service of subscriptions over each store: orders become rights, all of them or none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.services.ordering import permission_service, subscription_service
from tests.stores.backends import Stores

from garbridge.core.entitlements import LicenceKind, Licences, Subscription
from garbridge.core.identifiers import SchoolId, SubscriptionId
from garbridge.core.ordering import Decline, Declined, Effect, Kept, Loaded
from garbridge.core.orders import Order, Periodicity, order_of, renewal_names
from garbridge.core.people import Public, School
from garbridge.core.permissions import OPERATOR, Denied
from garbridge.core.school_years import first_instant
from garbridge.services.subscribing import SubscriptionService
from garbridge.stores.memory import MemoryDirectory
from garbridge.testing.concurrency import at_once
from garbridge.testing.orders import BOTH, OFFER
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    COLLEGE,
    LYCEE,
    NOW,
    OPENING,
    SCHOOL_WIDE,
    SUBSCRIPTION,
    YEAR_ENDS,
    pupil,
    seat,
)

ECOLE = School(SchoolId("0750003C"), "École des Tilleuls", 1)
LATER = NOW + timedelta(days=1)
ORDER = order_of(SUBSCRIPTION)
FIVE = replace(ORDER, licences=Licences(overall=5))


def service(stores: Stores, *schools: School, now: datetime = NOW) -> SubscriptionService:
    """Return the service at *now*, for *schools* or for all three."""
    directory = MemoryDirectory(schools or (LYCEE, COLLEGE, ECOLE))
    permissions = permission_service(stores, directory, lambda: now)
    return subscription_service(stores, permissions, lambda: now)


def bought(stores: Stores) -> dict[str, Subscription]:
    """Return every subscription by its name."""
    return {one.id: one for one in stores.orders.subscriptions()}


def load(
    stores: Stores, orders: Sequence[Order], *, partial: bool = False, rehearse: bool = False
) -> Loaded:
    """Let the operator load *orders*."""
    known = service(stores)
    loaded = known.load(OPERATOR, orders, partial=partial, rehearse=rehearse)
    assert isinstance(loaded, Loaded)
    return loaded


def effects(loaded: Loaded) -> Sequence[Effect | Decline]:
    """Return what became of each order."""
    return [o.effect if isinstance(o, Kept) else o.why for o in loaded.outcomes]


def test_an_order_becomes_a_subscription_at_each_school(stores: Stores) -> None:
    """Under its own name where it names one school; nothing changes the second time."""
    first = load(stores, [ORDER, BOTH])
    again = load(stores, [ORDER, BOTH])

    assert effects(first) == [Effect.CREATED] * 2
    assert effects(again) == [Effect.UNCHANGED] * 2
    assert set(bought(stores)) == {ORDER.id, f"both@{LYCEE.id}", f"both@{COLLEGE.id}"}
    assert bought(stores)[ORDER.id] == SUBSCRIPTION


def test_one_name_twice_is_taken_in_turn(stores: Stores) -> None:
    """The second statement changes the first; a rehearsal says the same."""
    twice = [ORDER, BOTH, replace(ORDER, comment="again")]

    rehearsed = load(stores, twice, rehearse=True)
    loaded = load(stores, twice)

    assert effects(rehearsed) == effects(loaded)
    assert loaded.applied
    assert bought(stores)[ORDER.id].comment == "again"
    assert stores.orders.orders([ORDER.id])[ORDER.id].comment == "again"


def test_one_wrong_order_keeps_all_out(stores: Stores) -> None:
    """Each is told for itself; nothing is written, neither order nor subscription."""
    service(stores).create(OPERATOR, ORDER)
    moved = replace(ORDER, schools=(COLLEGE.id,))
    loaded = load(stores, [BOTH, moved])

    assert effects(loaded) == [Effect.CREATED, Decline.SCHOOLS_FIXED]
    assert not loaded.applied
    assert set(bought(stores)) == {ORDER.id}
    assert stores.orders.orders([BOTH.id]).get(BOTH.id) is None


def test_a_part_is_taken_when_asked(stores: Stores) -> None:
    """The good ones are written, the others told."""
    service(stores).create(OPERATOR, ORDER)
    moved = replace(ORDER, schools=(COLLEGE.id,))
    loaded = load(stores, [BOTH, moved], partial=True)

    assert loaded.applied
    assert [one.name for one in loaded.declined] == [ORDER.id]
    assert f"both@{LYCEE.id}" in bought(stores)


def test_a_rehearsal_says_and_does_nothing(stores: Stores) -> None:
    """What it says is what the load does, also where one is declined."""
    for orders in ([replace(ORDER, schools=()), BOTH], [ORDER, BOTH]):
        rehearsed = load(stores, orders, rehearse=True)
        assert bought(stores) == {}
        assert not rehearsed.applied
        assert effects(rehearsed) == effects(load(stores, orders))


def test_fewer_licences_than_are_given_are_declined(stores: Stores) -> None:
    """With the other orders of the file, unless a part is asked for; the seats stay."""
    stores.put(pupil(), NOW)
    service(stores).create(OPERATOR, FIVE)
    stores.writer.write(seats=[seat()])
    none = replace(FIVE, licences=Licences(overall=0))
    loaded = load(stores, [none, BOTH])

    assert effects(loaded) == [Decline.IN_USE, Effect.CREATED]
    assert set(bought(stores)) == {ORDER.id}
    (declined,) = loaded.declined
    assert declined.breaches[0].field == "nbLicenceGlobale"
    assert ALICE not in "".join(map(str, declined.breaches))
    assert isinstance(service(stores).change(OPERATOR, none), Declined)
    assert list(stores.store.entitlements(ALICE, LYCEE.id, ATLAS.id).seats) == [seat()]


def test_fewer_licences_than_people_inside_are_declined(stores: Stores) -> None:
    """Of a licence of the whole school: with the number of both, in French."""
    for name in "abc":
        stores.put(pupil(name), NOW)
    three = replace(order_of(SCHOOL_WIDE), licences=Licences(overall=3))
    load(stores, [three])
    stores.writer.write(openings=[OPENING])
    loaded = load(stores, [replace(three, licences=Licences(overall=2))])

    (declined,) = loaded.declined
    assert (declined.why, loaded.applied) == (Decline.IN_USE, False)
    assert "3 personnes y entrent, pour 2 licences" in declined.breaches[1].reason
    assert bought(stores)[three.id].licences == three.licences


def test_a_change_keeps_start_and_schools(stores: Stores) -> None:
    """As the GAR has it: the start is the first one, the schools are not stated."""
    service(stores).create(OPERATOR, BOTH)
    changed = replace(
        BOTH, schools=(), starts=LATER, licences=Licences(overall=9), project="PROJET"
    )
    outcome = service(stores).change(OPERATOR, changed)

    assert isinstance(outcome, Kept)
    assert (outcome.effect, outcome.start_kept) == (Effect.CHANGED, True)
    assert {one.starts for one in outcome.subscriptions} == {BOTH.starts}
    assert {one.licences.overall for one in bought(stores).values()} == {9}
    assert set(bought(stores).values()) == set(outcome.subscriptions)
    order = stores.orders.orders([BOTH.id]).get(BOTH.id)
    assert order is not None
    assert (order.project, order.schools) == ("PROJET", BOTH.schools)


def test_a_change_that_leaves_no_day_is_declined(stores: Stores) -> None:
    """Held to the window with the start that stays (RG8, RG9)."""
    service(stores).create(OPERATOR, ORDER)
    early = replace(ORDER, starts=ORDER.starts - timedelta(days=9), ends=ORDER.starts)
    outcome = service(stores).change(OPERATOR, early)

    assert isinstance(outcome, Declined)
    assert outcome.breaches[0].rule == "RG8, RG9"


@pytest.mark.parametrize("act", ["change", "end", "renew"])
def test_what_is_unknown_is_declined(stores: Stores, act: str) -> None:
    """As a value, with its field."""
    known = service(stores)
    name = SubscriptionId("nothing@0750001A")
    outcome = known.change(OPERATOR, replace(ORDER, id=name)) if act == "change" else None
    outcome = outcome or (
        known.end(OPERATOR, name) if act == "end" else known.renew(OPERATOR, name)
    )

    assert isinstance(outcome, Declined)
    assert (outcome.why, outcome.breaches[0].field) == (Decline.UNKNOWN, "idAbonnement")


def test_a_name_is_created_once(stores: Stores) -> None:
    """Also where only a subscription of that name was ever written (RG12)."""
    stores.writer.write(subscriptions=[SUBSCRIPTION])
    outcome = service(stores).create(OPERATOR, ORDER)

    assert isinstance(outcome, Declined)
    assert outcome.why is Decline.ALREADY_THERE
    assert effects(load(stores, [FIVE])) == [Effect.CHANGED]


def test_no_licence_for_librarians_in_the_first_degree(stores: Stores) -> None:
    """Where the school is known, or its nature says so (RG11)."""
    counted = Licences(((Public.LIBRARIANS, 1),))
    named = replace(ORDER, schools=(ECOLE.id,), licences=counted)
    by_nature = replace(OFFER, kind=LicenceKind.INDIV, licences=counted)
    unknown = replace(named, id=SubscriptionId("x"), schools=(SchoolId("0750009Z"),))
    loaded = load(stores, [named, by_nature, unknown])

    assert effects(loaded) == [Decline.RULE_BROKEN, Decline.RULE_BROKEN, Effect.CREATED]
    assert [one.breaches[0].rule for one in loaded.declined] == ["RG11", "RG11"]
    fields = [one.breaches[0].field for one in loaded.declined]
    assert fields == ["uaiEtab", "codeNatureUAI"]


def test_an_offer_reaches_the_schools_of_its_natures(stores: Stores) -> None:
    """A school of the first degree without a known nature counts as 151; a lycée does not."""
    outcome = service(stores).create(OPERATOR, OFFER)
    assert isinstance(outcome, Kept)
    assert set(bought(stores)) == {f"{OFFER.id}@{ECOLE.id}"}

    added = service(stores).state_natures({COLLEGE.id: "340", LYCEE.id: "300"})
    assert [one.id for one in added] == [f"{OFFER.id}@{COLLEGE.id}"]
    assert service(stores).extend() == ()


def test_a_school_that_comes_later_gets_its_own(stores: Stores) -> None:
    """With the counts of each school; what has ended is not brought to it."""
    past = replace(OFFER, id=SubscriptionId("past"), ends=NOW)
    service(stores, LYCEE).load(OPERATOR, [OFFER, past])
    new = service(stores, LYCEE, ECOLE)

    (added,) = new.extend()
    assert (added.school, added.licences) == (ECOLE.id, OFFER.licences)
    assert new.extend() == ()
    stores.natures.state({ECOLE.id: "160"})
    assert load(stores, [OFFER, past]).applied
    assert set(bought(stores)) == {f"{OFFER.id}@{ECOLE.id}"}, "what it has stays"


def test_extending_at_once_adds_each_once(stores: Stores) -> None:
    """Two imports that end together, or a process that is started twice."""
    service(stores, LYCEE).create(OPERATOR, OFFER)

    done = at_once(4, lambda _: service(stores).extend())

    assert sorted(len(added) for added in done if isinstance(added, tuple)) == [0, 0, 0, 1]
    assert set(bought(stores)) == {f"{OFFER.id}@{ECOLE.id}"}


def test_an_end_is_now_and_stays(stores: Stores) -> None:
    """Nothing is deleted; ending twice changes nothing, and the same file does not open it."""
    service(stores).create(OPERATOR, BOTH)
    ended = service(stores).end(OPERATOR, BOTH.id)
    again = service(stores, now=LATER).end(OPERATOR, BOTH.id)

    assert isinstance(ended, Kept)
    assert isinstance(again, Kept)
    assert (ended.effect, again.effect) == (Effect.CHANGED, Effect.UNCHANGED)
    assert {one.ends for one in bought(stores).values()} == {NOW}
    assert effects(load(stores, [BOTH])) == [Decline.ENDED]


def test_the_subscription_of_one_school_ends_alone(stores: Stores) -> None:
    """A later change of the order does not open it again."""
    service(stores).create(OPERATOR, BOTH)
    one = SubscriptionId(f"both@{LYCEE.id}")
    outcome = service(stores).end(OPERATOR, one)
    service(stores).change(OPERATOR, replace(BOTH, comment="changed"))

    assert isinstance(outcome, Kept)
    assert bought(stores)[one].ends == NOW
    assert bought(stores)[f"both@{COLLEGE.id}"].ends == YEAR_ENDS
    assert bought(stores)[one].comment == "changed"


@pytest.mark.parametrize("when", [NOW, BOTH.starts - timedelta(days=3)])
def test_no_file_opens_again_what_one_school_ended(stores: Stores, when: datetime) -> None:
    """Not the same one, nor one that shortens the order below that day and then prolongs it."""
    load(stores, [BOTH])
    one = SubscriptionId(f"both@{LYCEE.id}")
    service(stores, now=when).end(OPERATOR, one)
    shorter = replace(BOTH, ends=BOTH.starts + timedelta(days=9))
    same = replace(BOTH, ends=NOW)
    longer = replace(BOTH, ends=YEAR_ENDS + timedelta(days=365))

    for order in (BOTH, shorter, BOTH, same, longer):
        (outcome,) = load(stores, [order]).outcomes
        assert isinstance(outcome, Kept)
        assert outcome.stay_ended == (LYCEE.id,)
        assert bought(stores)[one].ends <= max(when, BOTH.starts), order.ends
        assert bought(stores)[f"both@{COLLEGE.id}"].ends == order.ends


def test_a_renewal_leaves_out_the_school_that_ended_it(stores: Stores) -> None:
    """The others get theirs; where all of them did one by one, the order is renewed for all."""
    load(stores, [BOTH])
    service(stores).end(OPERATOR, SubscriptionId(f"both@{LYCEE.id}"))
    outcome = service(stores).renew(OPERATOR, BOTH.id)
    other = replace(BOTH, id=SubscriptionId("other"))
    load(stores, [other])
    for school in BOTH.schools:
        service(stores).end(OPERATOR, SubscriptionId(f"other@{school}"))
    whole = service(stores).renew(OPERATOR, other.id)

    assert isinstance(outcome, Kept)
    assert isinstance(whole, Kept)
    assert (outcome.order.schools, outcome.stay_ended) == ((COLLEGE.id,), (LYCEE.id,))
    assert (whole.order.schools, whole.stay_ended) == (BOTH.schools, ())


def test_what_has_not_started_never_will(stores: Stores) -> None:
    """It ends at its start; what has ended long ago keeps its end."""
    coming = replace(ORDER, starts=LATER)
    past = replace(BOTH, ends=NOW - timedelta(days=9))
    load(stores, [coming, past])
    service(stores).end(OPERATOR, coming.id)
    service(stores).end(OPERATOR, past.id)

    assert bought(stores)[ORDER.id].ends == LATER
    assert {one.ends for one in bought(stores).values()} == {LATER, past.ends}


def test_a_renewal_by_nature_does_not_begin_where_a_school_ended_it(stores: Stores) -> None:
    """Nor in the year after, nor by bringing it to schools that come; the others get theirs."""
    stores.natures.state({COLLEGE.id: "340"})
    service(stores).create(OPERATOR, OFFER)
    service(stores).end(OPERATOR, SubscriptionId(f"{OFFER.id}@{ECOLE.id}"))

    outcome, last = service(stores).renew(OPERATOR, OFFER.id), OFFER
    for _ in range(2):
        assert isinstance(outcome, Kept)
        assert (outcome.effect, outcome.stay_ended) == (Effect.CREATED, (ECOLE.id,))
        last = outcome.order
        assert service(stores).extend() == ()
        stopped = bought(stores)[f"{last.id}@{ECOLE.id}"]
        assert stopped.ends == stopped.starts
        assert bought(stores)[f"{last.id}@{COLLEGE.id}"].ends == last.ends
        assert (stopped in outcome.subscriptions, last.natures) == (True, OFFER.natures)
        again = service(stores).renew(OPERATOR, last.follows or last.id)
        assert isinstance(again, Kept)
        assert again.effect is Effect.UNCHANGED
        outcome = service(stores).renew(OPERATOR, last.id)


def test_a_renewal_is_the_next_school_year_without_seats(stores: Stores) -> None:
    """Same publics and counts, the first one stays; asked again it is the same."""
    stores.put(pupil(), NOW)
    service(stores).create(OPERATOR, FIVE)
    stores.writer.write(seats=[seat()])
    renewed = service(stores).renew(OPERATOR, FIVE.id)
    again = service(stores).renew(OPERATOR, FIVE.id)

    assert isinstance(renewed, Kept)
    assert isinstance(again, Kept)
    assert (renewed.effect, again.effect) == (Effect.CREATED, Effect.UNCHANGED)
    following = renewed.order
    assert (following.id, following.follows) == ("atlas-2027", FIVE.id)
    assert (following.starts, following.ends) == (
        first_instant(2027, UTC),
        first_instant(2028, UTC),
    )
    assert (following.licences, following.publics) == (FIVE.licences, FIVE.publics)
    assert list(stores.store.entitlements(ALICE, LYCEE.id, ATLAS.id).seats) == [seat()]
    assert set(bought(stores)) == {FIVE.id, following.id}


@pytest.mark.parametrize(
    ("name", "others", "following"),
    [
        ("atlas-2026", ["atlas-2027"], "atlas-2027-2028"),
        ("atlas-2026", ["atlas-2027", "atlas-2027-2028"], "atlas-b93098-2027"),
        ("atlas-2026-2027", [], "atlas-2027"),
        ("atlas-2027", [], "atlas-2027-2028"),  # named after the year in which it ends
        ("atlas-1914-2026", [], "atlas-1914-2027"),
        ("a" * 45, ["a" * 40 + "-2027"], "a" * 35 + "-2027-2028"),
    ],
)
def test_a_renewal_never_takes_the_name_of_another(
    stores: Stores, name: str, others: Sequence[str], following: str
) -> None:
    """It gets the next one, the same each time; what has the name stays, and no alert comes."""
    order = replace(ORDER, id=SubscriptionId(name))
    load(stores, [order, *(replace(FIVE, id=SubscriptionId(other)) for other in others)])
    before = bought(stores)
    outcome = service(stores).renew(OPERATOR, order.id)
    again = service(stores).renew(OPERATOR, order.id)

    assert isinstance(outcome, Kept)
    assert isinstance(again, Kept)
    assert (outcome.order.id, outcome.effect) == (following, Effect.CREATED)
    assert (again.order, again.effect) == (outcome.order, Effect.UNCHANGED)
    assert bought(stores) == before | {following: bought(stores)[following]}


def test_two_orders_that_are_called_alike_are_both_renewed(stores: Stores) -> None:
    """« atlas » and « atlas-2026 » of one school; renewed at once, by several, each one time."""
    plain = replace(ORDER, id=SubscriptionId("atlas"))
    load(stores, [plain, ORDER])
    names = (plain.id, ORDER.id)

    at_once(8, lambda number: service(stores).renew(OPERATOR, names[number % 2]))
    outcomes = [service(stores).renew(OPERATOR, name) for name in names]

    following = [one.order for one in outcomes if isinstance(one, Kept)]
    assert [one.follows for one in following] == [plain.id, ORDER.id]
    assert set(bought(stores)) == {*names, "atlas-2027", "atlas-2027-2028"}


def test_where_every_name_is_taken_nothing_is_renewed(stores: Stores) -> None:
    """That is told; a file can give it another name."""
    others = [replace(FIVE, id=name) for name in renewal_names(ORDER, 2027)]
    load(stores, [ORDER, *others])
    outcome = service(stores).renew(OPERATOR, ORDER.id)

    assert isinstance(outcome, Declined)
    assert (outcome.name, outcome.why) == (ORDER.id, Decline.ALREADY_THERE)


def test_what_was_written_without_an_order_is_not_replaced_by_one(stores: Stores) -> None:
    """An order of several schools whose subscription at one of them is there already."""
    theirs = replace(SUBSCRIPTION, id=SubscriptionId(f"{BOTH.id}@{LYCEE.id}"))
    stores.writer.write(subscriptions=[theirs])

    assert effects(load(stores, [BOTH], partial=True)) == [Decline.ALREADY_THERE]
    assert bought(stores) == {theirs.id: theirs}
    assert not stores.orders.orders([BOTH.id])


def test_a_school_renews_what_it_alone_has_this_year(stores: Stores) -> None:
    """Not what was ended, was unique, ends in another year, or is for several schools."""
    other = replace(ORDER, id=SubscriptionId("ended"))
    once = replace(ORDER, id=SubscriptionId("once"), periodicity=Periodicity.ONCE)
    long = replace(ORDER, id=SubscriptionId("long"), ends=first_instant(2029, UTC))
    load(stores, [ORDER, other, once, long, BOTH])
    service(stores).end(OPERATOR, other.id)
    outcomes = service(stores).renew_school(OPERATOR, LYCEE.id)

    assert not isinstance(outcomes, Denied)
    assert [one.order.id for one in outcomes if isinstance(one, Kept)] == ["atlas-2027"]
    assert len(outcomes) == 1
    assert service(stores).renew_school(OPERATOR, COLLEGE.id) == ()
    alone = service(stores).renew(OPERATOR, once.id)
    assert isinstance(alone, Declined)
    assert alone.why is Decline.ONCE


def test_orders_at_once_are_one_or_the_other(stores: Stores) -> None:
    """Two that create one name with other schools never both stand."""
    places = (LYCEE.id, COLLEGE.id)

    def create(number: int) -> None:
        order: Order = replace(ORDER, schools=(places[number % 2],))
        service(stores).create(OPERATOR, order)

    assert at_once(8, create) == [None] * 8
    assert len(bought(stores)) == 1
