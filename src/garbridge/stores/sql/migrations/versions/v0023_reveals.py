"""Who asked whose an identifier is, and who approved."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_TABLE = "garbridge_reveal_step"


def upgrade() -> None:
    """Create it, empty."""
    op.create_table(
        _TABLE,
        Column("tenant", _text(20), nullable=False),
        Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
        Column("reference", _text(32), nullable=False, comment="that of its line in the ledger"),
        Column("request", _text(32), nullable=False),
        Column("closes", _text(32), comment="the request, where it is answered: once"),
        Column("kind", _text(10), nullable=False),
        Column("sector", _text(63), nullable=False),
        Column("identifier", _text(255), nullable=False),
        Column("by", _text(64), nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("until", BigInteger, nullable=False),
        Column("reason", _text(255), nullable=False),
        Column("refusal", _text(20)),
        Column("key", _text(16), nullable=False),
        Column("signature", LargeBinary, nullable=False),
    )
    for name in ("id", "request", "closes"):
        index = f"ix_garbridge_reveal_step_{name}"
        op.create_index(index, _TABLE, ["tenant", name], unique=name == "closes")


def downgrade() -> None:
    """Drop it; the lines of the ledger stay."""
    op.drop_table(_TABLE)


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
