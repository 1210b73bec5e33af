"""People, entitlements, launches: the first tables."""

from typing import Any

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Text,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INDEXES = (
    ("person", "ix_garbridge_person_changed", ("tenant", "changed", "person")),
    ("membership", "ix_garbridge_membership_school", ("tenant", "school", "person")),
    ("belonging", "ix_garbridge_belonging_population", ("tenant", "school", "kind", "code")),
    ("departure", "ix_garbridge_departure_changed", ("tenant", "changed", "person")),
    ("seat", "ix_garbridge_seat_subscription", ("tenant", "subscription")),
    ("pending", "ix_garbridge_pending_until", ("tenant", "until")),
    ("once", "ix_garbridge_once_until", ("tenant", "until")),
    ("launch", "ix_garbridge_launch_at", ("tenant", "at")),
)
_TABLES = (
    *("school", "person", "membership", "population", "belonging", "delegate", "departure"),
    *("subscription", "seat", "opening", "pending", "once", "launch"),
)


def upgrade() -> None:
    """Create the tables."""
    _people()
    _places()
    _entitlements()
    _launches()
    for table, name, columns in _INDEXES:
        op.create_index(name, f"garbridge_{table}", list(columns))
    op.create_index(
        "uq_garbridge_subscription",
        "garbridge_subscription",
        ["tenant", "subscription"],
        unique=True,
    )


def downgrade() -> None:
    """Drop the tables with all that is in them."""
    for table in reversed(_TABLES):
        op.drop_table(f"garbridge_{table}")


def _text(name: str, length: int, *, null: bool = False, comment: str | None = None) -> Column[str]:
    kind = String(length).with_variant(String(length, collation="C"), "postgresql")
    return Column(name, kind, nullable=null, comment=comment)


def _number(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=null)


def _create(name: str, key: tuple[str, ...], *columns: Column[Any]) -> None:
    op.create_table(
        f"garbridge_{name}", *columns, PrimaryKeyConstraint(*key), sqlite_with_rowid=False
    )


def _people() -> None:
    _create(
        "school",
        ("tenant", "school"),
        _text("tenant", 20),
        _text("school", 45),
        _text("name", 500),
        Column("degree", SmallInteger, nullable=False),
    )
    _create(
        "person",
        ("tenant", "person"),
        _text("tenant", 20),
        _text("person", 64),
        _text("family_name", 500),
        _text("given_name", 500),
        _text("civility", 30),
        _text("email", 255),
        _number("changed"),
    )
    _create(
        "departure",
        ("tenant", "person"),
        _text("tenant", 20),
        _text("person", 64),
        _number("changed"),
    )


def _places() -> None:
    _create(
        "membership",
        ("tenant", "person", "school"),
        _text("tenant", 20),
        _text("person", 64),
        _text("school", 45),
        _text("profile", 31),
        _number("starts", null=True),
        _number("ends", null=True),
    )
    _create(
        "population",
        ("tenant", "school", "kind", "code"),
        _text("tenant", 20),
        _text("school", 45),
        _text("kind", 10),
        _text("code", 255),
        _text("label", 255),
        Column("parents", Text, nullable=False, comment="JSON list of division codes"),
        _text("statistical", 4),
    )
    _create(
        "belonging",
        ("tenant", "person", "school", "kind", "code"),
        _text("tenant", 20),
        _text("person", 64),
        _text("school", 45),
        _text("kind", 10),
        _text("code", 255),
    )
    _create(
        "delegate",
        ("tenant", "school", "person"),
        _text("tenant", 20),
        _text("school", 45),
        _text("person", 64),
        _text("email", 255),
    )


def _entitlements() -> None:
    _create(
        "subscription",
        ("tenant", "school", "resource", "subscription"),
        _text("tenant", 20),
        _text("subscription", 45),
        _text("school", 45),
        _text("resource", 1024),
        _text("kind", 10),
        _text("publics", 100, comment="comma-separated"),
        Column("licences", Text, nullable=False, comment="JSON object: overall, or publics"),
        _number("starts"),
        _number("ends"),
        Column("transferable", Boolean, nullable=False),
        _text("comment", 255),
    )
    _create(
        "seat",
        ("tenant", "person", "school", "resource", "subscription"),
        _text("tenant", 20),
        _text("person", 64),
        _text("school", 45),
        _text("resource", 1024),
        _text("subscription", 45),
        _text("origin", 10),
    )
    _create(
        "opening",
        ("tenant", "school", "resource", "subscription", "profile", "kind", "code"),
        _text("tenant", 20),
        _text("school", 45),
        _text("resource", 1024),
        _text("subscription", 45),
        _text("profile", 31),
        _text("kind", 10),
        _text("code", 255),
    )


def _launches() -> None:
    _create(
        "pending",
        ("tenant", "session", "provider"),
        _text("tenant", 20),
        _text("session", 64),
        _text("provider", 63),
        _text("person", 64),
        _text("resource", 1024),
        _text("school", 45),
        _number("until"),
    )
    _create(
        "once",
        ("tenant", "key"),
        _text("tenant", 20),
        _text("key", 200),
        Column("body", LargeBinary, comment="sealed; null: a message that was seen"),
        _number("until"),
    )
    op.create_table(
        "garbridge_launch",
        _text("tenant", 20),
        Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
        _text("reference", 32),
        _text("school", 45, null=True),
        _text("person", 64),
        _text("resource", 1024, null=True),
        _text("provider", 63, null=True),
        _text("protocol", 10),
        _text("subscription", 45, null=True),
        _text("refusal", 40, null=True),
        _text("attributes", 255, comment="names, comma-separated"),
        _number("at"),
    )
