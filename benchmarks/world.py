"""A large tenant for the benchmarks: people, seats and one SAML provider, in SQLite."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Engine, Table, insert

from garbridge.config import Reading, read_providers
from garbridge.core.identifiers import TenantId
from garbridge.formats.keys import generate_key, self_signed_certificate
from garbridge.stores.sql import schema
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.policies import SqlPolicies
from garbridge.wiring import new_keys, open_engine, upgrade_database

TENANT = "BENCH"
SCHOOLS = 100
RESOURCES = 10
SITE = "http://127.0.0.1:9"
"""The provider's address: nothing is ever asked there."""
PORTAL = "http://127.0.0.1:8799"
SAML = '[saml]\nmetadata = "bench.xml"'

_CHUNK = 20_000


def resource(number: int) -> str:
    """Return the ARK of a resource."""
    return f"ark:/99999/bench-{number}"


def person(number: int) -> str:
    """Return the identifier of a person."""
    return f"person-{number:07}"


def school(number: int) -> str:
    """Return the school of the person of that number."""
    return f"{number % SCHOOLS:07}A"


def write_world(
    folder: Path,
    *,
    people: int,
    seats: int,
    database: str | None = None,
    section: str = SAML,
    providers: Mapping[str, tuple[str, Sequence[int]]] | None = None,
) -> rsa.RSAPrivateKey:
    """Fill *folder* with configuration, keys and a database; return the provider's key.

    *database* is the address of an empty one; ``None`` is a SQLite file in the folder.
    *section* is the protocol that the provider speaks; *providers* are several in its place, by
    name, each with its protocol and the numbers of its resources.
    """
    url = database or f"sqlite:///{folder / 'garbridge.sqlite'}"
    write_portal(folder, tenant=TENANT, database=url)
    those = providers or {"bench": (section, range(RESOURCES))}
    provider_key = _write_providers(folder / "providers", those)
    engine = open_engine(url)
    upgrade_database(engine)
    _fill(engine, people, seats // people)
    _age_policies(folder, engine)
    engine.dispose()
    return provider_key


def _age_policies(folder: Path, engine: Engine) -> None:
    """Let the policies be in force for longer than a week: launches are proved by their share."""
    archive = SqlPolicies(Database(engine), TenantId(TENANT))
    since = datetime.now(UTC) - timedelta(days=30)
    for file in read_providers(folder / "providers", Reading(insecure_loopback=True, zone=UTC)):
        one = file.provider
        archive.keep(one.id, one.version, one.document, at=since)


PRIVACY = """[privacy]
legal_act = "2026-12"
controller = { name = "bench", contact = "bench" }
processor = { name = "bench", contact = "bench" }
officer = { name = "bench", contact = "bench" }
"""


def write_portal(folder: Path, *, tenant: str, database: str | None = None) -> None:
    """Write keys and configuration of a portal into *folder*."""
    new_keys(folder / "keys", name="bench", years=1, bits=2048)
    kept = f'database = "{database}"\n' if database else ""
    (folder / "garbridge.toml").write_text(
        f'tenant = "{tenant}"\nissuer = "{PORTAL}"\ninsecure_loopback = true\n{kept}'
        '[keys]\nsigning = "keys/saml.key"\ncertificate = "keys/saml.crt"\n'
        f'pairwise = "keys/pairwise.key"\nledger = "keys/ledger.key"\n{PRIVACY}',
        encoding="utf-8",
    )


def _write_providers(
    folder: Path, providers: Mapping[str, tuple[str, Sequence[int]]]
) -> rsa.RSAPrivateKey:
    folder.mkdir()
    key = generate_key(2048)
    certificate = self_signed_certificate(
        key, "bench provider", now=datetime.now(UTC), lifetime=timedelta(days=365)
    )
    (folder / "bench.xml").write_text(metadata(certificate), encoding="utf-8")
    for name, (section, numbers) in providers.items():
        lines = [f'name = "{name}"', section]
        for number in numbers:
            lines += ["[[resources]]", f'ark = "{resource(number)}"']
            lines += [f'title = "Resource {number}"', f'url = "{SITE}/resources/{number}"']
        for attribute in ("PRO", "UAI", "DIV", "GRO"):
            lines += ["[[release]]", f'attribute = "{attribute}"', 'purpose = "bench"']
            lines += ['profiles = ["elv"]', 'validated_by = "bench"', "validated_on = 2026-08-25"]
        (folder / f"{name}.toml").write_text("\n".join(lines), encoding="utf-8")
    return key


def metadata(certificate: x509.Certificate) -> str:
    """Return the metadata of the provider whose certificate it is."""
    body = "".join(certificate.public_bytes(Encoding.PEM).decode().splitlines()[1:-1])
    return (
        '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"'
        f' entityID="{SITE}/metadata"><md:SPSSODescriptor AuthnRequestsSigned="true"'
        ' protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<md:KeyDescriptor use="signing">'
        '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>'
        f"<ds:X509Certificate>{body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        '</md:KeyDescriptor><md:AssertionConsumerService index="0"'
        ' Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"'
        f' Location="{SITE}/acs"/></md:SPSSODescriptor></md:EntityDescriptor>'
    )


def _fill(engine: Engine, people: int, seats_each: int) -> None:
    for table, rows in (
        (schema.school, _schools()),
        (schema.population, _populations()),
        (schema.subscription, _subscriptions()),
        (schema.person, _people(people)),
        (schema.membership, _memberships(people)),
        (schema.belonging, _belongings(people)),
        (schema.seat, _seats(people, seats_each)),
    ):
        if engine.dialect.name == "postgresql":
            _copy(engine, table, rows)
        else:
            _insert(engine, table, rows)
    if engine.dialect.name == "postgresql":
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _copy(engine: Engine, table: Table, rows: Iterator[Sequence[object]]) -> None:
    names = ", ".join(column.name for column in table.columns)
    raw = engine.raw_connection()
    connection: Any = raw.driver_connection  # psycopg's own, which knows COPY
    sql = f"COPY {table.name} ({names}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)
    raw.commit()
    raw.close()


def _insert(engine: Engine, table: Table, rows: Iterator[Sequence[object]]) -> None:
    names = [column.name for column in table.columns]
    chunk: list[dict[str, object]] = []
    for row in rows:
        chunk.append(dict(zip(names, row, strict=True)))
        if len(chunk) == _CHUNK:
            with engine.begin() as connection:
                connection.execute(insert(table), chunk)
            chunk = []
    if chunk:
        with engine.begin() as connection:
            connection.execute(insert(table), chunk)


def _schools() -> Iterator[Sequence[object]]:
    for number in range(SCHOOLS):
        yield TENANT, school(number), f"Lycée {number}", 2


def _populations() -> Iterator[Sequence[object]]:
    for number in range(SCHOOLS):
        for place in range(30):
            yield TENANT, school(number), "division", f"D{place}", f"Division {place}", "[]", ""
            yield TENANT, school(number), "group", f"G{place}", f"Groupe {place}", "[]", ""
        yield TENANT, school(number), "level", "20010018110", "Seconde", "[]", "2211"


def _subscriptions() -> Iterator[Sequence[object]]:
    starts = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1_000_000)
    ends = int(datetime(2036, 1, 1, tzinfo=UTC).timestamp() * 1_000_000)
    licences = json.dumps({"overall": None})
    for number in range(SCHOOLS):
        for which in range(RESOURCES):
            identifier = f"sub-{number}-{which}"
            yield (
                *(TENANT, identifier, school(number), resource(which), "INDIV", "ELEVE"),
                *(licences, starts, ends, True, ""),
            )


def _people(people: int) -> Iterator[Sequence[object]]:
    for number in range(people):
        yield TENANT, person(number), f"Nom-{number}", f"Prénom-{number}", "", "", 0


def _memberships(people: int) -> Iterator[Sequence[object]]:
    for number in range(people):
        yield TENANT, person(number), school(number), "elv", None, None


def _belongings(people: int) -> Iterator[Sequence[object]]:
    for number in range(people):
        place = number // SCHOOLS % 30
        yield TENANT, person(number), school(number), "division", f"D{place}"
        yield TENANT, person(number), school(number), "group", f"G{place}"
        yield TENANT, person(number), school(number), "level", "20010018110"


def _seats(people: int, each: int) -> Iterator[Sequence[object]]:
    for number in range(people):
        for which in range(each):
            yield (
                *(TENANT, person(number), school(number), resource(which)),
                *(f"sub-{number % SCHOOLS}-{which}", "person", "ELEVE"),
            )
