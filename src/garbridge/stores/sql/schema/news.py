"""Where feed readers find what is new at a school; nobody is named."""

from sqlalchemy import BigInteger, Column, Index

from garbridge.stores.sql.schema.columns import key, table, text

news_feed = table(
    "news_feed",
    key("tenant", 20),
    key("school", 45),
    key("public", 20),
    Column("token", text(64), nullable=False, comment="tells titles, so it is kept as it is"),
    Column("made", BigInteger, nullable=False),
    Index("uq_garbridge_news_feed_token", "tenant", "token", unique=True),
)
