"""What merges brought over beside licences, for as long as they can be undone."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, String, Text

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, empty: what was merged before is undone as it was then."""
    op.create_table(
        "garbridge_brought",
        Column("tenant", _text(20), primary_key=True),
        Column("operation", _text(40), primary_key=True),
        Column("kind", _text(12), primary_key=True),
        Column("school", _text(45), primary_key=True),
        Column("name", _text(1024), primary_key=True),
        Column("gone", _text(64), primary_key=True),
        Column("kept", _text(64), nullable=False),
        Column("held", Boolean, nullable=False, comment="the one kept had the like before"),
        Column("until", BigInteger, nullable=False, comment="exclusive: then it is forgotten"),
        Column("detail", Text, nullable=False, comment="JSON, without a name: what it was"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_garbridge_brought_until", "garbridge_brought", ["tenant", "until"])


def downgrade() -> None:
    """Drop it: an undo leaves with the one who was kept what it left before."""
    op.drop_index("ix_garbridge_brought_until", "garbridge_brought")
    op.drop_table("garbridge_brought")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
