"""The versions of one provider's policy, found without reading those of the others."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_TABLE = "garbridge_policy"
_INDEX = "ix_garbridge_policy_provider"


def upgrade() -> None:
    """Index them."""
    op.create_index(_INDEX, _TABLE, ["tenant", "provider", "since"])


def downgrade() -> None:
    """Drop the index; nothing else changes."""
    op.drop_index(_INDEX, _TABLE)
