"""Who looked up what one person could open."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the journal, empty: before it nobody was written down."""
    op.create_table(
        "garbridge_lookup",
        Column("tenant", _text(20), nullable=False),
        Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
        Column("school", _text(45), nullable=False),
        Column("by", _text(64), nullable=False, comment="empty: the operator"),
        Column("person", _text(64), nullable=False),
        Column("resource", _text(1024), nullable=False),
        Column("at", BigInteger, nullable=False),
    )
    op.create_index("ix_garbridge_lookup_at", "garbridge_lookup", ["tenant", "school", "at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("garbridge_lookup")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
