"""The pairwise keys a database was used with, and the turn from one to the next."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, String

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create them, empty: the next start brings its key home."""
    replaced = Column("replaced", Boolean, comment="the provider was told which one follows")
    op.add_column("garbridge_identifier_ended", replaced)
    op.create_table(
        "garbridge_pairwise_key",
        Column("tenant", _text(20), primary_key=True),
        Column("check", _text(32), primary_key=True, comment="tells a key, and nothing of it"),
        Column("role", _text(10), nullable=False),
        Column("at", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "garbridge_turn",
        Column("tenant", _text(20), primary_key=True),
        Column("sector", _text(63), primary_key=True),
        Column("current", _text(32), nullable=False, comment="empty: the key at home"),
        Column("following", _text(32), nullable=False, comment="empty: resting"),
        Column("step", _text(12), nullable=False),
        Column("imported", Boolean, nullable=False),
        Column("since", BigInteger, nullable=False),
        Column("forced", Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "garbridge_turn_told",
        Column("tenant", _text(20), primary_key=True),
        Column("sector", _text(63), primary_key=True),
        Column("person", _text(64), primary_key=True),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them: every provider is on the key of the configuration again."""
    for name in ("turn_told", "turn", "pairwise_key"):
        op.drop_table(f"garbridge_{name}")
    op.drop_column("garbridge_identifier_ended", "replaced")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
