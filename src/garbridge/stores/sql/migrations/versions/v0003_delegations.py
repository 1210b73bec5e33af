"""Who was let assign by whom, the journal of it, and the index to find somebody's roles by."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the two tables and the index."""
    op.create_table(
        "garbridge_delegation",
        *(_key("tenant", 20), _key("school", 45), _key("delegation", 20)),
        Column("person", _text(64), nullable=False),
        Column("reach", _text(20), nullable=False),
        Column("discipline", _text(255), nullable=False),
        Column("email", _text(255), nullable=False),
        Column("starts", BigInteger, nullable=False),
        Column("ends", BigInteger, nullable=False),
        Column("reason", _text(1000), nullable=False),
        Column("given_by", _text(64), nullable=False, comment="empty: the operator"),
        Column("given_at", BigInteger, nullable=False),
        Column("withdrawn_by", _text(64), comment="empty: the operator"),
        Column("withdrawn_at", BigInteger),
    )
    op.create_index("ix_garbridge_delegation_person", "garbridge_delegation", ["tenant", "person"])
    op.create_table(
        "garbridge_delegation_event",
        Column("tenant", _text(20), nullable=False),
        Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
        Column("school", _text(45), nullable=False),
        Column("kind", _text(20), nullable=False),
        Column("by", _text(64), nullable=False, comment="empty: the operator"),
        Column("at", BigInteger, nullable=False),
        Column("delegation", _text(20), nullable=False),
        Column("person", _text(64), nullable=False),
        Column("reach", _text(20), nullable=False),
        Column("discipline", _text(255), nullable=False),
        Column("starts", BigInteger, nullable=False),
        Column("ends", BigInteger, nullable=False),
        Column("reason", _text(1000), nullable=False),
    )
    op.create_index(
        "ix_garbridge_delegation_event_at",
        "garbridge_delegation_event",
        ["tenant", "school", "at"],
    )
    op.create_index(
        "ix_garbridge_delegate_person",
        "garbridge_delegate",
        ["tenant", "person", "school", "email"],
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_garbridge_delegate_person", "garbridge_delegate")
    op.drop_table("garbridge_delegation_event")
    op.drop_table("garbridge_delegation")


def _key(name: str, length: int) -> Column[str]:
    return Column(name, _text(length), primary_key=True)


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
