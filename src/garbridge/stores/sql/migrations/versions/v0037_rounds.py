"""What somebody gives at several schools, a few of them at a time."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String, Text

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, empty."""
    op.create_table(
        "garbridge_round",
        Column("tenant", _text(20), primary_key=True),
        Column("actor", _text(64), primary_key=True),
        Column("id", _text(64), primary_key=True),
        Column("resource", _text(1024), nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("step", _text(10), nullable=False),
        Column("missing", _text(10), nullable=False),
        Column("reason", _text(255), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_garbridge_round_at", "garbridge_round", ["tenant", "at"])
    op.create_table(
        "garbridge_round_part",
        Column("tenant", _text(20), primary_key=True),
        Column("actor", _text(64), primary_key=True),
        Column("id", _text(64), primary_key=True),
        Column("school", _text(45), primary_key=True),
        Column("populations", Text, nullable=False, comment="JSON list of profile, kind and code"),
        Column("state", _text(10), nullable=False),
        Column("token", _text(64), nullable=False),
        Column("given", Integer, nullable=False),
        Column("already", Integer, nullable=False),
        Column("impossible", Integer, nullable=False),
        Column("missing", Integer, nullable=False),
        Column("people", Integer, nullable=False),
        Column("why", _text(20)),
        Column("operation", _text(64)),
        Column("at", BigInteger, nullable=False, comment="that of its round"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_garbridge_round_part_at", "garbridge_round_part", ["tenant", "at"])


def downgrade() -> None:
    """Drop them: what was given stays in the journals, school by school."""
    op.drop_table("garbridge_round_part")
    op.drop_table("garbridge_round")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
