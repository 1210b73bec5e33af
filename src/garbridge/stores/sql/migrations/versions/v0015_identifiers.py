"""Identifiers that were imported or revoked, and what was done to identifiers."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create them, empty: everybody's identifier goes on being derived."""
    op.create_table(
        "garbridge_identifier",
        Column("tenant", _text(20), primary_key=True),
        Column("person", _text(64), primary_key=True),
        Column("sector", _text(63), primary_key=True),
        Column("imported", _text(255)),
        Column("folded", _text(255), comment="as it is compared"),
        Column("renewal", _text(64), nullable=False, comment="empty: never revoked"),
        sqlite_with_rowid=False,
    )
    _index("identifier", "folded", "sector", "folded", unique=True)
    _index("identifier", "sector", "sector", "person")
    op.create_table(
        "garbridge_identifier_ended",
        Column("tenant", _text(20), nullable=False),
        Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
        Column("sector", _text(63), nullable=False),
        Column("person", _text(64), nullable=False, comment="empty: erased"),
        Column("identifier", _text(255), nullable=False),
        Column("folded", _text(255), nullable=False, comment="as it is compared"),
        Column("by", _text(64), nullable=False, comment="empty: the operator"),
        Column("at", BigInteger, nullable=False),
        Column("reason", _text(255), nullable=False),
    )
    _index("identifier_ended", "folded", "sector", "folded", unique=True)
    _index("identifier_ended", "at", "sector", "at")
    _index("identifier_ended", "person", "person")
    op.create_table(
        "garbridge_naming_act",
        Column("tenant", _text(20), nullable=False),
        Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
        Column("kind", _text(12), nullable=False),
        Column("sector", _text(63), nullable=False, comment="empty: all of them"),
        Column("by", _text(64), nullable=False, comment="empty: the operator"),
        Column("at", BigInteger, nullable=False),
        Column("reason", _text(255), nullable=False),
        Column("count", BigInteger, nullable=False),
    )
    _index("naming_act", "id", "id")


def downgrade() -> None:
    """Drop them: whoever had another identifier is known by the derived one again."""
    for name in ("naming_act", "identifier_ended", "identifier"):
        op.drop_table(f"garbridge_{name}")


def _index(table: str, name: str, *columns: str, unique: bool = False) -> None:
    named = f"ix_garbridge_{table}_{name}"
    op.create_index(named, f"garbridge_{table}", ["tenant", *columns], unique=unique)


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
