"""Where feed readers find what is new at a school."""

from alembic import op
from sqlalchemy import BigInteger, Column, String

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, empty."""
    op.create_table(
        "garbridge_news_feed",
        Column("tenant", _text(20), primary_key=True),
        Column("school", _text(45), primary_key=True),
        Column("public", _text(20), primary_key=True),
        Column("token", _text(64), nullable=False, comment="tells titles, so it is kept as it is"),
        Column("made", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "uq_garbridge_news_feed_token", "garbridge_news_feed", ["tenant", "token"], unique=True
    )


def downgrade() -> None:
    """Drop it: schools give new addresses to whoever wants them."""
    op.drop_index("uq_garbridge_news_feed_token", "garbridge_news_feed")
    op.drop_table("garbridge_news_feed")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
