"""Who was at a school when it was last looked at."""

from sqlalchemy import Column, Text

from garbridge.stores.sql.schema.columns import key, table, text

roll = table(
    "roll",
    key("tenant", 20),
    key("school", 45),
    key("person", 64),
    Column("profile", text(3), nullable=False),
    Column("codes", Text, nullable=False, comment="kind and code, one on each line"),
)
