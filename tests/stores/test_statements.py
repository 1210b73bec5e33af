"""Hot statements: their parameters, and their tenant."""

import re
from functools import cache

import pytest
from sqlalchemy import Dialect, bindparam, select
from sqlalchemy.dialects.sqlite.pysqlite import dialect as sqlite_dialect
from tests.stores.registered import STATEMENTS

from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.schema import launch, metadata, school
from garbridge.stores.sql.statements import HotStatement

_SOURCE = re.compile(r"(?:FROM|JOIN|INTO) \(?(garbridge_\w+)(?: AS (\w+))?")


@cache
def _dialect(address: str) -> Dialect:
    return open_engine(address).dialect


def test_the_hot_statements_are_all_here() -> None:
    """The tests below would pass on an empty list."""
    assert len(STATEMENTS) > 20


POSTGRESQL = "postgresql+psycopg://nowhere.example/x"
NUMBERS = {
    "receipt_statements.NEWEST.0",
    "receipt_statements.FOLLOW_SETTLED.0",
    "receipt_statements.FOLLOW_RECKONED.0",
    "receipt_statements.FOLLOW_MET.0",
}
"""The number of the last row, of whichever tenant, and that no place is beyond it: it tells nothing
of any."""


@pytest.mark.parametrize("address", ["sqlite:///nowhere", POSTGRESQL], ids=["sqlite", "postgresql"])
@pytest.mark.parametrize("name", sorted(set(STATEMENTS) - NUMBERS))
def test_every_table_of_a_statement_is_bound_to_the_tenant(name: str, address: str) -> None:
    """A table without its tenant in the condition would mix two portals."""
    sql = " ".join(STATEMENTS[name].compile(_dialect(address)).sql.split())

    assert STATEMENTS[name].parameters[0] == "tenant"
    for table, alias in _SOURCE.findall(sql):
        column = f"{alias or table}.tenant"
        bound = f"{column} = " in sql or f"= {column} " in sql
        assert bound or sql.startswith(f"INSERT INTO {table} (tenant, ")


def test_a_parameter_that_was_not_named_is_refused() -> None:
    """A mistake in the order of parameters is found when the statement is built."""
    by_name = select(school.c.name).where(school.c.school == bindparam("school"))

    with pytest.raises(ValueError, match="parameters"):
        HotStatement(["tenant", "school"], by_name).compile(sqlite_dialect())
    with pytest.raises(ValueError, match="parameters"):
        HotStatement(["uai"], by_name).compile(sqlite_dialect())


def test_parameters_are_brought_into_the_order_of_the_text() -> None:
    """Callers give them in one order however often and wherever the text has them."""
    twice = (
        select(launch.c.reference)
        .where(launch.c.at == bindparam("at"), launch.c.tenant == bindparam("tenant"))
        .where(launch.c.person == bindparam("tenant"))
        .limit(7)
    )

    compiled = HotStatement(["tenant", "at"], twice).compile(sqlite_dialect())

    assert compiled.arrange is not None
    assert compiled.arrange(("T", 1)) == (1, "T", "T", 7, 0)


def test_a_statement_is_written_once_for_each_sort_of_database() -> None:
    """A second portal in the process starts without it, and has the text of its own database."""
    named = select(school.c.name).where(school.c.tenant == bindparam("tenant"))
    statement = HotStatement(["tenant"], named)

    lite = statement.compile(sqlite_dialect())
    post = statement.compile(open_engine(POSTGRESQL).dialect)

    assert statement.compile(sqlite_dialect()) is lite
    assert statement.compile(open_engine(POSTGRESQL).dialect) is post
    assert lite.sql.endswith("tenant = ?")
    assert post.sql.endswith("tenant = %s::VARCHAR")
    with pytest.raises(ValueError, match="no positional parameters"):
        statement.compile(sqlite_dialect(paramstyle="named"))


def test_every_table_begins_with_its_tenant() -> None:
    """The tenant scopes every table and leads every index."""
    for table in metadata.sorted_tables:
        assert next(iter(table.columns)).name == "tenant"
        assert all(next(iter(index.columns)).name == "tenant" for index in table.indexes)
