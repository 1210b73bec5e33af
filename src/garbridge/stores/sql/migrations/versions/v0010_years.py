"""The turns of the school year."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Text,
)

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _create_plan()
    _create(
        "year_place",
        [
            Column("person", _text(64), nullable=False),
            Column("level", _text(255), nullable=False),
            Column("division", _text(255), nullable=False),
        ],
        "person",
    )
    _create(
        "year_seat",
        [
            Column("subscription", _text(65), nullable=False),
            Column("person", _text(64), nullable=False),
            Column("resource", _text(1024), nullable=False),
            Column("origin", _text(10), nullable=False),
            Column("public", _text(20), nullable=False, comment="under which it was counted"),
            Column("named", Boolean, nullable=False, comment="belongs to the person"),
        ],
        "subscription",
        "person",
    )
    _create(
        "year_opening",
        [
            Column("subscription", _text(65), nullable=False),
            Column("kind", _text(10), nullable=False),
            Column("code", _text(255), nullable=False),
            Column("profile", _text(31), nullable=False),
            Column("resource", _text(1024), nullable=False),
        ],
        "subscription",
        "kind",
        "code",
        "profile",
    )
    _create_portion()


def downgrade() -> None:
    """Drop them; what was given stays, and the journal of it."""
    for name in ("portion", "opening", "seat", "place", "plan"):
        op.drop_table(f"garbridge_year_{name}")


def _create_plan() -> None:
    _create(
        "year_plan",
        [
            Column("state", _text(20), nullable=False),
            Column("step", SmallInteger, nullable=False, comment="of six"),
            Column("chosen", Text, nullable=False, comment="JSON object: levels and resources"),
            Column(
                "carries",
                Text,
                nullable=False,
                comment="JSON list: populations that have a resource",
            ),
            Column("actor", _text(64), nullable=False, comment="empty: the command line"),
            Column("at", BigInteger, nullable=False),
            Column("seats", Integer, nullable=False, comment="of the snapshot"),
            Column("openings", Integer, nullable=False, comment="of the snapshot"),
            Column("token", _text(64), nullable=False),
            Column("closed", BigInteger),
        ],
    )


def _create_portion() -> None:
    _create(
        "year_portion",
        [
            Column("number", Integer, nullable=False, autoincrement=False),
            Column("resource", _text(1024), nullable=False),
            Column("token", _text(64), nullable=False),
            Column("given", Integer, nullable=False),
            Column("reclaimed", Integer, nullable=False),
            Column("kept", Integer, nullable=False),
            Column("missing", Integer, nullable=False),
            Column("impossible", Integer, nullable=False),
            Column("waiting", Integer, nullable=False),
            Column("ordered", Boolean, nullable=False),
            Column("done", Boolean, nullable=False),
            Column("operation", _text(40), comment="in the journal; null: nothing was moved"),
            Column("undone", Boolean, nullable=False),
        ],
        "number",
    )


def _create(name: str, columns: list[Column[object]], *key: str) -> None:
    op.create_table(
        f"garbridge_{name}",
        Column("tenant", _text(20), nullable=False),
        Column("school", _text(45), nullable=False),
        Column("year", SmallInteger, nullable=False, autoincrement=False),
        *columns,
        PrimaryKeyConstraint("tenant", "school", "year", *key),
        sqlite_with_rowid=False,
    )


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
