"""What people were shown that never became a launch."""

from alembic import op
from sqlalchemy import BigInteger, Column, String

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, empty."""
    op.create_table(
        "garbridge_incident",
        Column("tenant", _text(20), primary_key=True),
        Column("reference", _text(32), primary_key=True),
        Column("at", BigInteger, nullable=False),
        Column("until", BigInteger, nullable=False, comment="exclusive: then it is forgotten"),
        Column("code", _text(32), nullable=False, comment="of the page"),
        Column("cause", _text(64), nullable=False, comment="the stable name of what was behind it"),
        Column("endpoint", _text(64), nullable=False, comment="of ours that was asked"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_garbridge_incident_at", "garbridge_incident", ["tenant", "at", "code"])
    op.create_index("ix_garbridge_incident_until", "garbridge_incident", ["tenant", "until"])


def downgrade() -> None:
    """Drop it: the log of the portal has them too."""
    op.drop_index("ix_garbridge_incident_until", "garbridge_incident")
    op.drop_index("ix_garbridge_incident_at", "garbridge_incident")
    op.drop_table("garbridge_incident")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
