"""What became of tickets: redemptions."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of redemptions."""
    op.create_table(
        "garbridge_redemption",
        Column("tenant", _text(20), nullable=False),
        Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
        Column("launch", _text(32), nullable=False, comment="its reference"),
        Column("attributes", _text(255), nullable=False, comment="names, comma-separated"),
        Column("fault", _text(40)),
        Column("at", BigInteger, nullable=False),
    )
    op.create_index("ix_garbridge_redemption_at", "garbridge_redemption", ["tenant", "at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("garbridge_redemption")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
