"""Arrivals and departures that wait for somebody, and who was told of them."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String, Text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the two tables."""
    op.create_table(
        "garbridge_queue",
        Column("tenant", _text(20), nullable=False),
        _number(),
        Column("school", _text(45), nullable=False),
        Column("kind", _text(10), nullable=False),
        Column("person", _text(64), nullable=False, comment="empty: a shortage"),
        Column("at", BigInteger, nullable=False),
        Column("due", BigInteger, comment="of what was told before it happens"),
        Column("gone", Text, nullable=False, comment="codes, each on a line"),
        Column("come", Text, nullable=False, comment="likewise"),
        Column("told_by", _text(64), comment="nothing: nobody; empty: the command line"),
        Column("state", _text(10), nullable=False),
        Column("decided_by", _text(64), comment="empty: the command line"),
        Column("decided_at", BigInteger),
    )
    columns = ["tenant", "school", "state", "id"]
    op.create_index("ix_garbridge_queue_state", "garbridge_queue", columns)
    op.create_index("ix_garbridge_queue_person", "garbridge_queue", ["tenant", "school", "person"])
    op.create_table(
        "garbridge_notification",
        Column("tenant", _text(20), nullable=False),
        _number(),
        Column("school", _text(45), nullable=False),
        Column("recipient", _text(64), nullable=False),
        Column("kind", _text(10), nullable=False),
        Column("person", _text(64), nullable=False),
        Column("at", BigInteger, nullable=False),
    )
    op.create_index("ix_garbridge_notification_at", "garbridge_notification", ["tenant", "at"])


def downgrade() -> None:
    """Drop them; what was accepted stays."""
    op.drop_table("garbridge_notification")
    op.drop_table("garbridge_queue")


def _number() -> Column[int]:
    return Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
