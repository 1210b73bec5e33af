"""The sealed ledger of launches: the chain, its checkpoints, and the salts behind it."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table

from garbridge.stores.sql.schema.columns import PREFIX, key, metadata, table, text

receipt = table(
    "receipt",
    key("tenant", 20),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("launch", BigInteger, nullable=False, comment="its id"),
    Column("reference", text(32), nullable=False),
    Column("commitment", LargeBinary, nullable=False),
    Column("link", LargeBinary, nullable=False),
    Index("ix_garbridge_receipt_launch", "tenant", "launch", unique=True),
)

checkpoint = table(
    "checkpoint",
    key("tenant", 20),
    Column("batch", BigInteger, primary_key=True, autoincrement=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("key", text(16), nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

salt = table(
    "salt",
    key("tenant", 20),
    key("person", 64),
    Column("salt", text(64), nullable=False, comment="destroyed when the person is erased"),
)

settled = table(
    "settled",
    key("tenant", 20),
    Column("place", BigInteger, nullable=False, comment="up to this launch all are sealed"),
)

ledger_act = Table(
    PREFIX + "ledger_act",
    metadata,
    Column("tenant", text(20), nullable=False),
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("kind", text(10), nullable=False),
    Column("by", text(64), nullable=False, comment="empty: the operator"),
    Column("at", BigInteger, nullable=False),
    Column("reason", text(255), nullable=False),
    Column("records", BigInteger, nullable=False),
    Column("batch", BigInteger, comment="of a purge, as what follows"),
    Column("last", BigInteger),
    Column("key", text(16)),
    Column("signature", LargeBinary),
    Index("ix_garbridge_ledger_act_id", "tenant", "id"),
)
