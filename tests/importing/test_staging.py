"""Staged rows: in any order, in batches of any size, and in bounded memory."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine
from tests.gar.ent.days import NOW
from tests.gar.ent.small import TENANT, Small, read
from tests.importing.directories import LATER, NOTHING, World
from tests.importing.test_atomic import crowd

from garbridge.ports import Batch, Change, Difference, Findings, Row, RowKind
from garbridge.stores.sql.importing import SqlStagingArea
from garbridge.stores.sql.importing_sqlite import open_sqlite
from garbridge.stores.sql.importing_tables import (
    CACHE_KIBIBYTES,
    ROWS_AT_ONCE,
    add_rows,
    create_tables,
)

KINDS = list(RowKind)


@pytest.fixture(name="world")
def _world(engine: Engine, tmp_path: Path) -> Iterator[World]:
    world = World(engine, tmp_path)
    yield world
    world.close()


def stage(world: World, batches: list[Batch]) -> Difference:
    """Bring what *batches* state into the directory; return what it changed."""
    findings = Findings(files=["any"] * 99)
    with SqlStagingArea(world.engine)(TENANT) as staged:
        for batch in batches:
            staged.add(batch)
        staged.check(findings)
        assert not findings.refused, findings.errors
        difference = staged.compare()
        staged.apply(now=NOW)
    return difference


@pytest.mark.parametrize("backwards", [True, False], ids=["facts-first", "facts-last"])
def test_rows_may_come_in_any_order(world: World, tmp_path: Path, *, backwards: bool) -> None:
    """A fact before the reference it uses, a reference before its population, one by one."""
    batches, _ = read(Small().write(tmp_path / "read"))
    batches.sort(key=lambda batch: KINDS.index(batch.kind), reverse=backwards)
    stage(world, [Batch(batch.kind, [row]) for batch in batches for row in batch.rows])
    again = world.bring(Small(), at=LATER)

    assert again.belongings == Change(unchanged=15)
    assert again.delegates == Change(unchanged=1)
    for change in (again.schools, again.people, again.memberships, again.populations):
        assert change == Change(unchanged=change.unchanged) != NOTHING


def test_a_reader_hands_on_many_rows_at_once(tmp_path: Path) -> None:
    """Of each kind fewer than a thousand come once for each file, at its end."""
    batches, _ = read(crowd(2_500).write(tmp_path / "read"))

    people = [len(batch.rows) for batch in batches if batch.kind is RowKind.PERSON]
    assert sum(people) == 2_506
    assert sum(size < 1_000 for size in people) <= 4
    assert max(people) < 2_000


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "count", [1, ROWS_AT_ONCE - 1, ROWS_AT_ONCE, ROWS_AT_ONCE + 1, 3 * ROWS_AT_ONCE]
)
def test_a_batch_of_any_size_is_taken_as_it_is(kind: RowKind, count: int) -> None:
    """Every row, in its order, in as few statements as there can be."""
    with closing(sqlite3.connect("", isolation_level=None)) as private:
        create_tables(private)
        columns = private.execute(f"PRAGMA temp.table_info({kind})").fetchall()
        rows: list[Row] = [
            tuple(n if type_ == "INTEGER" else f"{name} {n}" for _, name, type_, *_ in columns)
            for n in range(count)
        ]
        add_rows(private, Batch(kind, rows))
        found = private.execute(f"SELECT * FROM temp.{kind} ORDER BY rowid").fetchall()  # noqa: S608 - our own names

    assert found == rows


def test_what_is_kept_in_memory_does_not_depend_on_the_directory(sqlite: Engine) -> None:
    """Pages of staged rows and of the directory are written back, and none is mapped."""
    with open_sqlite(sqlite, TENANT) as (private, _):
        create_tables(private)
        kept = [
            private.execute(f"PRAGMA {schema}.cache_size").fetchone()[0]
            for schema in ("main", "temp")
        ]
        mapped = private.execute("PRAGMA main.mmap_size").fetchone()[0]
        store = private.execute("PRAGMA temp_store").fetchone()[0]

    assert kept == [-CACHE_KIBIBYTES] * 2
    assert (mapped, store) == (0, 1)
    assert CACHE_KIBIBYTES <= 8 * 1024
