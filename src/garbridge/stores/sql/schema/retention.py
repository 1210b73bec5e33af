"""Who is missing, and what was removed when its period was over."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table

from garbridge.stores.sql.schema.columns import PREFIX, key, metadata, table, text

missing = table(
    "missing",
    key("tenant", 20),
    key("person", 64),
    Column("since", BigInteger, nullable=False),
)

retention_act = Table(
    PREFIX + "retention_act",
    metadata,
    Column("tenant", text(20), nullable=False),
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("by", text(64), nullable=False, comment="empty: the operator"),
    Column("at", BigInteger, nullable=False),
    Column("kind", text(20), nullable=False),
    Column("before", BigInteger, nullable=False),
    Column("records", BigInteger, nullable=False),
    Index("ix_garbridge_retention_act_at", "tenant", "at"),
)
