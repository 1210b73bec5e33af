"""Whatever is done in whatever order, the sums add up: a state machine over the services."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.services.licences import PUPILS, asked, classmate, counted
from tests.services.school import PARIS
from tests.services.yearly import DIGITS, FIFTHS, Yearly, at_level

from garbridge.core.entitlements import (
    LicenceKind,
    Licences,
    Population,
    Rule,
    Seat,
    Subscription,
)
from garbridge.core.identifiers import OperationId, PersonId, SubscriptionId
from garbridge.core.leases import Lease
from garbridge.core.operations import Operation, OperationKind
from garbridge.core.ordering import Declined, Kept
from garbridge.core.people import GroupKind, Public
from garbridge.core.permissions import OPERATOR, Denied
from garbridge.core.seats import Stock
from garbridge.core.years import Follow, YearState
from garbridge.errors import ImportRefusedError, StoreError
from garbridge.services.assigning import Applied, Shortfall
from garbridge.services.ruling import Ruled
from garbridge.services.selecting import Request
from garbridge.services.subscribing import SubscriptionService
from garbridge.services.year_answers import Report, Wishes
from garbridge.stores.memory import MemoryLeases, MemoryLedger, MemoryOrders
from garbridge.testing.world import ATLAS, LYCEE, NOW, SCHOOL_WIDE, SUBSCRIPTION, YEAR_ENDS

NAMES = "abcdefgh"
EACH = Licences(((Public.PUPILS, 2), (Public.TEACHERS, 1)))
FEW = counted(3, id=SubscriptionId("few"))
APART = replace(SUBSCRIPTION, id=SubscriptionId("apart"), licences=EACH, transferable=False)
WIDE = replace(SCHOOL_WIDE, licences=Licences(overall=5))
FLOATING = replace(SCHOOL_WIDE, id=SubscriptionId("float"), kind=LicenceKind.FLOATING)
NEXT = counted(4, id=SubscriptionId("next"), starts=YEAR_ENDS, ends=YEAR_ENDS + timedelta(days=366))
BOUGHT = [(FEW,), (FEW, APART), (WIDE,), (FEW, WIDE), (APART,), (FEW, NEXT), (WIDE, NEXT)]
CLASS_2DE4 = Population(kind=GroupKind.DIVISION, code="2DE4")

WHERE = [PUPILS, CLASS_2DE4, FIFTHS, Population()]

people = st.lists(st.sampled_from([*NAMES, "bruno", "nobody"]), max_size=4).map(tuple)
populations = st.lists(st.sampled_from(WHERE), max_size=2).map(tuple)
shortfalls = st.sampled_from(Shortfall)


class LicencesAddUp(RuleBasedStateMachine):
    """A lycée, three subscriptions to one resource, and everybody at once."""

    def __init__(self) -> None:
        super().__init__()
        self.world = Yearly(bought=())
        self.done: list[OperationId] = []
        self.leases = MemoryLeases(self.world.database)

    @initialize(bought=st.sampled_from(BOUGHT))
    def buy(self, bought: tuple[Subscription, ...]) -> None:
        """Buy some of them."""
        people = [at_level(name, DIGITS[n % 3]) for n, name in enumerate(NAMES)]
        self.world = Yearly(bought=bought, people=people)
        self.leases = MemoryLeases(self.world.database)

    @rule(
        kind=st.sampled_from([OperationKind.ASSIGN, OperationKind.WITHDRAW]),
        who=people,
        where=populations,
        shortfall=shortfalls,
        later=st.booleans(),
    )
    def act(
        self,
        kind: OperationKind,
        who: tuple[str, ...],
        where: tuple[Population, ...],
        shortfall: Shortfall,
        *,
        later: bool,
    ) -> None:
        """Give or take back, by name and by population, now or for next year."""
        at = YEAR_ENDS if later else None
        self._apply(asked(kind, *who, populations=where, at=at), shortfall)

    @rule(source=people, to=people)
    def move(self, source: tuple[str, ...], to: tuple[str, ...]) -> None:
        """Take from some and give to others."""
        request = asked(OperationKind.MOVE, *source, to=tuple(map(PersonId, to)))
        self._apply(request, Shortfall.SERVE)

    @rule()
    def reclaim(self) -> None:
        """Take back from those who left."""
        self._apply(asked(OperationKind.RECLAIM, resources=()), Shortfall.STOP)

    @rule(number=st.integers(0, 50))
    def undo(self, number: int) -> None:
        """Undo any operation there was, also an undo, also once more."""
        if self.done:
            name = self.done[number % len(self.done)]
            self._note(self.world.assigning.undo(OPERATOR, name))

    @rule(name=st.sampled_from(NAMES))
    def depart(self, name: str) -> None:
        """Somebody leaves."""
        if self.world.directory.person(PersonId(name)) is not None:
            self.world.directory.remove(PersonId(name), at=self.world.now)

    @rule(name=st.sampled_from(NAMES), digit=st.sampled_from([*DIGITS, 0]))
    def arrive(self, name: str, digit: int) -> None:
        """Somebody comes, or comes back, or is at another level."""
        person = at_level(name, digit) if digit else classmate(name)
        self.world.directory.put(person, at=self.world.now)

    @rule(gone=st.sampled_from(NAMES), kept=st.sampled_from(NAMES))
    def merge(self, gone: str, kept: str) -> None:
        """Two entries were one person."""
        self.world.merge(gone, kept)

    @rule()
    def grow(self) -> None:
        """The classes of the new year come."""
        self.world.grow()

    @rule(
        follow=st.sampled_from(Follow),
        confirm=st.sampled_from([True, True, False]),
        known=st.sampled_from([False, False, True]),
        year=st.sampled_from([2027, 2027, 2028, None]),
        steps=st.sampled_from(["prepare", "check", "switch", "switch"]),
    )
    def prepare(
        self, follow: Follow, year: int | None, steps: str, *, confirm: bool, known: bool
    ) -> None:
        """A plan is made for some year, or made anew, and perhaps carried out at once."""
        follows = {ATLAS.id: follow} if self._stocks() else {}
        wishes = Wishes(follows=follows, confirm=confirm, classes_known=known)
        self.world.year.prepare(OPERATOR, LYCEE.id, wishes, year=year)
        if steps == "switch":
            self.switch(checked=True, fails=False)
        elif steps == "check":
            self.check()

    @rule()
    def check(self) -> None:
        """The latest plan is checked."""
        self.world.year.check(OPERATOR, LYCEE.id)

    @rule(checked=st.booleans(), fails=st.booleans())
    def switch(self, *, checked: bool, fails: bool) -> None:
        """It is switched, after another check or not; perhaps it fails the first time."""
        year, ledger = self.world.year, self.world.ledger
        if checked:
            year.check(OPERATOR, LYCEE.id)
        if fails:
            with suppress(StoreError), pytest.MonkeyPatch.context() as patched:
                patched.setattr(MemoryLedger, "commit", _fails)
                year.switch(OPERATOR, LYCEE.id)
        done = year.switch(OPERATOR, LYCEE.id)
        if isinstance(done, Report):
            self.done += [one.operation for one in done.portions if one.operation]
        latest = ledger.journal(LYCEE.id, limit=1)
        self.done += [one.signed.id for one in latest]

    @rule()
    def undo_the_year(self) -> None:
        """Until it is closed; again changes nothing more."""
        found = self.world.year.undo(OPERATOR, LYCEE.id)
        if isinstance(found, Report):
            before = self.world.ledger.journal(LYCEE.id, limit=10_000)
            self.world.year.undo(OPERATOR, LYCEE.id)
            assert self.world.ledger.journal(LYCEE.id, limit=10_000) == before
            assert found.plan.state in {YearState.UNDONE, YearState.PREPARED}

    @rule()
    def close(self) -> None:
        """Nothing of it is undone any more."""
        self.world.year.close(OPERATOR, LYCEE.id)

    @rule(which=st.sampled_from([FEW, APART, WIDE]), ends=st.sampled_from([False, False, True]))
    def renew(self, which: Subscription, *, ends: bool) -> None:
        """What follows is ordered, once whatever is asked again; or an end is put to it."""
        orders = self._orders()
        done = (orders.end if ends else orders.renew)(OPERATOR, which.id)
        assert isinstance(done, Kept | Declined)
        if not ends:
            before = list(self._stocks())
            orders.renew(OPERATOR, which.id)
            assert list(self._stocks()) == before

    @rule()
    def renew_all(self) -> None:
        """The orders of the school that end with its year, as the rentrée does."""
        assert not isinstance(self._orders().renew_school(OPERATOR, LYCEE.id), Denied)

    @rule(count=st.integers(0, 6), years=st.integers(0, 2))
    def change(self, count: int, years: int) -> None:
        """A subscription gets other counts and dates, as far as what is given allows."""
        ends = YEAR_ENDS + timedelta(days=365 * years)
        try:
            self.world.store.write(subscriptions=[counted(count, FEW, ends=ends)])
        except ImportRefusedError:
            (few,) = (s for s in self._stocks() if s.subscription.id == FEW.id)
            assert len(few.holders) > count

    @rule(where=st.sampled_from(WHERE), stands=st.booleans())
    def let_stand(self, where: Population, *, stands: bool) -> None:
        """A rule is written and served, or taken back."""
        one = Rule(resource=ATLAS.id, school=LYCEE.id, population=where)
        rules = self.world.rules
        done = rules.write(OPERATOR, [one]) if stands else rules.take_back(OPERATOR, [one])
        assert isinstance(done, Ruled)
        names = [done.operation, *(served.operation for served in done.rounds)]
        self.done += [name for name in names if name is not None]

    @rule()
    def serve(self) -> None:
        """What follows an import."""
        served = self.world.serving.serve(LYCEE.id)
        if served.operation is not None:
            self.done.append(served.operation)

    @rule(count=st.integers(1, 2), who=st.sampled_from(NAMES))
    def borrow(self, count: int, who: str) -> None:
        """Somebody takes one of few floating licences, which ends by itself."""
        self.world.store.write(subscriptions=[replace(FLOATING, licences=Licences(overall=2))])
        now = self.world.now
        lease = Lease(
            subscription=FLOATING.id,
            school=LYCEE.id,
            person=PersonId(who),
            until=now + timedelta(hours=count),
        )
        self.leases.take(lease, now=now)

    @invariant()
    def no_more_in_use_than_there_are(self) -> None:
        """Leases that run never pass the floating licences."""
        for used in self.leases.running(LYCEE.id, [FLOATING.id], now=self.world.now):
            assert used.count <= 2

    @rule(hours=st.sampled_from([1, 23, 25, 24 * 200, 24 * 400]))
    def wait(self, hours: int) -> None:
        """Time passes: windows close, subscriptions end."""
        self.world.now = min(self.world.now + timedelta(hours=hours), NOW + timedelta(days=365 * 4))

    @invariant()
    def no_licence_is_given_twice(self) -> None:
        """Seats never pass the licences, of each public and of all together."""
        for stock in self._stocks():
            assert not stock.subscription.licences.overdrawn(stock.taken) or (
                stock.subscription.kind is not LicenceKind.INDIV
            )
            assert stock.subscription.kind is LicenceKind.INDIV or not stock.holders

    @invariant()
    def the_sums_are_the_rows(self) -> None:
        """What the journal says was given and not taken back is what is given."""
        sums: Counter[object] = Counter()
        for line in self.world.ledger.journal(LYCEE.id, limit=10_000):
            operation = self.world.ledger.operation(line.signed.id)
            assert operation is not None
            for movement in operation.movements:
                sums[movement.right] += 1 if movement.gives else -1
        rows: Counter[object] = Counter(one.rule for one in self.world.ledger.rules(LYCEE.id))
        for stock in self._stocks():
            rows.update(stock.openings)
            for person, held in stock.holders.items():
                bought = stock.subscription
                rows[
                    Seat(
                        subscription=bought.id,
                        resource=bought.resource,
                        school=bought.school,
                        person=person,
                        origin=held.origin,
                    )
                ] += 1
        assert set(sums.values()) <= {0, 1}
        assert +sums == rows

    @invariant()
    def a_plan_speaks_of_nobody_who_was_merged(self) -> None:
        """And what it did is in the journal."""
        plan = self.world.plans.latest(LYCEE.id)
        if plan is not None:
            snapshot = self.world.plans.snapshot(LYCEE.id, plan.year)
            gone = {old for old, new in plan.merged.items() if old not in plan.merged.values()}
            assert not gone & {place.person for place in snapshot.places}
            assert not gone & {kept.seat.person for kept in snapshot.seats}
            for portion in self.world.plans.portions(LYCEE.id, plan.year):
                assert portion.operation is None or self.world.ledger.operation(portion.operation)

    def _orders(self) -> SubscriptionService:
        world = self.world
        store = MemoryOrders(world.database)
        return SubscriptionService(
            orders=store,
            natures=store,
            writer=world.store,
            directory=world.directory,
            permissions=world.assigning.permissions,
            catalogue=lambda: world.registered,
            transaction=world.database.transaction,
            clock=lambda: world.now,
            zone=PARIS,
        )

    def _stocks(self) -> list[Stock]:
        return list(self.world.ledger.stocks(LYCEE.id))

    def _apply(self, request: Request, shortfall: Shortfall) -> None:
        preview = self.world.preview(request)
        outcome = self.world.assigning.apply(OPERATOR, request, preview.token, shortfall=shortfall)
        self._note(outcome)

    def _note(self, outcome: object) -> None:
        if isinstance(outcome, Applied) and outcome.operation is not None:
            self.done.append(outcome.operation)


def _fails(_ledger: MemoryLedger, _operation: Operation) -> None:
    raise StoreError("the database went away")


TestLicencesAddUp = LicencesAddUp.TestCase
TestLicencesAddUp.settings = settings(
    max_examples=100,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
