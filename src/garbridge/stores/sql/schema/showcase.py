"""What schools put forward in their médiacentre; nobody is named."""

from sqlalchemy import BigInteger, Column, Integer

from garbridge.stores.sql.schema.columns import key, table, text

section = table(
    "section",
    key("tenant", 20),
    key("school", 45),
    key("id", 64),
    Column("title", text(60), nullable=False),
    Column("position", Integer, nullable=False),
)

shown = table(
    "shown",
    key("tenant", 20),
    key("school", 45),
    key("section", 64),
    key("resource", 1024),
    Column("profile", text(10), nullable=False),
    Column("kind", text(10), nullable=False),
    Column("code", text(255), nullable=False),
    Column("position", Integer, nullable=False),
)

announcement = table(
    "announcement",
    key("tenant", 20),
    key("school", 45),
    key("id", 64),
    Column("text", text(500), nullable=False),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
)
