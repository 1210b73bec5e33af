"""The GAR's catalogue for everybody; nobody is named, and no school."""

from sqlalchemy import BigInteger, Column, Integer, Text

from garbridge.stores.sql.schema.columns import key, table, text

offer = table(
    "offer",
    key("tenant", 20),
    Column("at", BigInteger, nullable=False),
    Column("generated", BigInteger, comment="null: the GAR does not say"),
    Column("count", Integer, nullable=False),
    Column("left_out", Integer, nullable=False),
    Column("digest", text(64), nullable=False),
)

offered = table(
    "offered",
    key("tenant", 20),
    key("resource", 400),
    Column("document", Text, nullable=False, comment="all that is said of it, in JSON"),
)
