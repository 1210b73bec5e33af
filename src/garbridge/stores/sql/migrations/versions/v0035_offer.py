"""The GAR's catalogue for everybody."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String, Text

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, empty."""
    op.create_table(
        "garbridge_offer",
        Column("tenant", _text(20), primary_key=True),
        Column("at", BigInteger, nullable=False),
        Column("generated", BigInteger, comment="null: the GAR does not say"),
        Column("count", Integer, nullable=False),
        Column("left_out", Integer, nullable=False),
        Column("digest", _text(64), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "garbridge_offered",
        Column("tenant", _text(20), primary_key=True),
        Column("resource", _text(400), primary_key=True),
        Column("document", Text, nullable=False, comment="all that is said of it, in JSON"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them: the GAR is asked again."""
    op.drop_table("garbridge_offered")
    op.drop_table("garbridge_offer")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
