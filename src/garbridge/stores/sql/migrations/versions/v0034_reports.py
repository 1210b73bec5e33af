"""What people report of a resource, beside what became of launches."""

from alembic import op
from sqlalchemy import Column, Integer, String

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_TABLE = "garbridge_problem"
_INDEX = "ix_garbridge_problem_school"
_COLUMNS = ("times", "cause", "resource", "school")


def upgrade() -> None:
    """Add what a report says; a problem of a launch says nothing of it."""
    op.add_column(_TABLE, Column("school", _text(45), comment="null: nobody reported it"))
    op.add_column(_TABLE, Column("resource", _text(1024)))
    op.add_column(_TABLE, Column("cause", _text(16)))
    op.add_column(_TABLE, Column("times", Integer))
    op.create_index(_INDEX, _TABLE, ["tenant", "school", "state", "changed", "reference"])


def downgrade() -> None:
    """Forget what was reported; problems of launches stay."""
    op.execute(f"DELETE FROM {_TABLE} WHERE school IS NOT NULL")  # noqa: S608 - ours
    op.drop_index(_INDEX, _TABLE)
    for name in _COLUMNS:
        op.drop_column(_TABLE, name)


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
