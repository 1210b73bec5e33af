"""What merges brought over beside licences, for as long as they can be undone."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Text

from garbridge.stores.sql.schema.columns import key, table, text

brought = table(
    "brought",
    key("tenant", 20),
    key("operation", 40),
    key("kind", 12),
    key("school", 45),
    key("name", 1024),
    key("gone", 64),
    Column("kept", text(64), nullable=False),
    Column("held", Boolean, nullable=False, comment="the one kept had the like before"),
    Column("until", BigInteger, nullable=False, comment="exclusive: then it is forgotten"),
    Column("detail", Text, nullable=False, comment="JSON, without a name: what it was"),
    Index("ix_garbridge_brought_until", "tenant", "until"),
)
