"""The turns of the school year: plans, what was given when they were made, and their portions."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, SmallInteger, Text

from garbridge.stores.sql.schema.columns import LICENCE, key, table, text


def _year() -> Column[object]:
    return Column("year", SmallInteger, primary_key=True, autoincrement=False)


year_plan = table(
    "year_plan",
    key("tenant", 20),
    key("school", 45),
    _year(),
    Column("state", text(20), nullable=False),
    Column("step", SmallInteger, nullable=False, comment="of six"),
    Column("chosen", Text, nullable=False, comment="JSON object: levels and resources"),
    Column("carries", Text, nullable=False, comment="JSON list: populations that have a resource"),
    Column("actor", text(64), nullable=False, comment="empty: the command line"),
    Column("at", BigInteger, nullable=False),
    Column("seats", Integer, nullable=False, comment="of the snapshot"),
    Column("openings", Integer, nullable=False, comment="of the snapshot"),
    Column("token", text(64), nullable=False),
    Column("closed", BigInteger),
)

year_place = table(
    "year_place",
    key("tenant", 20),
    key("school", 45),
    _year(),
    key("person", 64),
    Column("level", text(255), nullable=False),
    Column("division", text(255), nullable=False),
)

year_seat = table(
    "year_seat",
    key("tenant", 20),
    key("school", 45),
    _year(),
    key("subscription", LICENCE),
    key("person", 64),
    Column("resource", text(1024), nullable=False),
    Column("origin", text(10), nullable=False),
    Column("public", text(20), nullable=False, comment="under which it was counted"),
    Column("named", Boolean, nullable=False, comment="belongs to the person"),
)

year_opening = table(
    "year_opening",
    key("tenant", 20),
    key("school", 45),
    _year(),
    key("subscription", LICENCE),
    key("kind", 10),
    key("code", 255),
    key("profile", 31),
    Column("resource", text(1024), nullable=False),
)

year_portion = table(
    "year_portion",
    key("tenant", 20),
    key("school", 45),
    _year(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("resource", text(1024), nullable=False),
    Column("token", text(64), nullable=False),
    Column("given", Integer, nullable=False),
    Column("reclaimed", Integer, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("impossible", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("ordered", Boolean, nullable=False),
    Column("done", Boolean, nullable=False),
    Column("operation", text(40), comment="in the journal; null: nothing was moved"),
    Column("undone", Boolean, nullable=False),
)
