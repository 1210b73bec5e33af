"""Problems that somebody follows up; nobody is named."""

from sqlalchemy import BigInteger, Column, Index, Integer

from garbridge.stores.sql.schema.columns import key, table, text

problem = table(
    "problem",
    key("tenant", 20),
    key("reference", 32),
    Column("side", text(16), nullable=False),
    Column("state", text(16), nullable=False),
    Column("opened", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("ticket", text(64), nullable=False, comment="its number at the other side; or empty"),
    Column("school", text(45), comment="null: nobody reported it"),
    Column("resource", text(1024)),
    Column("cause", text(16)),
    Column("times", Integer),
    Index("ix_garbridge_problem_school", "tenant", "school", "state", "changed", "reference"),
    Index("ix_garbridge_problem_state", "tenant", "state", "changed", "reference"),
)
