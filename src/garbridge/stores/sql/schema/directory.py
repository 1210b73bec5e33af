"""Who is where: what the import of the directory writes."""

from sqlalchemy import BigInteger, Column, Index, SmallInteger, Text

from garbridge.stores.sql.schema.columns import key, statistical, table, text

school = table(
    "school",
    key("tenant", 20),
    key("school", 45),
    Column("name", text(500), nullable=False),
    Column("degree", SmallInteger, nullable=False),
)

person = table(
    "person",
    key("tenant", 20),
    key("person", 64),
    Column("family_name", text(500), nullable=False),
    Column("given_name", text(500), nullable=False),
    Column("civility", text(30), nullable=False),
    Column("email", text(255), nullable=False),
    Column("changed", BigInteger, nullable=False),
    Index("ix_garbridge_person_changed", "tenant", "changed", "person"),
)

membership = table(
    "membership",
    key("tenant", 20),
    key("person", 64),
    key("school", 45),
    Column("profile", text(31), nullable=False),
    Column("starts", BigInteger),
    Column("ends", BigInteger),
    Index("ix_garbridge_membership_school", "tenant", "school", "person"),
)

population = table(
    "population",
    key("tenant", 20),
    key("school", 45),
    key("kind", 10),
    key("code", 255),
    Column("label", text(255), nullable=False),
    Column("parents", Text, nullable=False, comment="JSON list of division codes"),
    statistical(),
)

belonging = table(
    "belonging",
    key("tenant", 20),
    key("person", 64),
    key("school", 45),
    key("kind", 10),
    key("code", 255),
    Index("ix_garbridge_belonging_population", "tenant", "school", "kind", "code"),
)

delegate = table(
    "delegate",
    key("tenant", 20),
    key("school", 45),
    key("person", 64),
    Column("email", text(255), nullable=False),
    Index("ix_garbridge_delegate_person", "tenant", "person", "school", "email"),
)

departure = table(
    "departure",
    key("tenant", 20),
    key("person", 64),
    Column("changed", BigInteger, nullable=False),
    Index("ix_garbridge_departure_changed", "tenant", "changed", "person"),
)
