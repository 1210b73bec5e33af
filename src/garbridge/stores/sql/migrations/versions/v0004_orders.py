"""Orders, natures of schools, and room for subscriptions made from an order of several schools.

Every subscription that is there is an order of its own school.
"""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, PrimaryKeyConstraint, SmallInteger, String, Text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NAMING = ("subscription", "seat", "opening", "launch")
_ORDERS = """
INSERT INTO garbridge_order (
    tenant, subscription, resource, kind, publics, licences, schools, natures, by_nature, starts,
    ends, transferable, comment, distributor, title, project, periodicity
)
SELECT tenant, subscription, resource, kind, publics, licences, school, '', false, starts,
    ends, transferable, comment, '', '', '', ''
FROM garbridge_subscription
WHERE subscription NOT LIKE '%@' || school
"""
# What an order of several schools became, in a database that was brought back and forth, has none.


def upgrade() -> None:
    """Create both tables and fill the first."""
    op.create_table(
        "garbridge_order",
        Column("tenant", _text(20), nullable=False),
        Column("subscription", _text(45), nullable=False),
        Column("resource", _text(1024), nullable=False),
        Column("kind", _text(10), nullable=False),
        Column("publics", _text(100), nullable=False, comment="comma-separated"),
        Column("licences", Text, nullable=False, comment="JSON object, of each school"),
        Column("schools", Text, nullable=False, comment="comma-separated; empty: by nature"),
        Column("natures", Text, nullable=False, comment="comma-separated; empty: by school"),
        Column("by_nature", Boolean, nullable=False),
        Column("starts", BigInteger, nullable=False),
        Column("ends", BigInteger, nullable=False),
        Column("year", SmallInteger, comment="in which the last school year begins, if stated so"),
        Column("transferable", Boolean, nullable=False),
        Column("comment", _text(255), nullable=False),
        Column("distributor", _text(26), nullable=False),
        Column("title", _text(255), nullable=False),
        Column("project", _text(50), nullable=False),
        Column("periodicity", _text(20), nullable=False),
        Column("ended", BigInteger, comment="when somebody put an end to it"),
        Column("follows", _text(45), comment="the order it renews"),
        PrimaryKeyConstraint("tenant", "subscription"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_garbridge_order_nature", "garbridge_order", ["tenant", "by_nature", "ends"])
    op.create_table(
        "garbridge_school_nature",
        Column("tenant", _text(20), nullable=False),
        Column("school", _text(45), nullable=False),
        Column("nature", _text(3), nullable=False),
        PrimaryKeyConstraint("tenant", "school"),
        sqlite_with_rowid=False,
    )
    op.execute(_ORDERS)
    if op.get_context().dialect.name == "postgresql":  # SQLite does not look at lengths
        for name in _NAMING:
            wide = String(65, collation="C")
            op.alter_column(f"garbridge_{name}", "subscription", type_=wide)


def downgrade() -> None:
    """Forget the orders.

    The subscriptions they became stay, and the columns stay wide: cut, two of them would be one.
    """
    op.drop_table("garbridge_school_nature")
    op.drop_table("garbridge_order")


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
