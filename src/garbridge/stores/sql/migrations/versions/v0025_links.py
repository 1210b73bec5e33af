"""Places inside resources that schools have entries for."""

from alembic import op
from sqlalchemy import BigInteger, Column, String, Text

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_TABLE = "garbridge_link"


def upgrade() -> None:
    """Create it, empty."""
    op.create_table(
        _TABLE,
        Column("tenant", _text(20), primary_key=True),
        Column("school", _text(45), primary_key=True),
        Column("resource", _text(1024), primary_key=True),
        Column("id", _text(64), primary_key=True),
        Column("title", _text(200), nullable=False),
        Column("url", _text(2000), nullable=False),
        Column("custom", Text, nullable=False, comment="JSON object of texts"),
        Column(
            "launch",
            _text(32),
            nullable=False,
            comment="the reference of the one it was chosen in",
        ),
        Column("added", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop it; the resources stay, and their first pages."""
    op.drop_table(_TABLE)


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
