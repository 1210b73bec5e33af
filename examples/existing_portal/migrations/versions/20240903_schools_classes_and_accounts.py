"""Schools, classes and accounts.

Revision ID: 20240903
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "20240903"
down_revision = None
branch_labels = None
depends_on = None

LINKS = (
    ("affiliation_classes", "affiliation", "classroom"),
    ("affiliation_groups", "affiliation", "teaching_group"),
    ("affiliation_subjects", "affiliation", "subject"),
    ("group_classes", "teaching_group", "classroom"),
)
ROLES = ("élève", "professeur", "personnel", "admin")
DUTIES = (
    "direction",
    "vie scolaire",
    "documentation",
    "secrétariat",
    "agent de la collectivité",
)


def upgrade() -> None:
    """Change the tables."""
    _dated(
        "schools",
        sa.Column("uai", sa.String(8), primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("town", sa.String(80), nullable=False),
        sa.Column("primary", sa.Boolean, nullable=False),
    )
    _dated(
        "subjects",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.UniqueConstraint("code", name=op.f("uq_subjects_code")),
    )
    _dated(
        "classrooms",
        *_part_of_a_school("classrooms"),
        sa.Column("mef", sa.String(11), nullable=False),
        sa.Column("mef_label", sa.String(80), nullable=False),
        sa.Column("mefstat", sa.String(4), nullable=False),
    )
    _dated("teaching_groups", *_part_of_a_school("teaching_groups"))
    _accounts()
    _affiliations()
    for table, left, right in LINKS:
        op.create_table(table, _end(table, left), _end(table, right))


def downgrade() -> None:
    """Change them back."""
    for table, _, _ in LINKS:
        op.drop_table(table)
    for table in (
        "affiliations",
        "accounts",
        "teaching_groups",
        "classrooms",
        "subjects",
        "schools",
    ):
        op.drop_table(table)


def _accounts() -> None:
    _dated(
        "accounts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("reference", sa.String(36), nullable=False),
        sa.Column("login", sa.String(60), nullable=False),
        sa.Column("password_hash", sa.String(256), nullable=False),
        sa.Column("role", sa.Enum(*ROLES, native_enum=False, length=30), nullable=False),
        sa.Column("civility", sa.String(4), nullable=False),
        sa.Column("given_name", sa.String(60), nullable=False),
        sa.Column("family_name", sa.String(60), nullable=False),
        sa.Column("email", sa.String(120)),
        sa.Column("closed_at", sa.DateTime),
        sa.UniqueConstraint("login", name=op.f("uq_accounts_login")),
        sa.UniqueConstraint("reference", name=op.f("uq_accounts_reference")),
    )


def _affiliations() -> None:
    _dated(
        "affiliations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("uai", sa.String(8), nullable=False),
        sa.Column("duty", sa.Enum(*DUTIES, native_enum=False, length=30)),
        sa.Column("first_day", sa.Date),
        sa.Column("last_day", sa.Date),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_affiliations_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(["uai"], ["schools.uai"], name=op.f("fk_affiliations_uai_schools")),
        sa.UniqueConstraint("account_id", "uai", name=op.f("uq_affiliations_account_id")),
    )
    op.create_index(op.f("ix_affiliations_uai"), "affiliations", ["uai"])


def _dated(table: str, *parts: sa.Column[object] | sa.Constraint) -> None:
    op.create_table(table, *parts, sa.Column("updated_at", sa.DateTime, nullable=False))
    op.create_index(op.f(f"ix_{table}_updated_at"), table, ["updated_at"])


def _part_of_a_school(table: str) -> tuple[sa.Column[object] | sa.Constraint, ...]:
    return (
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uai", sa.String(8), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(["uai"], ["schools.uai"], name=op.f(f"fk_{table}_uai_schools")),
        sa.UniqueConstraint("uai", "code", name=op.f(f"uq_{table}_uai")),
    )


def _end(table: str, row: str) -> sa.Column[int]:
    column = f"{row}_id"
    named = op.f(f"fk_{table}_{column}_{row}s")
    key = sa.ForeignKey(f"{row}s.id", name=named, ondelete="CASCADE")
    return sa.Column(column, sa.Integer, key, primary_key=True)
