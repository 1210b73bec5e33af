"""Who was at each school when a directory of the portal's own was last looked at."""

from alembic import op
from sqlalchemy import Column, String, Text

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the rolls, empty: the next look writes them and queues nobody."""
    op.create_table(
        "garbridge_roll",
        Column("tenant", _text(20), primary_key=True),
        Column("school", _text(45), primary_key=True),
        Column("person", _text(64), primary_key=True),
        Column("profile", _text(3), nullable=False),
        Column("codes", Text, nullable=False, comment="kind and code, one on each line"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("garbridge_roll")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
