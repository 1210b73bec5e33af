"""Which resources with interaction are on, and what was shown to whoever said so."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from garbridge.stores.sql.schema.columns import PREFIX, metadata, text

activation = Table(
    PREFIX + "activation",
    metadata,
    Column("tenant", text(20), nullable=False),
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("school", text(45), nullable=False),
    Column("resource", text(1024), nullable=False),
    Column("is_on", Boolean, nullable=False),
    Column("by", text(64), nullable=False, comment="empty: the operator"),
    Column("at", BigInteger, nullable=False),
    Column("reason", text(255), nullable=False),
    Column("shown", Text, nullable=False, comment="JSON list: what leaves, of whom, why"),
    Column("people", Integer, nullable=False),
    Index("ix_garbridge_activation_resource", "tenant", "school", "resource", "id"),
)
