"""What schools put forward in their médiacentre."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, empty."""
    op.create_table(
        "garbridge_section",
        Column("tenant", _text(20), primary_key=True),
        Column("school", _text(45), primary_key=True),
        Column("id", _text(64), primary_key=True),
        Column("title", _text(60), nullable=False),
        Column("position", Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "garbridge_shown",
        Column("tenant", _text(20), primary_key=True),
        Column("school", _text(45), primary_key=True),
        Column("section", _text(64), primary_key=True),
        Column("resource", _text(1024), primary_key=True),
        Column("profile", _text(10), nullable=False),
        Column("kind", _text(10), nullable=False),
        Column("code", _text(255), nullable=False),
        Column("position", Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "garbridge_announcement",
        Column("tenant", _text(20), primary_key=True),
        Column("school", _text(45), primary_key=True),
        Column("id", _text(64), primary_key=True),
        Column("text", _text(500), nullable=False),
        Column("starts", BigInteger, nullable=False),
        Column("ends", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them: schools put forward anew what they want to."""
    for name in ("announcement", "shown", "section"):
        op.drop_table(f"garbridge_{name}")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
