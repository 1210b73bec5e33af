"""Resources with interaction are on at a school once somebody saw what would leave."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Text

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; everything with interaction is off."""
    op.create_table(
        "garbridge_activation",
        Column("tenant", _text(20), nullable=False),
        Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
        Column("school", _text(45), nullable=False),
        Column("resource", _text(1024), nullable=False),
        Column("is_on", Boolean, nullable=False),
        Column("by", _text(64), nullable=False, comment="empty: the operator"),
        Column("at", BigInteger, nullable=False),
        Column("reason", _text(255), nullable=False),
        Column("shown", Text, nullable=False, comment="JSON list: what leaves, of whom, why"),
        Column("people", Integer, nullable=False),
    )
    op.create_index(
        "ix_garbridge_activation_resource",
        "garbridge_activation",
        ["tenant", "school", "resource", "id"],
    )


def downgrade() -> None:
    """Forget what was activated: it is off again."""
    op.drop_table("garbridge_activation")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
