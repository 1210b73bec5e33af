"""The sealed ledger of launches: its chain, its checkpoints, and the salts behind it."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_PLACE = ["tenant", "launch"]


def upgrade() -> None:
    """Create the ledger, empty: the launches of before are sealed by its first run."""
    op.create_table(
        "garbridge_receipt",
        Column("tenant", _text(20), primary_key=True),
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("launch", BigInteger, nullable=False, comment="its id"),
        Column("reference", _text(32), nullable=False),
        Column("commitment", LargeBinary, nullable=False),
        Column("link", LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_garbridge_receipt_launch", "garbridge_receipt", _PLACE, unique=True)
    op.create_table(
        "garbridge_checkpoint",
        Column("tenant", _text(20), primary_key=True),
        Column("batch", BigInteger, primary_key=True, autoincrement=False),
        Column("first", BigInteger, nullable=False),
        Column("last", BigInteger, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("head", LargeBinary, nullable=False),
        Column("previous", LargeBinary, nullable=False),
        Column("key", _text(16), nullable=False),
        Column("signature", LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    _create_what_stands_beside()


def _create_what_stands_beside() -> None:
    op.create_table(
        "garbridge_salt",
        Column("tenant", _text(20), primary_key=True),
        Column("person", _text(64), primary_key=True),
        Column("salt", _text(64), nullable=False, comment="destroyed when the person is erased"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "garbridge_settled",
        Column("tenant", _text(20), primary_key=True),
        Column("place", BigInteger, nullable=False, comment="up to this launch all are sealed"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "garbridge_ledger_act",
        Column("tenant", _text(20), nullable=False),
        Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
        Column("kind", _text(10), nullable=False),
        Column("by", _text(64), nullable=False, comment="empty: the operator"),
        Column("at", BigInteger, nullable=False),
        Column("reason", _text(255), nullable=False),
        Column("records", BigInteger, nullable=False),
        Column("batch", BigInteger, comment="of a purge, as what follows"),
        Column("last", BigInteger),
        Column("key", _text(16)),
        Column("signature", LargeBinary),
    )
    op.create_index("ix_garbridge_ledger_act_id", "garbridge_ledger_act", ["tenant", "id"])


def downgrade() -> None:
    """Drop it; the launches stay, and those whose person was erased stay without."""
    for name in ("ledger_act", "settled", "salt", "checkpoint", "receipt"):
        op.drop_table(f"garbridge_{name}")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
