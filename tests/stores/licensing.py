"""The assigning service on one database, and what each of many processes asks of it."""

from collections.abc import Iterable

from tests.stores.backends import sql_stores
from tests.stores.filling import People

from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import PersonId
from garbridge.core.operations import OperationKind
from garbridge.core.people import Identity, Membership, Person, Profile
from garbridge.core.permissions import OPERATOR
from garbridge.services.assigning import Applied, AssigningService, Short, Stale
from garbridge.services.parting import Parting
from garbridge.services.permitting import PermissionService
from garbridge.services.planning import Preview
from garbridge.services.selecting import Request
from garbridge.stores.memory import MemoryDatabase, MemoryDeclared, MemoryDelegations
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.testing.world import ATLAS, LYCEE, NOW, PUBLISHER, TENANT
from garbridge.wiring.clock import random_token


def pupil_number(number: int) -> PersonId:
    """Return the identifier of a pupil."""
    return PersonId(f"pupil-{number:04}")


def enrol(database: Database, numbers: Iterable[int]) -> None:
    """Put the pupils of these numbers into the directory."""
    people = People(database, TENANT)
    place = Membership(LYCEE.id, Profile.PUPIL)
    with database.transaction():
        for number in numbers:
            name = pupil_number(number)
            people.put(Person(name, Identity(name, "P"), (place,)), NOW)


def assigning(database: Database) -> AssigningService:
    """Return the service, for the operator."""
    stores = sql_stores(database)
    catalogue = Catalogue([PUBLISHER], [ATLAS])
    return AssigningService(
        ledger=stores.ledger,
        directory=stores.directory,
        catalogue=lambda: catalogue,
        transaction=stores.transaction,
        permissions=PermissionService(
            directory=stores.directory,
            delegations=MemoryDelegations(MemoryDatabase()),
            declared=MemoryDeclared(),
            stated=(),
            clock=lambda: NOW,
        ),
        clock=lambda: NOW,
        tokens=random_token,
        parting=Parting(
            directory=stores.directory,
            queue=stores.queue,
            years=stores.years,
            requests=stores.requests,
            marks=stores.marks,
            merges=stores.merges,
            clock=lambda: NOW,
        ),
    )


def request_for(numbers: Iterable[int], kind: OperationKind = OperationKind.ASSIGN) -> Request:
    """Return the request about the pupils of these numbers."""
    people = tuple(map(pupil_number, numbers))
    return Request(kind=kind, schools=(LYCEE.id,), resources=(ATLAS.id,), people=people)


def give_each(url: str, numbers: Iterable[int]) -> tuple[int, int]:
    """Give a licence to each pupil of these numbers, one after another, as a process of its own.

    Whoever is told that the stock has changed looks again.  Return how many got one, and how many
    came too late.
    """
    database = Database(open_engine(url, lock_seconds=60))
    service = assigning(database)
    given = late = 0
    for number in numbers:
        request = request_for([number])
        preview = service.preview(OPERATOR, request)
        while isinstance(preview, Preview):
            done = service.apply(OPERATOR, request, preview.token)
            preview = done.preview if isinstance(done, Stale) else preview
            if isinstance(done, Applied):
                given += 1
            if isinstance(done, Short):
                late += 1
            if not isinstance(done, Stale):
                break
    database.close()
    return given, late
