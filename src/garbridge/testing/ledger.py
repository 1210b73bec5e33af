"""The contract of :class:`garbridge.ports.Ledger`.

Subclass it with the fixtures ``ledger``, empty, ``store`` and ``writer`` of the same tables,
``transaction``, which they share, and ``enrol(person)``, which puts somebody into the directory.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from garbridge.core.entitlements import Licences, Origin, Population, Seat, Subscription
from garbridge.core.identifiers import OperationId, PersonId, SubscriptionId
from garbridge.core.operations import Movement, Operation, OperationKind, Signature
from garbridge.core.people import GroupKind, Membership, Profile, Public
from garbridge.core.seats import Held, Stock
from garbridge.errors import StoreError
from garbridge.ports import EntitlementStore, EntitlementWriter, Ledger, Transaction
from garbridge.testing.concurrency import at_once
from garbridge.testing.entitlements import AT_COLLEGE, BOB, OF_OTHER, Enrol
from garbridge.testing.world import (
    ALICE,
    ATLAS,
    COLLEGE,
    LYCEE,
    NOW,
    OPENING,
    SCHOOL_WIDE,
    SUBSCRIPTION,
    pupil,
    seat,
    teacher,
)

ONE = replace(SUBSCRIPTION, licences=Licences(overall=1))
EACH = replace(SUBSCRIPTION, licences=Licences(((Public.PUPILS, 1), (Public.TEACHERS, 1))))
BRUNO = PersonId("bruno")


def give(who: PersonId = ALICE, under: Subscription = SUBSCRIPTION) -> Movement:
    """Return the movement that gives *who*, a pupil, a licence."""
    return Movement(seat(who, under), gives=True, public=Public.PUPILS)


def act(
    name: str, *movements: Movement, at: datetime = NOW, undoes: str | None = None
) -> Operation:
    """Return an operation of that name."""
    return Operation(
        Signature(
            id=OperationId(name),
            kind=OperationKind.UNDO if undoes else OperationKind.ASSIGN,
            actor="cdi-1",
            at=at,
            reason="l’année « 2026 » ; 100 % \\ ' \"",
            undoes=OperationId(undoes) if undoes else None,
        ),
        movements,
    )


def sums(operations: Iterable[Operation | None]) -> Counter[object]:
    """Return what all *operations* come to, right by right; what came back is not there."""
    found: Counter[object] = Counter()
    for operation in operations:
        if operation is not None:
            for movement in operation.movements:
                found[movement.right] += 1 if movement.gives else -1
    return +found


class LedgerContract:
    """What every ledger promises: the licences given are the sum of what was journalled."""

    @pytest.fixture(autouse=True)
    def _people(self, enrol: Enrol) -> None:
        both = (Membership(LYCEE.id, Profile.PUPIL), Membership(COLLEGE.id, Profile.PUPIL))
        for person in (pupil(ALICE, *both), pupil(BOB, *both), teacher(BRUNO)):
            enrol(person)

    def test_nothing_known(self, ledger: Ledger) -> None:
        """An empty ledger answers, and knows no operation."""
        assert list(ledger.stocks(LYCEE.id, [ATLAS.id])) == []
        assert list(ledger.journal(LYCEE.id, limit=10)) == []
        assert ledger.operation(OperationId("x")) is None
        assert ledger.undone_by(OperationId("x")) is None

    def test_a_seat_that_is_given_opens(
        self, ledger: Ledger, store: EntitlementStore, writer: EntitlementWriter
    ) -> None:
        """What is committed is what the gate reads, at once."""
        writer.write(subscriptions=[SUBSCRIPTION, OF_OTHER, AT_COLLEGE])

        ledger.commit(act("a", give()))

        assert list(store.entitlements(ALICE, LYCEE.id, ATLAS.id).seats) == [seat()]
        held = Stock(SUBSCRIPTION, {ALICE: Held(Public.PUPILS, Origin.PERSON)})
        assert list(ledger.stocks(LYCEE.id, [ATLAS.id])) == [held]
        everything = sorted(ledger.stocks(LYCEE.id), key=lambda stock: stock.subscription.id)
        assert everything == [held, Stock(OF_OTHER)]
        assert list(ledger.stocks(LYCEE.id, [])) == []
        assert sorted(ledger.names(LYCEE.id)) == sorted([SUBSCRIPTION.id, OF_OTHER.id])
        assert list(ledger.names(LYCEE.id, [ATLAS.id])) == [SUBSCRIPTION.id]

    def test_every_movement_comes_back_as_it_was_made(
        self, ledger: Ledger, writer: EntitlementWriter
    ) -> None:
        """Seats with public and origin, openings with each form of population, several schools."""
        writer.write(subscriptions=[SUBSCRIPTION, AT_COLLEGE, SCHOOL_WIDE])
        populations = (
            Population(),
            Population(profile=Profile.TEACHER),
            Population(profile=Profile.PUPIL, kind=GroupKind.GROUP, code="Théâtre ##1 % ' 🎭"),
            Population(person=BRUNO),
        )
        movements = (
            give(),
            Movement(replace(seat(BRUNO), origin=Origin.RULE), gives=True, public=Public.TEACHERS),
            *(Movement(replace(OPENING, population=one), gives=True) for one in populations),
            Movement(seat(BOB, AT_COLLEGE), gives=True),
        )

        ledger.commit(act("a", *movements))

        found = ledger.operation(OperationId("a"))
        assert found is not None
        assert found.signed == act("a").signed
        assert sorted(map(repr, found.movements)) == sorted(map(repr, movements))
        assert found.at_school(COLLEGE.id) == movements[-1:]
        wide = next(s for s in ledger.stocks(LYCEE.id, [ATLAS.id]) if s.openings)
        assert {opening.population for opening in wide.openings} == set(populations)

    def test_what_is_taken_back_opens_no_more(
        self, ledger: Ledger, store: EntitlementStore, writer: EntitlementWriter
    ) -> None:
        """Seat and opening alike; the journal keeps both ways."""
        writer.write(subscriptions=[SUBSCRIPTION, SCHOOL_WIDE])
        given = (give(), Movement(OPENING, gives=True))
        ledger.commit(act("a", *given))

        ledger.commit(act("b", *(movement.inverse() for movement in given)))

        facts = store.entitlements(ALICE, LYCEE.id, ATLAS.id)
        assert (list(facts.seats), list(facts.openings)) == ([], [])
        assert not sums(map(ledger.operation, (OperationId("a"), OperationId("b"))))

    @pytest.mark.parametrize(
        "wrong",
        [
            give(BOB, ONE),
            give(ALICE, ONE),
            give(ALICE, OF_OTHER),
            Movement(seat(BOB), gives=False, public=Public.PUPILS),
            Movement(OPENING, gives=False),
        ],
        ids=["no-licence-left", "held", "no-subscription", "not-held", "not-open"],
    )
    def test_what_does_not_fit_changes_nothing(
        self, ledger: Ledger, writer: EntitlementWriter, wrong: Movement
    ) -> None:
        """No licence is given twice or taken from nobody, and nothing is half written."""
        writer.write(subscriptions=[ONE, SCHOOL_WIDE])
        ledger.commit(act("a", give(ALICE, ONE)))
        before = list(ledger.stocks(LYCEE.id, [ATLAS.id]))
        fits = Movement(replace(OPENING, population=Population()), gives=True)

        with pytest.raises(StoreError):
            ledger.commit(act("b", fits, wrong))

        assert list(ledger.stocks(LYCEE.id, [ATLAS.id])) == before
        assert ledger.operation(OperationId("b")) is None
        assert [summary.signed.id for summary in ledger.journal(LYCEE.id, limit=9)] == ["a"]

    def test_publics_are_counted_apart(self, ledger: Ledger, writer: EntitlementWriter) -> None:
        """A seat stays counted under the public it was given under."""
        writer.write(subscriptions=[EACH])
        ledger.commit(act("a", Movement(seat(BRUNO), gives=True, public=Public.TEACHERS), give()))

        with pytest.raises(StoreError):
            ledger.commit(act("b", give(BOB)))

        ledger.commit(act("c", give().inverse(), give(BOB)))
        (stock,) = ledger.stocks(LYCEE.id, [ATLAS.id])
        assert stock.taken == {Public.TEACHERS: 1, Public.PUPILS: 1}

    def test_what_a_file_gave_is_journalled(
        self, ledger: Ledger, writer: EntitlementWriter
    ) -> None:
        """Who is given a licence by a file has it in the sums too, and once only."""
        writer.write(subscriptions=[SUBSCRIPTION, SCHOOL_WIDE], seats=[seat()], openings=[OPENING])
        writer.write(seats=[seat(), seat(BRUNO)], openings=[OPENING])

        journal = ledger.journal(LYCEE.id, limit=10)
        assert {one.signed.kind for one in journal} == {OperationKind.LOAD}
        assert sorted(one.given for one in journal) == [1, 2]
        operations = [ledger.operation(one.signed.id) for one in journal]
        assert sums(operations) == Counter([seat(), seat(BRUNO), OPENING])

    def test_the_journal_of_a_school_is_its_own(
        self, ledger: Ledger, writer: EntitlementWriter
    ) -> None:
        """Newest first, also of one instant, counted for that school only, at most so many."""
        writer.write(subscriptions=[SUBSCRIPTION, AT_COLLEGE])
        ledger.commit(act("a", give(), give(BOB), give(ALICE, AT_COLLEGE)))
        later = NOW + timedelta(minutes=1)
        ledger.commit(act("b", give().inverse(), at=later))

        here, there = ledger.journal(LYCEE.id, limit=10), ledger.journal(COLLEGE.id, limit=10)

        assert [(one.signed.id, one.given, one.returned) for one in here] == [
            ("b", 0, 1),
            ("a", 2, 0),
        ]
        assert [(one.signed, one.given) for one in there] == [(act("a").signed, 1)]
        ledger.commit(act("a2", give(), at=later))
        ledger.commit(act("a1", give().inverse(), at=later))
        for which in (None, {ATLAS.id}):
            three = ledger.journal(LYCEE.id, limit=3, resources=which)
            assert [one.signed.id for one in three] == ["a1", "a2", "b"]

    def test_an_operation_is_undone_once(self, ledger: Ledger, writer: EntitlementWriter) -> None:
        """The first that undoes it is remembered, at every school; a second is refused."""
        writer.write(subscriptions=[SUBSCRIPTION, AT_COLLEGE])
        given = (give(), give(BOB, AT_COLLEGE))
        ledger.commit(act("a", *given))

        ledger.commit(act("b", *(movement.inverse() for movement in given), undoes="a"))
        with pytest.raises(StoreError):
            ledger.commit(act("c", give(), undoes="a"))
        with pytest.raises(StoreError):
            ledger.commit(act("d", give(), undoes="unknown"))

        assert ledger.undone_by(OperationId("a")) == "b"
        assert [one.undone for one in ledger.journal(COLLEGE.id, limit=9)] == [None, "b"]
        assert ledger.operation(OperationId("c")) is None

    def test_a_name_is_used_once(self, ledger: Ledger, writer: EntitlementWriter) -> None:
        """Two operations of one name would be one to whoever undoes it."""
        writer.write(subscriptions=[SUBSCRIPTION])
        ledger.commit(act("a", give()))

        with pytest.raises(StoreError):
            ledger.commit(act("a", give(BOB)))

        assert list(ledger.stocks(LYCEE.id, [ATLAS.id])[0].holders) == [ALICE]

    def test_who_locks_decides_alone(
        self, ledger: Ledger, writer: EntitlementWriter, transaction: Transaction, enrol: Enrol
    ) -> None:
        """Of sixteen who look, lock, look again and give, as many succeed as there are licences."""
        people = [PersonId(f"pupil-{number}") for number in range(16)]
        for person in people:
            enrol(pupil(person))
        writer.write(subscriptions=[replace(SUBSCRIPTION, licences=Licences(overall=5))])

        def try_to_give(number: int) -> None:
            with transaction():
                ledger.lock([SUBSCRIPTION.id])
                (stock,) = ledger.stocks(LYCEE.id, [ATLAS.id])
                if len(stock.holders) < 5:
                    ledger.commit(act(f"op-{number}", give(people[number])))

        assert at_once(16, try_to_give) == [None] * 16
        (stock,) = ledger.stocks(LYCEE.id, [ATLAS.id])
        assert len(stock.holders) == 5
        assert len(ledger.journal(LYCEE.id, limit=99)) == 5

    def test_locks_in_opposite_order_both_end(
        self, ledger: Ledger, writer: EntitlementWriter, transaction: Transaction
    ) -> None:
        """Nobody waits for ever, and an unknown name is an error."""
        names = [SUBSCRIPTION.id, AT_COLLEGE.id, OF_OTHER.id]
        writer.write(subscriptions=[SUBSCRIPTION, AT_COLLEGE, OF_OTHER])

        def lock(number: int) -> None:
            with transaction():
                ledger.lock(names[:: 1 if number % 2 else -1])

        assert at_once(8, lock) == [None] * 8
        with pytest.raises(StoreError), transaction():
            ledger.lock([SubscriptionId("unknown")])

    def test_many_seats_in_one_operation(self, ledger: Ledger, writer: EntitlementWriter) -> None:
        """More rows than any statement takes at once."""
        writer.write(subscriptions=[SUBSCRIPTION])
        people = [PersonId(f"p{number:05}") for number in range(10_500)]

        ledger.commit(act("a", *map(give, people)))

        (stock,) = ledger.stocks(LYCEE.id, [ATLAS.id])
        assert sorted(stock.holders) == people
        found = ledger.operation(OperationId("a"))
        assert found is not None
        assert [_person(movement.right) for movement in found.movements] == people


def _person(right: object) -> PersonId | None:
    return right.person if isinstance(right, Seat) else None
