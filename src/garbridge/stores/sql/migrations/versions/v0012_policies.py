"""The policies that were in force, and under which one each launch was decided."""

from alembic import op
from sqlalchemy import BigInteger, Column, String, Text

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the archive, empty; what was launched before has no version."""
    op.create_table(
        "garbridge_policy",
        Column("tenant", _text(20), primary_key=True),
        Column("version", _text(32), primary_key=True),
        Column("provider", _text(63), nullable=False),
        Column("document", Text, nullable=False, comment="JSON"),
        Column("since", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    version = Column("policy", _text(32), comment="its version; null: nothing was decided by one")
    op.add_column("garbridge_launch", version)
    op.add_column("garbridge_lookup", Column("reason", _text(500)))


def downgrade() -> None:
    """Forget the archive and the versions; the launches themselves stay."""
    op.drop_column("garbridge_lookup", "reason")
    op.drop_column("garbridge_launch", "policy")
    op.drop_table("garbridge_policy")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
