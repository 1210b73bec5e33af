"""Launches are counted once, whatever stops the count, and what is counted outlives them."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.killing import killed_in_a_fork
from tests.receipts.sealed import Ledger
from tests.stores.backends import Stores, sql_stores

from garbridge.core.access import Refusal
from garbridge.core.identifiers import PersonId
from garbridge.core.permissions import OPERATOR
from garbridge.core.statistics.figures import Measure, use
from garbridge.core.statistics.periods import Period
from garbridge.core.statistics.tallies import Standing, Tally, standing_of
from garbridge.services.erasing import Erased, Purged
from garbridge.services.sealing import Busy
from garbridge.services.tallying import RolledUp
from garbridge.stores.sql.database import Database
from garbridge.testing.figures import PUBLICATION
from garbridge.testing.journal import numbered
from garbridge.testing.world import ALICE, LYCEE, NOW, pupil

YEAR = Period(2026)
pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def tallies(ledger: Ledger, period: Period = YEAR) -> list[Tally]:
    """Return what is counted at the lycée."""
    return list(ledger.stores.tallies.tallies(LYCEE.id, period.months()))


def accesses(ledger: Ledger) -> int:
    """Return how many accès are counted there."""
    return sum(one.times for one in tallies(ledger) if one.refusal is None)


def users(ledger: Ledger) -> int:
    """Return how many people opened something."""
    tables = {one.measure: one for one in use(tallies(ledger), YEAR, {})}
    return len(tables[Measure.USERS].contributions.get(("",), {}))


def test_what_is_counted_is_not_counted_again(stores: Stores) -> None:
    """Rolled up twice; then only what is new; a refusal is no accès."""
    ledger = Ledger(stores)
    ledger.launch("alice", "bob", "alice")
    stores.journal.commit(replace(numbered(90), refusal=Refusal.NOT_ASSIGNED))

    assert ledger.tallying().roll_up() == RolledUp(4, 0)
    assert ledger.tallying().roll_up() == RolledUp(0, 0)
    assert (accesses(ledger), users(ledger)) == (3, 2)
    ledger.launch("alice")
    assert ledger.tallying().roll_up() == RolledUp(1, 0)
    assert (accesses(ledger), users(ledger)) == (4, 2)


def test_people_are_counted_as_what_they_are(stores: Stores) -> None:
    """By their place at the school; whoever nobody knows has a line of their own (*Null*)."""
    stores.put(pupil(), NOW)
    ledger = Ledger(stores)
    ledger.launch("alice", "nobody")

    ledger.tallying().roll_up()

    found = {one.person: one.standing for one in tallies(ledger)}
    assert found == {ALICE: standing_of(pupil().at(LYCEE.id)), PersonId("nobody"): Standing()}


def test_many_people_of_a_school_are_read_at_once(stores: Stores) -> None:
    """Their standings are the same as one by one."""
    names = [f"pupil-{number:03}" for number in range(60)]
    for name in names[:50]:
        stores.put(replace(pupil(), id=PersonId(name)), NOW)
    ledger = Ledger(stores)
    ledger.launch(*names)

    ledger.tallying().roll_up()

    found = Counter(one.standing for one in tallies(ledger))
    assert found == {standing_of(pupil().at(LYCEE.id)): 50, Standing(): 10}


def test_a_purge_lowers_no_figure(stores: Stores) -> None:
    """It counts first what nobody counted; launches that come in free places are new."""
    ledger = Ledger(stores)
    ledger.launch("alice", "bob", "alice")
    ledger.seal()

    purged = ledger.erasing().purge(OPERATOR, NOW + timedelta(hours=1), reason="12 mois")

    assert isinstance(purged, Purged)
    assert (purged.records, list(stores.journal.records(limit=9))) == (3, [])
    assert (accesses(ledger), users(ledger)) == (3, 2)
    ledger.launch("alice", "carla")
    assert ledger.tallying().roll_up() == RolledUp(2, 0)
    assert (accesses(ledger), users(ledger)) == (5, 3)


def test_who_is_erased_stays_one_person_each(stores: Stores) -> None:
    """Two who are erased are two, before they were counted and after; nobody is named."""
    ledger = Ledger(stores)
    ledger.launch("alice", "bob", "alice", "carla")
    assert ledger.erasing().erase(OPERATOR, ALICE, reason="départ") == Erased(2)
    ledger.tallying().roll_up()
    assert ledger.erasing().erase(OPERATOR, PersonId("bob"), reason="départ") == Erased(1)
    ledger.tallying().roll_up()

    assert (accesses(ledger), users(ledger)) == (4, 3)
    named = {one.person for one in tallies(ledger) if one.person.isprintable()}
    assert named == {"carla"}


def test_who_was_erased_before_anything_was_counted_is_nobody(stores: Stores) -> None:
    """As an earlier version of the portal did it: their accès count, and make no user."""
    ledger = Ledger(stores)
    ledger.launch("alice", "bob", "carla")
    for person in (ALICE, PersonId("bob")):
        stores.receipts.erase(person)

    ledger.tallying().roll_up()

    assert (accesses(ledger), users(ledger)) == (3, 1)


def test_names_end_with_the_school_year(stores: Stores) -> None:
    """A day after it: who opened something in two months is one person still, and nobody.

    What comes even later is of somebody who has no name either.
    """
    ledger = Ledger(stores)
    later = NOW + timedelta(days=30)
    ledger.launch("alice", "bob")
    stores.journal.commit(replace(numbered(91), at=later))
    ledger.hours = 24 * 288  # 31 August, the last day
    ledger.tallying().roll_up()
    assert {one.person for one in tallies(ledger)} == {"alice", "bob"}

    ledger.hours = 24 * 290
    ledger.tallying().roll_up()
    stores.journal.commit(replace(numbered(92), at=later))
    ledger.tallying().roll_up()

    assert not any(one.person.isprintable() for one in tallies(ledger))
    assert (accesses(ledger), users(ledger)) == (4, 3)


def test_what_is_published_does_not_grow(stores: Stores) -> None:
    """A launch of a month that is published is told as late, and is in no figure."""
    stores.publications.keep(PUBLICATION)
    ledger = Ledger(stores)
    ledger.launch("alice")
    stores.journal.commit(replace(numbered(91), at=NOW + timedelta(days=60)))

    assert ledger.tallying().roll_up() == RolledUp(1, 1)
    assert [one.month for one in tallies(ledger)] == ["2027-01"]


def test_one_counts_and_the_other_is_told(stores: Stores) -> None:
    """Whoever seals, purges or erases counts alone too."""
    ledger = Ledger(stores)
    ledger.launch("alice")
    with stores.receipts.alone() as mine:
        assert mine
        assert ledger.tallying().roll_up() == Busy()

    assert ledger.tallying().roll_up() == RolledUp(1, 0)


def test_a_kill_at_any_moment_loses_and_doubles_nothing(database: Database) -> None:
    """Killed at random points of a count in many chunks; the next run goes on where it was."""
    ledger = Ledger(sql_stores(database))
    ledger.launch(*(f"p-{number % 50}" for number in range(400)))
    chance, counted = random.Random(4), 0  # noqa: S311 - moments, the same in each run

    for turn in range(12):
        killed_in_a_fork(
            lambda: ledger.tallying().count_all(chunk=3), chance.uniform(0.005, 0.05) * (1 + turn)
        )
        now = accesses(ledger)
        place = ledger.stores.tallies.reckoned().place
        assert now == len(ledger.stores.tallies.launches(after=0, upto=place, limit=999))
        assert now >= counted
        counted = now

    assert counted > 0, "every kill came before the first chunk"
    while isinstance(ledger.tallying().roll_up(), Busy):
        pass  # the server has not noticed yet that the other end is gone
    assert (accesses(ledger), users(ledger)) == (400, 50)
