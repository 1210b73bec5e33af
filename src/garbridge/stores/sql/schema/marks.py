"""What people marked in the médiacentre and opened there lately, for their own eyes."""

from sqlalchemy import BigInteger, Column, Index

from garbridge.stores.sql.schema.columns import key, table

mark = table(
    "mark",
    key("tenant", 20),
    key("person", 64),
    key("kind", 10),
    key("school", 45),
    key("resource", 1024),
    Column(
        "at", BigInteger, nullable=False, comment="kind silent: since when nothing is remembered"
    ),
    Index("ix_garbridge_mark_at", "tenant", "kind", "at"),
)
