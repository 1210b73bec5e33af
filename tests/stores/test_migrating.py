"""Bringing a database to our tables and back, beside a portal's own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, inspect, text
from tests.stores.backends import sql_stores
from tests.stores.migrated import new_database
from tests.stores.postgresql import another_database

from garbridge.core.delegations import Declared, DelegationAct
from garbridge.core.entitlements import Origin
from garbridge.core.identifiers import SubscriptionId
from garbridge.core.leases import InUse
from garbridge.core.operations import Movement
from garbridge.core.orders import order_of
from garbridge.core.people import Public
from garbridge.core.years import Snapshot
from garbridge.errors import StoreError
from garbridge.ports import Reckoned, Served
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.migrating import (
    Status,
    check,
    downgrade,
    status,
    upgrade,
    without_garbridge_tables,
)
from garbridge.stores.sql.rows import subscription_row
from garbridge.stores.sql.schema import (
    PREFIX,
    VERSION_TABLE,
    metadata,
    population,
    subscription,
)
from garbridge.testing.activations import ACTIVATION
from garbridge.testing.concurrency import at_once
from garbridge.testing.delegations import BRUNO, DELEGATION
from garbridge.testing.departures import LEFT
from garbridge.testing.figures import PUBLICATION, TALLY, tallied
from garbridge.testing.identifiers import ACT, ENDED, PAIR
from garbridge.testing.jobs import RUN
from garbridge.testing.journal import RECORD
from garbridge.testing.leases import FLOATING, running, take
from garbridge.testing.ledger import act
from garbridge.testing.links import LINK
from garbridge.testing.lookups import LOOKUP
from garbridge.testing.marks import MARK
from garbridge.testing.marks import of as marks_of
from garbridge.testing.merges import BROUGHT, MERGE
from garbridge.testing.news import FEED
from garbridge.testing.noted_incidents import INCIDENT
from garbridge.testing.offer import OFFERED, STANDING
from garbridge.testing.participants import ENTRY as SESSION_ENTRY
from garbridge.testing.portal_sessions import SIGNED_IN
from garbridge.testing.problems import PROBLEM, REPORTED
from garbridge.testing.queue import MOVED
from garbridge.testing.receipts import PURGE, sealed_two
from garbridge.testing.requests import ASKED
from garbridge.testing.restrictions import OBJECTION
from garbridge.testing.reveals import OPENED
from garbridge.testing.rolls import CLASSES
from garbridge.testing.rounds import ROUND
from garbridge.testing.rules import ruled, written
from garbridge.testing.showcase import SHOWN
from garbridge.testing.turns import TURN
from garbridge.testing.vignettes import PICTURE, VIGNETTE
from garbridge.testing.world import ALICE, ATLAS, LYCEE, NOW, PUBLISHER, SUBSCRIPTION, pupil, seat
from garbridge.testing.years import DONE, PLAN, SNAPSHOT, YEAR

HEAD = "0043"

HOST = MetaData()
Table("host_account", HOST, Column("id", Integer, primary_key=True))


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return a database without any table."""
    if request.param == "sqlite":
        yield open_engine(f"sqlite:///{tmp_path}/empty.sqlite")
        return
    with another_database(request.getfixturevalue("postgresql_url"), "migrating") as url:
        yield open_engine(url)


@pytest.fixture(scope="module")
def template(postgresql_url: str) -> Iterator[str]:
    """Return the name of a PostgreSQL database with our tables, to be copied."""
    with another_database(postgresql_url, "migrated") as url:
        engine = open_engine(url)
        upgrade(engine)
        engine.dispose()
        yield "migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return a database with our tables: a copy of one that was brought to them."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/migrated.sqlite"
        new_database(url)
        yield open_engine(url)
        return
    server, template = map(request.getfixturevalue, ("postgresql_url", "template"))
    with another_database(server, "migrating", template) as url:
        yield open_engine(url)


def test_an_empty_database_is_brought_to_our_tables(engine: Engine) -> None:
    """From nothing to the head; a second time changes nothing."""
    assert status(engine) == Status(None, HEAD)
    assert not status(engine).up_to_date

    upgrade(engine)
    upgrade(engine)

    assert status(engine) == Status(HEAD, HEAD)
    assert status(engine).up_to_date
    ours = {table.name for table in metadata.sorted_tables}
    assert set(inspect(engine).get_table_names()) == ours | {VERSION_TABLE}
    assert all(name.startswith(PREFIX) for name in ours | {VERSION_TABLE})


def test_migrations_and_metadata_agree(engine: Engine) -> None:
    """What the scripts build is what the statements are compiled against."""
    assert check(engine) != []

    upgrade(engine)

    assert check(engine) == []


def test_a_missing_index_is_told(engine: Engine) -> None:
    """A database that somebody changed by hand does not pass for ours."""
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_garbridge_seat_subscription"))

    assert [line for line in check(engine) if "ix_garbridge_seat_subscription" in line]


def test_data_survives_an_upgrade_and_leaves_with_a_downgrade(engine: Engine) -> None:
    """Going up keeps every record; going down to the base drops our tables and no others."""
    upgrade(engine)
    HOST.create_all(engine)
    database = Database(engine)
    sql_stores(database).journal.commit(RECORD)

    upgrade(engine)
    assert list(sql_stores(database).journal.records(limit=10)) == [RECORD]
    database.close()
    downgrade(engine)

    assert status(engine) == Status(None, HEAD)
    assert set(inspect(engine).get_table_names()) == {"host_account", VERSION_TABLE}
    upgrade(engine)
    assert list(sql_stores(database).journal.records(limit=10)) == []
    database.close()


def test_delegations_leave_with_their_step_and_nothing_else_does(migrated: Engine) -> None:
    """Down past them and up again: whom the directory states is still there."""
    database = Database(migrated)
    stores = sql_stores(database)
    stated = Declared(school=LYCEE.id, person=BRUNO, email="b@ent.example")
    stores.declare(stated)
    stores.delegations.give(DELEGATION, DelegationAct.GIVEN)
    database.close()

    downgrade(migrated, "0002")
    upgrade(migrated)

    assert list(stores.declared.declared_for(BRUNO)) == [stated]
    assert list(stores.delegations.of_school(LYCEE.id)) == []
    assert list(stores.delegations.journal(LYCEE.id, limit=1)) == []
    database.close()


def test_subscriptions_are_orders_of_their_school_after_an_upgrade(engine: Engine) -> None:
    """What was bought before there were orders is found as one; going back keeps the rights."""
    upgrade(engine, "0003")
    database = Database(engine)
    stores = sql_stores(database)
    with engine.begin() as connection:
        row = dict(zip(subscription.c.keys(), subscription_row("F0", SUBSCRIPTION), strict=True))
        connection.execute(insert(subscription), row)

    upgrade(engine)
    order = stores.orders.orders([SUBSCRIPTION.id])[SUBSCRIPTION.id]
    long = replace(SUBSCRIPTION, id=SubscriptionId("a" * 45 + "@0750001A"))
    stores.writer.write(subscriptions=[long])
    assert order == order_of(SUBSCRIPTION)
    database.close()

    downgrade(engine, "0003")
    upgrade(engine)
    assert set(stores.orders.subscriptions()) == {SUBSCRIPTION, long}
    database.close()


def test_rules_leave_with_their_step_and_what_they_gave_stays(migrated: Engine) -> None:
    """Down past them and up again: the journal, and the licences, are as they were."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.put(pupil(), NOW)
    stores.writer.write(subscriptions=[SUBSCRIPTION])
    served = replace(seat(), origin=Origin.RULE)
    stores.ledger.commit(ruled("a", written(), Movement(served, gives=True, public=Public.PUPILS)))
    stores.served.count_changes([LYCEE.id])
    stores.queue.add([MOVED])
    database.close()

    downgrade(migrated, "0005")
    upgrade(migrated)

    assert list(stores.ledger.rules(LYCEE.id)) == []
    assert stores.served.served(LYCEE.id) == Served()
    assert list(stores.queue.waiting(LYCEE.id)) == []
    assert list(stores.ledger.stocks(LYCEE.id, [ATLAS.id])[0].holders) == [ALICE]
    found = stores.ledger.operation(act("a").signed.id)
    assert found is not None
    assert len(found.movements) == 2
    database.close()


def test_feeds_leave_with_their_step_and_launches_stay(migrated: Engine) -> None:
    """Down past them and up again: the next collection begins with the first launch."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.journal.commit(RECORD)
    stores.departures.meet([(ALICE, PUBLISHER.id)], upto=1)
    stores.departures.tell(LEFT, ALICE)
    database.close()

    downgrade(migrated, "0018")
    upgrade(migrated)

    assert stores.departures.met() == 0
    assert list(stores.departures.open()) == []
    assert list(stores.journal.records(limit=2)) == [RECORD]
    database.close()


def test_requests_leave_with_their_step_and_nothing_else_does(migrated: Engine) -> None:
    """Down past them and up again: who objects still does."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.requests.add(ASKED)
    assert stores.restrictions.record(OBJECTION)
    database.close()

    downgrade(migrated, "0019")
    upgrade(migrated)

    assert list(stores.requests.everything()) == []
    assert list(stores.restrictions.everything()) == [OBJECTION]
    database.close()


def test_objections_leave_with_their_step_and_nothing_else_does(migrated: Engine) -> None:
    """Down past them and up again: what was bought is still there."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.writer.write(subscriptions=[SUBSCRIPTION])
    assert stores.restrictions.record(OBJECTION)
    database.close()

    downgrade(migrated, "0016")
    upgrade(migrated)

    assert list(stores.restrictions.everything()) == []
    assert list(stores.orders.subscriptions()) == [SUBSCRIPTION]
    database.close()


def test_links_leave_with_their_step(migrated: Engine) -> None:
    """Down past them and up again: the resources are still bought, without their places."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.writer.write(subscriptions=[SUBSCRIPTION])
    stores.links.add([LINK])
    database.close()

    downgrade(migrated, "0024")
    upgrade(migrated)

    assert list(stores.links.links(LYCEE.id, ATLAS.id)) == []
    assert list(stores.orders.subscriptions()) == [SUBSCRIPTION]
    database.close()


def test_marks_leave_with_their_step(migrated: Engine) -> None:
    """Down past them and up again: what was bought is still there."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.writer.write(subscriptions=[SUBSCRIPTION])
    stores.marks.add_favourite(ALICE, MARK, most=9)
    database.close()

    downgrade(migrated, "0029")
    upgrade(migrated)

    assert marks_of(stores.marks).favourites == ()
    assert list(stores.orders.subscriptions()) == [SUBSCRIPTION]
    database.close()


def test_what_is_put_forward_leaves_with_its_step(migrated: Engine) -> None:
    """Down past it and up again: what people marked is still there."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.marks.add_favourite(ALICE, MARK, most=9)
    stores.showcases.keep_shown(SHOWN)
    database.close()

    downgrade(migrated, "0031")
    upgrade(migrated)

    assert stores.showcases.showcase(LYCEE.id).shown == ()
    assert marks_of(stores.marks).favourites == (MARK,)
    database.close()


def test_reports_leave_with_their_step_and_problems_of_launches_stay(migrated: Engine) -> None:
    """Down past it and up again: what somebody follows up is still followed up."""
    database = Database(migrated)
    stores = sql_stores(database)
    for problem in (PROBLEM, REPORTED):
        stores.problems.keep(problem, now=NOW)
    database.close()

    downgrade(migrated, "0033")
    upgrade(migrated)

    assert stores.problems.problem(PROBLEM.reference) == PROBLEM
    assert stores.problems.problem(REPORTED.reference) is None
    database.close()


def test_incidents_leave_with_their_step(migrated: Engine) -> None:
    """Down past it and up again: what somebody follows up is still followed up."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.incidents.note(INCIDENT)
    stores.problems.keep(PROBLEM, now=NOW)
    database.close()

    downgrade(migrated, "0041")
    upgrade(migrated)

    assert stores.incidents.incident(INCIDENT.reference, now=NOW) is None
    assert stores.problems.problem(PROBLEM.reference) == PROBLEM
    database.close()


def test_what_merges_brought_over_leaves_with_its_step(migrated: Engine) -> None:
    """Down past it and up again: who waits in the queue still does."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.merges.note(MERGE, BROUGHT, at=NOW)
    stores.queue.add([MOVED])

    downgrade(migrated, "0042")
    upgrade(migrated)

    assert list(stores.merges.brought(MERGE, now=NOW)) == []
    assert [one.person for one in stores.queue.waiting(LYCEE.id)] == [MOVED.person]
    database.close()


def test_the_catalogue_leaves_with_its_step(migrated: Engine) -> None:
    """Down past it and up again: it is fetched again, and nothing else is gone."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.writer.write(subscriptions=[SUBSCRIPTION])
    stores.offers.replace([OFFERED], STANDING)
    database.close()

    downgrade(migrated, "0034")
    upgrade(migrated)

    assert stores.offers.standing() is None
    assert list(stores.offers.resources()) == []
    assert list(stores.orders.subscriptions()) == [SUBSCRIPTION]
    database.close()


def test_rounds_leave_with_their_step(migrated: Engine) -> None:
    """Down past it and up again: what somebody was choosing is chosen anew."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.rounds.keep(ROUND, forget=NOW)
    database.close()

    downgrade(migrated, "0036")
    upgrade(migrated)

    assert list(stores.rounds.of_actor(ALICE)) == []
    stores.rounds.keep(ROUND, forget=NOW)
    assert stores.rounds.one(ALICE, ROUND.id) == ROUND
    database.close()


def test_runs_leave_with_their_step(migrated: Engine) -> None:
    """Down past them and up again: nobody knows when a job last ran, and nothing else is gone."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.writer.write(subscriptions=[SUBSCRIPTION])
    stores.runs.note(RUN)
    database.close()

    downgrade(migrated, "0026")
    upgrade(migrated)

    assert list(stores.runs.recent(RUN.job, 1)) == []
    assert list(stores.orders.subscriptions()) == [SUBSCRIPTION]
    database.close()


def test_a_whole_statistical_code_is_cut_on_the_way_down(engine: Engine) -> None:
    """Before that step a level has four digits, which providers are told; they stay right."""
    upgrade(engine)
    values = {"tenant": "T1", "school": "0750001A", "kind": "level", "code": "1", "label": "6e"}
    values |= {"parents": "[]", "statistical": "21110010001"}
    with engine.begin() as connection:
        connection.execute(population.insert().values(values))

    downgrade(engine, "0027")
    upgrade(engine)

    with engine.begin() as connection:
        kept = connection.execute(text("SELECT statistical FROM garbridge_population")).scalar_one()
    assert kept == "2111"


def test_rolls_leave_with_their_step_and_nothing_else_does(migrated: Engine) -> None:
    """Down past them and up again: what was bought is still there."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.writer.write(subscriptions=[SUBSCRIPTION])
    stores.rolls.write(LYCEE.id, {ALICE: CLASSES})
    database.close()

    downgrade(migrated, "0012")
    upgrade(migrated)

    assert stores.rolls.roll(LYCEE.id) == {}
    assert list(stores.orders.subscriptions()) == [SUBSCRIPTION]
    database.close()


def test_policies_leave_with_their_step_and_launches_stay(migrated: Engine) -> None:
    """Down past them and up again: the launch is there, its version is not."""
    database = Database(migrated)
    stores = sql_stores(database)
    record = replace(RECORD, policy="v1")
    stores.journal.commit(record)
    stores.lookups.note([replace(LOOKUP, reason="appel de la famille")])
    stores.policies.keep(PUBLISHER.id, "v1", {"a": 1}, at=NOW)
    database.close()

    downgrade(migrated, "0011")
    upgrade(migrated)

    assert list(stores.journal.records(limit=2)) == [replace(record, policy="")]
    assert list(stores.lookups.lookups(LYCEE.id, limit=2)) == [LOOKUP]
    assert stores.policies.document("v1") is None
    database.close()


def test_the_sealed_ledger_leaves_with_its_step_and_launches_stay(migrated: Engine) -> None:
    """Down past it and up again: the launches wait to be sealed anew, from the first on."""
    database = Database(migrated)
    stores = sql_stores(database)
    sealed_two(stores.receipts, stores.journal)
    stores.receipts.settle(stores.receipts.settled())
    stores.receipts.note(PURGE)
    database.close()

    downgrade(migrated, "0013")
    upgrade(migrated)

    assert stores.receipts.last() is None
    assert list(stores.receipts.acts(limit=1)) == []
    assert list(stores.receipts.salts(after="", limit=1)) == []
    assert len(stores.receipts.unsealed(after=0, limit=9)) == 2
    database.close()


def test_identifiers_leave_with_their_step_and_launches_stay(migrated: Engine) -> None:
    """Down past them and up again: everybody's identifier is derived."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.identifiers.state([PAIR])
    stores.identifiers.end([ENDED])
    stores.identifiers.note(ACT)
    stores.journal.commit(RECORD)
    database.close()

    downgrade(migrated, "0014")
    upgrade(migrated)

    assert stores.identifiers.of_person(ALICE) == {}
    assert list(stores.identifiers.ended_of(ALICE)) == []
    assert list(stores.identifiers.acts(limit=1)) == []
    assert list(stores.journal.records(limit=2)) == [RECORD]
    database.close()


def test_figures_leave_with_their_step_and_launches_stay(migrated: Engine) -> None:
    """Down past it and up again: the launches are there to be counted anew, from the first on."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.journal.commit(RECORD)
    tallied(stores.tallies, TALLY, upto=stores.receipts.settled())
    stores.publications.keep(PUBLICATION)
    database.close()

    downgrade(migrated, "0015")
    upgrade(migrated)

    assert stores.tallies.reckoned() == Reckoned()
    assert list(stores.tallies.months(TALLY.school)) == []
    assert list(stores.publications.periods(TALLY.school)) == []
    assert len(stores.tallies.launches(after=0, upto=10**9, limit=9)) == 1
    database.close()


def test_the_turn_of_the_key_leaves_with_its_step(migrated: Engine) -> None:
    """Down past it and up again: identifiers that ended are there, no key and no turn is."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.turns.mark_first("c1", at=NOW)
    stores.turns.write(TURN)
    stores.turns.tell(PUBLISHER.id, [ALICE])
    stores.identifiers.end([ENDED])
    database.close()

    downgrade(migrated, "0017")
    upgrade(migrated)

    assert stores.turns.keys() == {}
    assert stores.turns.turns() == {}
    assert stores.turns.told(PUBLISHER.id) == frozenset()
    assert list(stores.identifiers.ended_of(ALICE)) == [ENDED]
    database.close()


def test_reveals_leave_with_their_step_and_the_ledger_stays(migrated: Engine) -> None:
    """Down past them and up again: their lines are in the journal of launches."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.reveals.add(OPENED)
    stores.journal.commit(RECORD)
    database.close()

    downgrade(migrated, "0022")
    upgrade(migrated)

    assert list(stores.reveals.latest(limit=9)) == []
    assert list(stores.journal.records(limit=9)) == [RECORD]
    database.close()


def test_look_ups_leave_with_their_step_and_nothing_else_does(migrated: Engine) -> None:
    """Down past them and up again: what was bought is still there."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.writer.write(subscriptions=[SUBSCRIPTION])
    stores.lookups.note([LOOKUP])
    database.close()

    downgrade(migrated, "0010")
    upgrade(migrated)

    assert list(stores.lookups.lookups(LYCEE.id, limit=1)) == []
    assert list(stores.orders.subscriptions()) == [SUBSCRIPTION]
    database.close()


def test_activations_leave_with_their_step(migrated: Engine) -> None:
    """Down past them and up again: everything with interaction is off."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.activations.note(ACTIVATION)
    stores.delegations.give(DELEGATION, DelegationAct.GIVEN)
    database.close()

    downgrade(migrated, "0008")
    upgrade(migrated)

    assert list(stores.activations.words(LYCEE.id)) == []
    assert len(stores.delegations.of_school(LYCEE.id)) == 1
    database.close()


def test_leases_leave_with_their_step_and_nothing_else_does(migrated: Engine) -> None:
    """Down past them and up again: what was bought is still there, and nobody uses it."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.writer.write(subscriptions=[FLOATING])
    assert take(stores.leases)
    database.close()

    downgrade(migrated, "0006")
    upgrade(migrated)

    assert list(stores.orders.subscriptions()) == [FLOATING]
    assert running(stores.leases) == InUse(FLOATING.id)
    database.close()


def test_participants_leave_with_their_step_and_nothing_else_does(migrated: Engine) -> None:
    """Down past them and up again: nobody is known to be signed in, launches are still there."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.participants.join(SESSION_ENTRY, now=NOW)
    stores.journal.commit(RECORD)
    database.close()

    downgrade(migrated, "0023")
    upgrade(migrated)

    assert list(stores.participants.entries(ALICE, now=NOW)) == []
    assert list(stores.journal.records(limit=2)) == [RECORD]
    database.close()


def test_sessions_leave_with_their_step_and_nothing_else_does(migrated: Engine) -> None:
    """Down past them and up again: everybody signs in anew, and launches are still there."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.portal_sessions.open(SIGNED_IN, now=NOW)
    stores.journal.commit(RECORD)
    database.close()

    downgrade(migrated, "0025")
    upgrade(migrated)

    assert stores.portal_sessions.find(SIGNED_IN.key, now=NOW) is None
    assert list(stores.journal.records(limit=2)) == [RECORD]
    database.close()


def test_turns_of_the_year_leave_with_their_step(migrated: Engine) -> None:
    """Down past them and up again: no plan is left, and what was bought is still there."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.writer.write(subscriptions=[SUBSCRIPTION])
    stores.years.begin(PLAN, SNAPSHOT)
    stores.years.expect(LYCEE.id, YEAR, [DONE])
    assert stores.years.portions(LYCEE.id, YEAR)
    database.close()

    downgrade(migrated, "0008")
    upgrade(migrated)

    assert stores.years.latest(LYCEE.id) is None
    assert stores.years.snapshot(LYCEE.id, YEAR) == Snapshot()
    assert list(stores.years.portions(LYCEE.id, YEAR)) == []
    assert [stock.subscription for stock in stores.ledger.stocks(LYCEE.id)] == [SUBSCRIPTION]
    database.close()


def test_neither_we_nor_the_host_see_the_tables_of_the_other(engine: Engine) -> None:
    """Both checks are clean in one database: nobody proposes to drop what is not theirs."""
    HOST.create_all(engine)
    upgrade(engine)

    assert check(engine) == []
    with engine.connect() as connection:
        theirs = MigrationContext.configure(
            connection, opts={"include_object": without_garbridge_tables}
        )
        assert compare_metadata(theirs, HOST) == []
        blind = MigrationContext.configure(connection)
        assert compare_metadata(blind, HOST) != [], "without the filter they would be dropped"


def test_a_failed_upgrade_leaves_nothing(engine: Engine) -> None:
    """A table in the way stops the script, and what it had created before is gone."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE garbridge_launch (id INTEGER)"))

    with pytest.raises(StoreError):
        upgrade(engine)

    assert inspect(engine).get_table_names() == ["garbridge_launch"]
    assert status(engine) == Status(None, HEAD)


def test_workers_that_start_together_upgrade_once(engine: Engine) -> None:
    """Two processes of one portal begin at the same instant: both succeed."""
    with engine.connect():
        pass  # the file exists and is in WAL mode: creating it is a step of its own
    # However long the others take on a machine that does much else at the same time.
    patient = open_engine(engine.url.render_as_string(hide_password=False), lock_seconds=60)

    assert at_once(4, lambda _: upgrade(patient)) == [None] * 4
    assert check(engine) == []


def test_a_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    """The database holds names; so do the files beside it."""
    file = tmp_path / "new.sqlite"
    engine = open_engine(f"sqlite:///{file}")
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM garbridge_launch"))
        modes = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.iterdir()}

    assert modes == dict.fromkeys(("new.sqlite", "new.sqlite-wal", "new.sqlite-shm"), 384)


_BEFORE_THE_JOURNAL = """
INSERT INTO garbridge_membership VALUES ('F0', 'p-1', 'S1', 'elv', NULL, NULL);
INSERT INTO garbridge_membership VALUES ('F0', 'p-2', 'S1', 'dir', NULL, NULL);
INSERT INTO garbridge_seat VALUES ('F0', 'p-1', 'S1', 'ark:/1/a', 'sub-1', 'person');
INSERT INTO garbridge_seat VALUES ('F0', 'p-2', 'S1', 'ark:/1/a', 'sub-1', 'rule');
INSERT INTO garbridge_seat VALUES ('F0', 'gone', 'S2', 'ark:/1/a', 'sub-2', 'person');
INSERT INTO garbridge_opening VALUES ('F0', 'S2', 'ark:/1/b', 'sub-3', 'elv', 'division', '6A')
"""


def _rows(engine: Engine, sql: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


def test_licences_of_before_the_journal_are_counted_and_journalled(engine: Engine) -> None:
    """A seat gets the public of its holder; the journal begins with what there is, and no more."""
    upgrade(engine, "0002")
    with engine.begin() as connection:
        for statement in _BEFORE_THE_JOURNAL.split(";"):
            connection.execute(text(statement))

    upgrade(engine)

    publics = _rows(engine, "SELECT person, public FROM garbridge_seat ORDER BY person")
    assert publics == [("gone", ""), ("p-1", "ELEVE"), ("p-2", "AUTRE PERSONNEL")]
    acts = "SELECT school, kind, given, returned FROM garbridge_operation ORDER BY school"
    assert _rows(engine, acts) == [("S1", "load", 2, 0), ("S2", "load", 2, 0)]
    moved = """
        SELECT school, number, what, person, public, origin, profile, kind, code
        FROM garbridge_movement ORDER BY school, number
    """
    assert _rows(engine, moved) == [
        ("S1", 1, "seat", "p-1", "ELEVE", "person", "", "", ""),
        ("S1", 2, "seat", "p-2", "AUTRE PERSONNEL", "rule", "", "", ""),
        ("S2", 1, "opening", "", "", "", "elv", "division", "6A"),
        ("S2", 2, "seat", "gone", "", "person", "", "", ""),
    ]
    downgrade(engine, "0002")
    assert _rows(engine, "SELECT person FROM garbridge_seat ORDER BY person") == [
        ("gone",),
        ("p-1",),
        ("p-2",),
    ]


def test_copies_of_pictures_leave_with_their_step(migrated: Engine) -> None:
    """Down past it and up again: what is put forward is still there."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.showcases.keep_shown(SHOWN)
    stores.vignettes.keep(VIGNETTE, PICTURE)
    database.close()

    downgrade(migrated, "0035")
    upgrade(migrated)

    assert stores.vignettes.shown() == {}
    assert stores.vignettes.picture(PICTURE.digest) is None
    assert stores.showcases.showcase(LYCEE.id).shown == (SHOWN,)
    database.close()


def test_feeds_of_news_leave_with_their_step(migrated: Engine) -> None:
    """Down past it and up again: copies of pictures are still there."""
    database = Database(migrated)
    stores = sql_stores(database)
    stores.vignettes.keep(VIGNETTE, PICTURE)
    stores.feeds.keep(FEED)
    database.close()

    downgrade(migrated, "0037")
    upgrade(migrated)

    assert list(stores.feeds.feeds(LYCEE.id)) == []
    assert stores.vignettes.picture(PICTURE.digest) == PICTURE
    database.close()
