"""Who objects to which resource, and who is protected."""

from sqlalchemy import BigInteger, Column, Index
from sqlalchemy import text as sql

from garbridge.stores.sql.schema.columns import key, table, text

STANDS = sql("ended IS NULL")

restriction = table(
    "restriction",
    key("tenant", 20),
    key("person", 64),
    key("resource", 1024),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("asked_by", text(10), nullable=False),
    Column("by", text(64), nullable=False, comment="empty: the operator"),
    Column("reason", text(255), nullable=False),
    Column("answered", BigInteger),
    Column("answered_by", text(64)),
    Column("answer", text(1000)),
    Column("ended", BigInteger),
    Column("ended_by", text(64)),
    Column("ending", text(10)),
    Column("end_reason", text(1000)),
    Index("ix_garbridge_restriction_at", "tenant", "at"),
    Index(
        "ix_garbridge_restriction_standing",
        *("tenant", "person", "resource"),
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    ),
)
"""An empty ``resource`` is a protection.  The unique index is read by every launch."""
