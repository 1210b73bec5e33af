"""The tables.  Every one carries the tenant; every one that grows carries the school too.

garbridge has its own ``MetaData``, a prefix on every table and its own Alembic version table: it
lives beside a portal's tables without either noticing the other.  Instants are microseconds since
1970 in UTC, as integers: both databases compare them exactly and no driver converts them.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

PREFIX: Final = "garbridge_"
VERSION_TABLE: Final = "garbridge_alembic_version"

metadata = MetaData()


def _table(name: str, *columns: Column[object] | Index) -> Table:
    # A clustered primary key in SQLite: one look-up instead of two on every hot statement.
    return Table(PREFIX + name, metadata, *columns, sqlite_with_rowid=False)


def _key(name: str, length: int) -> Column[object]:
    return Column(name, String(length), primary_key=True)


school = _table(
    "school",
    _key("tenant", 20),
    _key("school", 45),
    Column("name", String(500), nullable=False),
    Column("degree", SmallInteger, nullable=False),
)

person = _table(
    "person",
    _key("tenant", 20),
    _key("person", 64),
    Column("family_name", String(500), nullable=False),
    Column("given_name", String(500), nullable=False),
    Column("civility", String(30), nullable=False),
    Column("email", String(255), nullable=False),
    Column("changed", BigInteger, nullable=False),
    Index("ix_garbridge_person_changed", "tenant", "changed"),
)

membership = _table(
    "membership",
    _key("tenant", 20),
    _key("person", 64),
    _key("school", 45),
    Column("profile", String(31), nullable=False),
    Column("starts", BigInteger),
    Column("ends", BigInteger),
    Index("ix_garbridge_membership_school", "tenant", "school", "person"),
)

population = _table(
    "population",
    _key("tenant", 20),
    _key("school", 45),
    _key("kind", 10),
    _key("code", 255),
    Column("label", String(255), nullable=False),
    Column("parents", Text, nullable=False, comment="JSON list of division codes"),
    Column("statistical", String(4), nullable=False),
)

belonging = _table(
    "belonging",
    _key("tenant", 20),
    _key("person", 64),
    _key("school", 45),
    _key("kind", 10),
    _key("code", 255),
    Index("ix_garbridge_belonging_population", "tenant", "school", "kind", "code"),
)

delegate = _table(
    "delegate",
    _key("tenant", 20),
    _key("school", 45),
    _key("person", 64),
    Column("email", String(255), nullable=False),
)

departure = _table(
    "departure",
    _key("tenant", 20),
    _key("person", 64),
    Column("changed", BigInteger, nullable=False),
)

subscription = _table(
    "subscription",
    _key("tenant", 20),
    _key("subscription", 45),
    Column("school", String(45), nullable=False),
    Column("resource", String(1024), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("publics", String(100), nullable=False, comment="comma-separated"),
    Column("licences", Text, nullable=False, comment="JSON: overall, or one count per public"),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("transferable", Boolean, nullable=False),
    Column("comment", String(255), nullable=False),
    Index("ix_garbridge_subscription_resource", "tenant", "school", "resource"),
)

seat = _table(
    "seat",
    _key("tenant", 20),
    _key("person", 64),
    _key("school", 45),
    _key("resource", 1024),
    _key("subscription", 45),
    Column("origin", String(10), nullable=False),
    Index("ix_garbridge_seat_subscription", "tenant", "subscription"),
)

opening = _table(
    "opening",
    _key("tenant", 20),
    _key("school", 45),
    _key("resource", 1024),
    _key("subscription", 45),
    _key("profile", 31),
    _key("kind", 10),
    _key("code", 255),
)

pending = _table(
    "pending",
    _key("tenant", 20),
    _key("session", 64),
    _key("provider", 63),
    Column("person", String(64), nullable=False),
    Column("resource", String(1024), nullable=False),
    Column("school", String(45), nullable=False),
    Column("until", BigInteger, nullable=False),
    Index("ix_garbridge_pending_until", "until"),
)

once = _table(
    "once",
    _key("tenant", 20),
    _key("key", 200),
    Column("body", LargeBinary, comment="sealed; null: a message that was seen"),
    Column("until", BigInteger, nullable=False),
    Index("ix_garbridge_once_until", "until"),
)

launch = Table(
    PREFIX + "launch",
    metadata,
    # Appended to, so it keeps its row number.
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("tenant", String(20), nullable=False),
    Column("reference", String(32), nullable=False),
    Column("school", String(45)),
    Column("person", String(64), nullable=False),
    Column("resource", String(1024)),
    Column("provider", String(63)),
    Column("protocol", String(10), nullable=False),
    Column("subscription", String(45)),
    Column("refusal", String(40)),
    Column("attributes", String(255), nullable=False, comment="names, comma-separated"),
    Column("at", BigInteger, nullable=False),
    Index("ix_garbridge_launch_at", "tenant", "at"),
    Index("ix_garbridge_launch_reference", "tenant", "reference"),
)
