"""Standing rules, up to where they were served, and an index of what came back."""

from alembic import op
from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, String, text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the two tables and the index."""
    op.create_table(
        "garbridge_rule",
        Column("tenant", _text(20), nullable=False),
        Column("school", _text(45), nullable=False),
        Column("resource", _text(1024), nullable=False),
        Column("profile", _text(31), nullable=False),
        Column("kind", _text(10), nullable=False),
        Column("code", _text(255), nullable=False),
        Column("actor", _text(64), nullable=False, comment="empty: the command line"),
        Column("at", BigInteger, nullable=False),
        Column("reason", _text(255), nullable=False),
        PrimaryKeyConstraint("tenant", "school", "resource", "profile", "kind", "code"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "garbridge_served",
        Column("tenant", _text(20), nullable=False),
        Column("school", _text(45), nullable=False),
        Column("changes", BigInteger, nullable=False, comment="counted by imports"),
        Column("seen", BigInteger, nullable=False),
        Column("digest", _text(32), nullable=False),
        PrimaryKeyConstraint("tenant", "school"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_garbridge_movement_back",
        "garbridge_movement",
        ["tenant", "school", "resource"],
        sqlite_where=text("NOT gives"),
        postgresql_where=text("NOT gives"),
    )


def downgrade() -> None:
    """Drop them; the licences that rules gave stay."""
    op.drop_index("ix_garbridge_movement_back", "garbridge_movement")
    op.drop_table("garbridge_served")
    op.drop_table("garbridge_rule")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
