"""Problems that somebody follows up."""

from alembic import op
from sqlalchemy import BigInteger, Column, String

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_TABLE = "garbridge_problem"


def upgrade() -> None:
    """Create it, empty."""
    op.create_table(
        _TABLE,
        Column("tenant", _text(20), primary_key=True),
        Column("reference", _text(32), primary_key=True),
        Column("side", _text(16), nullable=False),
        Column("state", _text(16), nullable=False),
        Column("opened", BigInteger, nullable=False),
        Column("changed", BigInteger, nullable=False),
        Column(
            "ticket", _text(64), nullable=False, comment="its number at the other side; or empty"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_garbridge_problem_state", _TABLE, ["tenant", "state", "changed", "reference"]
    )


def downgrade() -> None:
    """Drop it; what was being followed up is known to those who were told."""
    op.drop_table(_TABLE)


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
