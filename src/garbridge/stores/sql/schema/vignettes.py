"""The portal's copies of vignettes; nobody is named."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary

from garbridge.stores.sql.schema.columns import key, table, text

vignette = table(
    "vignette",
    key("tenant", 20),
    Column("key", text(64), primary_key=True, comment="a digest of the address"),
    Column("address", text(2000), nullable=False),
    Column("digest", text(32), nullable=False, comment="of the copy; empty: there is none"),
    Column("etag", text(200), nullable=False),
    Column("modified", text(200), nullable=False),
    Column("checked", BigInteger),
    Column("listed", BigInteger),
    Column("fault", text(20), nullable=False),
    Index("ix_garbridge_vignette_digest", "tenant", "digest"),
)

picture = table(
    "picture",
    key("tenant", 20),
    key("digest", 32),
    Column("kind", text(10), nullable=False),
    Column("content", LargeBinary, nullable=False),
)
