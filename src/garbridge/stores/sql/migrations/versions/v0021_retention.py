"""Who is missing from the directory since when, and what was removed when its period was over."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables, empty."""
    op.create_table(
        "garbridge_missing",
        Column("tenant", _text(20), primary_key=True),
        Column("person", _text(64), primary_key=True),
        Column("since", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "garbridge_retention_act",
        Column("tenant", _text(20), nullable=False),
        Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
        Column("by", _text(64), nullable=False, comment="empty: the operator"),
        Column("at", BigInteger, nullable=False),
        Column("kind", _text(20), nullable=False),
        Column("before", BigInteger, nullable=False),
        Column("records", BigInteger, nullable=False),
    )
    op.create_index("ix_garbridge_retention_act_at", "garbridge_retention_act", ["tenant", "at"])


def downgrade() -> None:
    """Drop them: the journal of what was removed is lost."""
    op.drop_table("garbridge_retention_act")
    op.drop_table("garbridge_missing")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
