"""What the tables of every room are made of."""

from typing import Final

from sqlalchemy import Column, Constraint, Index, MetaData, String, Table

PREFIX: Final = "garbridge_"
VERSION_TABLE: Final = "garbridge_alembic_version"

ORDER: Final = 45
"""The longest identifier of an order (GAR: *idAbonnement*)."""
LICENCE: Final = ORDER + 1 + 19

metadata = MetaData()


def table(name: str, *columns: Column[object] | Constraint | Index) -> Table:
    """Return a table that is kept in the order of its primary key."""
    # A clustered primary key in SQLite: one look-up instead of two on every hot statement.
    return Table(PREFIX + name, metadata, *columns, sqlite_with_rowid=False)


def text(length: int) -> String:
    """Return a text that both databases compare and sort by code point."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def key(name: str, length: int) -> Column[object]:
    """Return a text column of the primary key."""
    return Column(name, text(length), primary_key=True)


def statistical() -> Column[object]:
    """Return a column with a level's MEFSTAT11; SQLite keeps the length it was made with."""
    kind = String(4).with_variant(String(11, collation="C"), "postgresql")
    return Column("statistical", kind, nullable=False)


def licence(*, primary_key: bool = False, nullable: bool = False) -> Column[object]:
    """Return a column with the identifier of a subscription: that of an order, ``@`` and a UAI.

    SQLite does not look at lengths: its tables keep the one they were made with.
    """
    wide = String(LICENCE, collation="C")
    kind = String(ORDER).with_variant(wide, "postgresql")
    return Column("subscription", kind, primary_key=primary_key, nullable=nullable)
