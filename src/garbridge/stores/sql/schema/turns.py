"""Where the turn from one pairwise key to the next is."""

from sqlalchemy import BigInteger, Boolean, Column

from garbridge.stores.sql.schema.columns import key, table, text

pairwise_key = table(
    "pairwise_key",
    key("tenant", 20),
    Column("check", text(32), primary_key=True, comment="tells a key, and nothing of it"),
    Column("role", text(10), nullable=False),
    Column("at", BigInteger, nullable=False),
)

turn = table(
    "turn",
    key("tenant", 20),
    key("sector", 63),
    Column("current", text(32), nullable=False, comment="empty: the key at home"),
    Column("following", text(32), nullable=False, comment="empty: resting"),
    Column("step", text(12), nullable=False),
    Column("imported", Boolean, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("forced", Boolean, nullable=False),
)

turn_told = table(
    "turn_told",
    key("tenant", 20),
    key("sector", 63),
    key("person", 64),
)
