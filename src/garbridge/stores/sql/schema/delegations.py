"""Who was let assign by whom, and the journal of it."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table

from garbridge.stores.sql.schema.columns import PREFIX, key, metadata, text

# Not in the order of its key: without statistics SQLite would then search no other index.
delegation = Table(
    PREFIX + "delegation",
    metadata,
    key("tenant", 20),
    key("school", 45),
    key("delegation", 20),
    Column("person", text(64), nullable=False),
    Column("reach", text(20), nullable=False),
    Column("discipline", text(255), nullable=False),
    Column("email", text(255), nullable=False),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("reason", text(1000), nullable=False),
    Column("given_by", text(64), nullable=False, comment="empty: the operator"),
    Column("given_at", BigInteger, nullable=False),
    Column("withdrawn_by", text(64), comment="empty: the operator"),
    Column("withdrawn_at", BigInteger),
    Index("ix_garbridge_delegation_person", "tenant", "person"),
)

delegation_event = Table(
    PREFIX + "delegation_event",
    metadata,
    Column("tenant", text(20), nullable=False),
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("school", text(45), nullable=False),
    Column("kind", text(20), nullable=False),
    Column("by", text(64), nullable=False, comment="empty: the operator"),
    Column("at", BigInteger, nullable=False),
    Column("delegation", text(20), nullable=False),
    Column("person", text(64), nullable=False),
    Column("reach", text(20), nullable=False),
    Column("discipline", text(255), nullable=False),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("reason", text(1000), nullable=False),
    Index("ix_garbridge_delegation_event_at", "tenant", "school", "at"),
)
