"""What each distributor ordered is found by its name; how often machines ask is counted."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_CALL = "garbridge_call"
_ORDER = "garbridge_order"
_BY_DISTRIBUTOR = "ix_garbridge_order_distributor"


def upgrade() -> None:
    """Create the table, empty, and the index."""
    op.create_table(
        _CALL,
        Column("tenant", _text(20), primary_key=True),
        Column("machine", _text(64), primary_key=True),
        Column("minute", BigInteger, nullable=False),
        Column("calls", Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(_BY_DISTRIBUTOR, _ORDER, ["tenant", "distributor", "subscription"])


def downgrade() -> None:
    """Drop both; a minute later nobody misses the counts."""
    op.drop_index(_BY_DISTRIBUTOR, _ORDER)
    op.drop_table(_CALL)


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
