"""Arrivals and departures that wait for somebody, and who was told of them."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from garbridge.stores.sql.schema.columns import PREFIX, metadata, text

queue = Table(
    PREFIX + "queue",
    metadata,
    Column("tenant", text(20), nullable=False),
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("school", text(45), nullable=False),
    Column("kind", text(10), nullable=False),
    Column("person", text(64), nullable=False, comment="empty: a shortage"),
    Column("at", BigInteger, nullable=False),
    Column("due", BigInteger, comment="of what was told before it happens"),
    Column("gone", Text, nullable=False, comment="codes, each on a line"),
    Column("come", Text, nullable=False, comment="likewise"),
    Column("told_by", text(64), comment="nothing: nobody; empty: the command line"),
    Column("state", text(10), nullable=False),
    Column("decided_by", text(64), comment="empty: the command line"),
    Column("decided_at", BigInteger),
    Index("ix_garbridge_queue_state", "tenant", "school", "state", "id"),
    Index("ix_garbridge_queue_person", "tenant", "school", "person"),
)

notification = Table(
    PREFIX + "notification",
    metadata,
    Column("tenant", text(20), nullable=False),
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("school", text(45), nullable=False),
    Column("recipient", text(64), nullable=False),
    Column("kind", text(10), nullable=False),
    Column("person", text(64), nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_garbridge_notification_at", "tenant", "at"),
)
