"""A lycée with licences to give: the assigning service over memory, and its people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from tests.services.school import adult

from garbridge.core.catalogue import Catalogue, Resource
from garbridge.core.entitlements import Licences, Population, Subscription
from garbridge.core.identifiers import PersonId, ResourceId, SchoolId
from garbridge.core.operations import OperationKind
from garbridge.core.people import Identity, Membership, Person, Profile
from garbridge.core.permissions import OPERATOR, Actor, Grant
from garbridge.ports import Clock, Directory
from garbridge.services.assigning import Applied, AssigningService, Shortfall
from garbridge.services.parting import Parting
from garbridge.services.permitting import PermissionService
from garbridge.services.planning import Preview
from garbridge.services.selecting import Request
from garbridge.stores.memory import (
    MemoryDatabase,
    MemoryDeclared,
    MemoryDelegations,
    MemoryDirectory,
    MemoryEntitlements,
    MemoryLedger,
    MemoryMarks,
    MemoryMerges,
    MemoryQueue,
    MemoryRequests,
    MemoryYearPlans,
)
from garbridge.testing.world import (
    ATLAS,
    CLASS,
    COLLEGE,
    LYCEE,
    NOW,
    PUBLISHER,
    SUBSCRIPTION,
    teacher,
)

PUPILS = Population(profile=Profile.PUPIL)


def counted(number: int | None, of: Subscription = SUBSCRIPTION, **changes: object) -> Subscription:
    """Return a subscription with so many licences for all publics together."""
    facts = {name: getattr(of, name) for name in Subscription.__slots__}
    return Subscription(**{**facts, "licences": Licences(overall=number), **changes})


def classmate(name: str, family: str = "", *, school: SchoolId = LYCEE.id) -> Person:
    """Return a pupil of class 2DE4."""
    place = Membership(school, Profile.PUPIL, groups=(CLASS,))
    return Person(PersonId(name), Identity(family or name, name), (place,))


def parting_in(database: MemoryDatabase, directory: Directory, clock: Clock) -> Parting:
    """Return what brings back in memory what a merge brought over beside licences."""
    return Parting(
        directory=directory,
        queue=MemoryQueue(database),
        years=MemoryYearPlans(database),
        requests=MemoryRequests(database),
        marks=MemoryMarks(database),
        merges=MemoryMerges(database),
        clock=clock,
    )


@dataclass
class Licensed:
    """The service, with a clock that a test turns and a catalogue it fills."""

    people: Sequence[Person] = (*map(classmate, "abcde"), teacher())
    bought: Sequence[Subscription] = (SUBSCRIPTION,)
    resources: Sequence[Resource] = (ATLAS,)
    stated: Sequence[Grant] = ()
    now: datetime = NOW
    confirms: bool | None = None

    def __post_init__(self) -> None:
        """Put it together."""
        database = self.database = MemoryDatabase()
        staff = (adult("cheffe", Profile.HEAD), adult("doc", Profile.LIBRARIAN))
        self.directory = MemoryDirectory([LYCEE, COLLEGE], [*self.people, *staff])
        numbers = count()
        tokens = lambda: f"op-{next(numbers)}"  # noqa: E731 - given to several
        self.store = MemoryEntitlements(database, self.directory, lambda: self.now, tokens)
        self.store.write(subscriptions=self.bought)
        self.ledger = MemoryLedger(database)
        catalogue = Catalogue([PUBLISHER], self.resources)
        self.assigning = AssigningService(
            ledger=self.ledger,
            directory=self.directory,
            catalogue=lambda: catalogue,
            transaction=database.transaction,
            permissions=PermissionService(
                directory=self.directory,
                delegations=MemoryDelegations(database),
                declared=MemoryDeclared(),
                stated=self.stated,
                clock=lambda: self.now,
                confirmation=None if self.confirms is None else lambda _a, _b: bool(self.confirms),
                confirm_above=3,
            ),
            clock=lambda: self.now,
            tokens=tokens,
            parting=parting_in(database, self.directory, lambda: self.now),
        )

    def preview(self, request: Request, actor: Actor = OPERATOR) -> Preview:
        """Return the preview of *request*, which must be allowed."""
        found = self.assigning.preview(actor, request)
        assert isinstance(found, Preview), found
        return found

    def apply(
        self,
        request: Request,
        *,
        actor: Actor = OPERATOR,
        shortfall: Shortfall = Shortfall.SERVE,
    ) -> Applied:
        """Preview *request* and apply it, which must succeed."""
        token = self.preview(request, actor).token
        done = self.assigning.apply(actor, request, token, reason="r", shortfall=shortfall)
        assert isinstance(done, Applied), done
        return done

    def held(self, resource: ResourceId = ATLAS.id, school: SchoolId = LYCEE.id) -> str:
        """Return who holds a licence, in one word."""
        stocks = self.ledger.stocks(school, [resource])
        return "".join(sorted(person for stock in stocks for person in stock.holders))


def give(*people: str, **changes: object) -> Request:
    """Return the request that gives *people* the atlas, or something else."""
    return asked(OperationKind.ASSIGN, *people, **changes)


def take(*people: str, **changes: object) -> Request:
    """Return the request that takes it back."""
    return asked(OperationKind.WITHDRAW, *people, **changes)


def asked(kind: OperationKind, *people: str, **changes: object) -> Request:
    """Return a request about the atlas at the lycée."""
    facts: dict[str, object] = {
        "kind": kind,
        "schools": (LYCEE.id,),
        "resources": (ATLAS.id,),
        "people": tuple(map(PersonId, people)),
    }
    return Request(**{**facts, **changes})  # type: ignore[arg-type]  # fields by name
