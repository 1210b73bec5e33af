"""What a run counted, school by school."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_TABLE = "garbridge_run"
_COLUMN = "by_school"


def upgrade() -> None:
    """Of the runs that are there nothing is known."""
    said = "JSON object of counts by UAI, or nothing"
    op.add_column(_TABLE, Column(_COLUMN, Text, nullable=True, comment=said))


def downgrade() -> None:
    """Forget it: the next export compares itself in all only."""
    op.drop_column(_TABLE, _COLUMN)
