"""Licences that always add up: many processes at once, and processes that are killed."""

import random
import time
from collections import Counter
from dataclasses import replace
from functools import partial

import pytest
from tests.forks import in_forks
from tests.killing import killed_in_a_fork
from tests.stores.backends import sql_stores
from tests.stores.licensing import assigning, enrol, give_each, pupil_number, request_for

from garbridge.core.entitlements import Licences, Seat
from garbridge.core.operations import OperationKind
from garbridge.core.people import Public
from garbridge.core.permissions import OPERATOR
from garbridge.services.assigning import Applied, AssigningService
from garbridge.services.planning import Preview
from garbridge.services.selecting import Request
from garbridge.stores.sql.database import Database
from garbridge.testing.world import ATLAS, LYCEE, SUBSCRIPTION

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")

LICENCES, WANTED, PROCESSES = 50, 200, 8
SEATS, KILLS = 150, 50


@pytest.fixture(name="service")
def _service(database: Database) -> AssigningService:
    """Return the service with fifty licences and two hundred pupils; SQLite, then PostgreSQL."""
    enrol(database, range(max(WANTED, SEATS)))
    service = assigning(database)
    sell(database, LICENCES)
    return service


def sell(database: Database, licences: int) -> None:
    """Let the school have so many licences."""
    bought = replace(SUBSCRIPTION, licences=Licences(overall=licences))
    sql_stores(database).writer.write(subscriptions=[bought])


def _sums(service: AssigningService) -> Counter[str]:
    """Return who holds a licence by the journal alone."""
    found: Counter[str] = Counter()
    for line in service.ledger.journal(LYCEE.id, limit=10_000):
        operation = service.ledger.operation(line.signed.id)
        assert operation is not None
        assert line.given + line.returned == len(operation.movements)
        for movement in operation.movements:
            assert isinstance(movement.right, Seat)
            found[movement.right.person] += 1 if movement.gives else -1
    return +found


def _holders(service: AssigningService) -> dict[str, Public | None]:
    (stock,) = service.ledger.stocks(LYCEE.id, [ATLAS.id])
    return {person: held.public for person, held in stock.holders.items()}


def test_two_hundred_at_once_for_fifty_licences(
    database: Database, service: AssigningService
) -> None:
    """Eight processes, each for twenty-five pupils: exactly fifty get one, and all are told."""
    url = database.engine.url.render_as_string(hide_password=False)
    each = WANTED // PROCESSES
    outcomes = in_forks(
        partial(give_each, url, range(first, first + each)) for first in range(0, WANTED, each)
    )

    assert all(isinstance(outcome, list) for outcome in outcomes), outcomes
    answers = [tuple(map(int, outcome)) for outcome in outcomes if isinstance(outcome, list)]
    assert len(answers) == PROCESSES
    assert sum(given for given, _ in answers) == LICENCES
    assert sum(late for _, late in answers) == WANTED - LICENCES
    holders = _holders(service)
    assert len(holders) == LICENCES
    assert set(holders.values()) == {Public.PUPILS}
    assert _sums(service) == Counter(dict.fromkeys(holders, 1))


def test_killed_while_applying(database: Database, service: AssigningService) -> None:
    """At fifty moments of an act on many seats: all of it, or nothing; again finishes it."""
    points = random.Random(20261122)  # noqa: S311 - when to kill is no secret
    sell(database, SEATS)
    give = request_for(range(SEATS))
    take = replace(give, kind=OperationKind.WITHDRAW)
    whole = _seconds(service, give)
    _apply(service, take)
    outcomes: Counter[int] = Counter()
    for _ in range(KILLS):
        killed_in_a_fork(partial(_apply, service, give), points.uniform(0, whole * 1.3))

        held = _holders(service)
        outcomes[len(held)] += 1
        assert len(held) in {0, SEATS}
        _apply(service, give)
        assert set(_holders(service)) == set(map(pupil_number, range(SEATS)))
        _apply(service, take)
        assert not _holders(service)

    assert set(outcomes) <= {0, SEATS}
    assert outcomes[0] > 0, "no kill came before the end"
    assert not _sums(service)


def _seconds(service: AssigningService, request: Request) -> float:
    started = time.perf_counter()
    _apply(service, request)
    return time.perf_counter() - started


def _apply(service: AssigningService, request: Request) -> None:
    preview = service.preview(OPERATOR, request)
    assert isinstance(preview, Preview)
    done = service.apply(OPERATOR, request, preview.token)
    assert isinstance(done, Applied)
