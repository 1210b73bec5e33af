"""Which provider knows whom, and what each was told of those who left."""

from sqlalchemy import BigInteger, Boolean, Column, Index

from garbridge.stores.sql.schema.columns import key, table, text

acquaintance = table(
    "acquaintance",
    key("tenant", 20),
    key("person", 64),
    key("provider", 63),
    Column("departed", Boolean, nullable=False),
    Column("subject", text(255), comment="by which it was told that they left"),
)

met = table(
    "met",
    key("tenant", 20),
    Column("place", BigInteger, nullable=False, comment="launches were looked at up to it"),
)

notice = table(
    "notice",
    key("tenant", 20),
    key("provider", 63),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", text(10), nullable=False),
    Column("subject", text(255), nullable=False),
    Column("day", text(10), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Column("acknowledged", BigInteger),
    Column("acknowledged_by", text(64)),
    Column("answer", text(255)),
    Index("ix_garbridge_notice_subject", "tenant", "provider", "subject"),
)
"""It names nobody."""

feed_token = table(
    "feed_token",
    key("tenant", 20),
    key("provider", 63),
    key("digest", 64),
    Column("by", text(64), nullable=False),
    Column("at", BigInteger, nullable=False),
)
