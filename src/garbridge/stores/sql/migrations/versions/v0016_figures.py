"""What is counted of launches, and what was published of it."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String, Text

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, empty: the next roll-up counts every launch that is still there."""
    op.create_table(
        "garbridge_tally",
        Column("tenant", _text(20), primary_key=True),
        Column("school", _text(45), primary_key=True),
        Column("person", _text(64), primary_key=True),
        Column("month", _text(7), primary_key=True),
        Column("resource", _text(1024), primary_key=True),
        Column("provider", _text(63), primary_key=True),
        Column("refusal", _text(40), primary_key=True),
        Column("profile", _text(3), nullable=False, comment="empty: nobody knows"),
        Column("level", _text(255), nullable=False),
        Column("count", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "garbridge_reckoned",
        Column("tenant", _text(20), primary_key=True),
        Column("place", BigInteger, nullable=False, comment="up to this launch all are counted"),
        Column("named", _text(7), nullable=False, comment="tallies of months before name nobody"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "garbridge_publication",
        Column("tenant", _text(20), primary_key=True),
        Column("school", _text(45), primary_key=True),
        Column("period", _text(11), primary_key=True),
        Column("at", BigInteger, nullable=False),
        Column("threshold", Integer, nullable=False),
        Column("share", Integer, nullable=False),
        Column("document", Text, nullable=False, comment="JSON: the rows"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them."""
    for name in ("publication", "reckoned", "tally"):
        op.drop_table(f"garbridge_{name}")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
