"""The contracts of :class:`garbridge.ports.OrderStore` and :class:`garbridge.ports.SchoolNatures`.

Subclass with the fixtures ``orders`` and ``natures``, both empty, ``writer``, which writes
subscriptions and seats beside them, ``enrol(person)``, which puts somebody into the directory it
asks, and ``transaction``, which all of them share.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from garbridge.core.entitlements import LicenceKind, Licences, Population
from garbridge.core.identifiers import PersonId, SchoolId, SubscriptionId
from garbridge.core.orders import Order, Periodicity, order_of, subscription_at
from garbridge.core.people import Public
from garbridge.core.stock import Given
from garbridge.ports import EntitlementWriter, OrderStore, SchoolNatures, Transaction
from garbridge.testing.concurrency import at_once
from garbridge.testing.entitlements import Enrol
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
    YEAR_STARTS,
    pupil,
    seat,
    teacher,
)

ORDER = order_of(SUBSCRIPTION)
OFFER = Order(
    id=SubscriptionId("edutheque-2026"),
    resource=ATLAS.id,
    kind=LicenceKind.ETABL,
    publics=frozenset(Public),
    starts=YEAR_STARTS,
    ends=YEAR_ENDS,
    licences=Licences(overall=None),
    natures=("151", "340"),
    year=2026,
)
BOTH = replace(ORDER, id=SubscriptionId("both"), schools=(LYCEE.id, COLLEGE.id))
_FORMS = {
    "one-school": ORDER,
    "several-schools": BOTH,
    "natures": OFFER,
    "described": replace(
        ORDER,
        comment="l’année « 2026 » ; 100 % \\ ' \" 🎒",
        distributor="123456789_0000000123456789",
        title="Atlas, des climats",
        project="PROJET",
        periodicity=Periodicity.PERPETUAL,
        transferable=False,
    ),
    "counted-by-public": replace(
        ORDER, licences=Licences(((Public.TEACHERS, None), (Public.PUPILS, 30)))
    ),
    "ended": replace(ORDER, ended=NOW, ends=NOW),
    "renewed": replace(ORDER, follows=SubscriptionId("atlas-2025"), year=2026),
}


class OrderStoreContract:
    """What every store of orders promises."""

    @pytest.mark.parametrize("form", _FORMS)
    def test_an_order_comes_back_as_it_was_written(
        self, orders: OrderStore, transaction: Transaction, form: str
    ) -> None:
        """Every field of it, by its name and as a claim meets it."""
        order = _FORMS[form]
        with transaction():
            assert orders.claim([order]) == {}
            assert orders.claim([replace(order, comment="another")]) == {order.id: order}

        assert orders.orders([order.id]) == {order.id: order}

    def test_an_unknown_order_is_none(self, orders: OrderStore) -> None:
        """Nothing known is no error."""
        assert orders.orders([ORDER.id]) == {}
        assert orders.orders([]) == {}
        assert list(orders.made_of([ORDER.id])[ORDER.id]) == []
        assert list(orders.subscriptions()) == []

    def test_an_order_is_replaced(self, orders: OrderStore, transaction: Transaction) -> None:
        """By its name, as a whole."""
        other = replace(OFFER, id=ORDER.id)
        with transaction():
            orders.claim([ORDER, BOTH])
            orders.replace([other])
            orders.replace([])

        assert orders.orders([ORDER.id, BOTH.id]) == {ORDER.id: other, BOTH.id: BOTH}

    def test_of_many_orders_those_that_are_there_come_back(
        self, orders: OrderStore, transaction: Transaction
    ) -> None:
        """The others are kept, and all are read in one question."""
        changed = [replace(order, comment="another") for order in (OFFER, BOTH, ORDER)]
        with transaction():
            orders.claim([BOTH])
        with transaction():
            assert orders.claim(changed) == {BOTH.id: BOTH}

        found = orders.orders([ORDER.id, BOTH.id, OFFER.id, SubscriptionId("nothing")])
        assert found == {BOTH.id: BOTH, OFFER.id: changed[0], ORDER.id: changed[2]}

    def test_many_are_claimed_at_once_in_any_order(
        self, orders: OrderStore, transaction: Transaction
    ) -> None:
        """Nobody blocks anybody, and each name is kept once."""
        many = [replace(ORDER, id=SubscriptionId(f"many-{number}")) for number in range(50)]
        kept: list[int] = []

        def claim(number: int) -> None:
            mine = many[number:] + many[:number]
            with transaction():
                there = orders.claim(mine if number % 2 else mine[::-1])
                kept.append(len(many) - len(there))

        assert at_once(8, claim) == [None] * 8
        assert sum(kept) == len(many)

    def test_what_is_undone_was_never_claimed(
        self, orders: OrderStore, transaction: Transaction
    ) -> None:
        """An order whose subscriptions could not be written is not there either."""

        def fail() -> None:
            with transaction():
                orders.claim([ORDER])
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()

        assert orders.orders([ORDER.id]) == {}

    def test_of_many_that_claim_one_name_one_is_kept(
        self, orders: OrderStore, transaction: Transaction
    ) -> None:
        """The others are given what it kept: no name stands for two orders."""
        met: list[Order] = []

        def claim(number: int) -> None:
            with transaction():
                met.extend(orders.claim([replace(ORDER, comment=f"number {number}")]).values())

        assert at_once(8, claim) == [None] * 8
        assert len(met) == 7
        assert set(met) == {orders.orders([ORDER.id])[ORDER.id]}

    def test_orders_by_nature_are_those_that_have_not_ended(
        self, orders: OrderStore, transaction: Transaction
    ) -> None:
        """The end is exclusive; orders that name their schools are not among them."""
        past = replace(OFFER, id=SubscriptionId("past"), ends=NOW)
        last = replace(OFFER, id=SubscriptionId("last"), ends=NOW + timedelta(microseconds=1))
        with transaction():
            orders.claim([OFFER, past, last, ORDER, BOTH])

        assert list(orders.by_nature(now=NOW)) == [OFFER, last]

    def test_what_an_order_became_is_found_by_its_name(
        self, orders: OrderStore, writer: EntitlementWriter
    ) -> None:
        """Of one school or several, and not what another order with a name alike became."""
        alike = replace(ORDER, id=SubscriptionId("both@x"))
        longer = replace(BOTH, id=SubscriptionId("both2"))
        made = [subscription_at(BOTH, school) for school in (COLLEGE.id, LYCEE.id)]
        others = [subscription_at(longer, LYCEE.id), subscription_at(alike, LYCEE.id)]
        writer.write(subscriptions=[*made, *others, SUBSCRIPTION])

        names = [BOTH.id, ORDER.id, alike.id, SubscriptionId("nothing")]
        found = {name: list(one) for name, one in orders.made_of(names).items()}
        by_identifier = sorted(made, key=lambda one: one.id)
        assert found == dict(
            zip(names, [by_identifier, [SUBSCRIPTION], [others[1]], []], strict=True)
        )
        assert orders.made_of([]) == {}

    def test_the_longest_names_fit(self, orders: OrderStore, writer: EntitlementWriter) -> None:
        """45 signs, and the longest UAI there is."""
        school = SchoolId("0750001A-ABCDEFGHIJ")
        order = replace(BOTH, id=SubscriptionId("a" * 45), schools=(school, LYCEE.id))
        made = subscription_at(order, school)
        writer.write(subscriptions=[made])

        assert list(orders.made_of([order.id])[order.id]) == [made]

    def test_subscriptions_come_by_school_resource_and_name(
        self, orders: OrderStore, writer: EntitlementWriter
    ) -> None:
        """All of them, also where there are many, or those of one school."""
        many = [
            subscription_at(replace(ORDER, id=SubscriptionId(f"many-{number:04}")), COLLEGE.id)
            for number in range(1_100)
        ]
        writer.write(subscriptions=[SUBSCRIPTION, *reversed(many)])

        assert list(orders.subscriptions()) == [SUBSCRIPTION, *many]
        assert list(orders.subscriptions(LYCEE.id)) == [SUBSCRIPTION]
        assert list(orders.subscriptions(COLLEGE.id)) == many
        assert list(orders.subscriptions(SchoolId("0750000Z"))) == []

    def test_what_is_given_is_counted_by_public(
        self, orders: OrderStore, writer: EntitlementWriter, enrol: Enrol
    ) -> None:
        """Seats by the public of their holders, openings by their number, of one school."""
        for person in (pupil(), teacher(), pupil("bob")):
            enrol(person)
        other = replace(SUBSCRIPTION, id=SubscriptionId("other"))
        writer.write(
            subscriptions=[SUBSCRIPTION, SCHOOL_WIDE, other],
            seats=[seat(), seat(PersonId("bruno")), seat(PersonId("bob")), seat(ALICE, other)],
            openings=[OPENING, replace(OPENING, population=Population())],
        )

        given = orders.given(LYCEE.id)
        assert dict(given[SUBSCRIPTION.id].seats) == {Public.PUPILS: 2, Public.TEACHERS: 1}
        assert given[SCHOOL_WIDE.id] == Given({}, 2)
        assert dict(given[other.id].seats) == {Public.PUPILS: 1}
        assert set(given) == {SUBSCRIPTION.id, SCHOOL_WIDE.id, other.id}
        assert orders.given(COLLEGE.id) == {}

    def test_a_distributor_s_orders_are_told_by_identifier(self, orders: OrderStore) -> None:
        """Those that have ended too, and nobody else's; also where they are many."""
        mine, theirs = "123456789_0000000123456789", "987654321_0000000123456789"
        one = replace(ORDER, distributor=mine)
        many = [replace(one, id=SubscriptionId(f"n-{number:04}")) for number in range(501)]
        ended = replace(one, id=SubscriptionId("a"), ended=NOW)
        orders.claim([*reversed(many), ended, ORDER])
        orders.claim([replace(ORDER, id=SubscriptionId("theirs"), distributor=theirs)])

        assert list(orders.of_distributor(mine)) == [ended, *many]
        assert list(orders.of_distributor("1")) == []


class SchoolNaturesContract:
    """What every store of the natures of schools promises."""

    def test_natures_are_added_and_replaced(self, natures: SchoolNatures) -> None:
        """A list that names some schools says nothing about the others."""
        assert natures.natures() == {}
        natures.state({LYCEE.id: "300", COLLEGE.id: "340"})
        natures.state({LYCEE.id: "302"})

        assert natures.natures() == {LYCEE.id: "302", COLLEGE.id: "340"}
