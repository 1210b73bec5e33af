"""A portal whose collège turns the year: for the tests of the assistant."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask
from tests.services.turning import JULY, bought, class_of, small, staff
from tests.stores.filling import People
from tests.web.console_portal import Visitor
from tests.web.portal import sign_in, signed_in_person
from tests.wiring.inside import portal_with, ticking
from tests.wiring.portal_files import write_portal

from garbridge.core.entitlements import Licences, Seat
from garbridge.core.identifiers import ResourceId
from garbridge.core.people import Person, Profile
from garbridge.stores.sql.database import Database
from garbridge.testing.world import COLLEGE, TENANT
from garbridge.web import GarBridge
from garbridge.wiring import Runtime, build_runtime, open_engine

RESOURCE = """
[[resources]]
ark = "ark:/12345/{name}"
title = "{title}"
url = "https://studio.example/{name}"
"""
FIFTH = [person.id for person in class_of(5, "A")]
STOCK = [
    replace(one, resource=ResourceId(f"ark:/12345/{one.id.partition('-')[0]}"))
    for one in (
        bought("algebre", 2026, 2026),
        bought("algebre", 2027, 2027),
        bought("atlas", 2025, 2029, licences=Licences(overall=4)),
        bought("latin", 2026, 2026),
    )
]
HEAD, SECRETARY = "cheffe", "secretaire"


@dataclass(frozen=True)
class YearPortal:
    """The portal, and who works there."""

    app: Flask
    runtime: Runtime

    def moves_to(self, people: Iterable[Person]) -> None:
        """Let the directory say where *people* are now."""
        database = Database(open_engine(self.runtime.config.database))
        store = People(database, TENANT)
        for person in people:
            store.put(person, JULY)
        database.close()

    def browser(self, person: str = HEAD) -> Visitor:
        """Return a browser in which *person* is signed in."""
        client = self.app.test_client()
        sign_in(client, person)
        return Visitor(client, COLLEGE.id, "delegations")


@contextmanager
def year_portal(folder: Path, *, confirms: bool = False) -> Iterator[YearPortal]:
    """Yield that portal, in July; with *confirms* it wants every act on people confirmed."""
    write_portal(folder)
    with (folder / "providers" / "studio.toml").open("a", encoding="utf-8") as provider:
        for name in ("algebre", "atlas", "latin"):
            provider.write(RESOURCE.format(name=name, title=name.capitalize()))
    seats = [
        Seat(subscription=one.id, resource=one.resource, school=one.school, person=person)
        for one in (STOCK[0], STOCK[2], STOCK[3])
        for person in FIFTH
    ]
    people = [*small(), staff(SECRETARY, Profile.SCHOOL_STAFF)]
    with portal_with(people, folder, schools=(COLLEGE,), clock=ticking(JULY)) as plain:
        plain.writer.write(subscriptions=STOCK, seats=seats)
        runtime = plain
        if confirms:
            runtime = build_runtime(
                folder / "garbridge.toml",
                clock=plain.clock,
                confirmation=lambda *_: False,
                confirm_above=1,
            )
        app = Flask(__name__)
        app.config |= {"SECRET_KEY": "test only", "TESTING": True}
        GarBridge(signed_in_person, runtime=runtime).init_app(app)
        yield YearPortal(app, runtime)
