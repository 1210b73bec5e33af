"""Who looked up what one person could open."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table

from garbridge.stores.sql.schema.columns import PREFIX, metadata, text

lookup = Table(
    PREFIX + "lookup",
    metadata,
    Column("tenant", text(20), nullable=False),
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("school", text(45), nullable=False),
    Column("by", text(64), nullable=False, comment="empty: the operator"),
    Column("person", text(64), nullable=False),
    Column("resource", text(1024), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("reason", text(500)),
    Index("ix_garbridge_lookup_at", "tenant", "school", "at"),
)
