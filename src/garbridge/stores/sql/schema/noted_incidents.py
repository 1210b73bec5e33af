"""What people were shown that never became a launch; nobody is named."""

from sqlalchemy import BigInteger, Column, Index

from garbridge.stores.sql.schema.columns import key, table, text

incident = table(
    "incident",
    key("tenant", 20),
    key("reference", 32),
    Column("at", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False, comment="exclusive: then it is forgotten"),
    Column("code", text(32), nullable=False, comment="of the page"),
    Column("cause", text(64), nullable=False, comment="the stable name of what was behind it"),
    Column("endpoint", text(64), nullable=False, comment="of ours that was asked"),
    Index("ix_garbridge_incident_at", "tenant", "at", "code"),
    Index("ix_garbridge_incident_until", "tenant", "until"),
)
