"""Floating licences are held by leases, which end by themselves."""

from alembic import op
from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, String

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of leases."""
    op.create_table(
        "garbridge_lease",
        Column("tenant", _text(20), nullable=False),
        Column("school", _text(45), nullable=False),
        Column("subscription", _text(65), nullable=False),
        Column("person", _text(64), nullable=False),
        Column("until", BigInteger, nullable=False),
        PrimaryKeyConstraint("tenant", "school", "subscription", "person"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_garbridge_lease_until", "garbridge_lease", ["tenant", "until"])


def downgrade() -> None:
    """Forget who uses what; leases run for an hour."""
    op.drop_table("garbridge_lease")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
