"""Where people are signed in until they log out."""

from alembic import op
from sqlalchemy import BigInteger, Column, LargeBinary, String

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_TABLE = "garbridge_participant"


def upgrade() -> None:
    """Create it, empty."""
    op.create_table(
        _TABLE,
        Column("tenant", _text(20), primary_key=True),
        Column("person", _text(64), primary_key=True),
        Column("key", _text(64), primary_key=True),
        Column("session", _text(64), nullable=False, comment="derived from its name"),
        Column("body", LargeBinary, nullable=False, comment="sealed"),
        Column("until", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_garbridge_participant_until", _TABLE, ["tenant", "until"])


def downgrade() -> None:
    """Drop it: nobody can be told of a logout any more."""
    op.drop_table(_TABLE)


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
