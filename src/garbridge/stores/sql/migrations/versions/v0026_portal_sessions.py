"""Sessions of the portal that an upstream began."""

from alembic import op
from sqlalchemy import BigInteger, Column, LargeBinary, String

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_TABLE = "garbridge_portal_session"


def upgrade() -> None:
    """Create it, empty."""
    op.create_table(
        _TABLE,
        Column("tenant", _text(20), primary_key=True),
        Column("key", _text(64), primary_key=True),
        Column("person", _text(64), nullable=False),
        Column("subject", _text(64), nullable=False, comment="a digest"),
        Column("index", _text(64), nullable=False, comment="a digest; empty: it has no name"),
        Column("body", LargeBinary, nullable=False, comment="sealed"),
        Column("until", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    for name in ("person", "subject", "index", "until"):
        op.create_index(f"ix_{_TABLE}_{name}", _TABLE, ["tenant", name])


def downgrade() -> None:
    """Drop it: everybody signs in anew."""
    op.drop_table(_TABLE)


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
