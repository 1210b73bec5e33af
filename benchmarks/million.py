"""A million accès of a hundred schools: counted, then turned into the figures of every school.

Each half is a program of its own (``python -m benchmarks.million DATABASE count``), so that its
CPU time and memory are its own too.
"""

import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

from tests.core.statistics.drawn import YEAR, Drawn

from garbridge.core.days import first_of
from garbridge.core.disclosure.suppression import Suppression
from garbridge.core.identifiers import PersonId, SchoolId, TenantId
from garbridge.core.people import Group, GroupKind, Identity, Membership, Person, School
from garbridge.core.receipts import micros
from garbridge.core.statistics.figures import use
from garbridge.core.statistics.periods import first_day
from garbridge.services.tallying import TallyingService
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.migrating import upgrade
from garbridge.stores.sql.publications import SqlPublications
from garbridge.stores.sql.receipts import SqlReceipts
from garbridge.stores.sql.tallies import SqlTallies

TENANT = TenantId("F0")
ACCESSES = 1_000_000
SCHOOLS = 100
DRAWN = Drawn(pupils=830, staff=70, titles=30, each=11.5)
_LAUNCH = (
    "INSERT INTO garbridge_launch (tenant, reference, school, person, resource, provider, protocol,"
    " attributes, at) VALUES ('F0', ?, ?, ?, ?, 'editions', 'saml', '', ?)"
)


def school(number: int) -> SchoolId:
    """Return the school of a number."""
    return SchoolId(f"075{number:04}A")


def fill(file: str) -> None:
    """Write the launches of a year, in the order of time, into a new database."""
    engine = open_engine(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    with sqlite3.connect(file) as connection:
        connection.executemany(_LAUNCH, _launches())


def _launches() -> Iterator[tuple[str, str, str, str, int]]:
    people, titles = list(DRAWN.standings()), list(DRAWN.catalogue())
    each = ACCESSES // SCHOOLS
    start, step = micros(first_of(first_day("2026-09"), UTC)), 300 * 86_400 * 10**6 // each
    for n in range(each):
        person, title = people[n * n % 7919 % len(people)], titles[n % 13 * (n % 3) % len(titles)]
        at = start + n * step
        for number in range(SCHOOLS):
            yield f"R{n}-{number}", school(number), f"{number}-{person}", title, at


def count(database: Database) -> None:
    """Roll them up."""
    receipts = SqlReceipts(database, TENANT)
    TallyingService(
        receipts=receipts,
        tallies=SqlTallies(database, TENANT),
        publications=SqlPublications(database, TENANT),
        directory=_Directory(),
        transaction=database.transaction,
        zone=UTC,
        clock=lambda: first_of(first_day("2027-08"), UTC),
        tokens=lambda: "token",
    ).roll_up()


class _Directory:
    """The people of the schools, made when they are asked for."""

    def members(self, uai: SchoolId) -> Iterator[Person]:
        """Yield everybody of a school."""
        for name, standing in DRAWN.standings().items():
            if standing.profile is not None:
                level = (Group(GroupKind.LEVEL, standing.level, standing.level),)
                place = Membership(uai, standing.profile, groups=level)
                yield Person(PersonId(f"{int(uai[3:7])}-{name}"), Identity("", ""), (place,))

    def person(self, _: PersonId) -> Person | None:
        """Return nobody: all of them are members."""

    def school(self, _: SchoolId) -> School | None:
        """Return none: nobody asks."""

    def schools(self) -> Iterator[School]:
        """Yield none, likewise."""
        return iter(())

    def changed_since(self, _: datetime) -> Iterator[PersonId]:
        """Yield nobody, likewise."""
        return iter(())


def figures(database: Database) -> None:
    """Make every table of every school, and hide what has to be; the audit has its own figure."""
    tallies, catalogue = SqlTallies(database, TENANT), DRAWN.catalogue()
    for number in range(SCHOOLS):
        counted = tallies.tallies(school(number), YEAR.months())
        for one in use(counted, YEAR, catalogue):
            Suppression(one.lattice, one.contributions).hidden()


if __name__ == "__main__":
    opened = Database(open_engine(f"sqlite:///{sys.argv[1]}"))
    {"count": count, "figures": figures}[sys.argv[2]](opened)
