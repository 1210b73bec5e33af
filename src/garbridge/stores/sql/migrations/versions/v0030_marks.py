"""What people marked in the médiacentre, and opened there lately."""

from alembic import op
from sqlalchemy import BigInteger, Column, String

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_TABLE = "garbridge_mark"


def upgrade() -> None:
    """Create it, empty."""
    op.create_table(
        _TABLE,
        Column("tenant", _text(20), primary_key=True),
        Column("person", _text(64), primary_key=True),
        Column("kind", _text(10), primary_key=True),
        Column("school", _text(45), primary_key=True),
        Column("resource", _text(1024), primary_key=True),
        Column(
            "at",
            BigInteger,
            nullable=False,
            comment="kind silent: since when nothing is remembered",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_garbridge_mark_at", _TABLE, ["tenant", "kind", "at"])


def downgrade() -> None:
    """Drop it: people mark anew what they want to find again."""
    op.drop_table(_TABLE)


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
