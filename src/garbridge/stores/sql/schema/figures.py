"""What is counted of launches, how far, and what was published of it."""

from sqlalchemy import BigInteger, Column, Integer, Text

from garbridge.stores.sql.schema.columns import key, table, text

tally = table(
    "tally",
    key("tenant", 20),
    key("school", 45),
    key("person", 64),
    key("month", 7),
    key("resource", 1024),
    key("provider", 63),
    key("refusal", 40),
    Column("profile", text(3), nullable=False, comment="empty: nobody knows"),
    Column("level", text(255), nullable=False),
    Column("count", BigInteger, nullable=False),
)

reckoned = table(
    "reckoned",
    key("tenant", 20),
    Column("place", BigInteger, nullable=False, comment="up to this launch all are counted"),
    Column("named", text(7), nullable=False, comment="tallies of months before name nobody"),
)

publication = table(
    "publication",
    key("tenant", 20),
    key("school", 45),
    key("period", 11),
    Column("at", BigInteger, nullable=False),
    Column("threshold", Integer, nullable=False),
    Column("share", Integer, nullable=False),
    Column("document", Text, nullable=False, comment="JSON: the rows"),
)
