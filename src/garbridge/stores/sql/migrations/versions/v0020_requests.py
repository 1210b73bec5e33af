"""What people ask by their rights."""

from alembic import op
from sqlalchemy import BigInteger, Column, String

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_INDEX = "ix_garbridge_rights_request_person"


def upgrade() -> None:
    """Create the table, empty."""
    op.create_table(
        "garbridge_rights_request",
        Column("tenant", _text(20), primary_key=True),
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("kind", _text(20), nullable=False),
        Column("person", _text(64), nullable=False, comment="empty: erased"),
        Column("asked_by", _text(10), nullable=False),
        Column("received", _text(10), nullable=False),
        Column("by", _text(64), nullable=False, comment="empty: the operator"),
        Column("at", BigInteger, nullable=False),
        Column("asked", _text(255), nullable=False),
        Column("extended", BigInteger),
        Column("extended_by", _text(64)),
        Column("extension", _text(255)),
        Column("answered", BigInteger),
        Column("answered_by", _text(64)),
        Column("answer", _text(255)),
        sqlite_with_rowid=False,
    )
    op.create_index(_INDEX, "garbridge_rights_request", ["tenant", "person", "number"])


def downgrade() -> None:
    """Drop it: what was asked is forgotten."""
    op.drop_table("garbridge_rights_request")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
