"""What is held about identifiers beside their derivation, and what was done to them."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table

from garbridge.stores.sql.schema.columns import PREFIX, key, metadata, table, text

identifier = table(
    "identifier",
    key("tenant", 20),
    key("person", 64),
    key("sector", 63),
    Column("imported", text(255)),
    Column("folded", text(255), comment="as it is compared"),
    Column("renewal", text(64), nullable=False, comment="empty: never revoked"),
    Index("ix_garbridge_identifier_folded", "tenant", "sector", "folded", unique=True),
    Index("ix_garbridge_identifier_sector", "tenant", "sector", "person"),
)

identifier_ended = Table(
    PREFIX + "identifier_ended",
    metadata,
    Column("tenant", text(20), nullable=False),
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("sector", text(63), nullable=False),
    Column("person", text(64), nullable=False, comment="empty: erased"),
    Column("identifier", text(255), nullable=False),
    Column("folded", text(255), nullable=False, comment="as it is compared"),
    Column("by", text(64), nullable=False, comment="empty: the operator"),
    Column("at", BigInteger, nullable=False),
    Column("reason", text(255), nullable=False),
    Column("replaced", Boolean, comment="the provider was told which one follows"),
    Index("ix_garbridge_identifier_ended_folded", "tenant", "sector", "folded", unique=True),
    Index("ix_garbridge_identifier_ended_at", "tenant", "sector", "at"),
    Index("ix_garbridge_identifier_ended_person", "tenant", "person"),
)

naming_act = Table(
    PREFIX + "naming_act",
    metadata,
    Column("tenant", text(20), nullable=False),
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("kind", text(12), nullable=False),
    Column("sector", text(63), nullable=False, comment="empty: all of them"),
    Column("by", text(64), nullable=False, comment="empty: the operator"),
    Column("at", BigInteger, nullable=False),
    Column("reason", text(255), nullable=False),
    Column("count", BigInteger, nullable=False),
    Index("ix_garbridge_naming_act_id", "tenant", "id"),
)
