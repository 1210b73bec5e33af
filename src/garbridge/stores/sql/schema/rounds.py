"""What somebody gives at several schools, a few of them at a time."""

from sqlalchemy import BigInteger, Column, Index, Integer, Text

from garbridge.stores.sql.schema.columns import key, table, text

giving_round = table(
    "round",
    key("tenant", 20),
    key("actor", 64),
    key("id", 64),
    Column("resource", text(1024), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("step", text(10), nullable=False),
    Column("missing", text(10), nullable=False),
    Column("reason", text(255), nullable=False),
    Index("ix_garbridge_round_at", "tenant", "at"),
)

giving_part = table(
    "round_part",
    key("tenant", 20),
    key("actor", 64),
    key("id", 64),
    key("school", 45),
    Column("populations", Text, nullable=False, comment="JSON list of profile, kind and code"),
    Column("state", text(10), nullable=False),
    Column("token", text(64), nullable=False),
    Column("given", Integer, nullable=False),
    Column("already", Integer, nullable=False),
    Column("impossible", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("why", text(20)),
    Column("operation", text(64)),
    Column("at", BigInteger, nullable=False, comment="that of its round"),
    Index("ix_garbridge_round_part_at", "tenant", "at"),
)
