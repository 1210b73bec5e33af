"""Imports small exports into a database and reads the directory back."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from tests.gar.ent.days import NOW
from tests.gar.ent.small import TENANT, Small

from garbridge.core.identifiers import PersonId, SchoolId, TenantId
from garbridge.core.people import Membership, Person
from garbridge.gar.ent.export import GarEntExport
from garbridge.ports import Change, Difference
from garbridge.services.importing import Asks, Imported, ImportService, Rejected
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.directory import SqlDirectory
from garbridge.stores.sql.importing import SqlStagingArea

LATER = NOW + timedelta(days=1)
NOTHING = Change()


class World:
    """One tenant's directory in a database, and a folder for exports."""

    def __init__(self, engine: Engine, folder: Path, tenant: TenantId = TENANT) -> None:
        self.engine = engine
        self.database = Database(engine)
        self.folder = folder
        self.tenant = tenant
        self.count = 0

    def bring(self, small: Small, *, at: datetime = NOW, rehearse: bool = False) -> Difference:
        """Import *small*, which must be right; return what it changed."""
        outcome = self.attempt(small, at=at, rehearse=rehearse)
        assert isinstance(outcome, Imported), outcome.findings.errors
        assert outcome.applied is not rehearse
        return outcome.difference

    def attempt(
        self, small: Small, *, at: datetime = NOW, rehearse: bool = False
    ) -> Imported | Rejected:
        """Import *small*."""
        self.count += 1
        export = small.write(self.folder / f"export{self.count}")
        answer = self.service(at).run(
            GarEntExport(export, self.tenant), rehearse=rehearse, accept_removals=True
        )
        assert not isinstance(answer, Asks)
        return answer

    def service(self, at: datetime = NOW) -> ImportService:
        """Return the service at an instant."""
        return ImportService(staging=SqlStagingArea(self.engine), clock=lambda: at)

    def directory(self) -> SqlDirectory:
        """Return the directory."""
        return SqlDirectory(self.database, self.tenant)

    def person(self, identifier: str) -> Person:
        """Return a person, who must be known."""
        found = self.directory().person(PersonId(identifier))
        assert found is not None
        return found

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def everything(self) -> dict[str, object]:
        """Return all there is, to compare two states."""
        directory = self.directory()
        schools = list(directory.schools())
        people = {found.id: found for school in schools for found in directory.members(school.id)}
        return {
            "schools": schools,
            "people": {
                found.id: (found.identity, [_unordered(place) for place in found.memberships])
                for found in people.values()
            },
        }

    def changed(self, since: datetime) -> set[str]:
        """Return who changed at or after an instant."""
        return set(self.directory().changed_since(since))


def left(small: Small, *people: str) -> Small:
    """Return *small* without *people* and all that is said of them."""
    small.blocks = [
        block for block in small.blocks if block[3].get("GARPersonIdentifiant") not in people
    ]
    return small


def ends(person: Person, school: str) -> datetime | None:
    """Return the end of a membership, which must be there."""
    membership = person.at(SchoolId(school))
    assert membership is not None
    return membership.ends


def _unordered(place: Membership) -> tuple[object, ...]:
    return (place.school, place.profile, place.starts, place.ends, frozenset(place.groups))
