"""Which provider knows whom, and what each was told of those who left."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, String

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, empty: the first collection reads every launch that is kept."""
    op.create_table(
        "garbridge_acquaintance",
        Column("tenant", _text(20), primary_key=True),
        Column("person", _text(64), primary_key=True),
        Column("provider", _text(63), primary_key=True),
        Column("departed", Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "garbridge_met",
        Column("tenant", _text(20), primary_key=True),
        Column("place", BigInteger, nullable=False, comment="launches were looked at up to it"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "garbridge_notice",
        Column("tenant", _text(20), primary_key=True),
        Column("provider", _text(63), primary_key=True),
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("kind", _text(10), nullable=False),
        Column("subject", _text(255), nullable=False),
        Column("day", _text(10), nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("cancelled", Boolean, nullable=False),
        Column("acknowledged", BigInteger),
        Column("acknowledged_by", _text(64)),
        Column("answer", _text(255)),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_garbridge_notice_subject", "garbridge_notice", ["tenant", "provider", "subject"]
    )
    op.create_table(
        "garbridge_feed_token",
        Column("tenant", _text(20), primary_key=True),
        Column("provider", _text(63), primary_key=True),
        Column("digest", _text(64), primary_key=True),
        Column("by", _text(64), nullable=False),
        Column("at", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them: what providers were told is forgotten."""
    for name in ("feed_token", "notice", "met", "acquaintance"):
        op.drop_table(f"garbridge_{name}")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
