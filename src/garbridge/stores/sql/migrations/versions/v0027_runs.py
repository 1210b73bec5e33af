"""What a timer ran."""

from alembic import op
from sqlalchemy import BigInteger, Column, String, Text

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_TABLE = "garbridge_run"


def upgrade() -> None:
    """Create it, empty."""
    op.create_table(
        _TABLE,
        Column("tenant", _text(20), primary_key=True),
        Column("job", _text(32), primary_key=True),
        Column("ended", BigInteger, primary_key=True, autoincrement=False),
        Column("started", BigInteger, primary_key=True, autoincrement=False),
        Column("outcome", _text(16), nullable=False),
        Column("figures", Text, nullable=False, comment="JSON object of counts"),
        Column("fault", _text(64), nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop it; the jobs run on, and nobody knows when they last did."""
    op.drop_table(_TABLE)


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
