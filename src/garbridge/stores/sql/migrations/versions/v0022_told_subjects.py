"""By which identifier a provider was told that somebody left: a return has to name the same."""

from alembic import op
from sqlalchemy import Column, String

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty: whoever left before is told of by the identifier of today."""
    kind = String(255).with_variant(String(255, collation="C"), "postgresql")
    said = "by which it was told that they left"
    op.add_column("garbridge_acquaintance", Column("subject", kind, comment=said))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("garbridge_acquaintance", "subject")
