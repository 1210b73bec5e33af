"""Launches, and what waits for one."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table

from garbridge.stores.sql.schema.columns import PREFIX, key, licence, metadata, table, text

pending = table(
    "pending",
    key("tenant", 20),
    key("session", 64),
    key("provider", 63),
    Column("person", text(64), nullable=False),
    Column("resource", text(1024), nullable=False),
    Column("school", text(45), nullable=False),
    Column("until", BigInteger, nullable=False),
    Index("ix_garbridge_pending_until", "tenant", "until"),
)

once = table(
    "once",
    key("tenant", 20),
    key("key", 200),
    Column("body", LargeBinary, comment="sealed; null: a message that was seen"),
    Column("until", BigInteger, nullable=False),
    Index("ix_garbridge_once_until", "tenant", "until"),
)

participant = table(
    "participant",
    key("tenant", 20),
    key("person", 64),
    key("key", 64),
    Column("session", text(64), nullable=False, comment="derived from its name"),
    Column("body", LargeBinary, nullable=False, comment="sealed"),
    Column("until", BigInteger, nullable=False),
    Index("ix_garbridge_participant_until", "tenant", "until"),
)

portal_session = table(
    "portal_session",
    key("tenant", 20),
    key("key", 64),
    Column("person", text(64), nullable=False),
    Column("subject", text(64), nullable=False, comment="a digest"),
    Column("index", text(64), nullable=False, comment="a digest; empty: it has no name"),
    Column("body", LargeBinary, nullable=False, comment="sealed"),
    Column("until", BigInteger, nullable=False),
    Index("ix_garbridge_portal_session_person", "tenant", "person"),
    Index("ix_garbridge_portal_session_subject", "tenant", "subject"),
    Index("ix_garbridge_portal_session_index", "tenant", "index"),
    Index("ix_garbridge_portal_session_until", "tenant", "until"),
)

launch = Table(
    PREFIX + "launch",
    metadata,
    Column("tenant", text(20), nullable=False),
    # Appended to, so it keeps its row number.  An index in another order than that of time would
    # be a page more to write and to sync in every launch.
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("reference", text(32), nullable=False),
    Column("school", text(45)),
    Column("person", text(64), nullable=False),
    Column("resource", text(1024)),
    Column("provider", text(63)),
    Column("protocol", text(10), nullable=False),
    licence(nullable=True),
    Column("refusal", text(40)),
    Column("attributes", text(255), nullable=False, comment="names, comma-separated"),
    Column("at", BigInteger, nullable=False),
    Column("policy", text(32), comment="its version; null: nothing was decided by one"),
    Index("ix_garbridge_launch_at", "tenant", "at"),
)

redemption = Table(
    PREFIX + "redemption",
    metadata,
    Column("tenant", text(20), nullable=False),
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("launch", text(32), nullable=False, comment="its reference"),
    Column("attributes", text(255), nullable=False, comment="names, comma-separated"),
    Column("fault", text(40)),
    Column("at", BigInteger, nullable=False),
    Index("ix_garbridge_redemption_at", "tenant", "at"),
)
