"""The portal's copies of vignettes."""

from alembic import op
from sqlalchemy import BigInteger, Column, LargeBinary, String

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, empty."""
    op.create_table(
        "garbridge_vignette",
        Column("tenant", _text(20), primary_key=True),
        Column("key", _text(64), primary_key=True, comment="a digest of the address"),
        Column("address", _text(2000), nullable=False),
        Column("digest", _text(32), nullable=False, comment="of the copy; empty: there is none"),
        Column("etag", _text(200), nullable=False),
        Column("modified", _text(200), nullable=False),
        Column("checked", BigInteger),
        Column("listed", BigInteger),
        Column("fault", _text(20), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_garbridge_vignette_digest", "garbridge_vignette", ["tenant", "digest"])
    op.create_table(
        "garbridge_picture",
        Column("tenant", _text(20), primary_key=True),
        Column("digest", _text(32), primary_key=True),
        Column("kind", _text(10), nullable=False),
        Column("content", LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them: the next refresh fetches what there is."""
    op.drop_index("ix_garbridge_vignette_digest", "garbridge_vignette")
    for name in ("picture", "vignette"):
        op.drop_table(f"garbridge_{name}")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
