"""News.

Revision ID: 20250114
Revises: 20240903
"""

import sqlalchemy as sa
from alembic import op

revision = "20250114"
down_revision = "20240903"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "news",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uai", sa.String(8), nullable=False),
        sa.Column("author_id", sa.Integer, nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("body", sa.String(4000), nullable=False),
        sa.Column("published_at", sa.DateTime, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["accounts.id"], name=op.f("fk_news_author_id_accounts")
        ),
        sa.ForeignKeyConstraint(["uai"], ["schools.uai"], name=op.f("fk_news_uai_schools")),
    )
    op.create_index(op.f("ix_news_uai"), "news", ["uai"])
    op.create_index(op.f("ix_news_updated_at"), "news", ["updated_at"])


def downgrade() -> None:
    """Change them back."""
    op.drop_table("news")
