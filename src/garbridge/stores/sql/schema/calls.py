"""How often other machines ask: one row for each, of its last minute.  Nobody is named."""

from sqlalchemy import BigInteger, Column, Integer

from garbridge.stores.sql.schema.columns import key, table

call = table(
    "call",
    key("tenant", 20),
    key("machine", 64),
    Column("minute", BigInteger, nullable=False),
    Column("calls", Integer, nullable=False),
)
