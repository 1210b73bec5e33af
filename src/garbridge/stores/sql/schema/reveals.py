"""Who asked whose an identifier is, and who approved."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table

from garbridge.stores.sql.schema.columns import PREFIX, metadata, text

reveal_step = Table(
    PREFIX + "reveal_step",
    metadata,
    Column("tenant", text(20), nullable=False),
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("reference", text(32), nullable=False, comment="that of its line in the ledger"),
    Column("request", text(32), nullable=False),
    Column("closes", text(32), comment="the request, where it is answered: once"),
    Column("kind", text(10), nullable=False),
    Column("sector", text(63), nullable=False),
    Column("identifier", text(255), nullable=False),
    Column("by", text(64), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("reason", text(255), nullable=False),
    Column("refusal", text(20)),
    Column("key", text(16), nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Index("ix_garbridge_reveal_step_id", "tenant", "id"),
    Index("ix_garbridge_reveal_step_request", "tenant", "request"),
    Index("ix_garbridge_reveal_step_closes", "tenant", "closes", unique=True),
)
