"""What was bought, and who was given it."""

from sqlalchemy import BigInteger, Boolean, Column, Index, PrimaryKeyConstraint, Text

from garbridge.stores.sql.schema.columns import key, licence, table, text

subscription = table(
    "subscription",
    Column("tenant", text(20), nullable=False),
    licence(),
    Column("school", text(45), nullable=False),
    Column("resource", text(1024), nullable=False),
    Column("kind", text(10), nullable=False),
    Column("publics", text(100), nullable=False, comment="comma-separated"),
    Column("licences", Text, nullable=False, comment="JSON object: overall, or publics"),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("transferable", Boolean, nullable=False),
    Column("comment", text(255), nullable=False),
    PrimaryKeyConstraint("tenant", "school", "resource", "subscription"),
    Index("uq_garbridge_subscription", "tenant", "subscription", unique=True),
)

seat = table(
    "seat",
    key("tenant", 20),
    key("person", 64),
    key("school", 45),
    key("resource", 1024),
    licence(primary_key=True),
    Column("origin", text(10), nullable=False),
    Column("public", text(20), nullable=False, comment="under which it is counted"),
    # Licences are counted, and holders listed, from nothing but this index.
    Index("ix_garbridge_seat_subscription", "tenant", "subscription", "public", "origin"),
)

opening = table(
    "opening",
    key("tenant", 20),
    key("school", 45),
    key("resource", 1024),
    licence(primary_key=True),
    key("profile", 31),
    key("kind", 10),
    key("code", 255),
)
