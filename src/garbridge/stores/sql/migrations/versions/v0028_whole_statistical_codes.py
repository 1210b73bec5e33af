"""The whole statistical code of a level, which an export states again."""

from alembic import op
from sqlalchemy import String

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for eleven digits; the next import fills them."""
    if op.get_context().dialect.name == "postgresql":  # SQLite does not look at lengths
        wide = String(11, collation="C")
        op.alter_column("garbridge_population", "statistical", type_=wide)


def downgrade() -> None:
    """Keep the column wide, with the four digits in it that were there before."""
    op.execute("UPDATE garbridge_population SET statistical = substr(statistical, 1, 4)")
