"""Floating licences in use."""

from sqlalchemy import BigInteger, Column, Index

from garbridge.stores.sql.schema.columns import LICENCE, key, table

lease = table(
    "lease",
    key("tenant", 20),
    key("school", 45),
    key("subscription", LICENCE),
    key("person", 64),
    Column("until", BigInteger, nullable=False),
    Index("ix_garbridge_lease_until", "tenant", "until"),
)
