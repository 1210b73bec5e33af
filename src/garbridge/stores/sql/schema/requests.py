"""What people ask by their rights."""

from sqlalchemy import BigInteger, Column, Index

from garbridge.stores.sql.schema.columns import key, table, text

rights_request = table(
    "rights_request",
    key("tenant", 20),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", text(20), nullable=False),
    Column("person", text(64), nullable=False, comment="empty: erased"),
    Column("asked_by", text(10), nullable=False),
    Column("received", text(10), nullable=False),
    Column("by", text(64), nullable=False, comment="empty: the operator"),
    Column("at", BigInteger, nullable=False),
    Column("asked", text(255), nullable=False),
    Column("extended", BigInteger),
    Column("extended_by", text(64)),
    Column("extension", text(255)),
    Column("answered", BigInteger),
    Column("answered_by", text(64)),
    Column("answer", text(255)),
    Index("ix_garbridge_rights_request_person", "tenant", "person", "number"),
)
