"""Licences are counted under a public, and every act on them is journalled.

Seats that are there are counted under the profile their holders have now; the journal begins with
one operation for each school that gives everything there is, so that its sums are the rows.
"""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Integer, PrimaryKeyConstraint, String

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BEGINNING = "before-journal"

_PUBLICS = """
UPDATE garbridge_seat SET public = COALESCE((
    SELECT CASE m.profile WHEN 'elv' THEN 'ELEVE' WHEN 'ens' THEN 'ENSEIGNANT'
        WHEN 'doc' THEN 'DOCUMENTALISTE' ELSE 'AUTRE PERSONNEL' END
    FROM garbridge_membership AS m
    WHERE m.tenant = garbridge_seat.tenant AND m.person = garbridge_seat.person
        AND m.school = garbridge_seat.school
), '')
"""
_OPERATIONS = f"""
INSERT INTO garbridge_operation
    (tenant, school, operation, kind, actor, at, reason, given, returned)
SELECT tenant, school, '{_BEGINNING}', 'load', '', 0, '', count(*), 0
FROM (
    SELECT tenant, school FROM garbridge_seat
    UNION ALL SELECT tenant, school FROM garbridge_opening
) AS rights GROUP BY tenant, school
"""  # noqa: S608 - a constant of ours
_MOVEMENTS = f"""
INSERT INTO garbridge_movement (
    tenant, school, operation, number, what, gives, resource, subscription, person, public,
    origin, profile, kind, code
)
SELECT tenant, school, '{_BEGINNING}',
    row_number() OVER (PARTITION BY tenant, school ORDER BY what, resource, subscription, person),
    what, true, resource, subscription, person, public, origin, profile, kind, code
FROM (
    SELECT tenant, school, 'seat' AS what, resource, subscription, person, public, origin,
        '' AS profile, '' AS kind, '' AS code FROM garbridge_seat
    UNION ALL
    SELECT tenant, school, 'opening', resource, subscription, '', '', '', profile, kind, code
    FROM garbridge_opening
) AS rights
"""  # noqa: S608 - likewise


def upgrade() -> None:
    """Count, and begin the journal."""
    op.drop_index("ix_garbridge_seat_subscription", "garbridge_seat")
    comment = "under which it is counted"
    op.add_column(
        "garbridge_seat",
        Column("public", _text(20), nullable=False, server_default="", comment=comment),
    )
    op.execute(_PUBLICS)
    op.create_index(
        "ix_garbridge_seat_subscription",
        "garbridge_seat",
        ["tenant", "subscription", "public", "origin"],
    )
    _create_operation()
    _create_movement()
    op.execute(_OPERATIONS)
    op.execute(_MOVEMENTS)


def downgrade() -> None:
    """Forget who did what; the seats stay."""
    op.drop_table("garbridge_movement")
    op.drop_table("garbridge_operation")
    op.drop_index("ix_garbridge_seat_subscription", "garbridge_seat")
    op.drop_column("garbridge_seat", "public")
    op.create_index("ix_garbridge_seat_subscription", "garbridge_seat", ["tenant", "subscription"])


def _create_operation() -> None:
    op.create_table(
        "garbridge_operation",
        Column("tenant", _text(20), nullable=False),
        Column("operation", _text(40), nullable=False),
        Column("school", _text(45), nullable=False),
        Column("kind", _text(10), nullable=False),
        Column("actor", _text(64), nullable=False, comment="empty: the command line"),
        Column("at", BigInteger, nullable=False),
        Column("reason", _text(255), nullable=False),
        Column("undoes", _text(40)),
        Column("undone", _text(40)),
        Column("given", Integer, nullable=False),
        Column("returned", Integer, nullable=False),
        PrimaryKeyConstraint("tenant", "operation", "school"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_garbridge_operation_at", "garbridge_operation", ["tenant", "school", "at"])


def _create_movement() -> None:
    op.create_table(
        "garbridge_movement",
        Column("tenant", _text(20), nullable=False),
        Column("school", _text(45), nullable=False),
        Column("operation", _text(40), nullable=False),
        Column("number", Integer, nullable=False, autoincrement=False),
        Column("what", _text(10), nullable=False, comment="seat, opening or rule"),
        Column("gives", Boolean, nullable=False),
        Column("resource", _text(1024), nullable=False),
        Column("subscription", _text(65), nullable=False, comment="empty: a rule"),
        Column("person", _text(64), nullable=False, comment="empty: not a seat"),
        Column("public", _text(20), nullable=False, comment="of a seat"),
        Column("origin", _text(10), nullable=False, comment="of a seat"),
        Column("profile", _text(31), nullable=False),
        Column("kind", _text(10), nullable=False),
        Column("code", _text(255), nullable=False),
        PrimaryKeyConstraint("tenant", "school", "operation", "number"),
        sqlite_with_rowid=False,
    )


def _text(length: int) -> String:
    return String(length).with_variant(String(length, collation="C"), "postgresql")
