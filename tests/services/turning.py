"""A collège that turns the year: its people this year and next, its stock, and the service."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import TypeVar

from tests.services.school import PARIS, adult, paris

from garbridge.core.catalogue import Catalogue, Resource
from garbridge.core.entitlements import LicenceKind, Licences, Opening, Seat, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId, SubscriptionId
from garbridge.core.people import (
    Group,
    GroupKind,
    Identity,
    Membership,
    Person,
    Profile,
    Public,
    School,
)
from garbridge.core.permissions import OPERATOR, Actor, Grant
from garbridge.core.years import Portion
from garbridge.ports import Directory, EntitlementStore, Ledger, TokenSource, Transaction
from garbridge.ports import YearPlans as Plans
from garbridge.services.checking import CheckingService
from garbridge.services.new_year import Outlook
from garbridge.services.permitting import PermissionService
from garbridge.services.rule_years import RuleYears
from garbridge.services.ruling import RuleService
from garbridge.services.serving import ServingService
from garbridge.services.turning import YearService
from garbridge.services.year_answers import Checked, Report, Wishes
from garbridge.services.year_desk import YearDesk
from garbridge.stores.memory import (
    MemoryActivations,
    MemoryDatabase,
    MemoryDeclared,
    MemoryDelegations,
    MemoryDirectory,
    MemoryEntitlements,
    MemoryLedger,
    MemoryOrders,
    MemoryServingLog,
    MemoryYearPlans,
)
from garbridge.testing.world import COLLEGE, PUBLISHER

T = TypeVar("T")

JULY, SEPTEMBER = paris(2027, 7, 5), paris(2027, 9, 1)
YEAR = 2027
LEVELS = {
    digit: Group(GroupKind.LEVEL, code, f"{digit}e", statistical=statistical)
    for digit, code, statistical in (
        (6, "10010012110", "2111"),
        (5, "10110001110", "2112"),
        (4, "10210001110", "2113"),
        (3, "10310019110", "2114"),
    )
}
LATIN = Group(GroupKind.GROUP, "LAT5", "Latin 5e")
MATHS = Group(GroupKind.SUBJECT, "061300", "Mathématiques")
CONFIRMED = Wishes(confirm=True)


def book(name: str) -> Resource:
    """Return a textbook."""
    return Resource(
        id=ResourceId(f"ark:/99999/{name}"),
        provider=PUBLISHER.id,
        title=name.capitalize(),
        url=f"https://parc.example/{name}",
        textbook=True,
    )


def bought(
    name: str, first: int, last: int, school: SchoolId = COLLEGE.id, **changes: object
) -> Subscription:
    """Return a subscription to the book *name* for the school years from *first* to *last*."""
    facts = {
        "id": SubscriptionId(f"{name}-{first}-{school[-1]}"),
        "resource": ResourceId(f"ark:/99999/{name}"),
        "school": school,
        "kind": LicenceKind.INDIV,
        "publics": frozenset(Public),
        "starts": paris(first, 8, 16),
        "ends": paris(last + 1, 8, 16),
        "licences": Licences(overall=None),
    }
    return Subscription(**{**facts, **changes})  # type: ignore[arg-type]  # fields by name


def division(level: int, letter: str) -> Group:
    """Return a class."""
    return Group(GroupKind.DIVISION, f"{level}{letter}", f"{level}e {letter}")


def pupil(
    name: str, level: int, letter: str = "A", *groups: Group, school: SchoolId = COLLEGE.id
) -> Person:
    """Return a pupil of a class."""
    place = Membership(
        school, Profile.PUPIL, groups=(division(level, letter), LEVELS[level], *groups)
    )
    return Person(PersonId(name), Identity(name, "P"), (place,))


def staff(name: str, profile: Profile, *groups: Group, school: SchoolId = COLLEGE.id) -> Person:
    """Return an adult."""
    place = Membership(school, profile, groups=groups)
    return replace(adult(name, profile), memberships=(place,))


def class_of(level: int, letter: str, size: int = 4) -> list[Person]:
    """Return the pupils of a class, who are named after the class and their number."""
    return [pupil(f"{level}{letter}{number:02}", level, letter) for number in range(size)]


def small() -> list[Person]:
    """Return a class of each level, four pupils each, and some adults."""
    pupils = [one for level in (6, 5, 4, 3) for one in class_of(level, "A")]
    head, doc = staff("cheffe", Profile.HEAD), staff("doc", Profile.LIBRARIAN)
    return [*pupils, head, doc, staff("prof", Profile.TEACHER, MATHS)]


def grown(person: Person) -> Person | None:
    """Return *person* a year later: a class up, or gone after the 3e."""
    (place,) = person.memberships
    if place.profile is not Profile.PUPIL:
        return person
    (own,) = place.of_kind(GroupKind.DIVISION)
    level, letter = int(own.code[0]) - 1, own.code[1:]
    return pupil(person.id, level, letter, school=place.school) if level >= 3 else None


def later(people: Iterable[Person]) -> list[Person]:
    """Return everybody a year later, without those who left."""
    return [one for one in map(grown, people) if one is not None]


@dataclass
class Turn:
    """The service on stores that are given, or over memory; a test turns its clock."""

    people: Sequence[Person]
    stock: Sequence[Subscription]
    schools: Sequence[School] = (COLLEGE,)
    stated: Sequence[Grant] = ()
    now: datetime = JULY
    served: list[SchoolId] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put it together over memory."""
        database = self.database = MemoryDatabase()
        self.directory = MemoryDirectory(self.schools, self.people)
        numbers = count()
        self.tokens: TokenSource = lambda: f"op-{next(numbers)}"
        self.store = MemoryEntitlements(database, self.directory, lambda: self.now, self.tokens)
        self.store.write(subscriptions=self.stock)
        self.ledger = MemoryLedger(database)
        self.plans = MemoryYearPlans(database)
        self.log = MemoryServingLog(database)
        self.service = year_service(
            self,
            directory=self.directory,
            plans=self.plans,
            ledger=self.ledger,
            store=self.store,
            transaction=database.transaction,
        )

    def rules(self) -> RuleService:
        """Return the service of standing rules on the same stores."""
        desk = self.service.desk
        serving = ServingService(
            ledger=self.ledger,
            orders=MemoryOrders(self.database),
            directory=self.directory,
            catalogue=desk.catalogue,
            log=self.log,
            years=RuleYears(plans=self.plans, zone=PARIS),
            transaction=self.database.transaction,
            clock=lambda: self.now,
            tokens=self.tokens,
        )
        return RuleService(
            ledger=self.ledger,
            directory=self.directory,
            permissions=desk.permissions,
            serving=serving,
            clock=lambda: self.now,
            tokens=self.tokens,
        )

    def give(self, subscription: Subscription, people: Iterable[str]) -> None:
        """Let *people* hold seats."""
        seats = [
            Seat(
                subscription=subscription.id,
                resource=subscription.resource,
                school=subscription.school,
                person=PersonId(person),
            )
            for person in people
        ]
        self.store.write(seats=seats)

    def open(self, *openings: Opening) -> None:
        """Let populations in."""
        self.store.write(openings=openings)

    def moves_to(self, people: Iterable[Person]) -> None:
        """Let the directory have *people* and nobody else."""
        wanted = {person.id: person for person in people}
        for school in self.schools:
            for person in list(self.directory.members(school.id)):
                if person.id not in wanted:
                    self.directory.remove(person.id, at=self.now)
        for person in wanted.values():
            self.directory.put(person, at=self.now)

    def prepared(self, wishes: Wishes = CONFIRMED, school: SchoolId = COLLEGE.id) -> Outlook:
        """Prepare, which must succeed."""
        return expect(self.service.prepare(OPERATOR, school, wishes, year=YEAR), Outlook)

    def checked(self, school: SchoolId = COLLEGE.id) -> Checked:
        """Check, which must succeed."""
        return expect(self.service.check(OPERATOR, school), Checked)

    def switched(self, school: SchoolId = COLLEGE.id, actor: Actor = OPERATOR) -> Report:
        """Check and switch, which must succeed."""
        self.checked(school)
        return expect(self.service.switch(actor, school), Report)

    def turned(self, wishes: Wishes = CONFIRMED) -> Report:
        """Prepare, check and switch, which must succeed."""
        self.prepared(wishes)
        return self.switched()

    def held(self, subscription: Subscription) -> str:
        """Return who holds a seat, in one line."""
        return " ".join(sorted(holders(self.ledger, subscription)))

    def let_in(self, subscription: Subscription) -> list[str]:
        """Return the codes of the populations that are let in."""
        stocks = self.ledger.stocks(subscription.school, [subscription.resource])
        return sorted(
            one.population.code or str(one.population.person or one.population.profile)
            for stock in stocks
            if stock.subscription.id == subscription.id
            for one in stock.openings
        )

    def sums(self, school: SchoolId = COLLEGE.id) -> None:
        """Hold the sums of the journal against the rows."""
        assert_sums(self.ledger, school)


def year_service(
    clock: Turn,
    *,
    directory: Directory,
    plans: Plans,
    ledger: Ledger,
    store: EntitlementStore,
    transaction: Transaction,
) -> YearService:
    """Return the service on these stores, with the clock and the rules of *clock*."""
    titles = sorted({one.resource for one in clock.stock})
    catalogue = Catalogue([PUBLISHER], [book(title.rpartition("/")[2]) for title in titles])
    numbers = count()
    permissions = PermissionService(
        directory=directory,
        delegations=MemoryDelegations(MemoryDatabase()),
        declared=MemoryDeclared(),
        stated=clock.stated,
        clock=lambda: clock.now,
    )
    return YearService(
        desk=YearDesk(
            years=plans,
            ledger=ledger,
            directory=directory,
            catalogue=lambda: catalogue,
            transaction=transaction,
            permissions=permissions,
            zone=PARIS,
            clock=lambda: clock.now,
            tokens=lambda: f"year-{next(numbers)}",
        ),
        checking=CheckingService(
            permissions=permissions,
            directory=directory,
            entitlements=store,
            activations=MemoryActivations(MemoryDatabase()),
            catalogue=lambda: catalogue,
            serving=ServingService(
                ledger=ledger,
                orders=MemoryOrders(MemoryDatabase()),
                directory=directory,
                catalogue=lambda: catalogue,
                log=MemoryServingLog(MemoryDatabase()),
                years=RuleYears(plans=plans, zone=PARIS),
                transaction=transaction,
                clock=lambda: clock.now,
                tokens=lambda: f"serve-{next(numbers)}",
            ),
            zone=PARIS,
            clock=lambda: clock.now,
        ),
        serve=lambda school, _actor: clock.served.append(school),
    )


def expect(found: object, kind: type[T]) -> T:
    """Return *found*, which must be a *kind*."""
    assert isinstance(found, kind), found
    return found


def holders(ledger: Ledger, subscription: Subscription) -> set[str]:
    """Return who holds a seat under *subscription*."""
    stocks = ledger.stocks(subscription.school, [subscription.resource])
    return {
        person
        for stock in stocks
        if stock.subscription.id == subscription.id
        for person in stock.holders
    }


def assert_sums(ledger: Ledger, school: SchoolId) -> None:
    """Hold the sums of the journal of *school* against the rows, and these against the orders."""
    sums: Counter[object] = Counter()
    for line in ledger.journal(school, limit=10_000):
        operation = ledger.operation(line.signed.id)
        assert operation is not None
        for movement in operation.at_school(school):
            right = movement.right
            key = (right.subscription, right.person) if isinstance(right, Seat) else right
            sums[key] += 1 if movement.gives else -1
    rows: set[object] = {one.rule for one in ledger.rules(school)}
    for stock in ledger.stocks(school):
        rows |= {(stock.subscription.id, person) for person in stock.holders}
        rows |= set(stock.openings)
        assert not stock.subscription.licences.overdrawn(stock.taken)
    assert +sums == Counter(rows)
    assert min(sums.values(), default=0) >= 0


def portion(report: Report, name: str) -> Portion:
    """Return the last portion of the book *name*."""
    return [one for one in report.portions if one.resource.endswith(f"/{name}")][-1]
