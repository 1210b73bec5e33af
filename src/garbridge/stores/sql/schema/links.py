"""Places inside resources that schools have entries for."""

from sqlalchemy import BigInteger, Column, Text

from garbridge.stores.sql.schema.columns import key, table, text

link = table(
    "link",
    key("tenant", 20),
    key("school", 45),
    key("resource", 1024),
    key("id", 64),
    Column("title", text(200), nullable=False),
    Column("url", text(2000), nullable=False),
    Column("custom", Text, nullable=False, comment="JSON object of texts"),
    Column("launch", text(32), nullable=False, comment="the reference of the one it was chosen in"),
    Column("added", BigInteger, nullable=False),
)
