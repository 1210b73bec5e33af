"""Whether anybody was restricted since a ticket was issued, by index."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_TABLE = "garbridge_restriction"
_INDEX = "ix_garbridge_restriction_at"


def upgrade() -> None:
    """Index them."""
    op.create_index(_INDEX, _TABLE, ["tenant", "at"])


def downgrade() -> None:
    """Drop the index; nothing else changes."""
    op.drop_index(_INDEX, _TABLE)
