"""Which of two operations of one instant came first."""

from alembic import op
from sqlalchemy import Column, Integer

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_TABLE = "garbridge_operation"
_INDEX = "ix_garbridge_operation_order"


def upgrade() -> None:
    """Number them; of those that are there an undo came last, and nothing else is known."""
    said = "within one instant"
    op.add_column(
        _TABLE, Column("sequence", Integer, nullable=False, server_default="0", comment=said)
    )
    op.get_bind().exec_driver_sql(
        f"UPDATE {_TABLE} AS mine SET sequence = 1 WHERE undoes IS NOT NULL "  # noqa: S608 - ours
        f"AND EXISTS (SELECT 1 FROM {_TABLE} AS other WHERE other.tenant = mine.tenant "
        "AND other.school = mine.school AND other.at = mine.at "
        "AND other.operation = mine.undoes)"
    )
    op.create_index(_INDEX, _TABLE, ["tenant", "school", "at", "sequence"])


def downgrade() -> None:
    """Forget the order of what was done within one microsecond."""
    op.drop_index(_INDEX, _TABLE)
    op.drop_column(_TABLE, "sequence")
