"""The policies that were ever in force."""

from sqlalchemy import BigInteger, Column, Index, Text

from garbridge.stores.sql.schema.columns import key, table, text

policy = table(
    "policy",
    key("tenant", 20),
    key("version", 32),
    Column("provider", text(63), nullable=False),
    Column("document", Text, nullable=False, comment="JSON"),
    Column("since", BigInteger, nullable=False),
    Index("ix_garbridge_policy_provider", "tenant", "provider", "since"),
)
