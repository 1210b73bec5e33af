"""What was ordered: what the access check does not read."""

from sqlalchemy import BigInteger, Boolean, Column, Index, SmallInteger, Text

from garbridge.stores.sql.schema.columns import key, table, text

order = table(
    "order",
    key("tenant", 20),
    key("subscription", 45),
    Column("resource", text(1024), nullable=False),
    Column("kind", text(10), nullable=False),
    Column("publics", text(100), nullable=False, comment="comma-separated"),
    Column("licences", Text, nullable=False, comment="JSON object, of each school"),
    Column("schools", Text, nullable=False, comment="comma-separated; empty: by nature"),
    Column("natures", Text, nullable=False, comment="comma-separated; empty: by school"),
    Column("by_nature", Boolean, nullable=False),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("year", SmallInteger, comment="in which the last school year begins, if stated so"),
    Column("transferable", Boolean, nullable=False),
    Column("comment", text(255), nullable=False),
    Column("distributor", text(26), nullable=False),
    Column("title", text(255), nullable=False),
    Column("project", text(50), nullable=False),
    Column("periodicity", text(20), nullable=False),
    Column("ended", BigInteger, comment="when somebody put an end to it"),
    Column("follows", text(45), comment="the order it renews"),
    Index("ix_garbridge_order_nature", "tenant", "by_nature", "ends"),
    Index("ix_garbridge_order_distributor", "tenant", "distributor", "subscription"),
)

nature = table(
    "school_nature",
    key("tenant", 20),
    key("school", 45),
    Column("nature", text(3), nullable=False),
)
