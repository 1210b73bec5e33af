"""The journal of acts on licences: operations, and what each moved."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer
from sqlalchemy import text as sql

from garbridge.stores.sql.schema.columns import LICENCE, key, table, text

operation = table(
    "operation",
    key("tenant", 20),
    key("operation", 40),
    key("school", 45),
    Column("kind", text(10), nullable=False),
    Column("actor", text(64), nullable=False, comment="empty: the command line"),
    Column("at", BigInteger, nullable=False),
    Column("reason", text(255), nullable=False),
    Column("undoes", text(40)),
    Column("undone", text(40)),
    Column("given", Integer, nullable=False),
    Column("returned", Integer, nullable=False),
    Column("sequence", Integer, nullable=False, server_default="0", comment="within one instant"),
    # What the version before reads by; the next one drops it.
    Index("ix_garbridge_operation_at", "tenant", "school", "at"),
    Index("ix_garbridge_operation_order", "tenant", "school", "at", "sequence"),
)

CAME_BACK: Final = sql("NOT gives")
"""Few of all movements: an index of them alone costs those that give nothing."""

movement = table(
    "movement",
    key("tenant", 20),
    key("school", 45),
    key("operation", 40),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("what", text(10), nullable=False, comment="seat, opening or rule"),
    Column("gives", Boolean, nullable=False),
    Column("resource", text(1024), nullable=False),
    Column("subscription", text(LICENCE), nullable=False, comment="empty: a rule"),
    Column("person", text(64), nullable=False, comment="empty: not a seat"),
    Column("public", text(20), nullable=False, comment="of a seat"),
    Column("origin", text(10), nullable=False, comment="of a seat"),
    Column("profile", text(31), nullable=False),
    Column("kind", text(10), nullable=False),
    Column("code", text(255), nullable=False),
    Index(
        "ix_garbridge_movement_back",
        "tenant",
        "school",
        "resource",
        sqlite_where=CAME_BACK,
        postgresql_where=CAME_BACK,
    ),
)
