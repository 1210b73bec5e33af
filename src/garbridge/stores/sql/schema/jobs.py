"""What a timer ran."""

from sqlalchemy import BigInteger, Column, Text

from garbridge.stores.sql.schema.columns import key, table, text

run = table(
    "run",
    key("tenant", 20),
    key("job", 32),
    Column("ended", BigInteger, primary_key=True, autoincrement=False),
    Column("started", BigInteger, primary_key=True, autoincrement=False),
    Column("outcome", text(16), nullable=False),
    Column("figures", Text, nullable=False, comment="JSON object of counts"),
    Column("fault", text(64), nullable=False),
    Column("by_school", Text, nullable=True, comment="JSON object of counts by UAI, or nothing"),
)
