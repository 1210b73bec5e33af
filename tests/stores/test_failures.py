"""Databases that are locked, full, away, or not ours: nothing is written, and the error is ours."""
# A block that fails as a whole is what some of these tests are about.
# ruff: noqa: PT012

import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, make_url, text
from tests.stores.backends import Stores, sql_stores

from garbridge.core.identifiers import PersonId
from garbridge.errors import ConfigError, StoreError, StoreUnavailableError
from garbridge.stores.sql.connections import RawConnection
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine, store_errors
from garbridge.stores.sql.migrating import status, upgrade
from garbridge.stores.sql.schema import person
from garbridge.stores.sql.statements import CompiledStatement, HotStatement
from garbridge.testing.concurrency import at_once
from garbridge.testing.journal import CLAIM, RECORD, numbered
from garbridge.testing.onetime import ENTRY
from garbridge.testing.pending import CLICK
from garbridge.testing.world import ALICE, NOW, TENANT, pupil

_MARKED = PersonId("marked-person-é")


@pytest.fixture
def impatient(sqlite_url: str) -> Iterator[Database]:
    """Return a database that waits for nobody."""
    database = Database(open_engine(sqlite_url, lock_seconds=0.05))
    yield database
    database.close()


def _file(database: Database) -> str:
    return str(database.engine.url.database)


def _nothing_kept(stores: Stores) -> bool:
    return not stores.journal.records(limit=10) and not stores.one_time.peek(ENTRY.key, now=NOW)


def test_a_locked_database_is_unavailable(impatient: Database) -> None:
    """Another program that writes for too long: try again later; nothing is half written."""
    stores = sql_stores(impatient)
    with closing(sqlite3.connect(_file(impatient), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreUnavailableError):
            stores.journal.commit(RECORD, [ENTRY], CLAIM)
        with pytest.raises(StoreUnavailableError):
            stores.pending.remember(CLICK)
        with pytest.raises(StoreUnavailableError), store_errors():
            upgrade(impatient.engine)
        assert _nothing_kept(stores), "readers do not wait for the writer"

    stores.journal.commit(RECORD, [ENTRY], CLAIM)
    assert list(stores.journal.records(limit=10)) == [RECORD]


def test_a_full_disk_is_unavailable(sqlite: Database) -> None:
    """A launch that no longer fits is undone as a whole, and reading goes on."""
    stores = sql_stores(sqlite)
    connection = sqlite._connections.take()
    pages = connection.execute("PRAGMA page_count").fetchall()[0][0]
    connection.execute(f"PRAGMA max_page_count={pages}")
    sqlite._connections.give(connection)

    with pytest.raises(StoreUnavailableError):
        for number in range(1_000):
            stores.journal.commit(numbered(number), [ENTRY] if number > 900 else [])

    assert len(stores.journal.records(limit=2_000)) == number
    assert stores.one_time.peek(ENTRY.key, now=NOW) is None


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////nonexistent/folder/garbridge.sqlite",
        "sqlite:////proc/garbridge.sqlite",
        "postgresql+psycopg://nobody@127.0.0.1:9/nowhere?connect_timeout=2",
    ],
)
def test_an_unreachable_database_is_unavailable(address: str) -> None:
    """A missing folder, one that cannot be written, a server that does not answer."""
    engine = open_engine(address)

    with pytest.raises(StoreUnavailableError):
        sql_stores(Database(engine)).directory.person(ALICE)
    with pytest.raises(StoreUnavailableError):
        status(engine)


def test_a_database_without_our_tables_is_an_error(tmp_path: Path, postgresql_url: str) -> None:
    """Forgotten migrations are not a matter of waiting."""
    for address in (
        f"sqlite:///{tmp_path}/empty.sqlite",
        make_url(postgresql_url).set(database="template1").render_as_string(hide_password=False),
    ):
        database = Database(open_engine(address))
        with pytest.raises(StoreError) as raised:
            sql_stores(database).directory.person(ALICE)
        database.close()

        assert not isinstance(raised.value, StoreUnavailableError)


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    """Somebody pointed the configuration at another file: it is left as it is."""
    file = tmp_path / "notes.txt"
    file.write_text("not a database " * 100)

    with pytest.raises(StoreError):
        sql_stores(Database(open_engine(f"sqlite:///{file}"))).directory.person(ALICE)
    for administer in (status, upgrade):
        with pytest.raises(StoreError, match="NOTADB"):
            administer(open_engine(f"sqlite:///{file}"))

    assert file.read_text() == "not a database " * 100


@pytest.mark.parametrize(
    "address",
    [
        "",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://localhost/x",
        "postgresql+nosuchdriver://localhost/x",
        "postgresql+psycopg2://localhost/x",
        "garbridge.sqlite",
    ],
)
def test_another_kind_of_address_is_refused(address: str) -> None:
    """Only what is tested is served; the mistake is named before anything is opened."""
    with pytest.raises(ConfigError, match="database"):
        open_engine(address)


def test_a_fault_in_the_middle_of_a_commit_leaves_nothing(database: Database) -> None:
    """The claim and the entries are written; the record fails; nothing of them stays."""
    stores = sql_stores(database)
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE garbridge_launch RENAME TO garbridge_gone"))
    try:
        with pytest.raises(StoreError):
            stores.journal.commit(RECORD, [ENTRY], CLAIM)
        assert stores.one_time.peek(ENTRY.key, now=NOW) is None
    finally:
        with database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE garbridge_gone RENAME TO garbridge_launch"))

    stores.journal.commit(RECORD, [ENTRY], CLAIM)


def test_a_statement_that_fails_undoes_the_block_around_it(database: Database) -> None:
    """Even if somebody catches the error: half of what was meant is never committed."""
    stores = sql_stores(database)
    nowhere = CompiledStatement("SELECT 1 FROM garbridge_nowhere", None, writes=False)

    with pytest.raises(StoreError, match="nothing was written"), stores.transaction():
        stores.pending.remember(CLICK)
        with pytest.raises(StoreError):
            database.rows(nowhere)

    assert stores.pending.recall(CLICK.session, CLICK.provider, now=NOW) is None


def test_an_error_never_holds_what_was_written(database: Database) -> None:
    """PostgreSQL names the values of a row it refuses; they must not reach a log."""
    sql_stores(database).put(pupil(_MARKED), NOW)
    names = [column.name for column in person.columns]
    again = database.compile(HotStatement(names, insert(person), writes=True))
    row = (TENANT, _MARKED, "marked family", "marked given", "", "", 1)

    with pytest.raises(StoreError) as by_driver:
        database.change(again, *row)
    with pytest.raises(StoreError) as by_core, store_errors(), database.engine.begin() as one:
        one.execute(insert(person), dict(zip(names, row, strict=True)))

    for raised in (by_driver, by_core):
        assert "marked" not in "".join(traceback.format_exception(raised.value))


def test_a_connection_the_server_ended_is_replaced(postgresql: Database) -> None:
    """After a restart of the server the next launch is served, not refused."""
    stores = sql_stores(postgresql)
    stores.journal.commit(RECORD)
    _end_all_sessions(postgresql)

    with stores.transaction():
        assert list(stores.journal.records(limit=10)) == [RECORD]
        stores.journal.commit(numbered(2))

    assert len(stores.journal.records(limit=10)) == 2


def test_a_transaction_whose_connection_ended_is_undone(postgresql: Database) -> None:
    """Half of it is gone, so all of it is."""
    stores = sql_stores(postgresql)

    with pytest.raises(StoreUnavailableError), stores.transaction():
        stores.pending.remember(CLICK)
        _end_all_sessions(postgresql)
        stores.journal.commit(RECORD)

    assert stores.pending.recall(CLICK.session, CLICK.provider, now=NOW) is None
    assert _nothing_kept(stores)


def test_waiting_for_another_writer_ends(postgresql_url: str, postgresql: Database) -> None:
    """A claim that another transaction holds open is not waited for without end."""
    impatient = Database(open_engine(postgresql_url, lock_seconds=0.2))
    with postgresql.transaction():
        sql_stores(postgresql).journal.commit(RECORD, once=CLAIM)

        with pytest.raises(StoreUnavailableError):
            sql_stores(impatient).journal.commit(numbered(2), once=CLAIM)
    impatient.close()

    assert list(sql_stores(postgresql).journal.records(limit=10)) == [RECORD]


def test_idle_connections_are_bounded(database: Database) -> None:
    """A rush of requests does not leave a hundred connections behind."""
    taken: list[RawConnection] = [database._connections.take() for _ in range(40)]
    for connection in taken:
        database._connections.give(connection)

    assert len(database._connections._idle) == 32
    found = at_once(40, lambda _: sql_stores(database).directory.person(ALICE))
    assert found == [None] * 40


def _end_all_sessions(database: Database) -> None:
    with database.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
