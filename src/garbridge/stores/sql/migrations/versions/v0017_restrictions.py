"""Who objects to which resource, and who is protected."""

from alembic import op
from sqlalchemy import BigInteger, Column, String, text

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_STANDS = text("ended IS NULL")


def upgrade() -> None:
    """Create the table, empty: before it nobody could object."""
    op.create_table(
        "garbridge_restriction",
        Column("tenant", _text(20), primary_key=True),
        Column("person", _text(64), primary_key=True),
        Column("resource", _text(1024), primary_key=True),
        Column("at", BigInteger, primary_key=True, autoincrement=False),
        Column("asked_by", _text(10), nullable=False),
        Column("by", _text(64), nullable=False, comment="empty: the operator"),
        Column("reason", _text(255), nullable=False),
        Column("answered", BigInteger),
        Column("answered_by", _text(64)),
        Column("answer", _text(1000)),
        Column("ended", BigInteger),
        Column("ended_by", _text(64)),
        Column("ending", _text(10)),
        Column("end_reason", _text(1000)),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_garbridge_restriction_standing",
        "garbridge_restriction",
        ["tenant", "person", "resource"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )


def downgrade() -> None:
    """Drop it: what people objected to opens again."""
    op.drop_table("garbridge_restriction")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
