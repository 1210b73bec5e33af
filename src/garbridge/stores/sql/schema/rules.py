"""Standing rules, and up to where they were served."""

from sqlalchemy import BigInteger, Column

from garbridge.stores.sql.schema.columns import key, table, text

rule = table(
    "rule",
    key("tenant", 20),
    key("school", 45),
    key("resource", 1024),
    key("profile", 31),
    key("kind", 10),
    key("code", 255),
    Column("actor", text(64), nullable=False, comment="empty: the command line"),
    Column("at", BigInteger, nullable=False),
    Column("reason", text(255), nullable=False),
)

served = table(
    "served",
    key("tenant", 20),
    key("school", 45),
    Column("changes", BigInteger, nullable=False, comment="counted by imports"),
    Column("seen", BigInteger, nullable=False),
    Column("digest", text(32), nullable=False),
)
