"""People, and machines, that change one thing at once, on databases in which they really do.

A transaction begins at its first write: what is read before it is judged by what may be over.
"""

from dataclasses import replace

import pytest
from tests.services.ordering import permission_service
from tests.services.test_rotating import Turning
from tests.stores.backends import Stores, sql_stores

from garbridge.core.catalogue import Catalogue
from garbridge.core.entitlements import Population
from garbridge.core.permissions import OPERATOR
from garbridge.core.problems import Cause, ProblemState, Side
from garbridge.core.rotation import Step, Turn
from garbridge.services.presenting import Presented, PresentingService
from garbridge.services.reporting import ReportingService
from garbridge.services.shelf import Tile
from garbridge.stores.sql.database import Database
from garbridge.testing.concurrency import at_once
from garbridge.testing.world import ATLAS, LYCEE, NOW, PUBLISHER
from garbridge.wiring.clock import random_token

TILE = Tile(key="atlas", resource=ATLAS, school=LYCEE.id, refused=None)


@pytest.fixture(name="kept")
def _kept(database: Database) -> Stores:
    """Return the stores of one tenant in each database."""
    return sql_stores(database)


@pytest.fixture(name="reporting")
def _reporting(kept: Stores) -> ReportingService:
    """Return what takes problems and follows them up."""
    return ReportingService(
        problems=kept.problems,
        permissions=permission_service(kept, kept.directory, lambda: NOW),
        catalogue=Catalogue([PUBLISHER], [ATLAS]),
        transaction=kept.transaction,
        clock=lambda: NOW,
        tokens=random_token,
    )


@pytest.fixture(name="presenting")
def _presenting(kept: Stores) -> PresentingService:
    """Return what a school puts forward with."""
    return PresentingService(
        store=kept.showcases,
        permissions=permission_service(kept, kept.directory, lambda: NOW),
        resources=lambda: {ATLAS.id: ATLAS},
        transaction=kept.transaction,
        clock=lambda: NOW,
        tokens=random_token,
    )


def test_a_class_that_reports_one_problem_is_one_problem(
    kept: Stores, reporting: ReportingService
) -> None:
    """Each pupil of it is counted, and the first makes the record."""
    at_once(12, lambda _: reporting.report(TILE, Cause.CLOSED))

    (found,) = kept.problems.at_school(LYCEE.id, ProblemState.OPEN, 99)
    assert found.report is not None
    assert found.report.times == 12


def test_who_settles_what_somebody_else_settled_is_told(
    kept: Stores, reporting: ReportingService
) -> None:
    """Of four one is first; what pupils report meanwhile neither undoes it nor is lost."""
    first = reporting.report(TILE, Cause.CLOSED)

    def act(number: int) -> bool:
        if number % 2:
            reporting.report(TILE, Cause.CLOSED)
            return False
        done = reporting.settle(
            OPERATOR, LYCEE.id, first.reference, ProblemState.SENT, Side.PUBLISHER, seen=first.stage
        )
        return done is True

    assert sum(map(bool, at_once(8, act))) == 1
    settled = kept.problems.problem(first.reference)
    again = kept.problems.at_school(LYCEE.id, ProblemState.OPEN, 99)
    assert settled is not None
    assert settled.state is ProblemState.SENT
    assert sum(one.report.times for one in (settled, *again) if one.report) == 5


@pytest.mark.parametrize("_round", range(4))
def test_a_section_that_is_dropped_stays_so(
    kept: Stores, presenting: PresentingService, _round: int
) -> None:
    """Also where somebody renames it, or puts something into it, at that moment."""
    presenting.add_section(OPERATOR, LYCEE.id, "Pour le brevet")
    (section,) = kept.showcases.showcase(LYCEE.id).sections
    name = section.id
    acts = (
        lambda: presenting.change_section(OPERATOR, LYCEE.id, name, title="Autre"),
        lambda: presenting.show(OPERATOR, LYCEE.id, name, ATLAS.id, Population()),
        lambda: presenting.drop_section(OPERATOR, LYCEE.id, name),
    )

    found = at_once(6, lambda number: acts[number % 3]())

    assert found.count(Presented.DONE) >= 1
    assert kept.showcases.showcase(LYCEE.id).sections == ()
    assert kept.showcases.showcase(LYCEE.id).shown == ()


@pytest.mark.parametrize("_round", range(4))
def test_no_roll_back_takes_back_a_switch(kept: Stores, _round: int) -> None:
    """Of two operators one is done, and the other told; a provider that was switched stays so."""
    turning = Turning("alice")
    turning.names.stores = replace(
        turning.names.stores,
        turns=kept.turns,
        identifiers=kept.identifiers,
        transaction=kept.transaction,
    )
    turning.tell()
    acts = (lambda: turning.switch(force=True), turning.roll_back)

    found = at_once(2, lambda number: acts[number]())

    (done,) = [one for one in found if isinstance(one, Turn)]
    assert kept.turns.turns()[PUBLISHER.id] == done
    assert done.step is Step.RESTING
