"""The tables.  Every one carries the tenant; every one that grows carries the school too.

garbridge has its own ``MetaData``, a prefix on every table and its own Alembic version table: it
lives beside a portal's tables without either noticing the other.  Instants are microseconds since
1970 in UTC, as integers: both databases compare them exactly and no driver converts them.  Text
is compared and sorted by code point in both, whatever the language of a PostgreSQL server.

A primary key is in the order of the hot statement that reads the table.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Constraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
)

PREFIX: Final = "garbridge_"
VERSION_TABLE: Final = "garbridge_alembic_version"

metadata = MetaData()


def _table(name: str, *columns: Column[object] | Constraint | Index) -> Table:
    # A clustered primary key in SQLite: one look-up instead of two on every hot statement.
    return Table(PREFIX + name, metadata, *columns, sqlite_with_rowid=False)


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def _key(name: str, length: int) -> Column[object]:
    return Column(name, _text(length), primary_key=True)


school = _table(
    "school",
    _key("tenant", 20),
    _key("school", 45),
    Column("name", _text(500), nullable=False),
    Column("degree", SmallInteger, nullable=False),
)

person = _table(
    "person",
    _key("tenant", 20),
    _key("person", 64),
    Column("family_name", _text(500), nullable=False),
    Column("given_name", _text(500), nullable=False),
    Column("civility", _text(30), nullable=False),
    Column("email", _text(255), nullable=False),
    Column("changed", BigInteger, nullable=False),
    Index("ix_garbridge_person_changed", "tenant", "changed", "person"),
)

membership = _table(
    "membership",
    _key("tenant", 20),
    _key("person", 64),
    _key("school", 45),
    Column("profile", _text(31), nullable=False),
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
    Column("label", _text(255), nullable=False),
    Column("parents", Text, nullable=False, comment="JSON list of division codes"),
    Column("statistical", _text(4), nullable=False),
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
    Column("email", _text(255), nullable=False),
)

departure = _table(
    "departure",
    _key("tenant", 20),
    _key("person", 64),
    Column("changed", BigInteger, nullable=False),
    Index("ix_garbridge_departure_changed", "tenant", "changed", "person"),
)

subscription = _table(
    "subscription",
    Column("tenant", _text(20), nullable=False),
    Column("subscription", _text(45), nullable=False),
    Column("school", _text(45), nullable=False),
    Column("resource", _text(1024), nullable=False),
    Column("kind", _text(10), nullable=False),
    Column("publics", _text(100), nullable=False, comment="comma-separated"),
    Column("licences", Text, nullable=False, comment="JSON object: overall, or publics"),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("transferable", Boolean, nullable=False),
    Column("comment", _text(255), nullable=False),
    PrimaryKeyConstraint("tenant", "school", "resource", "subscription"),
    Index("uq_garbridge_subscription", "tenant", "subscription", unique=True),
)

seat = _table(
    "seat",
    _key("tenant", 20),
    _key("person", 64),
    _key("school", 45),
    _key("resource", 1024),
    _key("subscription", 45),
    Column("origin", _text(10), nullable=False),
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
    Column("person", _text(64), nullable=False),
    Column("resource", _text(1024), nullable=False),
    Column("school", _text(45), nullable=False),
    Column("until", BigInteger, nullable=False),
    Index("ix_garbridge_pending_until", "tenant", "until"),
)

once = _table(
    "once",
    _key("tenant", 20),
    _key("key", 200),
    Column("body", LargeBinary, comment="sealed; null: a message that was seen"),
    Column("until", BigInteger, nullable=False),
    Index("ix_garbridge_once_until", "tenant", "until"),
)

launch = Table(
    PREFIX + "launch",
    metadata,
    Column("tenant", _text(20), nullable=False),
    # Appended to, so it keeps its row number.  An index in another order than that of time would
    # be a page more to write and to sync in every launch.
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("reference", _text(32), nullable=False),
    Column("school", _text(45)),
    Column("person", _text(64), nullable=False),
    Column("resource", _text(1024)),
    Column("provider", _text(63)),
    Column("protocol", _text(10), nullable=False),
    Column("subscription", _text(45)),
    Column("refusal", _text(40)),
    Column("attributes", _text(255), nullable=False, comment="names, comma-separated"),
    Column("at", BigInteger, nullable=False),
    Index("ix_garbridge_launch_at", "tenant", "at"),
)

redemption = Table(
    PREFIX + "redemption",
    metadata,
    Column("tenant", _text(20), nullable=False),
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("launch", _text(32), nullable=False, comment="its reference"),
    Column("attributes", _text(255), nullable=False, comment="names, comma-separated"),
    Column("fault", _text(40)),
    Column("at", BigInteger, nullable=False),
    Index("ix_garbridge_redemption_at", "tenant", "at"),
)
